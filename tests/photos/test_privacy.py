"""What of a photo's print is a private person's, and what is the product's own."""

from __future__ import annotations

import pytest

from assist.case.geometry import Box, Quad
from assist.case.privacy import Kind, covered, private_in, private_parts, without_private
from assist.case.reading import Code, Line, Reading
from assist.case.text.addresses import is_ean, s10_check


def printed(*texts: str) -> Reading:
    """Lines under each other in one column, as a label prints them."""
    quads = [Quad.of(Box(0.1, 0.05 + 0.05 * k, 0.6, 0.085 + 0.05 * k)) for k in range(len(texts))]
    return Reading("photo", tuple(Line(text, quad, 0.99) for text, quad in zip(texts, quads, strict=True)))


SHIPPING = [
    ("SHIP TO:", "Jane Miller", "42 Oak Street", "Springfield, IL 62704", "Tel: (217) 555-0142"),
    ("Empfänger", "Anna Schmidt", "Lindenallee 5", "80331 München"),
    ("Destinataire :", "Marie Dupont", "12 rue de la Paix", "75002 Paris", "06 12 34 56 78"),
    ("Destinatario", "Juan García López", "Calle Mayor 15, 3º B", "28013 Madrid"),
    ("Destinatario:", "Mario Rossi", "Via Garibaldi 7", "20121 Milano MI"),
    ("Destinatário", "João da Silva", "Rua das Flores 123", "01310-100 São Paulo"),
    ("Получатель: Иванов Иван", "ул. Ленина, д. 5, кв. 12", "190000 Санкт-Петербург", "+7 912 345-67-89"),
    ("收件人：王小明 13812345678", "广东省深圳市南山区科技园路88号3栋502室"),
    ("お届け先", "〒150-0001 東京都渋谷区神宮前1-2-3", "山田 太郎 様", "TEL 090-1234-5678"),
]


@pytest.mark.parametrize("label", SHIPPING, ids=lambda label: label[0])
def test_every_line_of_a_shipping_label_but_its_heading_is_private(label: tuple[str, ...]) -> None:
    found = {part.line for part in private_parts(printed(*label, "AC 100-240V 50/60Hz 0.5A"))}
    heading = {0} if not any(ch.isalnum() for ch in label[0].split(":")[-1].split("：")[-1]) else set()
    assert set(range(1, len(label))) <= found | heading
    assert len(label) not in found


@pytest.mark.parametrize(
    "label",
    [
        ("Model KV-65", "INPUT 100-240V~ 50/60Hz 1.5A", "OUTPUT 5V 3A 9V 2A", "4006381333931", "S/N 13800138000123"),
        ("Hersteller: Kelvaro GmbH", "Musterstraße 12", "10115 Berlin", "Tel. +49 30 901820", "info@kelvaro.example"),
        (
            "制造商：深圳市某某科技有限公司",
            "地址：深圳市南山区科技园路88号3栋",
            "服务热线 400-820-1234",
            "输入 220V 50Hz",
        ),
        ("Imported by Northgate Trading Ltd", "12 Mill Road", "Leeds LS1 4AB", "Made in China"),
        ("Lot 20240315 0815", "EXP 2027-03-15", "6901234567892", "3 pin 2 way connector", "IP44 16A 3680W"),
        ("Fuse 5x20 T1A 250V", "Ø 7.9 x 110 mm", "2000-3000 K", "1-800 lm", "802.11 b/g/n 2400-2483.5 MHz"),
    ],
    ids=lambda label: label[0],
)
def test_a_product_label_and_its_maker_are_nobody_s_privacy(label: tuple[str, ...]) -> None:
    assert private_parts(printed(*label), country="DE") == ()


def test_a_number_inside_a_line_is_private_and_the_rest_of_the_line_is_not() -> None:
    line = "for questions write to jane.miller@example.org or ring +44 20 7946 0958 after six"
    found = private_in(line)
    assert [(part.kind, line[part.start : part.end]) for part in found] == [
        (Kind.EMAIL, "jane.miller@example.org"), (Kind.PHONE, "+44 20 7946 0958"),
    ]  # fmt: skip
    quads = [part.quad.box for part in private_parts(printed(line))]
    assert all(0.1 < box.left < box.right < 0.6 for box in quads)


def test_a_number_without_a_country_code_is_a_phone_number_of_the_buyer_s_country() -> None:
    assert private_in("06 12 34 56 78") == ()
    assert [part.kind for part in private_in("06 12 34 56 78", country="FR")] == [Kind.PHONE]


@pytest.mark.parametrize(
    "number",
    ["RR123456785CN", "1Z999AA10123456784", "1Z 999 AA1 01 2345 6784", "9400 1000 0000 0000 0000 00", "SF1234567890123",
     "Sendungsnummer: 00340434161094012345", "运单号 773001234567890", "Tracking no. 4012 3456 7890"],
)  # fmt: skip
def test_parcel_numbers_are_private(number: str) -> None:
    assert [part.kind for part in private_in(number)] == [Kind.PARCEL]


def test_the_check_digit_tells_a_parcel_number_from_a_part_number() -> None:
    assert s10_check("47312482") == 9  # the worked example of UPU S10
    assert private_in("RR123456784CN") == ()


def test_an_ean_is_no_phone_number_in_any_country() -> None:
    assert is_ean("4006381333931") and not is_ean("4006381333932")
    for country in ("DE", "CN", "IT", "JP", "BR", "RU", "US"):
        assert private_in("4006381333931", country=country) == ()


def test_a_barcode_with_a_parcel_number_or_a_visiting_card_is_private_and_an_ean_is_not() -> None:
    quads = [Quad.of(Box(0.1 * k, 0.1, 0.1 * k + 0.05, 0.2)) for k in range(3)]
    codes = (
        Code("Code128", "1Z999AA10123456784", quads[0]), Code("QRCode", "BEGIN:VCARD\nN:Miller", quads[1]),
        Code("EAN13", "4006381333931", quads[2]),
    )  # fmt: skip
    assert [part.quad for part in private_parts(Reading("photo", (), codes))] == quads[:2]


def test_what_leaves_the_machine_keeps_every_line_at_its_place() -> None:
    reading = printed("SHIP TO", "Jane Miller", "42 Oak Street", "OUTPUT 5V 3A")
    masked = without_private(reading, private_parts(reading))
    assert [line.quad for line in masked.lines] == [line.quad for line in reading.lines]
    assert masked.lines[1].text == "████ ██████" and masked.lines[3].text == "OUTPUT 5V 3A"
    assert "Miller" not in masked.text and "Oak" not in masked.text
    assert covered("ring +44 20 7946 0958") == "ring ███ ██ ████ ████"
