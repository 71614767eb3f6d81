"""A library of invented products, in several languages, set as covers and pages really are."""

from __future__ import annotations

from functools import lru_cache

from assist.case.passages import Manual
from assist.library.catalogue import describe
from tests.manual_pages import booklet

_EN = (
    "Read these instructions carefully before you use the appliance and keep them.",
    "Do not let the cord hang over the edge of a table.",
    "Switch the heater off before you move it.",
    "The supply voltage is 220-240 V 50 Hz, 1500 W.",
)
_THERMOSTAT = (
    "Press the key to raise the temperature of the thermostat.",
    "Change the batteries once a year.",
    "Works with the relay RX-12 and the sensor TS-5.",
)
_TERMOSTATO = ("Pulse la tecla para subir la temperatura del termostato.", "Cambie las pilas una vez al año.")
_BOOKS = {
    "novatherm_manual.pdf": booklet(
        [("NOVATHERM", 30), ("Fan Heater", 24), ("Instruction manual", 18), "Model: NT-450W / NT-650W"],
        _EN,
        ["Use only spare parts of the maker.", "The fan heater turns itself off when it falls over."],
        head="NT-450W/NT-650W",
    ),
    "说明书.pdf": booklet(
        [("露莫拉", 30), ("冰箱使用说明书", 26), "型号：BCD-218WT", "BCD-258WT", "佛山市露莫拉电器有限公司"],
        ["请将冰箱放置在通风处。", "冷藏室温度可调。", "冰箱不制冷怎么办？检查电源。"],
    ),
    "KV3000i_Bedienungsanleitung.pdf": booklet(
        [("Kessler", 30), ("Kaffeevollautomat", 22), ("KV 3000 i", 20), ("Bedienungsanleitung", 16)],
        ["Füllen Sie den Wassertank mit frischem Wasser.", "Der Kaffeevollautomat spült beim Einschalten."],
        head="KV 3000 i",
    ),
    "robin980.pdf": booklet(
        [("Robin 980", 34), ("Robot Vacuum", 20), ("Owner's Guide", 16)],
        ["Robin 980 cleans by itself.", "Empty the bin of the robot vacuum after each run.", "Press CLEAN to start."],
    ),
    "falcon.pdf": booklet(
        [("Skylink", 28), ("Falcon Q7", 30), ("Wireless Router", 20), ("User Guide", 16)],
        ["Connect the router to your modem.", "The Falcon Q7 supports 2.4 GHz and 5 GHz.", "www.skylink.com"],
        head="Falcon Q7",
    ),
    "aurinko-duo-user-guide.pdf": booklet(
        [("Aurinko Duo", 30), ("Air Fryer", 24)],
        ["Put the basket back into the air fryer.", "The Aurinko Duo beeps when done.", "Aurinko Oy, Helsinki"],
    ),
    "pwc65.pdf": booklet(
        [("Ampere One", 24), ("PWC-65G", 28), ("USB-C Charger / Ladegerät / Chargeur", 16)],
        ["This charger is for indoor use only. Do not open it. There are no parts inside that you can repair."],
        ["Dieses Ladegerät ist nur für Innenräume. Öffnen Sie es nicht, es enthält keine Teile zur Reparatur."],
        ["Ce chargeur est destiné à un usage intérieur. Ne l'ouvrez pas, il ne contient aucune pièce réparable."],
        pages=10,
    ),
    "RK-X55.pdf": booklet(
        [("ヤマモト", 30), ("炊飯器 取扱説明書", 24), "型番 RK-X55"],
        ["内ぶたを外して洗ってください。", "炊飯器を水にぬらさないでください。", "早炊きボタンを押します。"],
    ),
    "chv1700.pdf": booklet(
        [("Вулкан", 30), ("Электрический чайник", 22), "Модель ЧВ-1700", "Руководство по эксплуатации"],
        ["Не включайте чайник без воды.", "Чайник отключается сам после закипания."],
        head="Вулкан ЧВ-1700",
    ),
    "tr210_es.pdf": booklet(
        [("Termalia", 26), ("Termostato TR-210", 24), ("Manual de usuario v210304", 14)],
        _TERMOSTATO,
        head="Termalia TR-210",
    ),
    "tr210_en.pdf": booklet(
        [("Termalia", 26), ("Thermostat TR-210", 24), ("User manual v230901", 14)],
        _THERMOSTAT,
        head="Termalia TR-210",
    ),
    "tr220_en.pdf": booklet(
        [("Termalia", 26), ("Thermostat TR-220 WiFi", 24), ("User manual", 14)],
        _THERMOSTAT,
        head="Termalia TR-220 WiFi",
    ),
}


@lru_cache(maxsize=1)
def library() -> tuple[Manual, ...]:
    """The catalogue of all of them, each with its file name as its id."""
    return tuple(describe(name, pages, id=name) for name, pages in _BOOKS.items())


def manual(name: str) -> Manual:
    return next(entry for entry in library() if entry.id == name)
