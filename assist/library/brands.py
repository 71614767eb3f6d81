"""Whose product a manual is for: shipped brand names, company lines, web addresses and the file name, together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from assist.case.lexicon import Lexicon
from assist.library.sheets import Sheet

_HOST = re.compile(
    r"(?:www\.|https?://|@)(?:[a-z0-9-]+\.)*?([a-z][a-z0-9-]{2,})\.(?:com?\.)?[a-z]{2,4}\b", re.IGNORECASE
)
_COMPANY = re.compile(
    r"([A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+){0,3}),? "
    r"(?:[Tt]ech(?:nology|nologies)? |[Ee]lectronics? |[Ee]lectronic [Tt]echnology )*"
    r"(?:[Cc]o\.?,? ?[Ll](?:td|TD)|GmbH|Inc\b|LLC|Ltd|B\.V\.|S\.p\.A|S\.?A\.?S?\b|AG\b|KG\b|Corp|UAB|Oy\b|A/S|Pty)"
)
_COMPANY_ZH = re.compile(
    "([\u4e00-\u9fff]{2,14}?)(?:电子|智能|创新|信息|网络|光电|电气|电器|新能源|实业|工业|股份|集团|科技|技术)*有限公司"
)
_PLACE_ZH = re.compile(
    "^.*(?:省|广东|浙江|江苏|福建|北京|上海|天津|重庆|深圳|广州|成都|杭州|东莞|佛山|宁波|苏州|厦门|珠海|中山|惠州|武汉|西安|"
    "南京|青岛|合肥|长沙|郑州|温州|泉州|无锡|慈溪)市?"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PLACES = _set(
    "shenzhen chengdu guangzhou shanghai beijing dongguan hangzhou ningbo foshan xiamen guangdong zhejiang china "
    "hong kong the copyright printed made by and for"
)
_COMMON_HOSTS = _set(
    "manualslib google youtube facebook github twitter taobao amazon apple microsoft onlinedoctranslator wikipedia "
    "aliexpress alibaba baidu adobe gmail outlook hotmail yahoo instagram linkedin example weibo tmall "
    "devicemanuals csdn bilibili gitee sourceforge"
)
# A brand needs this much evidence: a single mention deep in the text (Google, Alexa, a bank) is none.
LEAST = 2.0
LEAST_UNLISTED = 3.0
# A name that stands alone in the cover's large print and in the running heads, the title or the file name.
COVER_NAME = 2.2


def brand_of(
    stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str], lexicon: Lexicon
) -> tuple[str, tuple[str, ...]]:
    """The brand as people write it, and its other spellings; ("", ()) where nothing tells it."""
    score: defaultdict[str, float] = defaultdict(float)
    cover = " \n".join(row.text for row in sheets[0].rows[:30]) if sheets else ""
    back = sheets[-1].text if len(sheets) > 1 else ""
    for text, points in ((_spaced(stem), 6.0), (title, 2.0), (cover, 3.0), (" \n".join(heads), 3.0), (back, 1.0)):
        for brand in {mention.name for mention in lexicon.brands_in(text)}:
            score[brand] += points
    told = [sheet for sheet in sheets if sheet.rows]
    pages: Counter[str] = Counter()
    for sheet in told:
        pages.update({mention.name for mention in lexicon.brands_in(sheet.text)})
    for brand, count in pages.items():
        score[brand] += 2.0 * count / max(3, len(told))
    every = "\n".join(sheet.text for sheet in told)
    for name in _cover_names(sheets, f"{stem} {title}", heads, every, lexicon):
        score[name] += COVER_NAME
    for name, points in _unlisted(stem, every, lexicon).items():
        score[name] += points if name in lexicon.brands or points >= LEAST_UNLISTED else 0.0
    if not score:
        return next(((name, ()) for name in _chinese_names(every)), ("", ()))
    brand, points = max(score.items(), key=lambda item: item[1])
    if points < LEAST:
        return "", ()
    others = [*lexicon.brands.get(brand, ()), *_chinese_names(every)]
    return brand, tuple(dict.fromkeys(name for name in others if name != brand))


def _unlisted(stem: str, text: str, lexicon: Lexicon) -> dict[str, float]:
    """Brands the lexicon lacks: names in web addresses and company lines, more so where the file name has them."""
    found: defaultdict[str, float] = defaultdict(float)
    hosts = Counter(m.group(1).casefold() for m in _HOST.finditer(text))
    companies = Counter(word for m in _COMPANY.finditer(text) for word in m.group(1).split()[:3])
    file_words = {word.casefold() for word in re.findall(r"[A-Za-z]{3,}", stem)}
    for name, count in hosts.items():
        if name not in _COMMON_HOSTS:
            found[name] += 1.5 + min(count, 4) * 0.5
    for word, count in companies.items():
        if word.casefold() not in _PLACES and len(word) > 2:
            found[word.casefold()] += 0.5 + min(count, 4) * 0.5
    for word in file_words:
        printed = len(re.findall(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))
        if word in found and printed:
            found[word] += 3.0
    result: defaultdict[str, float] = defaultdict(float)
    for name, points in found.items():
        listed = lexicon.brands_in(name)
        result[listed[0].name if listed else _as_printed(name, text)] += points
    return result


def _cover_names(sheets: Sequence[Sheet], named: str, heads: Counter[str], text: str, lexicon: Lexicon) -> list[str]:
    """Lines of the cover's large print that are one word, no kind of product and no ordinary word of the text."""
    cover = sheets[0].rows[:12] if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    names = []
    for row in cover:
        word = row.text.strip("®™ ")
        if row.height < 0.6 * tallest or not re.fullmatch(r"[^\W\d_]{3,14}", word) or lexicon.kinds_in(word):
            continue
        again = any(word in head for head in heads) or word.casefold() in named.casefold()
        if again and not re.search(rf"\b{word.lower()}\b", text.replace(word, "")) and word[0].isupper():
            names.append(word.capitalize() if word.isupper() and word.isascii() and len(word) > 4 else word)
    return names


def _as_printed(name: str, text: str) -> str:
    """The spelling with capitals that the text uses most, outside of addresses."""
    spellings = Counter(re.findall(rf"(?<![.@/\w])\b{re.escape(name)}\b(?![.@])", text, re.IGNORECASE))
    return spellings.most_common(1)[0][0] if spellings else name


def _chinese_names(text: str) -> list[str]:
    names = Counter(_PLACE_ZH.sub("", m.group(1)) for m in _COMPANY_ZH.finditer(text))
    return [name for name, _ in names.most_common(1) if 2 <= len(name) <= 4]


def _spaced(stem: str) -> str:
    return re.sub(r"[_\-+.]+", " ", stem)
