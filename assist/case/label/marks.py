"""Marks: what a label says without a number and a unit: IP codes, lamp bases, plugs, connectors, batteries, radio.

Sources: IEC 60529 (IP code), IEC 60061-1 (lamp caps), IEC TR 60083 and IEC 60906 (plugs; letters as on the IEC world
plugs pages), IEC 60086 (battery sizes), USB-IF and IEEE 802.11 names, UL 94 / IEC 60695-11-10 (flame classes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its kind, its canonical value and its place in the text."""

    name: str
    value: str
    span: tuple[int, int]
    note: str = ""


# A word's edge where Latin letters meet anything else: in "支持WiFi的" Python's own edge sees one word.
_EDGE = r"(?:(?<![A-Za-z0-9])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?![A-Za-z0-9]))"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace(r"\b", _EDGE), re.IGNORECASE)


_NO_LETTER = r"(?![A-Za-z0-9])"
_FRESH = r"(?<![A-Za-z0-9])"

# (name, value, pattern); the first that matches a place keeps it.
_MARKS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "connector",
        "USB-C",
        _any(
            rf"{_FRESH}(?:USB[\s-]?(?:Type[\s-]?)?C|USB\s?Type[\s-]?C|Type[\s-]?C(?=口|接口|\s*(?:USB|"
            rf"port|charg|cable|fast|connector|ket|$|[^\w\s])))(?![A-Za-z0-9])",
            r"C口|USB-?C口|タイプC|тайп[\s-]?си",
        ),
    ),
    (
        "connector",
        "micro USB",
        _any(r"micro[\s-]?USB(?:[\s-]?B)?", r"USB[\s-]micro", r"安卓口|微型USB|マイクロUSB|микро[\s-]?USB"),
    ),
    ("connector", "mini USB", _any(r"mini[\s-]?USB", r"USB[\s-]mini", r"мини[\s-]?USB")),
    ("connector", "USB-A", _any(rf"{_FRESH}USB[\s-]?(?:Type[\s-]?)?A{_NO_LETTER}")),
    (
        "connector",
        "Lightning",
        _any(r"\blightning\b(?!\s+(?:strike|protect|surge|arrest))", r"苹果口|闪电接口|ライトニング"),
    ),
    ("connector", "HDMI", _any(r"\b(?:micro |mini )?HDMI\b")),
    ("connector", "DisplayPort", _any(r"\bdisplay\s?port\b")),
    ("connector", "VGA", _any(r"\bVGA\b")),
    ("connector", "DVI", _any(r"\bDVI(?:-[DIA])?\b")),
    ("connector", "RJ45", _any(r"\bRJ-?45\b", r"\bethernet\b", r"网口|网线接口|LAN口")),
    (
        "connector",
        "3.5 mm",
        _any(r"\b3[.,]5\s?mm\s?(?:jack|audio|aux|stereo|klinke|headphone|plug)?", r"headphone jack|耳机孔|耳机接口"),
    ),
    ("connector", "microSD", _any(r"\bmicro\s?SD\w{0,2}\b|\bTF\s?(?:card|卡)|TF卡")),
    ("connector", "XT60", _any(r"\bXT-?60\b")),
    ("connector", "XT30", _any(r"\bXT-?30\b")),
    ("connector", "SATA", _any(r"\bSATA\b")),
    ("connector", "M.2", _any(r"\bM\.2\b")),
    ("plug", "A", _any(r"NEMA\s?1-15\w?")),
    ("plug", "B", _any(r"NEMA\s?5-15\w?")),
    (
        "plug",
        "US",
        _any(
            r"(?:plug|socket|stecker|standard|type|prise|规格|"
            r"插头)\s*(?:standard)?\s*[:：]?\s*\(?US(?:A)?\b",
            r"\bUS[\s-](?:plug|standard|version|socket|outlet)",
            r"美规|美标",
            r"NEMA\s?\d-\d+",
        ),
    ),
    (
        "plug",
        "UK",
        _any(
            r"(?:plug|socket|stecker|standard|prise|规格|插头)\s*(?:standard)?\s*[:：]?\s*\(?UK\b",
            r"\bUK[\s-](?:plug|standard|version|socket|outlet|3[\s-]?pin)",
            r"英规|英标",
            r"BS\s?1363",
        ),
    ),
    (
        "plug",
        "EU",
        _any(
            r"(?:plug|socket|stecker|standard|prise|规格|插头)\s*(?:standard)?\s*[:：]?\s*\(?EU\b",
            r"\bEU[\s-](?:plug|standard|version|socket|outlet|dual)",
            r"\boutlets? EU\b",
            r"欧规|欧标",
            r"europlug|eurostecker",
        ),
    ),
    ("plug", "F", _any(r"schuko|CEE\s?7/(?:3|4|7)\b", r"\btype[\s-]?F\b")),
    (
        "plug",
        "AU",
        _any(
            r"(?:plug|socket|standard|规格|插头)\s*(?:standard)?\s*[:：]?\s*\(?AU\b",
            r"\bAU[\s-](?:plug|standard|version|socket)",
            r"澳规|澳标",
            r"AS/?NZS\s?3112",
        ),
    ),
    ("plug", "CN", _any(r"\bCN[\s-](?:plug|standard|version)", r"国标插头|中规|国标(?=插)", r"GB\s?(?:2099|1002)")),
    ("plug", "JP", _any(r"\bJP[\s-](?:plug|standard|version)", r"日规|日标")),
    (
        "plug",
        "IEC",
        _any(
            rf"(?:plug|socket|outlet|steckertyp|steckdosentyp|prise|enchufe|presa|tomada|розетк\w*|"
            rf"вилк\w*|插头|插座)\s*(?:of\s+)?(?:type|typ|tipo|типа?)\s?[A-O]{_NO_LETTER}",
            r"\btype\s[A-O]\s(?:plug|socket|outlet)",
        ),
    ),
    (
        "socket",
        "",
        re.compile(
            rf"{_FRESH}(?:E(?:5|10|11|12|14|17|26|27|39|40)|B(?:15|22)d?|BA15[sd]|GU(?:10|5\.3|24|4)|"
            rf"G(?:4|9|13|23|24[qd]?|53|6\.35)|GX53|GY6\.35|MR(?:16|11)|R7s|S14[sd])(?![A-Za-z0-9-])",
            re.IGNORECASE,
        ),
    ),
    (
        "socket",
        "B22",
        _any(
            r"\bbayonet(?:t)?\b(?!\s*(?:lens|mount))",
            r"bajonett|baïonnette|bayoneta|baionetta|baioneta|байонет\w*|卡口灯|差し込み口金",
        ),
    ),
    (
        "ip_rating",
        "",
        re.compile(rf"{_FRESH}[Il]P\s?[-:]?\s?(?:[0-6XS][0-9XOoS]|[0-6]\s[0-9])(?:K)?[A-DHMSW]?(?![\w/])"),
    ),
    (
        "flame_class",
        "",
        re.compile(
            r"(?:UL)?\s?94\s?(?:V-?[012]|HB|5V[AB])(?![A-Za-z0-9])|"
            r"(?<![A-Za-z0-9-])V-[012](?![A-Za-z0-9])"
        ),
    ),
    (
        "battery",
        "AAA",
        _any(
            rf"{_FRESH}AAA{_NO_LETTER}",
            r"\bL?R03\b",
            r"七号|7号(?=电池|干电池)|单4|単4|мизинчиков\w*|\bmicro[\s-]?(?:batterie|zelle)",
        ),
    ),
    (
        "battery",
        "AA",
        _any(
            rf"{_FRESH}AA(?![A-Za-z0-9@#&$])",
            r"\b[LH]?R6\b",
            r"五号|5号(?=电池|干电池)|单3|単3|пальчиков\w*|\bmignon\b",
        ),
    ),
    (
        "battery",
        "C",
        _any(r"\b(?:LR14|baby[\s-]?(?:batterie|zelle))\b", r"二号电池|2号电池|単2", r"\bC[\s-](?:cell|size|batter)"),
    ),
    (
        "battery",
        "D",
        _any(r"\b(?:LR20|mono[\s-]?(?:batterie|zelle))\b", r"一号电池|1号电池|単1", r"\bD[\s-](?:cell|size|batter)"),
    ),
    ("battery", "9V block", _any(r"\b6(?:LR61|F22)\b", r"\b9\s?V[\s-]?(?:block|batter)", r"叠层电池|9V方形|крона")),
    (
        "battery",
        "",
        re.compile(
            rf"{_FRESH}(?:[CB]R\d{{3,4}}[A-Z]?|LR(?:41|43|44|54)|AG(?:[1-9]|1[0-3])|SR\d{{2,3}}|"
            rf"(?:14500|16340|18350|18500|18650|20700|21700|26650))(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
    ),
    ("wireless", "Wi-Fi", _any(r"\bwi[\s-]?fi\b", r"\bWLAN\b", r"\b802\.11\s?[a-z/]*", r"вай[\s-]?фай|无线网")),
    (
        "wireless",
        "Bluetooth",
        _any(r"\bbluetooth\b(?:\s?(?:v|ver\.?)?\s?\d(?:\.\d)?)?", r"蓝牙|блютуз|ブルートゥース", r"\bBLE\b"),
    ),
    ("wireless", "Zigbee", _any(r"\bzig\s?bee\b", r"зигби")),
    ("wireless", "Z-Wave", _any(r"\bz[\s-]?wave\b")),
    ("wireless", "Matter", _any(r"\bmatter[\s-](?:over|enabled|certified|ready|compatible)\b", r"works with matter")),
    ("wireless", "NFC", _any(r"\bNFC\b")),
    ("wireless", "LoRa", _any(r"\bLoRa(?:WAN)?\b")),
    ("wireless", "LTE", _any(r"\bLTE\b|\b4G\b(?!Hz)")),
    ("wireless", "5G", _any(r"(?<![\w.])5G(?=\s?(?:NR|手机|phone|router|SIM|modem|网络))")),
)

