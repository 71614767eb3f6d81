"""The German section."""

from tests.samples.manuals.air_fryer.words import Words

WORDS = Words(
    tab="DE",
    product="Heißluftfritteuse",
    manual="Bedienungsanleitung",
    parts=("Anzeige", "Sensortasten", "Korbgriff", "Gehäuse, Luftauslass hinten"),
    intro="Vielen Dank, dass Sie sich für eine Heißluftfritteuse von TORVELLA entschieden haben. "
    "Lesen Sie diese Anleitung "
    "vor dem ersten Gebrauch und geben Sie sie mit dem Gerät weiter.",
    safety_title="Sicherheitshinweise",
    warning_word="WARNUNG: heiße Oberflächen",
    warning="Korb und Luftauslass werden sehr heiß. Halten Sie beim Herausziehen des Korbs Hände und "
    "Gesicht vom Dampf fern.",
    safety=(
        "Schließen Sie das Gerät nur an eine geerdete Steckdose mit 220-240 V~, 50/60 Hz an. Ein "
        "Betrieb mit 110-127 V ist "
        "nicht möglich.",
        "Verwenden Sie kein Verlängerungskabel unter 1,5 mm² und kein weiteres großes Gerät an derselben Steckdose.",
        "Lassen Sie hinter und über dem Gerät 15 cm frei. Nicht unter Hängeschränke oder auf ein Kochfeld stellen.",
        "Niemals Öl oder Wasser in den Korb gießen. Den Korb nicht mit Alufolie auslegen: Sie versperrt den Luftweg.",
        "Das Gerät ist für den Haushalt in Innenräumen bestimmt. Kinder ab 8 Jahren dürfen es unter Aufsicht benutzen.",
        "Das Gehäuse niemals in Wasser tauchen.",
    ),
    use_title="Bedienung",
    use=(
        "Vor dem ersten Gebrauch den Korb spülen und das Gerät 10 Minuten leer bei 200 °C laufen "
        "lassen. Ein leichter Geruch "
        "ist normal.",
        "Lebensmittel in den Korb geben, höchstens bis zur Marke MAX (1,2 kg Pommes frites).",
        "Korb einschieben, bis er einrastet, und die Ein-Taste drücken.",
        "Programm wählen, Zeit und Temperatur mit + und - ändern und Start drücken.",
        "Nach der Hälfte der Zeit piept das Gerät fünfmal: Lebensmittel schütteln.",
        "Nach dem Ende läuft das Gebläse 30 Sekunden nach. Danach den Stecker ziehen.",
    ),
    programmes_title="Programme",
    programme_head=("Programm", "Zeit", "Temperatur", "Menge, Hinweis"),
    programmes=(
        ("Pommes, gefroren", "18 min", "200 °C", "300-800 g, einmal schütteln"),
        ("Hähnchenkeulen", "25 min", "190 °C", "4-6 Stück, einmal wenden"),
        ("Fischfilet", "12 min", "180 °C", "300-500 g, leicht einölen"),
        ("Gemüse", "14 min", "170 °C", "300-600 g"),
        ("Kuchen", "30 min", "160 °C", "in einer Form bis 18 cm"),
        ("Warmhalten", "60 min", "80 °C", "-"),
    ),
    data_title="Technische Daten",
    data=(
        ("Modell", "AF-5201"),
        ("Nennspannung", "220-240 V~, 50/60 Hz"),
        ("Nennleistung", "1500 W"),
        ("Fassungsvermögen", "5,2 L"),
        ("Temperaturbereich", "80-200 °C"),
        ("Timer", "1-60 min"),
        ("Kabellänge", "1,0 m"),
        ("Maße (B x T x H), Gewicht", "27 x 35 x 31 cm, 4,6 kg"),
    ),
    faults_title="Fehlercodes",
    faults_intro="Wird ein Code angezeigt, heizt das Gerät nicht mehr. Ziehen Sie zuerst den Stecker.",
    fault_head=("Code", "Ursache", "Abhilfe"),
    faults=(
        (
            "E01",
            "Temperaturfühler: Unterbrechung",
            "10 Minuten vom Netz trennen. Kommt E01 wieder, Kundendienst anrufen.",
        ),
        ("E02", "Temperaturfühler: Kurzschluss", "Gerät nicht mehr benutzen. Kundendienst anrufen."),
        (
            "E03",
            "Überhitzung über 230 °C",
            "30 Minuten abkühlen lassen. Luftauslass freimachen, Folie oder Papier entfernen.",
        ),
        (
            "E04",
            "Gebläse blockiert oder dreht nicht",
            "20 Minuten abkühlen lassen, Korb herausnehmen und Speisereste oder Papier vom "
            "Gebläsegitter entfernen. Kommt E04 "
            "wieder, Kundendienst anrufen.",
        ),
        ("E05", "Korb nicht geschlossen", "Korb einschieben, bis er einrastet; Krümel von der Schiene entfernen."),
    ),
    care_title="Reinigung",
    care=(
        "Gerät 30 Minuten abkühlen lassen. Gehäuse mit einem feuchten Tuch abwischen.",
        "Korb und Rost sind spülmaschinenfest (max. 65 °C). Keine Metallschwämme verwenden.",
    ),
    warranty_title="Garantie und Kundendienst",
    warranty="2 Jahre ab Kaufdatum. Für die Beschichtung des Korbs gelten 6 Monate. service@torvella.example",
)
