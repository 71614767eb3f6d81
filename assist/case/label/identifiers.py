"""Identifiers: article numbers with check digit, dates, lots, part and serial numbers, designations.

EAN and UPC follow the GS1 General Specifications: the weighted sum of all digits is a multiple of ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: `name` is `ean`, `date`, `lot`, `part`, `serial` or `model`; `span` its place in the text."""

    name: str
    value: str
    span: tuple[int, int]
    note: str = ""


_MONTHS = (
    "jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|fév(?:rier)?|mar(?:ch|s|zo|ço)?|märz|"
    "apr(?:il|ile)?|avr(?:il)?|ma[yi]o?|"
    "june?|jun[io]o?|juin|july?|jul[io]o?|juil(?:let)?|aug(?:ust)?|août|ago(?:sto)?|sep(?:t(?:ember|embre|iembre)?)?|"
    "o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|déc(?:embre)?|dic(?:iembre|embre)?"
)
_DATE = re.compile(
    rf"(?<![\w./-])(?:(?:19|20)\d\d[-./年]\s?(?:0?[1-9]|1[0-2])[-./月]\s?(?:[0-2]?\d|3[01])日?"
    rf"|(?:[0-2]?\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)?\d\d"
    rf"|(?:{_MONTHS})\.?\s+\d{{1,2}},?\s+(?:19|20)\d\d|\d{{1,2}}\.?\s+(?:{_MONTHS})\.?\s+(?:19|20)\d\d"
    rf"|(?:19|20)\d\d年(?:0?[1-9]|1[0-2])月|(?:0[1-9]|1[0-2])[/.](?:20)?[0-4]\d)(?![\w./-])",
    re.IGNORECASE,
)
_DATE_WORD = re.compile(
    r"(?:date|exp|mfg|mfd|best before|bb|use by|haltbar|datum|fecha|data|дата|годен|生产日期|有效期|保质期|製造|期限)",
    re.IGNORECASE,
)
_PRINT_NUMBER = re.compile(r"(?=[^\d]*\d)(?=.*[A-Z])[A-Z0-9][A-Z0-9./-]{4,}\s+")
_LOT = re.compile(
    r"(?<![A-Za-z])(?:lot|batch|charge|lote|lotto|партия|批号|批次|ロット)\s*(?:n[o°º.]*|nº|number|"
    r"nr\.?|code|#|№)?\s*[.:：#]?\s*"
    r"(?P<v>[A-Z0-9][A-Z0-9./-]*)(?![\w])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?<![A-Za-z])(?:P/?N|part\s?(?:no|number|#)|art(?:ikel|icle)?[.-]?\s?(?:nr|no|n°)|"
    r"item\s?(?:no|number)|ref|SKU|料号|货号|品番|"
    r"артикул)\s*[.:：#]?\s*(?P<v>[A-Z0-9][A-Z0-9./-]{2,})",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"(?<![A-Za-z])(?:S/?N|serial\s?(?:no|number)?|ser\.?\s?no|序列号|"
    r"製造番号)\s*[.:：#]?\s*(?P<v>[A-Z0-9][A-Z0-9-]*(?:\s[A-Z0-9]{2,})*)",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"(?<![A-Za-z])(?:model(?:\s?(?:no|number|name|nr))?|mod|modell|modèle|modelo|modello|"
    r"модель|type|typ|型号|型號|型番|product\s?code|"
    r"e-nr|fcc\s?id)\s*[.:：#]{0,2}\s*(?P<v>[A-Z0-9](?:[\w./()+-]|\s(?=[A-Z0-9]{1,5}(?:\s|$)))*)",
    re.IGNORECASE,
)
_DESIGNATION = re.compile(
    r"(?<![\w/.-])(?=[\w./-]*\d)(?=[\w./-]*[A-Z])[A-Z0-9][A-Za-z0-9]*(?:[-./][A-Za-z0-9]+)*(?:\(\d\))?(?![\w/])"
)
_NOT_DESIGNATION = re.compile(
    r"^(?:[RCLDQUJKP]\d{1,3}|IP[0-9X]{2}|E\d{2}|GPIO.*|IO\d+|\d+[.,]?\d*\s?(?:V|A|W|Hz|mm|cm|"
    r"m|g|kg|ml|L|GHz|MHz|K|MM|KG|VA|mAh|AH|mA|kW|h|x|X)"
    r"(?:AC|DC|\d.*)?|[A-Z]\d|\d+[A-Z]|P2O5|K2O|CO2|H2O|USB\d?.*|WPA\d?|MP\d|H\.?26\d|4K|8K|"
    r"LR\d+|CR\d+|\d+(?:V|A|W).*|94V-\d|"
    r"RF433|[A-Z]{2}\d{5}|DC\d.*|AC\d.*|T\d+A|[A-Z]\d[A-Z]|\d[A-Z]\d|\d[A-Z]{2}|"
    # parts of a board in one run (`R10R11`, `GNDGPIO12`), UL's flame class and file numbers, a Canadian postal code,
    # an oxide with its index misread, a post box, a numbered pin, a sheet's letter, a town or street with a number
    r"\d{1,2}\.[A-Z]{2,}|[A-Z]\.\d{1,3}|[A-Z][a-z]{2,}\d{5}(?:-\d{4})?|\d+[A-Z][a-z]+\.[A-Z][a-z]+|"
    r"(?:[RCLDQUJKP]\d{1,3}){2,}|.*GP[IL1]{1,2}[O0]\d+|.*94V-?\d?|E\d{5,6}|[A-Z]\d[A-Z]\d[A-Z]\d|P2O?[5sS]|P\.O\..*)$"
)
# OCR takes the guard bars between the halves of a barcode's digits for quotation marks.
_CODE_DIGITS = re.compile(r"(?<![\w.,/-])\d(?:[ \"'“”]?\d){7,13}(?![\w.,/-])")


