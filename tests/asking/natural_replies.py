"""Replies as a good model writes them, about three prints, in nine languages: none of them may lose a sentence."""

from __future__ import annotations

PRINTS = (
    "INPUT: 220-240V~ 50/60Hz 2200W",
    "Hold the button for 5 seconds until the LED blinks blue. Repeat 3 times.",
    "Descale with 50 ml of vinegar every 2 weeks at 60 °C.",
)
REPLIES: dict[str, tuple[str, ...]] = {
    "en": (
        "Yes, it is made for 220 to 240 volts at 50 or 60 Hz and takes 2,200 watts [1].",
        "Press and hold the button for five seconds until the LED blinks blue, and do this three times [2].",
        "Descale it every two weeks with 50 millilitres of vinegar at 60 degrees [3].",
        "It draws 2.2 kW [1].",
    ),
    "de": (
        "Ja, das Gerät ist für 220–240 V bei 50/60 Hz ausgelegt und nimmt 2.200 W auf [1].",
        "Halten Sie die Taste fünf Sekunden lang gedrückt, bis die LED blau blinkt; dreimal wiederholen [2].",
        "Entkalken Sie alle 2 Wochen mit 50 ml Essig bei 60 °C [3].",
        "Die Leistung beträgt 2,2 kW [1].",
    ),
    "fr": (
        "Oui, l'appareil accepte 220 à 240 V, 50 ou 60 Hz, et consomme 2 200 W [1].",
        "Maintenez le bouton pendant 5 secondes jusqu'à ce que la LED clignote en bleu, trois fois [2].",
        "Détartrez toutes les 2 semaines avec 50 ml de vinaigre à 60 °C [3].",
    ),
    "es": (
        "Sí, funciona con 220-240 V a 50/60 Hz y consume 2200 W [1].",
        "Mantenga pulsado el botón 5 segundos y repítalo 3 veces [2].",
        "Descalcifique cada dos semanas con 50 ml de vinagre a 60 °C [3].",
    ),
    "it": (
        "Sì, funziona a 220-240 V, 50/60 Hz e assorbe 2200 W [1].",
        "Tenga premuto il pulsante per cinque secondi e ripeta tre volte [2].",
        "Decalcifichi ogni 2 settimane con 50 ml di aceto a 60 °C [3].",
    ),
    "pt": (
        "Sim, funciona com 220-240 V a 50/60 Hz e consome 2200 W [1].",
        "Mantenha o botão pressionado por 5 segundos e repita 3 vezes [2].",
        "Descalcifique a cada 2 semanas com 50 ml de vinagre a 60 °C [3].",
    ),
    "ru": (
        "Да, прибор рассчитан на 220–240 В, 50/60 Гц, мощность 2200 Вт [1].",
        "Удерживайте кнопку 5 секунд, повторите 3 раза [2].",
        "Удаляйте накипь каждые 2 недели: 50 мл уксуса при 60 °C [3].",
    ),
    "zh": (
        "可以，额定电压为220-240伏，50/60赫兹，功率2200瓦[1]。",
        "长按按钮5秒，直到指示灯闪蓝光，重复3次[2]。",
        "每两周用50毫升醋在60°C下除垢[3]。",
        "按住五秒，重复三次[2]。",
    ),
    "ja": (
        "はい、220～240V、50/60Hz、2200Wに対応しています[1]。",
        "LEDが青く点滅するまでボタンを5秒間長押しし、3回繰り返してください[2]。",
        "2週間ごとに50mlの酢で60℃で除去してください[3]。",
    ),
}