_BAND = re.compile(r"(?<![\d.])(2[.,]4|5|6|5[.,]8)\s?G(?:Hz)?(?![A-Za-z0-9])", re.IGNORECASE)


def marks(text: str) -> tuple[Mark, ...]:
    """Every mark of `text`, in order, none overlapping another of its kind."""
    found: list[Mark] = []
    for name, value, pattern in _MARKS:
        for match in pattern.finditer(text):
            span = match.span()
            if any(m.span[0] < span[1] and span[0] < m.span[1] and m.name == name for m in found):
                continue
            found.append(_mark(name, value, match))
    return tuple(sorted(found, key=lambda mark: mark.span))


def bands(text: str) -> tuple[Mark, ...]:
    """Wireless bands as Wi-Fi prints them, in GHz: `2.4`, `5`."""
    return tuple(Mark("band", m[1].replace(",", "."), m.span()) for m in _BAND.finditer(text))


def _mark(name: str, value: str, match: re.Match[str]) -> Mark:
    printed = match.group()
    if value == "IEC":
        return Mark(name, re.sub(r"(?i)plug|socket|outlet", "", printed).strip()[-1].upper(), match.span())
    if name == "ip_rating":
        code = re.sub(r"[\s:-]", "", printed)
        fixed = "IP" + code[2:].replace("S", "5").replace("O", "0").replace("o", "0")
        note = f"{code} read as {fixed}" if fixed != code else ""
        return Mark(name, fixed, match.span(), note)
    if name == "flame_class":
        return Mark(
            name, "V-" + printed[-1] if "V" in printed and "5V" not in printed else printed.strip(), match.span()
        )
    if name in {"socket", "battery"} and not value:
        upper = printed.upper().removesuffix("D") if printed.upper().startswith("B22") else printed.upper()
        return Mark(name, _SAME.get(upper, upper), match.span())
    return Mark(name, value, match.span())


# The same cell under two systems' names (IEC 60086-3).
_SAME = {"AG13": "LR44", "AG10": "LR54", "AG3": "LR41", "AG12": "LR43"}