def identifiers(text: str, *, bare: bool = True) -> tuple[Identifier, ...]:
    """Every identifier of one printed line or sentence, in order; without `bare` only those that a word announces."""
    found = [
        *_articles(text),
        *(Identifier("date", m.group(), m.span()) for m in _DATE.finditer(text) if _plausible_date(m.group(), text)),
    ]
    for name, pattern in (("lot", _LOT), ("part", _PART), ("serial", _SERIAL), ("model", _MODEL)):
        for match in pattern.finditer(text):
            value = match["v"].strip(" .-")
            if any(ch.isdigit() for ch in value) or (name == "model" and value.isupper() and len(value) > 2):
                found.append(Identifier(name, value, (match.start("v"), match.start("v") + len(match["v"]))))
    for match in _DESIGNATION.finditer(text) if bare else ():
        taken = any(i.span[0] < match.end() and match.start() < i.span[1] for i in found)
        share = text[match.end() : match.end() + 1] in {"%", "％"}
        if not (taken or share) and len(match.group()) >= 3 and not _NOT_DESIGNATION.match(match.group()):
            found.append(Identifier("model", match.group(), match.span()))
    return tuple(sorted(found, key=lambda identifier: identifier.span))


def valid_article(digits: str) -> bool:
    """Whether EAN-8, UPC-A, EAN-13 or GTIN-14 digits end with their GS1 check digit."""
    if len(digits) not in (8, 12, 13, 14) or not digits.isdigit():
        return False
    weighted = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return weighted % 10 == 0


def _articles(text: str) -> list[Identifier]:
    """Article numbers, also spaced as under a barcode; a UPC's own digits without its first and last stay unproved."""
    found = []
    for match in _CODE_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        grouped = digits != match.group()
        if valid_article(digits) and (len(digits) >= 12 or grouped):
            found.append(Identifier("ean", digits, match.span()))
        elif re.fullmatch(r"\d{5} \d{5}", match.group()):
            whole = next(f"0{digits}{d}" for d in range(10) if valid_article(f"0{digits}{d}"))
            found.append(
                Identifier("ean", digits, match.span(), f"UPC-A without its outer digits, {whole} if it begins with 0")
            )
    return found


def _plausible_date(printed: str, text: str) -> bool:
    """A month and a year need a word for dates, a line of their own, or a printed matter's number before them."""
    short = re.fullmatch(r"\d{2}[/.]\d{2,4}", printed)
    return (
        not short
        or text.strip() == printed
        or bool(_DATE_WORD.search(text))
        or bool(_PRINT_NUMBER.fullmatch(text.strip().removesuffix(printed)))
    )
