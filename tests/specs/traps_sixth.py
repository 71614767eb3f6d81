"""A sixth round of labels and questions, written after the rules were mended by the fifth and run once before.

The golds of four rows were corrected after that run: a dog is a pet, `alkaline only` leaves no lithium, IPX4 is far
from a pressure washer, and what the buyer calls an adapter is compared as one.
"""

from __future__ import annotations

Pair = tuple[list[str], str, str, str]

ALL: tuple[Pair, ...] = (
    # What a print excludes, beside what it does not.
    (["Glue", "Not for children under 3 years"], "Can my children of 8 and 10 years use it?", "", "unclear"),
    (["Paint for wood and metal", "not for floors"], "Can I paint a metal gate with it?", "", "yes"),
    (["Fräser für Holz", "nicht für Metall"], "Geht Aluminium?", "", "unclear"),
    (["Sealant", "not for aquariums"], "Can I use it in the bathroom?", "", "unclear"),
    (["Detergente", "non adatto per seta e lana"], "Posso lavare un maglione di lana?", "", "no"),
    (["Nettoyant vitres", "ne pas utiliser sur écrans"], "Je peux nettoyer mon écran de télé ?", "", "no"),
    (["Limpiador", "no usar en mármol"], "¿Sirve para azulejos?", "", "unclear"),
    (["Средство", "не для шёлка"], "Можно стирать шёлк?", "", "no"),
    (["清洁剂", "不适用于皮革"], "皮革沙发能用吗", "", "no"),
    (["洗剤", "シルクには使用できません"], "シルクのシャツに使えますか?", "", "no"),
    (["Battery", "Do not use with other brands"], "Can I use it with my Makita drill?", "", "unclear"),
    (["USB hub", "Not suitable for charging tablets"], "Can I charge my phone, 5 V 0.5 A?", "", "unclear"),
    (["Heizdecke", "nicht für Haustiere"], "Ist sie für meinen Hund ok?", "", "no"),
    (["Hob cleaner", "Not for induction hobs"], "is it ok on my induction hob", "", "no"),
    (["Kettle descaler", "not for aluminium"], "My coffee maker is stainless steel, ok?", "", "unclear"),
    # Adapters for the product on the photo.
    (["Switch", "DC 12V 0.5A"], "I have a 12 V 1.5 A adapter, can I use it?", "", "yes"),
    (["Switch", "DC 12V 1.5A"], "I have a 12 V 0.5 A adapter, ok?", "", "no"),
    (["Access point 48V PoE"], "Can I use a 24 V power supply?", "", "no"),
    (["Massagegerät", "DC 15V 1A"], "Mein altes Netzteil liefert 14,5 V 2 A, geht das?", "", "unclear"),
    (["Lampe", "12V⎓ 0.8A"], "Je peux utiliser un chargeur 12 V 1 A ?", "", "yes"),
    (["Колонка", "5В 1А"], "Можно заряжать от зарядки 5 В 2 А?", "", "yes"),
    (["Tastiera musicale", "DC 9V 500mA"], "Va bene un alimentatore da 9 V 1 A?", "", "unclear"),
    (["LED strip 24V 48W"], "Can I run it from a 12 V power supply?", "", "no"),
    (["Adapter 12V 1A", "5.5x2.1mm"], "My camera needs a 12 V 2 A adapter, is this one ok?", "", "no"),
    (["12V⎓1A"], "Is it ok as adapter for my 12 V 2 A router?", "", "no"),
    (["Toy car charger 6V 500mA"], "Can I charge a 12 V battery with it?", "", "no"),
    # Chemistry and cells.
    (["Smoke alarm", "9V alkaline only"], "Can I put in a 9V lithium block?", "", "no"),
    (["Flashlight", "1x 18650 3.7V"], "Can I use 2 x CR123A?", "", "unclear"),
    (["Keyboard 2xAAA 1.5V"], "¿Puedo usar pilas AA?", "", "no"),
    (["カメラ用電池 CR2"], "CR123Aを使えますか?", "", "no"),
    (["Batteria 12V 7Ah AGM"], "La posso caricare con il mio caricabatterie per litio?", "", "unclear"),
    (["E-Bike Akku 36V 10Ah Li-Ion"], "Kann ich mit einem 42 V 2 A Ladegerät laden?", "", "unclear"),
    # Motors, phases, brackets.
    (["Thermostat 16(4)A 250V~"], "Kann ich eine Heizung mit 3000 W an 230 V schalten?", "", "yes"),
    (["Relais 10A 250V~"], "Can it switch a 2 kW pump motor?", "", "unclear"),
    (["Lathe 3~ 400V 50Hz"], "Does it run in Germany at a three-phase 400 V outlet?", "", "yes"),
    (["Brushless fan 12V 0.25A"], "Ci metto 24 V, va bene?", "", "no"),
    # Water and pressure.
    (["Wand light IP54"], "Can I clean it with a pressure washer?", "", "no"),
    (["Torch IPX4"], "can i drop it in the lake, under water?", "", "no"),
    (["Uhr 10 ATM"], "Kann ich damit schwimmen?", "", "unclear"),
    (["Gießkanne"], "Hält sie Frost aus?", "", "unclear"),
    (["Accumulator max 10 bar"], "system runs at 12 bar, ok?", "", "no"),
    (["Manometer 0-10 bar"], "Mein Kessel hat 3 bar, passt das?", "", "unclear"),
    # Others.
    (["Protein bar", "may contain traces of nuts"], "I am allergic to nuts, can I eat it?", "", "no"),
    (["Tea", "caffeine free"], "Is it ok, I must avoid caffeine?", "", "yes"),
    (["Helmet size 55-58 cm"], "My head is 60 cm, does it fit?", "", "no"),
    (["Curtain 140 x 245 cm"], "My window is 150 cm wide and 240 cm high, is it enough?", "", "unclear"),
    (["HDMI cable 3 m"], "I need 5 m, long enough?", "", "no"),
    (['SSD SATA 2.5"'], "Does it fit an M.2 slot?", "", "no"),
    (["Made in Vietnam"], "Is it made in Germany?", "", "no"),
    (["Distributed by Müller GmbH, Germany"], "Is it made in Germany?", "", "unclear"),
    (["Speaker", "Input 5V⎓2A"], "Is a 9 V 2 A quick charge charger ok?", "", "unclear"),
    (["Trimmer USB-C", "5V 1A"], "Kann ich mein 20 V Notebook-Ladegerät mit USB-C nehmen?", "", "unclear"),
    (["3v3", "RST", "GPIO-0", "RX", "TX", "GND"], "so 5V goes on the top pin?", "USB-serial adapter set to 5 V", "no"),
    (["Lamp", "12V⎓1.5A"], "Does it work?", "the adapter gives 12 V 0.5 A", "no"),
)
