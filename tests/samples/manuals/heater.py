"""WARMSBY FH-2012: a fan heater's manual that exists only as a scan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.samples import drawings
from tests.samples.paper import Booklet, Look, typeset
from tests.samples.scan import scanned

FILE = "warmsby-fan-heater-scan.pdf"
LOOK = Look(page=(148, 210), margin=16, face="serif", bold="serif-bold", size=9.6, colour=(0, 0, 0))


def make(folder: Path) -> Path:
    with TemporaryDirectory() as place:
        printed = typeset(LOOK, "WARMSBY FH-2012", "WARMSBY  Model FH-2012", _write, Path(place) / "printed.pdf")
        return scanned(printed, folder / FILE, "Scan 0007", seed=41)


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.add_page()
    _safety(book)
    _parts(book)
    _place(book)
    _use(book)
    _data(book)
    _end(book)


def _cover(book: Booklet) -> None:
    book.set_line_width(0.8)
    book.rect(14, 14, 120, 182)
    book.put("WARMSBY", 14, 30, size=28, bold=True, width=120, align="C")
    book.put("FAN HEATER 2000 W", 14, 50, size=15, bold=True, width=120, align="C")
    drawings.heater(book, 16, 70, 78)
    book.put("MODEL FH-2012", 14, 160, size=14, bold=True, width=120, align="C")
    book.put("OPERATING INSTRUCTIONS", 14, 170, size=11, width=120, align="C")
    book.put("Keep these instructions in a safe place", 14, 184, size=8.5, width=120, align="C")


def _safety(book: Booklet) -> None:
    book.chapter("Important safeguards")
    book.warning("WARNING", "In order to avoid overheating, do not cover the heater.")
    book.bullets(
        "Keep curtains, furniture, bedding and paper at least 1 metre away from the front and 30 cm "
        "from the sides and back.",
        "Do not use the heater in the immediate surroundings of a bath, a shower or a swimming pool.",
        "Do not use the heater outdoors, in garages with petrol vapour or on a vehicle.",
        "Plug the heater directly into a wall socket rated 10 A or more. Do not use a timer, a socket strip or an "
        "extension reel.",
        "Do not leave the heater unattended, and do not use it in a room where a person sleeps who "
        "cannot leave it alone.",
        "Children under 3 years must be kept away unless continuously supervised.",
        "If the cord is damaged it must be replaced by the service agent.",
        "Do not place the heater directly below a socket outlet.",
    )


def _parts(book: Booklet) -> None:
    book.chapter("Parts", keep=90)
    book.figure(drawings.heater, 56, "Fig. 1")
    book.grid(
        [
            ("1", "Heat selector: 0, fan, I, II"),
            ("2", "Thermostat MIN - MAX"),
            ("3", "Air outlet grille"),
            ("4", "Foot with tip-over switch"),
        ],
        (0.6, 4),
        head=False,
    )


def _place(book: Booklet) -> None:
    book.chapter("Choosing a place", new_page=True)
    book.text_("The heater warms a room of up to 20 m². Distances to be kept on all sides:")
    book.grid(
        [
            ("Side", "Free space"),
            ("Front (air outlet)", "100 cm"),
            ("Back and sides", "30 cm"),
            ("Above", "50 cm"),
            ("To a bath, shower or basin", "at least 150 cm, better another room"),
        ],
        (2.4, 3),
    )
    book.bullets(
        "Stand it on a hard floor. On a deep carpet the tip-over switch may not work.",
        "Keep the cord away from the air outlet and from doors.",
        "Do not put it on a table, a shelf or a window sill.",
        "Use in the bathroom is not allowed: the heater has no drip protection (IP20).",
    )


def _use(book: Booklet) -> None:
    book.chapter("Operation", keep=60)
    book.steps(
        "Stand the heater upright on a firm, level floor. It does not work when it is tilted.",
        "Turn the heat selector to 0 and plug it in.",
        "Select: fan symbol = cool air, I = 1000 W, II = 2000 W.",
        "Turn the thermostat to MAX. When the room is warm enough, turn it back slowly until the heater clicks off. "
        "This temperature is then kept.",
        "To switch off, turn the selector to the fan symbol for one minute, then to 0, and pull the plug.",
    )
    book.text_("A smell at first use comes from protective oil and goes away after about 20 minutes. Open a window.")
    book.section("Safety cut-out")
    book.text_(
        "If the heater overheats, the cut-out switches it off and the red lamp lights. Unplug it, let it cool for 15 "
        "minutes, remove what blocks the grille, and switch it on again. If the red lamp lights once more, do not use "
        "the heater."
    )
    book.section("Tip-over switch")
    book.text_("When the heater falls over, it switches off. Set it upright; it starts again by itself.")


def _data(book: Booklet) -> None:
    book.chapter("Technical data", keep=70)
    book.grid(
        [
            ("Model", "FH-2012"),
            ("Rated voltage", "220-240 V~ 50 Hz"),
            ("Rated power", "2000 W (I: 1000 W, II: 2000 W)"),
            ("Current at 230 V", "8.7 A"),
            ("Room size", "up to 20 m²"),
            ("Protection", "Class II, IP20"),
            ("Noise", "48 dB(A)"),
            ("Cord", "1.5 m"),
            ("Weight", "1.3 kg"),
        ],
        (2, 4),
        head=False,
    )


def _end(book: Booklet) -> None:
    book.chapter("Troubleshooting", keep=70)
    book.grid(
        [
            ("Fault", "Remedy"),
            ("Heater does not start", "Check the socket. Set it upright. Turn the thermostat to MAX."),
            ("Red lamp is on", "Overheated: unplug, cool for 15 minutes, clean the grille."),
            ("Only cold air", "The selector is at the fan symbol, or the heating element is broken."),
            ("Heater switches on and off", "Normal: the thermostat keeps the temperature."),
            ("Rattling noise", "Dust or an object in the grille. Unplug and clean with a vacuum cleaner."),
        ],
        (2, 4),
    )
    book.chapter("Cleaning and storage", keep=45)
    book.text_(
        "Unplug and let the heater cool. Clean the grilles with a vacuum cleaner every two weeks. "
        "Wipe the housing with "
        "a damp cloth. Never use water jets. Store it in its carton in a dry place."
    )
    book.chapter("Guarantee")
    book.text_(
        "This heater is guaranteed for 3 years from the date of purchase against faulty material and workmanship. The "
        "guarantee is void if the heater was used commercially or repaired by others."
    )
    book.text_("WARMSBY Service: repairs@warmsby.example")
