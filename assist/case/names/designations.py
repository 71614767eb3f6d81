"""Model designations: how they are found in free text, folded for comparison, and told from ordinary numbers.

A designation is what a maker prints to tell one product from its siblings: `NN-E28JMM`, `UV-K5(8)`, `EW 1200 i`,
`SKR MINI E3 V3.0`.  What looks alike and is none: quantities with units, standards, sockets, board references of
parts on a circuit board, dates, error codes.  The lists below name those by kind; none is specific to a product.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_FOLD = str.maketrans(
    {"O": "0", "I": "1", "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "0", "Р": "P", "С": "C",
     "Т": "T", "Х": "X", "У": "Y"}
)  # fmt: skip
# What a camera and a reader confuse beyond O/0 and I/1; only for print on photos.
_OCR_FOLD = str.maketrans({"S": "5", "B": "8", "Z": "2", "G": "6", "L": "1", "Q": "0", "D": "0"})

# Of small Cyrillic letters only those right before a number, `тэ-12`: others are words of the sentence.
_TOKEN = re.compile(r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]+|(?<![А-яё])[А-я][а-я]{1,5}(?=[-‐‑–]? ?\d)|[А-ЯA-Z0-9]+")
# A run of letters and digits with inner separators; parentheses only around something short: UV-K5(8).
_SHAPE = re.compile(
    r"(?<![A-Za-zА-я0-9])(?=[A-Za-zА-Я0-9(]*[-_./+()A-Za-zА-Я]*\d)[A-Za-zА-Я0-9]+(?:[-_./+][A-Za-zА-Я0-9]+)*"
    r"(?:\([A-Za-z0-9]{1,4}\))?(?![а-я])"
)
_UNIT = (
    r"(?:V|VA|VAC|VDC|MV|KV|W|KW|KWH|WH|MW|A|MA|AH|MAH|UA|HZ|KHZ|MHZ|GHZ|OHM|KOHM|PF|NF|UF|F|C|K|MM|CM|M|KM|IN|INCH|FT|"
    r"G|KG|MG|LB|LBS|OZ|L|ML|CL|GAL|BAR|PSI|PA|KPA|MPA|DB|DBM|DBI|DBA|RPM|S|SEC|MIN|H|HR|HRS|MS|US|B|KB|MB|GB|TB|BIT|BITS|"
    r"BPS|KBPS|MBPS|GBPS|BAUD|BD|P|PIN|PCS|PC|X|ST|ND|RD|TH|LM|LUX|MP|PX|D|FPS|BTU|NM|DEG|AM|PM|PPM|CFM|MOL|Y|YRS|WP|AWG|CH|"
    r"HOURS|DAYS|STEPS|SETS|DB\(A\)?|К?ВТ|К?В|ВА|М?А|М?АЧ|[КМГ]?ГЦ|К?ОМ|ММ|СМ|М|КМ|К?Г|МГ|М?Л|БАР|[КМ]?ПА|ДБА?|"
    r"М?С|СЕК|МИН|Ч|ШТ|[КМГТ]Б|ЛМ|ЛК)"
)
_QUANTITY = re.compile(rf"(?:[<>≤≥~]?\d+(?:[.,/X*-]\d+)*{_UNIT}?(?:[-/X*~])?)+(?:{_UNIT})?", re.IGNORECASE)
_STANDARD = re.compile(
    r"(?:IP(?:X\d|\d\dK?)[A-Z]?|IPX\d|IK\d\d|RS-?(?:232|422|485)|USB-?[\d.]*|USB\d|HDMI\d?[\d.]*|WPA\d?|WEP\d*|802\.\d+\w*|"
    r"IPV\d|[345]G|LTE\d?|WI-?FI\d|BT\d(?:\.\d+)?|BLE\d[\d.]*|CAT\d\w?|RJ\d+|MP[34]|MPEG-?\d|H\.?26[45]|AVCHD|\d+K|UHD\d*|HDR\d+\+?|"
    r"(?:EN|IEC|ISO|UL|GB/?T?|BS|DIN|ETSI|ASTM|IEEE|VDE|GOST|JIS|YY|QB|SJ|CSA|ANSI|ASHRAE)[-/ ]?\d[\w.:/-]*|"
    r"[A-Z]{2}\d{5,}|CR\d{4}|LR\d+|AG\d+|18650|21700|AA+|6F22|E(?:10|11|12|14|17|26|27|39|40)|GU\d+(?:\.\d)?|GX?\d{1,2}(?:\.\d)?|"
    r"MR\d+|B(?:15|22)D?|R7S|T[58]|C(?:7|13|14|19|20)|CO2|H2O|PM(?:2\.?5|10)|P2O5|K2O|O[23]|NO[23]|CH4|COVID-?19|SHA-?\d+|MD5|"
    r"AES-?\d*|X86|X64|ARM64|WIN(?:DOWS)?\d+|IOS\d+|UTF-?8|FAT(?:16|32)|EXT[234]|NTFS|A[3456]|B[45]|VITAMIN|F[0-9]{1,2}|"
    r"R(?:22|32|134A|290|410A|404A|600A|744)|94V-?\d|S/N|P/N|PH\d|MQTT\d?|HTTP\d?|3D|2D|4X4|1ST|2ND|24/7|HI-?RES|5050|2835|3528|"
    r"[AD]C[-~]?\d+(?:[-.~/]\d+)*V|"
    r"SSN|2FA|(?:\d\.)?(?:COM|SPI|I2C|UART|IO|ADC|DAC|PWM|ATX)[-_ ]?\d*|(?:\d\.)?(?:GPI[O0][-_ ]?\d*)+|CH\d|HP\d|AC\d)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:[-./]\d{1,2}){0,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d{2}|\d{1,2}:\d{2}(?::\d{2})?"
)
_REVISION = re.compile(r"(?:V|VER|REV)\.?\d+(?:[._]\d+)*[A-Z]?", re.IGNORECASE)
# U1, R15, TP4, CZ2: the references printed beside the parts of a circuit board.
_REFERENCE = re.compile(
    r"(?:[RCLDQUJKFTYXSPHMWBVNE]|SW|BT|CN|CON|JP|TP|IC|LED|CY|CX|CZ|RV|VR|NTC|MOV|ZD|FB|XT|VD|VT|DS|RN)[1-9]\d{0,2}",
    re.IGNORECASE,
)
# Chips and modules that many products carry.
_PART = re.compile(
    r"(?:ESP|STM|ATMEGA|ATTINY|AMS|NRF|RTL|TMC|DRV|ULN|HLW|CSE|TYWE|LM|NE|CC|CH|CP|FT|MAX|MCP|PIC|SAMD|PCA|INA|ADS|"
    r"BME|BMP|DHT|DS|MP|IRF|BC|BD|TIP|1N|2N|74HC|GD|AT24C|W25Q|TB67S?|A49|LCD)\d{2,}[A-Z0-9]*(?:[-][A-Z0-9]+)*",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"[A-Z]\d[A-Z](?:\d[A-Z]\d)?|\d[A-Z]\d")
# A pin's number before its name, a button's after its, a word with a misread letter: 2.RESET, BUTTON0, WE1GHT.
_LABEL = re.compile(r"\d\.[A-Z]{2,}|[A-Z]{4,}\d|[A-Z]{2,}[01][A-Z]{2,}|\d+\w*/.*")
_ERROR_CODE = re.compile(r"(?:[EFHLPCUDA]|ERR|ER|ERROR)[-: ]?\d{1,4}", re.IGNORECASE)
# E01, F-2, Er 5, E4-1, ERR03, "3 E07": as displays show them, and the row goes on in words.
CODE_ROW = re.compile(
    r"^(?:\d{1,3}\s)?((?:[A-Z]{1,3}|E[Rr]{1,2}(?:or|OR)?)[-\s]?\d{1,3}(?:[-.]\d)?)\b(?=[\s:,/].*[^\W\d_]{3})"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of letters and digits and its place in the text."""

    text: str
    start: int
    end: int


