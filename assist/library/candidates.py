"""Candidates: every run of a line that could be a model designation, with the words that may belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from assist.case.names.designations import fold, is_plain, shapes
from assist.case.names.lexicon import Lexicon
from assist.case.text.language import SUPPORTED
from assist.library.ordinary import DOC_WORDS
from assist.library.quantities import is_measured, is_quantity

# Capitals before the numbered word, and versions or letters after it: `SKR MINI E3 V3.0`, `EW 1200 i`.
MOST_BEFORE = 3
MOST_AFTER = 2
# Letters before a number with a unit that are still a designation's: `NT 450 W`, but not `ASPIRAZIONE 300 W`.
LONGEST_SERIES = 3

_ADDRESS = re.compile(
    r"\S*(?:https?:|www\.|@)\S*|\b(?:[\w-]+\.)+(?:com|net|org|de|eu|cn|co|io|lt|info|tw|jp|ru|fr|it|es|uk)\b\S*",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:indd|pdf|docx?|exe|zip|hex|bin|html?|aspx?|xlsx?|jpe?g|png|cpp|txt|dll|ini)\b", re.IGNORECASE)
# What scanners, cameras and programs call their files; the number behind counts files.
_COUNTED_FILE = re.compile(
    r"(?i)(?:scan|scanned|img|image|dsc[nf]?|pict?|photo|doc|document|file|page|print|copy|output|upload|download|"
    r"attachment|untitled|unnamed|receipt|fax)\d+"
)
# Letters that stand alone before a number as the unit of a table's column: `Rated power  W  420`.
_UNIT_LETTERS = frozenset("WVALCKFMG")
# What never joins two words of one designation.
_BREAK = re.compile("[_|，。、；：\u3000-\u303f\u4e00-\u9fff\u3040-\u30ff（）]+")
_STOP = "|"
_BEFORE = re.compile(r"[A-ZА-Я]{2,12}|[A-Z]\d|[A-Z]")
_AFTER = re.compile(r"V\d+(?:\.\d+)*|[A-Z]{2,6}|[a-zA-Z]|[IVX]{2,4}")
_CORE = re.compile(r"V\d+(?:\.\d+)+|[A-Z]{0,6}-?\d{1,5}[A-Za-z]{0,4}(?:[-.]\w{1,6})*")


_TITLED = re.compile(
    r"(?<!\w)(?:[A-Z][A-Za-z!&'’]+ ){1,3}(?:\d{1,4}[A-Za-z]{0,3}|[A-Z]{1,2}\d{1,4}[A-Za-z]{0,2})(?![\w.,:/%°-])"
    r"(?: (?:Ultra|Pro|Max|Plus|Mini|Lite|Mark [IVX]+|II|III|IV|HS|[A-Z]{1,3})\b)?"
)
# A heading's number before it: `2.1 General Description 42` is a line of the contents.
_SECTION = re.compile(r"(?:^|\s)\d{1,2}(?:\.\d{1,2})*\.?\s+$")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Capitals that are words of every manual, not the head of a designation.
_NO_HEAD = _set(
    "MODEL MOD TYPE TYP NO NR THE AND FOR OF TO IN ON WITH USER USERS MANUAL GUIDE INSTRUCTION INSTRUCTIONS "
    "OPERATION OPERATING INSTALLATION SYSTEM LED LCD USB DC AC VERSION VER REV FIGURE FIG TABLE PAGE STEP NOTE "
    "WARNING CAUTION DANGER CHAPTER SECTION PART SN PN ID IR II III IV PCB OR SW HW FW APP WIFI WIRELESS SERIES "
    "CODE ERROR FAQ IO UART LAN GSM SMS IP PWM SPI RF VAC VDC RPM LARS MAX. MIN. BOX KG LT LV DE EN FR ES IT RU PT "
    "NL PL GB CN UK US EU UAB BTT ALL ANY ONE TWO PRESS CHECK SET USE"
)


def candidates(text: str, brand_words: Set[str], lexicon: Lexicon) -> Iterator[str]:
    """Each possible designation of a line, short and long forms; `brand_words` are folded and never part of one."""
    words = _words(text)
    for at, word in enumerate(words):
        if not any(ch.isdigit() for ch in word):
            continue
        for part in _family(word):
            yield from (run for run, _ in shapes(part) if fold(run) not in brand_words and not _sentence_number(run))
        if not _CORE.fullmatch(word) or (
            is_plain(word) and not re.fullmatch(r"V\d+(?:\.\d+)+|[1-9]\d{1,4}|[A-Z]\d", word)
        ):
            continue
        left, measured = at, is_quantity([word], f" {' '.join(words[at + 1 : at + 3])}")
        while left > 0 and at - left < MOST_BEFORE and _is_head(words[left - 1], brand_words, lexicon):
            if words[left - 1] in _UNIT_LETTERS and left > 1 and fold(words[left - 2]) not in brand_words:
                break
            if measured and len(words[left - 1]) > LONGEST_SERIES:
                break
            left -= 1
        right = at + 1
        while right < len(words) and right - at <= MOST_AFTER and _is_tail(words[right], brand_words):
            right += 1
        for start in range(left, at + 1):
            for end in range(at + 1, right + 1):
                joined = " ".join(words[start:end])
                if (
                    end - start > 1
                    and not _siblings(words[start:end])
                    and not is_plain(joined)
                    and (start < at or not is_plain(word))
                ):
                    yield joined


def titled(text: str, brand_words: Set[str], lexicon: Lexicon) -> Iterator[str]:
    """Names of words and a number, as covers print them: `Roomba 980`, `Archer C7`, `EOS R5 Mark II`.

    For prominent print only: in running text the same shape is `Figure 12`.
    """
    for match in _TITLED.finditer(text):
        words = match.group().split()
        while words and (
            fold(words[0]) in brand_words or words[0].casefold() in DOC_WORDS or words[0].upper() in _NO_HEAD
        ):
            words.pop(0)
        while words and lexicon.kinds_in(words[0]):
            words.pop(0)
        name = " ".join(words)
        inner = [word for word in words[:-1] if not any(c.isdigit() for c in word)]
        numbers = [word for word in words if any(c.isdigit() for c in word)]
        if any(not number.isdigit() and is_plain(number) for number in numbers):
            continue
        if is_quantity(words, text[match.end() :]) or _SECTION.search(text[: match.start()]):
            continue
        if len(words) >= 2 and inner and not any(word.casefold() in DOC_WORDS for word in words):
            yield name


def of_file_name(stem: str, brand_words: Set[str], lexicon: Lexicon) -> dict[str, str]:
    """Folded designation -> spelling, for a file name: a word with digits and the short words around it."""
    words = [word for word in re.split(r"[\s_\-()（）\u4e00-\u9fff`'+]+|\.(?=\D)", stem) if word]
    found: dict[str, str] = {}
    for at, word in enumerate(words):
        version = re.fullmatch(r"(?i)v\d+(?:\.\d+)+", word)
        if (
            not any(c.isdigit() for c in word)
            or re.fullmatch(r"(?i)v\d+|\d{5,}|(?:19|20)\d\d", word)
            or (version and not at)
            or _COUNTED_FILE.fullmatch(word)
        ):
            continue
        left = at
        while left > 0 and at - left <= MOST_BEFORE and _file_part(words[left - 1], brand_words, lexicon):
            left -= 1
        right = at + 1
        while right < len(words) and right - at <= MOST_AFTER and _file_part(words[right], brand_words, lexicon):
            right += 1
        for start in range(left, at + 1):
            for end in range(at + 1, right + 1):
                printed = "-".join(part.upper() if part.islower() else part for part in words[start:end])
                one = not _siblings(words[start:end])
                if one and any(c.isalpha() for c in printed) and not is_plain(printed) and len(fold(printed)) > 2:
                    found[fold(printed)] = printed
    return found


def _words(text: str) -> list[str]:
    clean = _ADDRESS.sub(" ", _FILE.sub(" ", text))
    clean = re.sub(r"(?<=[A-Z0-9])_(?=[A-Z]*\d)", "/", clean)  # NN-E28JMM_E28JBM, as file names set families
    words: list[str] = []
    for word in _BREAK.sub(f" {_STOP} ", clean).split():
        bare = word.strip(",;:“”\"'<>®™!?*#=~")
        if not re.search(r"\w\(\w{1,4}\)$", bare):
            bare = bare.strip("()[]{}.")
        words += [bare] if bare else []
        words += [_STOP] if word[-1] in ",;:" else []
    return words


def _family(word: str) -> Iterator[str]:
    """`JK-B1A24S/B2A24S` is two: what follows the slash takes the head of what stands before it where it lacks one."""
    first, *rest = [part for part in word.split("/") if part] or [word]
    yield first
    head = re.match(r"[A-Z]{1,5}-", first)
    for part in rest:
        if any(ch.isdigit() for ch in part):
            alike = head is not None and _outline(part) == _outline(first[head.end() :])
            yield head.group() + part if alike and head else part


def _siblings(words: list[str]) -> bool:
    """Two designations of one make beside each other, `AL-130 AL-160`: those of two products, not of one."""
    outlines = [_outline(word) for word in words if re.search(r"[^\W\d_]", word) and re.search(r"\d\d", word)]
    return len(set(outlines)) < len(outlines)


def _outline(text: str) -> str:
    return re.sub("[A-Z]", "A", re.sub(r"\d", "0", text.upper()))


def _is_head(word: str, brand_words: Set[str], lexicon: Lexicon) -> bool:
    if fold(word) in brand_words or word in _NO_HEAD or is_measured(word) or lexicon.kinds_in(word):
        return False
    own_number = len(word) <= 6 and not is_plain(word) and [run for run, _ in shapes(word)] == [word]
    return bool(_BEFORE.fullmatch(word)) or own_number


def _is_tail(word: str, brand_words: Set[str]) -> bool:
    return bool(_AFTER.fullmatch(word)) and word not in _NO_HEAD and fold(word) not in brand_words


def _file_part(word: str, brand_words: Set[str], lexicon: Lexicon) -> bool:
    low = word.casefold()
    if low in SUPPORTED or low in DOC_WORDS or fold(word) in brand_words or lexicon.kinds_in(word):
        return False
    return len(word) <= 5 or any(c.isdigit() for c in word)


def _sentence_number(run: str) -> bool:
    """`1-Look`, `5.3-Return`, `4-wire`: the number of a step before an ordinary word."""
    return bool(re.match(r"\d+(?:[.-]\d+)*[-.]?[A-Za-z]?[a-z]{2,}", run)) or bool(
        re.search(r"[a-z]{4,}\d*$", run[1:]) and "-" in run
    )
