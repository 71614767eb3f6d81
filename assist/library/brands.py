"""Whose product a manual is for: shipped brand names, company lines, web addresses and the file name, together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from assist.case.names.designations import is_part, is_reference, shapes, weight
from assist.case.names.lexicon import Lexicon
from assist.library.ordinary import is_ordinary
from assist.library.quantities import is_measured
from assist.library.sheets import Sheet

_HOST = re.compile(
    r"(?:www\.|https?://|@)(?:[a-z0-9-]+\.)*?([a-z][a-z0-9-]{2,})\.(?:com?\.)?[a-z]{2,8}\b", re.IGNORECASE
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
# A company line after `Manufacturer:` or ©, which names the maker itself.
MAKER_LINE = 2.0
_MADE_BY = re.compile(
    r"(?:manufacture(?:r|d by)|made by|hersteller|fabricante?|fabriqué par|fabricado por|produttore|prodotto da|"
    r"изготовитель|производитель|制造商|生产商|製造元|©|\(c\)|copyright)[ :：]*(?:(?:19|20)\d\d)?[ ,:：-]*$",
    re.IGNORECASE,
)
# What only addresses and company lines name needs more: they name distributors, laboratories and translators too.
LEAST_UNLISTED = 3.0
# A name that stands alone in the cover's large print: at its head or in the greatest print, or again elsewhere.
COVER_NAME, COVER_AGAIN = 2.0, 0.5
STANDS_OUT = 1.2
# A name of several words weighs more than its last one, which stands before the model as well.
WHOLE_NAME = 3.0
# A name before the model in the running heads, the title, the file name or the text, where it also stands without it.
BEFORE_MODEL = {"head": 2.0, "title": 2.0, "file": 2.0, "text": 1.0}
# Letters of a maker's name that only its designation's beginning tells.
LEAST_MAKER = 4
# A word of which more than this share is written small is an ordinary word of the text.
SMALL = 0.25
_ADDRESS = re.compile(r"\S*(?:@|https?:|www\.)\S*|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|de|eu|cn|co|io)\b\S*")
_NAME = r"[^\W\d_]{3,14}|[\u3040-\u30ff\u3400-\u9fff]{2,6}"
_NAMES = re.compile(r"(?:[^\W\d_]{2,14}\.? ){0,2}[^\W\d_]{2,14}")
_LABEL = re.compile(r"(?:\b(?:model(?:l|o|e|lo)?|mod|type|typ|tipo)\b|型号|型番|модель|тип)[ .:：]*$", re.IGNORECASE)
# A designation of two words, the second its number: `KM 7`.
_SPACED_MODEL = re.compile(r"(?<!\S)[A-ZА-Я]{1,6} \d{1,5}[A-Za-z]{0,2}(?![^\s,;])")
# What stands before a noun and hardly before a name, in the languages that space their words.
_DETERMINER = (
    r"(?:der|die|das|den|dem|des|eine?[nmrs]?|[ik]hre?[nmrs]?|diese[nmrs]?|keine?[nmr]?|the|an?|this|your|le|la|les|une?|"
    r"cette?|votre|el|los|las|una|este|esta|su|il|lo|gli|questo|questa|o|os|as|uma?|seu)"
)
NOUN = 0.6  # a word that more than this share of the text's uses give an article is a noun
LEAST_WEIGHT = 0.5
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def brand_of(
    stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str], lexicon: Lexicon
) -> tuple[str, tuple[str, ...]]:
    """The brand as people write it, and its other spellings; ("", ()) where nothing tells it."""
    told = [sheet for sheet in sheets if sheet.rows]
    every = "\n".join(sheet.text for sheet in told)
    score = _listed(stem, title, sheets, heads, lexicon)
    pairs = _cover_names(sheets, f"{stem} {title}", heads, every, lexicon)
    for names, points in _leading_names(sheets, stem, title, heads, every, lexicon):
        pairs.append((next((known for known, _ in pairs if names[0] in known), names), points))
    shown: defaultdict[str, float] = defaultdict(float)
    for names, points in pairs:
        shown[names[0].casefold()] += points
    same = {names[0].casefold().split()[-1]: names[0].casefold() for names, _ in pairs}
    same |= {name.casefold(): names[0].casefold() for names, _ in pairs for name in names}
    for name, points in _before_models(stem, title, heads, every, lexicon).items():
        shown[same.get(name, name)] += points
    for name, points in _unlisted(stem, every).items():
        own = next((known for known in (name, name.split("-")[0]) if known in shown), name)
        if own in shown or points >= LEAST_UNLISTED or lexicon.brands_in(name):
            shown[same.get(own, own)] += points
    for name, points in shown.items():
        listed = lexicon.brands_in(name)
        score[listed[0].name if listed else _as_printed(name, every)] += points
    if not score:
        return next(((name, ()) for name in _chinese_names(every)), ("", ()))
    brand, points = max(score.items(), key=lambda item: item[1])
    if points < LEAST:
        return "", ()
    others = [name for names, _ in pairs for name in names if brand.casefold() == names[0].casefold()]
    others += [*lexicon.brands.get(brand, ()), *_chinese_names(every)]
    return brand, tuple(dict.fromkeys(name for name in others if name.casefold() != brand.casefold()))


def _listed(
    stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str], lexicon: Lexicon
) -> defaultdict[str, float]:
    """Points of the brands that the lexicon has, by where they stand and on how many pages."""
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
    return score


def _unlisted(stem: str, text: str) -> dict[str, float]:
    """Names in web addresses and company lines, more so where the file name has them; small letters."""
    found: defaultdict[str, float] = defaultdict(float)
    hosts = Counter(m.group(1).casefold() for m in _HOST.finditer(text))
    lines = [(m, bool(_MADE_BY.search(text[max(0, m.start() - 30) : m.start()]))) for m in _COMPANY.finditer(text)]
    companies = Counter(word for m, _ in lines for word in m.group(1).split()[:3])
    makers = {word.casefold() for m, made in lines if made for word in m.group(1).split()[:1]}
    file_words = {word.casefold() for word in re.findall(r"[A-Za-z]{3,}", stem)}
    for name, count in hosts.items():
        if name not in _COMMON_HOSTS:
            found[name] += 1.5 + min(count, 4) * 0.5
    for word, count in companies.items():
        if word.casefold() not in _PLACES and len(word) > 2:
            found[word.casefold()] += 0.5 + min(count, 4) * 0.5 + MAKER_LINE * (word.casefold() in makers)
    for word in file_words:
        printed = len(re.findall(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))
        if word in found and printed:
            found[word] += 3.0
    return found


def _cover_names(
    sheets: Sequence[Sheet], named: str, heads: Counter[str], text: str, lexicon: Lexicon
) -> list[tuple[list[str], float]]:
    """Lines of the cover's large print that are nothing but a name, with their points.

    A name in two scripts (`沐野 MUYEA`) has both, the Latin one first; one of several words (`NORD STROM`) is a brand
    where the running heads or the title have it before the model.
    """
    cover = sheets[0].rows[:12] if sheets else ()
    heights = sorted(row.height for row in cover)
    tallest, usual = (heights[-1], heights[(len(heights) - 1) // 2]) if heights else (0.0, 0.0)
    prose = _prose(text, heads)
    found = []
    for place, row in enumerate(cover):
        line = " ".join(row.text.replace("®", " ").replace("™", " ").split())
        if row.height < 0.6 * tallest or not _NAMES.fullmatch(line) or lexicon.kinds_in(line):
            continue
        words = line.split()
        if not all(_is_name(word.strip("."), prose, lexicon) for word in words if len(word.strip(".")) > 2):
            continue
        if len({bool(_WIDE.search(word)) for word in words}) == len(words):
            names = sorted(words, key=lambda word: bool(_WIDE.search(word)))
        elif any(_before_a_model(line, text) for text in (*heads, named)):
            names = [line]
        else:
            continue
        again = any(name in head for name in names for head in heads)
        again = again or any(name.casefold() in named.casefold() for name in names)
        if again or ((not place or row.height == tallest) and row.height >= STANDS_OUT * usual):
            found.append((names, COVER_NAME + COVER_AGAIN * again + WHOLE_NAME * (len(words) > len(names))))
    return found


def _leading_names(
    sheets: Sequence[Sheet], stem: str, title: str, heads: Counter[str], text: str, lexicon: Lexicon
) -> list[tuple[list[str], float]]:
    """Names at the head of a line before a designation that the text has without them too, with their points.

    `TORNWALD KM-7 Kaffeevollautomat` over `Modell KM-7`: the designation is whole without the name, so the name is no
    series.  Looked for in the cover's large print, the running heads and the title.
    """
    cover = sheets[0].rows[:12] if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    places = [(row.text, COVER_NAME) for row in cover if row.height >= 0.6 * tallest and len(row.text) < 80]
    places += [(head, BEFORE_MODEL["head"]) for head in heads] + [(title, BEFORE_MODEL["title"])]
    prose = _prose(text, heads)
    pages = [sheet.text for sheet in sheets]
    found: dict[str, tuple[list[str], float]] = {}
    for line, points in places:
        for lead, designation in _leads(line):
            names = _names_at_head(lead, prose, lexicon)
            if not names or names[0].casefold() in found or not model_apart(lead, designation, text):
                continue
            whole = f"{lead} {designation}".casefold()
            again = sum(whole in page.casefold() for page in pages) > 1
            again = again or any(name.casefold() in f"{_spaced(stem)} {title}".casefold() for name in names)
            found[names[0].casefold()] = names, points + COVER_AGAIN * again
    return list(found.values())


def _leads(line: str) -> Iterator[tuple[str, str]]:
    """The words before a line's first designation, and the designation; nothing where it begins the line."""
    clean = " ".join(line.replace("®", " ").replace("™", " ").split())
    runs = [(start, run) for run, start in shapes(clean) if weight(run) >= LEAST_WEIGHT and not is_part(run)]
    runs += [(match.start(), match.group()) for match in _SPACED_MODEL.finditer(clean)]
    start, run = min(runs, default=(0, ""))
    lead = _LABEL.sub("", clean[:start].strip()).strip(",: ")
    if lead and not is_reference(run):
        yield lead, run


