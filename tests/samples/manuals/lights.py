"""LANTERNIX SL-20S: an English and German sheet of outdoor string lights, IP65 lamps with an IP44 transformer."""

from __future__ import annotations

from pathlib import Path

from tests.samples import drawings
from tests.samples.paper import Booklet, Look, typeset

FILE = "lanternix-sl-20s-string-lights-en-de.pdf"
LOOK = Look(page=(148, 148), margin=13, size=8, colour=(176, 96, 0), numbered=False)


def make(folder: Path) -> Path:
    title = "LANTERNIX SL-20S LED String Lights / LED-Lichterkette"
    return typeset(LOOK, title, "LANTERNIX SL-20S", _write, folder / FILE)


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.tab = "EN"
    book.add_page()
    _english(book)
    book.tab = "DE"
    book.add_page()
    _german(book)


def _cover(book: Booklet) -> None:
    book.put("LANTERNIX", 13, 13, size=24, bold=True, colour=LOOK.colour)
    book.put("LED String Lights  SL-20S", 13, 30, size=14, bold=True)
    book.put("LED-Lichterkette  SL-20S", 13, 38, size=14)
    book.set_draw_color(40, 40, 40)
    drawings.lights(book, 13, 58, 52)
    book.put("10 m  ·  20 lamps  ·  24 V⎓  ·  IP65", 13, 122, size=10, bold=True)
    book.put("User manual  /  Bedienungsanleitung", 13, 130, size=9)


def _english(book: Booklet) -> None:
    book.chapter("Safety (English)")
    book.bullets(
        "The string of lights is protected against dust and water jets (IP65) and may stay outdoors all year.",
        "The transformer is splash-proof (IP44): mount it upright, at least 50 cm above the ground and under cover.",
        "Use only the transformer supplied (24 V⎓ 0.75 A). Never connect the string directly to 230 V mains.",
        "The lamps are fixed. If a lamp breaks, do not use the string any more.",
        "Do not switch on the lights while they are in the box or wound on the reel.",
        "At most three strings SL-20S may be connected to each other, with the transformer SL-T60 (sold separately).",
    )
    book.chapter("Technical data", keep=62)
    book.grid(
        [
            ("", "Lights SL-20S", "Transformer SL-T18"),
            ("Input", "24 V⎓ 0.6 A", "220-240 V~ 50 Hz 0.2 A"),
            ("Output", "-", "24 V⎓ 0.75 A 18 W"),
            ("Power", "14.4 W (20 x 0.72 W)", "18 W max."),
            ("Protection", "IP65", "IP44"),
            ("Temperature", "-25 °C to 40 °C", "-20 °C to 40 °C"),
            ("Colour", "2700 K warm white, 900 lm", "-"),
            ("Length", "10 m, lamps every 50 cm", "lead 5 m"),
        ],
        (1.3, 2.4, 2.4),
    )
    book.chapter("Mounting and use", keep=50)
    book.steps(
        "Stretch a steel rope if the span is longer than 5 m. Do not hang the string by its cable alone.",
        "Screw the plug of the string to the transformer; the seal must sit in the thread.",
        "Plug in the transformer. Button: on - timer 6 h on / 18 h off (green light) - off.",
        "Dim with a long press: 100 % - 50 % - 25 %.",
    )
    book.chapter("Problems", keep=46)
    book.grid(
        [
            ("Problem", "What to do"),
            ("All lamps are dark", "Check the socket and the screwed plug. Dry the contacts."),
            ("Lamps flicker", "More than one string on the transformer SL-T18. Remove the others."),
            (
                "Timer at the wrong time",
                "Switch on at the hour you want and choose the timer; it repeats every 24 hours.",
            ),
            ("One lamp is dark", "The string still works. The lamp cannot be replaced."),
        ],
        (1.8, 4),
    )
    book.text_("Warranty: 3 years. Do not dispose of with household waste. hello@lanternix.example")


def _german(book: Booklet) -> None:
    book.chapter("Sicherheit (Deutsch)")
    book.bullets(
        "Die Lichterkette ist staubdicht und gegen Strahlwasser geschützt (IP65) und darf das ganze "
        "Jahr im Freien bleiben.",
        "Das Netzteil ist spritzwassergeschützt (IP44): senkrecht, mindestens 50 cm über dem Boden "
        "und überdacht anbringen.",
        "Nur das mitgelieferte Netzteil (24 V⎓ 0,75 A) verwenden. Niemals direkt an 230 V anschließen.",
        "Die Lampen sind fest eingebaut. Ist eine Lampe zerbrochen, die Lichterkette nicht mehr benutzen.",
        "Die Lichterkette nicht in der Verpackung oder auf der Rolle einschalten.",
        "Höchstens drei Lichterketten SL-20S miteinander verbinden, mit dem Netzteil SL-T60 (nicht enthalten).",
    )
    book.chapter("Technische Daten", keep=62)
    book.grid(
        [
            ("", "Lichterkette SL-20S", "Netzteil SL-T18"),
            ("Eingang", "24 V⎓ 0,6 A", "220-240 V~ 50 Hz 0,2 A"),
            ("Ausgang", "-", "24 V⎓ 0,75 A 18 W"),
            ("Leistung", "14,4 W (20 x 0,72 W)", "max. 18 W"),
            ("Schutzart", "IP65", "IP44"),
            ("Temperatur", "-25 °C bis 40 °C", "-20 °C bis 40 °C"),
            ("Lichtfarbe", "2700 K warmweiß, 900 lm", "-"),
            ("Länge", "10 m, Lampenabstand 50 cm", "Zuleitung 5 m"),
        ],
        (1.3, 2.4, 2.4),
    )
    book.chapter("Montage und Bedienung", keep=50)
    book.steps(
        "Bei Spannweiten über 5 m ein Stahlseil spannen. Die Kette nicht nur am Kabel aufhängen.",
        "Den Stecker der Kette mit dem Netzteil verschrauben; die Dichtung muss im Gewinde sitzen.",
        "Netzteil einstecken. Taste: ein - Timer 6 h an / 18 h aus (grünes Licht) - aus.",
        "Dimmen durch langes Drücken: 100 % - 50 % - 25 %.",
    )
    book.chapter("Störungen", keep=46)
    book.grid(
        [
            ("Störung", "Abhilfe"),
            ("Alle Lampen dunkel", "Steckdose und Schraubstecker prüfen. Kontakte trocknen."),
            ("Lampen flackern", "Mehr als eine Kette am Netzteil SL-T18. Die anderen abnehmen."),
            (
                "Timer zur falschen Zeit",
                "Zur gewünschten Stunde einschalten und Timer wählen; er wiederholt sich alle 24 Stunden.",
            ),
            ("Eine Lampe dunkel", "Die Kette leuchtet weiter. Die Lampe kann nicht ersetzt werden."),
        ],
        (1.8, 4),
    )
    book.text_("Garantie: 3 Jahre. Nicht in den Hausmüll geben. hello@lanternix.example")
