"""Pages: is a page's text layer to be trusted, and what is read by OCR instead of it or beside it.

The evidence and what follows from it:

- nothing painted at all: the page is blank, and said to be so (`blank`)
- no text, but something painted: read by OCR (`no_text`)
- glyphs that map to no character, or Latin words without vowels: read by OCR instead (`garbled_text`)
- text under a picture that was never painted (a scanner's own reading): OCR decides whether it is right (`hidden_text`)
- little text on a page that is mostly drawing or picture: read by OCR as well, for the callouts
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assist.case.geometry import Box
from assist.case.page.hyphens import in_lines
from assist.case.page.layout import arrange
from assist.case.page.segments import Token
from assist.case.page.sheet import Sheet
from assist.case.passages import Page, TextLine, Word
from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.errors import AssistError, ManualError

ReadPicture = Callable[[Pixels], Sequence[Line]]
Draw = Callable[[int], Pixels]  # the page as a picture of so many pixels on its longer side

# Set on the development manuals and the 921 files of the pdf.js suite, 2026-11-21.
OCR_SIDE = 1800  # pixels: 150 dpi of A4, 10-point type 20 pixels tall
BLANK_SIDE = 400
BLANK_RANGE = 12  # grey levels between the darkest and the lightest pixel of a blank page
UNMAPPED_SHARE = 0.2
VOWELLESS_SHARE = 0.5
VOWELLESS_WORDS = 15
HIDDEN_SHARE = 0.8
AGREES = 0.75  # share of the hidden text's characters that OCR sees too
# Below so many characters (a page of text has 1,500), a page with pictures on this share of it or so many drawn shapes
# is mostly drawing: 87 of the 916 pages, among them all whose answer stands in a picture.
DRAWINGS = ((300, 0.2, 150), (700, 0.35, 300))
LEAST_SURE = 0.6  # of OCR's lines in drawings: below are arrows and hatching taken for letters
OVER_TEXT = 0.3  # an OCR line of which more than this lies on words of the text layer says them again

WORDS = re.compile(
    r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]{1,8}|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]+"
)
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
VOWEL = re.compile(r"[aeiouyáéíóúàèìòùâêîôûäëïöüýãõåæøœąęėįųūāēīăőű]", re.IGNORECASE)


# What each decision rests on, in words for the page's report; the page of the program has its own, by the same codes.
REASONS = {
    "blank": "nothing is painted on it",
    "no_text": "no text layer",
    "garbled_text": "the text layer is garbled",
    "hidden_text": "the text under the scan says something else than the print",
    "ocr_unavailable": "reading from the picture is not available",
    "ocr_failed": "reading from the picture failed",
    "ocr_empty": "nothing was read on its picture",
    "no_passage": "nothing on it can be quoted",
    "page_timeout": "it took too long",
    "page_crashed": "it ended the PDF reader",
    "manual_page": "it is damaged",
}


def why(source: str, warnings: Sequence[str]) -> str:
    """Why a page's words come from where they do, and what is amiss with it; codes without words stay codes."""
    if source == "both":
        return "; ".join(["mostly drawing: its callouts are read as well", *_told(warnings)])
    return "; ".join(_told(warnings)) or ("the text layer is sound" if source == "text" else "")


def _told(warnings: Sequence[str]) -> list[str]:
    return [REASONS.get(code, code) for code in warnings]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`text`: use the text layer; `ocr`: read the picture of the page; `why` are warning codes."""

    text: bool
    ocr: bool
    why: tuple[str, ...] = ()


def judge(sheet: Sheet) -> Judgement:
    """What the page's own facts say about its text layer."""
    words, facts = sheet.page.words, sheet.facts
    if not words:
        return Judgement(text=False, ocr=True, why=("no_text",))
    if is_garbled(words, facts.unmapped, facts.chars):
        return Judgement(text=False, ocr=True, why=("garbled_text",))
    if facts.hidden >= HIDDEN_SHARE:
        return Judgement(text=True, ocr=True, why=("hidden_text",))
    chars = sum(len(word.text) for word in words)
    drawn = any(
        chars < most and (facts.image_share >= share or facts.paths >= paths) for most, share, paths in DRAWINGS
    )
    return Judgement(text=True, ocr=drawn)