def _names_at_head(lead: str, prose: str, lexicon: Lexicon) -> list[str]:
    """The maker's name that some words begin with, in two scripts the Latin one first; words of manuals and kinds of
    products may follow it (`TORNWALD Professional`), nothing else."""
    words = lead.split()
    names: list[str] = []
    for word in words:
        if not _is_maker(word, prose, lexicon):
            break
        names.append(word)
    rest = words[len(names) :]
    if not 1 <= len(names) <= 3 or not all(is_ordinary(word, lexicon) or lexicon.kinds_in(word) for word in rest):
        return []
    if len(names) > 1 and len({bool(_WIDE.search(name)) for name in names}) == len(names):
        return sorted(names, key=lambda name: bool(_WIDE.search(name)))
    return [" ".join(names)]


def _is_maker(word: str, prose: str, lexicon: Lexicon) -> bool:
    """A name with a capital that measures nothing and that sentences do not give an article, as they do to nouns."""
    if word[0].islower() or is_measured(word) or not _is_name(word, prose, lexicon):
        return False
    if len(word) < LEAST_MAKER and not _WIDE.search(word):  # initials are a series' as often as a maker's
        return False
    apart = rf"(?<!\w){re.escape(word)}(?!\w)(?![-® ™]{{0,3}}(?:[^\W\d_]{{0,9}}-?)?\d)"
    nouns = len(re.findall(rf"(?<!\w){_DETERMINER}\s+{apart}", prose, re.IGNORECASE))
    return nouns <= NOUN * len(re.findall(apart, prose, re.IGNORECASE))


