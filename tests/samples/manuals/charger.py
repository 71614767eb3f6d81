"""KELVARO KV-C65G: an English booklet of a USB-C charger with a world-wide input."""

from __future__ import annotations

from pathlib import Path

from tests.samples import drawings
from tests.samples.paper import Booklet, Look, typeset

FILE = "kelvaro-kv-c65g-charger-en.pdf"
LOOK = Look(page=(120, 170), margin=11, size=8, colour=(20, 62, 110))


def make(folder: Path) -> Path:
    title = "KELVARO KV-C65G 65 W GaN USB Charger - User Manual"
    return typeset(LOOK, title, "KELVARO KV-C65G  ·  User manual", _write, folder / FILE)


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.add_page()
    _first_pages(book)
    _specifications(book)
    _use(book)
    _trouble(book)
    _end(book)


def _cover(book: Booklet) -> None:
    book.set_fill_color(20, 62, 110)
    book.rect(0, 0, 120, 34, style="F")
    book.put("KELVARO", 11, 12, size=24, bold=True, colour=(255, 255, 255))
    book.put("65 W GaN USB Charger", 11, 46, size=17, bold=True)
    book.put("3 ports  ·  USB-C1  ·  USB-C2  ·  USB-A", 11, 55, size=9, colour=(90, 90, 90))
    book.set_draw_color(40, 40, 40)
    drawings.charger(book, 11, 68, 56)
    book.put("User Manual", 11, 138, size=14, bold=True)
    book.put("Model: KV-C65G", 11, 146, size=10)
    book.put("EN", 101, 146, size=10, bold=True)
    book.put("Doc. no. KV-UM-0651  Rev. 1.2  03/2026", 11, 158, size=6.5, colour=(110, 110, 110))


def _first_pages(book: Booklet) -> None:
    book.contents("Contents")
    book.chapter("Important safety instructions")
    book.text_("Read all instructions before use and keep this manual.")
    book.warning(
        "WARNING", "Risk of electric shock. Do not open the housing. There are no parts inside that you can repair."
    )
    book.bullets(
        "For indoor use only. Keep the charger dry; do not use it in a bathroom or outdoors.",
        "Use only with AC mains of 100-240 V, 50/60 Hz. Do not connect it to a DC supply or a dimmer.",
        "Do not cover the charger while it is in use. Its surface can reach 75 °C at full load; this is normal.",
        "Do not use the charger if the housing, the pins or a cable is damaged.",
        "Keep away from children under 8 years.",
        "Unplug the charger during thunderstorms or when it is not used for a long time.",
        "Only a travel adapter without earth that is rated for at least 2.5 A may be put between charger and socket.",
    )
    book.chapter("What's in the box")
    book.grid(
        [
            ("Part", "Quantity"),
            ("Charger KV-C65G with folding US pins (type A)", "1"),
            ("Clip-on plug heads: EU (type C), UK (type G)", "1 each"),
            ("USB-C to USB-C cable, 1.5 m, 5 A (100 W), e-marked", "1"),
            ("User manual", "1"),
        ],
        (4, 1),
    )
    book.text_(
        "An Australian plug head (type I, order no. KV-PH-AU) is sold separately. A USB-A cable is not included."
    )
    book.chapter("Overview", keep=100)
    book.figure(drawings.charger, 52, "Fig. 1  Front and side of the charger")
    book.grid(
        [
            ("No.", "Part", "What it does"),
            ("1", "USB-C1", "Power Delivery up to 65 W"),
            ("2", "USB-C2", "Power Delivery up to 30 W"),
            ("3", "USB-A", "Quick charge up to 18 W"),
            ("4", "Status light", "White, amber or red, see chapter 6"),
            ("5", "Folding pins", "Type A; clip-on heads slide over the pins"),
        ],
        (0.6, 1.6, 4),
    )
    book.section("Changing the plug head")
    book.steps(
        "Unplug the charger and fold out the pins.",
        "Slide the plug head over the pins until it clicks.",
        "To remove it, press the grey button on the head and pull.",
    )


def _specifications(book: Booklet) -> None:
    book.chapter("Specifications", new_page=True)
    book.grid(
        [
            ("Model", "KV-C65G"),
            ("Input", "100-240 V~, 50/60 Hz, 1.7 A max."),
            ("Output USB-C1", "5 V⎓3 A, 9 V⎓3 A, 12 V⎓3 A, 15 V⎓3 A, 20 V⎓3.25 A (65 W max.)"),
            ("Output USB-C1 (PPS)", "3.3-11 V⎓5 A; 3.3-21 V⎓3 A"),
            ("Output USB-C2", "5 V⎓3 A, 9 V⎓3 A, 12 V⎓2.5 A (30 W max.)"),
            ("Output USB-A", "5 V⎓3 A, 9 V⎓2 A, 12 V⎓1.5 A (18 W max.)"),
            ("Total output power", "65 W max."),
            ("Efficiency at 230 V", "91.8 % (average active)"),
            ("No-load power", "0.08 W"),
            ("Operating temperature", "0 °C to 40 °C"),
            ("Storage temperature", "-20 °C to 70 °C"),
            ("Protection class", "II (double insulated)"),
            ("Protection against ingress", "IP20, indoor use only"),
            ("Size (pins folded)", "52 x 52 x 32 mm"),
            ("Weight", "128 g (without plug head)"),
        ],
        (2, 4),
        head=False,
    )
    book.section("Power sharing between the ports", keep=55)
    book.grid(
        [
            ("Ports in use", "USB-C1", "USB-C2", "USB-A"),
            ("C1 only", "65 W", "-", "-"),
            ("C2 only", "-", "30 W", "-"),
            ("A only", "-", "-", "18 W"),
            ("C1 + C2", "45 W", "20 W", "-"),
            ("C1 + A", "45 W", "-", "18 W"),
            ("C2 + A", "-", "15 W together", "15 W together"),
            ("C1 + C2 + A", "45 W", "15 W together", "15 W together"),
        ],
        (2, 1.2, 1.6, 1.6),
    )


