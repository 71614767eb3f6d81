"""PLENKO SP-16E: an English manual of a 16 A smart plug, 2.4 GHz only, indoor use."""

from __future__ import annotations

from pathlib import Path

from tests.samples import drawings
from tests.samples.paper import Booklet, Look, typeset

FILE = "plenko-sp-16e-smart-plug-en.pdf"
LOOK = Look(page=(140, 200), margin=13, size=8.5, colour=(0, 120, 105), banded=True)


def make(folder: Path) -> Path:
    title = "PLENKO SP-16E Wi-Fi Smart Plug with Energy Meter - Instruction Manual"
    return typeset(LOOK, title, "SP-16E  Wi-Fi Smart Plug", _write, folder / FILE)


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.add_page()
    book.contents("Contents")
    _safety(book)
    _overview(book)
    _data(book)
    _pairing(book)
    _use(book)
    _trouble(book)
    _end(book)


def _cover(book: Booklet) -> None:
    book.put("plenko", 13, 16, size=26, bold=True, colour=LOOK.colour)
    book.put("Wi-Fi Smart Plug", 13, 40, size=18, bold=True)
    book.put("with energy meter", 13, 49, size=12)
    drawings.plug(book, 13, 66, 74)
    book.put("SP-16E", 13, 152, size=20, bold=True)
    book.put("Instruction manual", 13, 164, size=12)
    book.put("16 A  ·  3680 W  ·  2.4 GHz  ·  Type F (Schuko)", 13, 172, size=9, colour=(90, 90, 90))
    book.put("SP16E-IM-EN-04", 13, 188, size=7, colour=(110, 110, 110))


def _safety(book: Booklet) -> None:
    book.chapter("Safety")
    book.warning("DANGER", "Do not exceed the maximum load of 16 A / 3680 W. Overload causes overheating and fire.")
    book.bullets(
        "For indoor use only in dry rooms (IP20). Do not use the plug outdoors, in the bathroom or in a greenhouse.",
        "Do not plug several smart plugs or socket strips into each other.",
        "Loads that run for more than 2 hours without a break, such as heaters or car chargers, must not exceed "
        "13 A / 3000 W.",
        "Do not connect appliances which must not be switched on unattended, for example a hob or an iron.",
        "The plug does not isolate the load: pull it out of the wall before you work on an appliance.",
        "Do not use the plug if the housing is discoloured or smells burnt.",
        "Do not connect medical or life-supporting devices.",
    )


def _overview(book: Booklet) -> None:
    book.chapter("Overview", keep=80)
    book.figure(drawings.plug, 46, "Figure 1: front view")
    book.grid(
        [
            ("No.", "Part", "Function"),
            ("1", "Button", "Short press: on/off. Hold 5 s: pairing. Hold 15 s: factory reset"),
            ("2", "Light", "Shows the state, see section 6"),
            ("3", "Socket", "Type F (Schuko) with child protection"),
        ],
        (0.6, 1.2, 4.4),
    )
    book.section("Package contents")
    book.text_("1 smart plug SP-16E, 1 quick start card. No hub is needed.")


def _data(book: Booklet) -> None:
    book.chapter("Technical data", keep=110)
    book.grid(
        [
            ("Model", "SP-16E"),
            ("Rated voltage", "220-240 V~, 50 Hz"),
            ("Rated current", "16 A"),
            ("Maximum load (resistive)", "3680 W"),
            ("Maximum load (motors, inductive)", "800 W"),
            ("Maximum load (LED lamps)", "400 W"),
            ("Continuous load over 2 hours", "3000 W"),
            ("Standby consumption", "0.6 W"),
            ("Wi-Fi", "IEEE 802.11 b/g/n, 2.4 GHz only (2400-2483.5 MHz)"),
            ("Transmitting power", "max. 20 dBm"),
            ("Bluetooth", "BLE 4.2, for pairing only"),
            ("Metering accuracy", "±2 % above 10 W"),
            ("Operating temperature", "0 °C to 35 °C"),
            ("Humidity", "max. 80 %, no condensation"),
            ("Protection", "IP20, indoor use only"),
            ("Plug / socket", "Type E/F plug, type F socket"),
            ("Size", "Ø 52 x 79 mm"),
            ("Weight", "84 g"),
        ],
        (2.2, 4),
        head=False,
    )
    book.section("What you may connect", keep=60)
    book.grid(
        [
            ("Appliance", "Typical power", "Allowed?"),
            ("Fan heater", "2000 W", "Yes"),
            ("Kettle", "2200 W", "Yes"),
            ("Air fryer", "1500 W", "Yes"),
            ("Washing machine", "2100 W, motor", "No, motor and heating together"),
            ("Refrigerator", "150 W, motor", "Yes, motor below 800 W"),
            ("Oven", "3500-4500 W", "No"),
            ("Two heaters on a strip", "2 x 2000 W = 4000 W", "No, above 3680 W"),
            ("Electric car, 3.7 kW", "16 A for hours", "No"),
        ],
        (2, 2.2, 2.6),
    )