def fold(text: str, *, ocr: bool = False) -> str:
    """The comparable form: NFKC, capitals, no separators, O as 0 and I as 1, Cyrillic look-alikes as Latin.

    With `ocr` also what readers of photos confuse (S/5, B/8, Z/2, G/6).
    """
    upper = unicodedata.normalize("NFKC", text).upper().translate(_FOLD)
    kept = re.sub(r"[^A-Z0-9А-Я]", "", upper)
    return kept.translate(_OCR_FOLD) if ocr else kept


def tokens(text: str) -> list[Token]:
    """Runs of letters and digits (of Cyrillic capitals, or small letters right before a number), with places."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@lru_cache(maxsize=4096)
def is_plain(text: str) -> bool:
    """Is this a quantity, standard, date, revision or the like, and so no designation by itself?"""
    if not any(ch.isdigit() for ch in text):
        return True
    bare = text.strip("()[].,:;")
    if not any(ch.isalpha() for ch in bare):
        return True
    return any(p.fullmatch(bare) for p in (_QUANTITY, _STANDARD, _DATE, _REVISION)) or bool(
        re.fullmatch(rf"\d+(?:[.,]\d+)?{_UNIT}[-/x]?\d*(?:[.,]\d+)?{_UNIT}?(?:[-/]?\w{{1,3}})?", bare, re.IGNORECASE)
    )


def is_reference(text: str) -> bool:
    """Could this be the reference of a part on a board (`R11`, `U3`), which only a brand or label lifts to a model?"""
    return bool(_REFERENCE.fullmatch(text.strip()))


def is_part(text: str) -> bool:
    """Is this a chip or module that many products carry (`ESP8266`, `AMS1117`)?"""
    return bool(_PART.fullmatch(text.strip()))


def is_error_code(text: str) -> bool:
    return bool(_ERROR_CODE.fullmatch(text.strip()))


def shapes(text: str) -> Iterator[tuple[str, int]]:
    """Every run shaped like a designation (letters and digits, not plain), with its place."""
    for match in _SHAPE.finditer(text):
        run = match.group().rstrip("-_./+")
        if any(ch.isdigit() for ch in run) and any(ch.isalpha() for ch in run) and not is_plain(run):
            yield run, match.start()


def weight(text: str) -> float:
    """How much a run looks like a model designation, 0 to 1: length, capitals, letters beside digits, separators."""
    folded = re.sub(r"[\W_]", "", text)
    letters, digits = sum(c.isalpha() for c in folded), sum(c.isdigit() for c in folded)
    if not letters or not digits or is_plain(text):
        return 0.0
    score = 0.35 + 0.08 * min(len(folded), 8) - (0.25 if is_reference(text) else 0.0)
    score += 0.1 if letters >= 2 else -0.1
    score += 0.1 if re.search(r"[A-Za-z]-?\d|-", text) else 0.0
    score -= 0.25 if re.fullmatch(r"[0-9a-f]{6,}|\d{5,}[A-Za-z]?|[A-Z]?\d{6,}[A-Z]{0,2}", text) else 0.0
    score -= 0.15 if len(folded) > 18 else 0.0
    score -= 0.8 if is_part(text) or _POSTCODE.fullmatch(text) or re.match(r"\d{4}", text) else 0.0
    score -= 0.4 if _LABEL.fullmatch(text) else 0.0
    score -= 0.3 if re.search(r"[AD]C\d+V|-[A-Z]-|^[A-Z]\d[A-Z][a-z]$", text) else 0.0  # a relay's rating, board names
    return max(0.0, min(1.0, score))