def _use(book: Booklet) -> None:
    book.chapter("Charging your devices")
    book.steps(
        "Choose the plug head for your country (see 3.1) and plug the charger into a wall socket.",
        "Connect your device with a suitable cable. Laptops belong on USB-C1.",
        "The status light turns white. Charging starts within 3 seconds.",
    )
    book.bullets(
        "The charger sets the voltage by itself. It works in Europe (230 V), the USA (120 V), Japan (100 V) and China "
        "(220 V) without a voltage converter; only the plug head changes.",
        "A laptop that needs more than 65 W charges slowly or only while asleep. The charger is not damaged by this.",
        "Above 60 W a cable with an e-marker (5 A) is required. The cable supplied has one.",
        "When a second device is connected, all ports pause for 1 to 2 seconds while the power is shared again.",
    )
    book.section("Can it stay plugged in?")
    book.text_("Yes. Without a device the charger draws 0.08 W. Unplug it when you travel or during thunderstorms.")
    book.section("Medical devices")
    book.text_("Do not use the charger to power medical devices or devices that must not be interrupted.")
    book.chapter("Status light", keep=55)
    book.grid(
        [
            ("Light", "Meaning"),
            ("White, steady", "Ready or charging, up to 45 W"),
            ("White, breathing", "Fast charging above 45 W"),
            ("Amber, steady", "Temperature limit: power reduced to 30 W"),
            ("Amber, flashing", "A port is overloaded and was switched off"),
            ("Red, 3 flashes", "Fault F3: input voltage outside 90-264 V"),
            ("Off", "No mains power, or internal fault"),
        ],
        (2, 4),
    )


def _trouble(book: Booklet) -> None:
    book.chapter("Troubleshooting", keep=120)
    book.grid(
        [
            ("Problem", "Possible cause", "What to do"),
            (
                "Light is off",
                "Plug head not clicked in, socket dead",
                "Push the head until it clicks; try another socket. If the light stays off, contact service.",
            ),
            (
                "Laptop does not charge",
                "Wrong port or cable",
                "Use USB-C1 and the cable supplied. Other cables may be limited to 60 W or to data.",
            ),
            (
                "Light is amber, charging slow",
                "Charger too hot",
                "Let it cool for 15 minutes. Do not cover it; keep 5 cm of free space around it.",
            ),
            (
                "Amber flashing (code F1)",
                "Overload at one port",
                "Unplug all devices, wait 10 seconds and connect them one by one.",
            ),
            (
                "Red, 2 flashes (code F2)",
                "Short circuit in a cable or device",
                "Replace the cable. Do not use the damaged one again.",
            ),
            (
                "Red, 3 flashes (code F3)",
                "Input voltage too low or too high",
                "Check the mains. Do not use a dimmer, an inverter with square-wave output or a step-down converter.",
            ),
            (
                "Clicking or buzzing sound",
                "Light load on USB-A",
                "Harmless. Use another port for small devices such as earbuds.",
            ),
        ],
        (1.7, 1.7, 3),
        size=7,
    )
    book.section("Reset")
    book.text_("Unplug the charger from the mains for 30 seconds. All faults except F2 are cleared.")


def _end(book: Booklet) -> None:
    book.chapter("Cleaning and storage")
    book.bullets(
        "Unplug the charger before cleaning. Wipe it with a dry, soft cloth.",
        "Do not use water, alcohol or solvents, and do not spray into the ports.",
        "Store it dry, between -20 °C and 70 °C, with the pins folded.",
    )
    book.chapter("Limited warranty")
    book.text_(
        "KELVARO warrants this product against defects in material and workmanship for 24 months from the date of "
        "purchase by the first buyer. Keep the receipt. The warranty does not cover damage by liquids, drops, opened "
        "housings, or use with mains outside 100-240 V. Cables are covered for 12 months."
    )
    book.text_("Your rights under the law of your country are not affected.")
    book.section("Service")
    book.text_("service@kelvaro.example  ·  Mon-Fri 9:00-17:00 CET")
    book.chapter("Disposal")
    book.text_(
        "The crossed-out wheeled bin means that this product must not be put into household waste. Return it to a "
        "collection point for electrical equipment. The packaging is cardboard (PAP 20)."
    )