def model_apart(lead: str, designation: str, text: str) -> bool:
    """Does a text have this designation also where the words do not stand before it?"""
    parts = re.findall(r"[^\W\d_]+|\d+", designation)
    for match in re.finditer(rf"(?<!\w){'[-‐–_ ./()]?'.join(parts)}(?![\w])(?!-\w)", text, re.IGNORECASE):
        before = text[max(0, match.start() - len(lead) - 8) : match.start()].rstrip(" -®™:\n").casefold()
        if not before.replace("®", "").replace("™", "").endswith(lead.casefold()):
            return True
    return False


def _before_a_model(name: str, text: str) -> bool:
    run = next(shapes(text), None)
    return run is not None and _LABEL.sub("", text[: run[1]].strip()).strip("®™,: ").endswith(name)


def _before_models(stem: str, title: str, heads: Counter[str], text: str, lexicon: Lexicon) -> dict[str, float]:
    """Names that stand before a designation (`TORVELLA AF-5201`) and elsewhere without it; small letters.

    What only ever stands before its number is the name of a series: `Falcon Q7`.
    """
    prose = _prose(text, heads)
    found: defaultdict[str, float] = defaultdict(float)
    places = [("head", head) for head in heads] + [("title", title), ("file", _spaced(stem))]
    places += [("text", line) for line in prose.splitlines() if len(line) < 200]
    counted: set[tuple[str, str]] = set()
    for place, line in places:
        name = _first_word(line) if place == "file" else _word_before(line)
        if not name or (place, name.casefold()) in counted:
            continue
        counted.add((place, name.casefold()))
        if _is_name(name, prose, lexicon) and stands_apart(name, prose):
            found[name.casefold()] += BEFORE_MODEL[place]
    return found