def is_garbled(words: Sequence[Word], unmapped: int, chars: int) -> bool:
    """Whether what the text layer says is not what a reader sees."""
    text = "".join(word.text for word in words)
    strange = sum(1 for ch in text if unicodedata.category(ch) in ("Co", "Cn", "Cc", "Cs") or ch == "\ufffd")
    if max(unmapped / max(chars, 1), strange / max(len(text), 1)) >= UNMAPPED_SHARE:
        return True
    latin = [found for word in words for found in LATIN.findall(word.text) if not found.isupper()]
    vowelless = sum(1 for word in latin if not VOWEL.search(word))
    return len(latin) >= VOWELLESS_WORDS and vowelless >= VOWELLESS_SHARE * len(latin)


def read_page(sheet: Sheet, draw: Draw, read_picture: ReadPicture | None) -> Page:
    """The page's words from wherever they can be trusted, with `source` and `warnings` set."""
    judgement = judge(sheet)
    page = replace(sheet.page, source="text" if sheet.page.words else "none")
    if not judgement.ocr:
        return page
    try:
        if not page.words and is_blank(draw(BLANK_SIDE)):
            return replace(page, warnings=("blank",))
        if read_picture is None:
            return replace(page, warnings=(*judgement.why, "ocr_unavailable"))
        lines = [line for line in read_picture(draw(OCR_SIDE)) if line.text.strip()]
    except AssistError as error:
        code = error.code if isinstance(error, ManualError) else "ocr_failed"
        return replace(page, warnings=(*judgement.why, code))
    return _decided(page, judgement, lines)


def is_blank(pixels: Pixels) -> bool:
    """Nothing is painted: all pixels are about the same."""
    return bool(pixels.max(axis=(0, 1)).astype(int).max() - pixels.min(axis=(0, 1)).astype(int).min() < BLANK_RANGE)


def _decided(page: Page, judgement: Judgement, lines: Sequence[Line]) -> Page:
    if not lines:
        missing = () if page.words else ("ocr_empty",)
        return replace(page, warnings=(*judgement.why, *missing))
    if judgement.text and judgement.why == ("hidden_text",):
        if _agree(page.words, lines):
            return page
        return replace(_from_ocr(page, lines), source="ocr", warnings=judgement.why)
    if not judgement.text:
        return replace(_from_ocr(page, lines), source="ocr", warnings=judgement.why)
    fresh = [line for line in lines if _is_callout(line) and _covered(line.box, page.words) <= OVER_TEXT]
    return _with_ocr(page, fresh) if fresh else page


def _is_callout(line: Line) -> bool:
    return line.confidence >= LEAST_SURE and sum(ch.isalnum() for ch in line.text) > 1


def _agree(words: Sequence[Word], lines: Sequence[Line]) -> bool:
    said = Counter("".join(word.text for word in words).casefold())
    seen = Counter("".join(line.text for line in lines).casefold().replace(" ", ""))
    return (said & seen).total() >= AGREES * max(said.total(), 1)


def _covered(box: Box, words: Sequence[Word]) -> float:
    return sum(box.intersection(word.box) for word in words) / box.area if box.area else 1.0


def _from_ocr(page: Page, lines: Sequence[Line]) -> Page:
    words, text_lines = arrange(tuple(_tokens(lines, page)), page.width, page.height)
    words, text_lines = in_lines(words, text_lines)
    return replace(page, words=words, lines=text_lines)


def _with_ocr(page: Page, lines: Sequence[Line]) -> Page:
    """The text layer, and after it what stands in pictures and drawings."""
    read = _from_ocr(page, lines)
    start, block = len(page.words), 1 + max((line.block for line in page.lines), default=0)
    moved = tuple(
        TextLine(
            (line.words[0] + start, line.words[1] + start), line.size, line.bold, line.block + block, line.hyphen,
            tuple(cell + start for cell in line.cells), tuple(word + start for word in line.broken),
        )
        for line in read.lines
    )  # fmt: skip
    words = page.words + read.words
    return replace(page, words=words, lines=page.lines + moved, source="both", drawn=len(read.words))


def _tokens(lines: Sequence[Line], page: Page) -> list[Token]:
    """Words of OCR lines, their boxes by their share of the line."""
    tokens: list[Token] = []
    for line in lines:
        for match in WORDS.finditer(line.text):
            box = line.quad_of(*match.span()).box
            (ax, ay), (bx, by), _, _ = line.quad.points
            steep = abs(by - ay) * page.height > 2 * abs(bx - ax) * page.width
            turn = (1 if by < ay else 3) if steep else 0
            left, top, right, bottom = (
                box.left * page.width, box.top * page.height, box.right * page.width, box.bottom * page.height,
            )  # fmt: skip
            size = (right - left) if steep else (bottom - top)
            fresh = match.start() == 0
            tokens.append(Token(match[0], left, top, right, bottom, max(size, 1.0), turn=turn, fresh=fresh))
    return tokens
