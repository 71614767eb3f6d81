"""Names in logos are spelled as they are, and nothing else is touched."""

from __future__ import annotations

import pytest

from assist.engines.ocr.spelling import spelling

PUT_RIGHT = spelling(("BlitzWolf", "Bosch", "Philips", "Xiaomi", "LG", "De Longhi"))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("BIiTZWOIF", "BLITZWOLF"), ("BITZWOIF", "BITZWOIF"), ("B0SCH WAE24367", "BOSCH WAE24367"),
        ("Phi1ips Hue", "Philips Hue"), ("X|aomi", "Xiaomi"), ("blitzwolf", "blitzwolf"), ("Bosch", "Bosch"),
        ("BOSCHE", "BOSCHE"), ("IG", "IG"), ("5V 1A", "5V 1A"), ("", ""),
    ],
)  # fmt: skip
def test_a_run_that_is_a_name_but_for_look_alikes_is_the_name(read: str, meant: str) -> None:
    assert PUT_RIGHT(read) == meant and len(meant) == len(read)