def stands_apart(name: str, text: str) -> bool:
    """Does a text have this name also where no number follows it?"""
    apart = rf"(?<!\w){re.escape(name)}(?!\w)(?![-® ™]{{0,3}}(?:[^\W_]{{0,9}}-?)?\d)"
    return bool(re.search(apart, text, re.IGNORECASE))


def maker_in(model: str, sheets: Sequence[Sheet], lexicon: Lexicon) -> str:
    """The maker's name that a designation begins with, where the text has it apart and enough is left without it."""
    name, _, rest = model.partition(" ")
    text = "\n".join(sheet.text for sheet in sheets)
    letters, digits = sum(ch.isalpha() for ch in rest), sum(ch.isdigit() for ch in rest)
    if len(name) < LEAST_MAKER or letters < 2 or not digits or is_measured(name) or not _is_name(name, text, lexicon):
        return ""
    return name if (digits > 1 and stands_apart(name, text)) or model_apart(name, rest, text) else ""


def _word_before(line: str) -> str:
    """The word before the line's first designation, the label `Model` not counted."""
    run = next(shapes(line), None)
    words = _LABEL.sub("", line[: run[1]].strip()).split() if run else []
    return words[-1].strip("®™,:") if words else ""


def _first_word(stem: str) -> str:
    """A file name's first word where a number follows soon: `kelvaro kv c65g`."""
    words = stem.split()
    return words[0] if len(words) > 1 and any(ch.isdigit() for word in words[1:4] for ch in word) else ""


def _prose(text: str, heads: Counter[str]) -> str:
    """The text without addresses and running heads."""
    return "\n".join(line for line in _ADDRESS.sub(" ", text).splitlines() if line not in heads)


def _is_name(word: str, prose: str, lexicon: Lexicon) -> bool:
    """Could it be a maker's name: no word of manuals, no kind of product, and hardly ever written small in sentences?

    A line that has the word alone is no sentence: covers print `plenko` small.
    """
    if not re.fullmatch(_NAME, word) or is_ordinary(word, lexicon) or lexicon.kinds_in(word):
        return False
    if _WIDE.search(word):
        return True
    sentences = "\n".join(line for line in prose.splitlines() if line.strip("®™ ") != word)
    spellings = Counter(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", sentences, re.IGNORECASE))
    return spellings[word.casefold()] <= SMALL * spellings.total()


def _as_printed(name: str, text: str) -> str:
    """The spelling with capitals that the text uses most, outside of addresses."""
    spellings = Counter(re.findall(rf"(?<![.@/\w]){re.escape(name)}(?![\w@])(?!\.\w)", text, re.IGNORECASE))
    return spellings.most_common(1)[0][0] if spellings else name


def _chinese_names(text: str) -> list[str]:
    names = Counter(_PLACE_ZH.sub("", m.group(1)) for m in _COMPANY_ZH.finditer(text))
    return [name for name, _ in names.most_common(1) if 2 <= len(name) <= 4]


def _spaced(stem: str) -> str:
    return re.sub(r"[_\-+.]+", " ", stem)