def _pairing(book: Booklet) -> None:
    book.chapter("Connecting to Wi-Fi")
    book.text_("You need a phone with Android 9 / iOS 14 or later and the app Plenko Home.")
    book.steps(
        "Connect the phone to the 2.4 GHz network of your router.",
        "Plug the SP-16E into a wall socket. If the light does not flash quickly, hold the button for 5 seconds.",
        "In the app, tap + and choose Smart Plug. Bluetooth must be on.",
        "Enter the Wi-Fi password and wait up to 60 seconds. The light stays on when the plug is online.",
    )
    book.section("Router settings")
    book.bullets(
        "The plug works with 2.4 GHz only. A network that offers only 5 GHz or 6 GHz cannot be used.",
        "If both bands share one name, switch 5 GHz off while pairing, or use the guest network on 2.4 GHz.",
        "Security: WPA2-PSK or WPA2/WPA3 mixed mode. WPA3 only and WEP are not supported.",
        "The network name must not be hidden. Name and password: at most 32 and 63 characters.",
    )
    book.section("Voice assistants")
    book.text_(
        "Link the Plenko Home account in the skill of your voice assistant. Matter is not supported by the SP-16E."
    )


def _use(book: Booklet) -> None:
    book.chapter("Use")
    book.bullets(
        "Schedules: up to 20 for each plug; they are stored in the plug and also run without internet.",
        "Countdown: 1 minute to 23 hours 59 minutes.",
        "After a power cut the plug is off. Change this in the app: Settings - After power cut - On "
        "/ Off / Last state.",
        "Energy: the app shows power (W), energy (kWh) of the day, month and year. Data are kept for 12 months.",
        "Overload protection: above 16.5 A for 10 seconds the plug switches off and the light flashes red.",
    )
    book.chapter("Light", keep=50)
    book.grid(
        [
            ("Light", "Meaning"),
            ("Blue, flashing quickly", "Pairing mode"),
            ("Blue, flashing slowly", "Connecting to the router"),
            ("Blue, steady", "Online, socket on"),
            ("Off", "Online, socket off"),
            ("Red, flashing", "Overload, socket switched off"),
            ("Red, steady", "Over-temperature above 85 °C"),
        ],
        (2, 4),
    )


def _trouble(book: Booklet) -> None:
    book.chapter("Troubleshooting", keep=100)
    book.grid(
        [
            ("Problem", "What to do"),
            (
                "The app does not find the plug",
                "Hold the button for 5 seconds until the light flashes quickly. Check that the "
                "phone is on 2.4 GHz, that Bluetooth is on and that no VPN is active.",
            ),
            (
                "Pairing stops at 90 %",
                "Wrong password, or the router blocks new devices (MAC filter). Move the plug closer to the router.",
            ),
            ("The plug is offline", "Restart the router, then unplug the SP-16E for 10 seconds."),
            ("Light flashes red", "The load is too high. Unplug the appliance and press the button once."),
            ("Light is red", "The plug is too hot. Unplug it, let it cool for 30 minutes and reduce the load."),
            ("Energy is wrong by 1 W", "Below 10 W the meter is not accurate; see section 3."),
            ("The plug switched off by itself", "Check schedules, countdown and the overload message in the app."),
        ],
        (1.8, 4),
    )
    book.section("Factory reset")
    book.text_(
        "Hold the button for 15 seconds until the light flashes red and blue. All schedules and energy data are erased."
    )


def _end(book: Booklet) -> None:
    book.chapter("Cleaning, warranty, disposal", keep=50)
    book.text_("Unplug before cleaning. Use a dry cloth only.")
    book.text_("Warranty: 2 years from the date of purchase. Overload, moisture and opened housings are excluded.")
    book.text_("Do not put the plug into household waste. Bring it to a collection point for electrical equipment.")
    book.text_(
        "Hereby, Plenko declares that the radio equipment type SP-16E is in compliance with Directive 2014/53/EU. "
        "Support: help@plenko.example"
    )
