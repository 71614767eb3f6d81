"""Pages: is a page's text layer to be trusted, and what is read by OCR instead of it or beside it.

The evidence and what follows from it:

- nothing painted at all: the page is blank, and said to be so (`blank`)
- no text, but something painted: read by OCR (`no_text`)
- glyphs that map to no character: read by OCR instead (`garbled_text`)
- words without vowels or of no language, as wrong maps of characters make them: OCR decides (`garbled_text`)
- text under a picture that was never painted (a scanner's own reading): OCR decides whether it is right (`hidden_text`)
- words of no language read by OCR, as of a script that the reader does not know: said to be so (`ocr_doubtful`)
- words that nobody can see, white on white or under a picture: left out before, and said to be so (`unseen_text`)
- little text on a page that is mostly drawing or picture: read by OCR as well, for the callouts
"""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
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
from assist.case.text.language import detect
from assist.errors import AssistError, ManualError
from assist.library.wording import agree, is_doubtful, is_readable

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
UNSEEN = 20  # characters that nobody can see, from which on it is said
FEW_WORDS = 8  # enough to tell, beside a reader that was unsure itself
DOUBTFUL_SURE = 0.75  # OCR's own mean over a page's characters; below, and of no language, it is no text
# Below so many characters (a page of text has 1,500), a page with pictures on this share of it or so many drawn shapes
# is mostly drawing: 87 of the 916 pages, among them all whose answer stands in a picture.
DRAWINGS = ((300, 0.2, 150), (700, 0.35, 300))
LEVEL = math.radians(0.3)  # a scan less askew is taken as it is: across a page its lines fall by half their height
MOST_TILT = 0.6  # radians; nearer to 45 degrees nobody can say which way is up
LONG_LINE = 0.15  # of the page's width: shorter lines tell too little of how a scan lies
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
    "ocr_doubtful": "what was read on its picture is hardly text: perhaps a script that the reader does not know",
    "unseen_text": "text that nobody can see on it was left out",
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
    """`text`: use the text layer; `ocr`: read the picture of the page; `why` are warning codes; `drawn`: it is mostly
    drawing, whose callouts are wanted."""

    text: bool
    ocr: bool
    why: tuple[str, ...] = ()
    drawn: bool = False


def judge(sheet: Sheet) -> Judgement:
    """What the page's own facts say about its text layer."""
    words, facts = sheet.page.words, sheet.facts
    if not words:
        return Judgement(text=False, ocr=True, why=("no_text",))
    if is_unmapped(words, facts.unmapped, facts.chars):
        return Judgement(text=False, ocr=True, why=("garbled_text",))
    if facts.hidden >= HIDDEN_SHARE:
        return Judgement(text=True, ocr=True, why=("hidden_text",))
    chars = sum(len(word.text) for word in words)
    drawn = any(
        chars < most and (facts.image_share >= share or facts.paths >= paths) for most, share, paths in DRAWINGS
    )
    if is_vowelless(words) or is_doubtful(_text_of(words)):
        return Judgement(text=True, ocr=True, why=("garbled_text",), drawn=drawn)
    return Judgement(text=True, ocr=drawn, drawn=drawn)


def is_unmapped(words: Sequence[Word], unmapped: int, chars: int) -> bool:
    """Whether so many glyphs map to no character that the text layer says nothing."""
    text = "".join(word.text for word in words)
    strange = sum(1 for ch in text if unicodedata.category(ch) in ("Co", "Cn", "Cc", "Cs") or ch == "\ufffd")
    return max(unmapped / max(chars, 1), strange / max(len(text), 1)) >= UNMAPPED_SHARE


def is_vowelless(words: Sequence[Word]) -> bool:
    """Whether many words cannot be spoken."""
    latin = [found for word in words for found in LATIN.findall(word.text) if not found.isupper()]
    vowelless = sum(1 for word in latin if not VOWEL.search(word))
    return len(latin) >= VOWELLESS_WORDS and vowelless >= VOWELLESS_SHARE * len(latin)


def read_page(sheet: Sheet, draw: Draw, read_picture: ReadPicture | None) -> Page:
    """The page's words from wherever they can be trusted, with `source` and `warnings` set."""
    judgement = judge(sheet)
    page = replace(sheet.page, source="text" if sheet.page.words else "none")
    if sheet.facts.unseen >= UNSEEN:
        page = replace(page, warnings=("unseen_text",))
    if not judgement.ocr:
        return page
    try:
        if not page.words and is_blank(draw(BLANK_SIDE)):
            return replace(page, warnings=(*page.warnings, "blank"))
        if read_picture is None:
            return _warned(_unborne(page, judgement), *judgement.why, "ocr_unavailable")
        lines = [line for line in read_picture(draw(OCR_SIDE)) if line.text.strip()]
    except AssistError as error:
        code = error.code if isinstance(error, ManualError) else "ocr_failed"
        return _warned(_unborne(page, judgement), *judgement.why, code)
    return _decided(page, judgement, lines)


def is_blank(pixels: Pixels) -> bool:
    """Nothing is painted: all pixels are about the same."""
    return bool(pixels.max(axis=(0, 1)).astype(int).max() - pixels.min(axis=(0, 1)).astype(int).min() < BLANK_RANGE)


def _decided(page: Page, judgement: Judgement, lines: Sequence[Line]) -> Page:
    if not lines:
        return _warned(page, *judgement.why, *(() if page.words else ("ocr_empty",)))
    seen = " ".join(line.text for line in lines)
    if not judgement.text:
        if _is_no_text(lines, seen):
            return _warned(replace(page, words=(), lines=()), *judgement.why, "ocr_doubtful", source="none")
        return _warned(_from_ocr(page, lines), *judgement.why, source="ocr")
    if judgement.why and not agree(_text_of(page.words), seen) and is_readable(_text_of(page.words)):
        if _is_no_text(lines, seen):  # of two that are no text neither is preferred, and it is said
            return _warned(page, *judgement.why, "ocr_doubtful")
        return _warned(_from_ocr(page, lines), *judgement.why, source="ocr")
    if not judgement.drawn:
        return page
    fresh = [line for line in lines if _is_callout(line) and _covered(line.box, page.words) <= OVER_TEXT]
    return _with_ocr(page, fresh) if fresh else page


def _unborne(page: Page, judgement: Judgement) -> Page:
    """The page where its picture could not be read: without the words that only the picture could have borne out."""
    return replace(page, words=(), lines=(), source="none") if "garbled_text" in judgement.why else page


def _warned(page: Page, *codes: str, source: str = "") -> Page:
    return replace(page, source=source or page.source, warnings=(*page.warnings, *codes))


def _is_no_text(lines: Sequence[Line], seen: str) -> bool:
    """Whether OCR was unsure of most that it read, and it is of no language."""
    chars = sum(len(line.text) for line in lines)
    sure = sum(line.confidence * len(line.text) for line in lines) / chars
    return sure < DOUBTFUL_SURE and (is_doubtful(seen, least=FEW_WORDS) or not detect(seen))


def _text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _is_callout(line: Line) -> bool:
    return line.confidence >= LEAST_SURE and sum(ch.isalnum() for ch in line.text) > 1


def _covered(box: Box, words: Sequence[Word]) -> float:
    return sum(box.intersection(word.box) for word in words) / box.area if box.area else 1.0


def _from_ocr(page: Page, lines: Sequence[Line], *, apart: bool = False) -> Page:
    """The page as OCR reads it, its lines levelled before they are put in order: a scan that lies askew by two degrees
    has the end of a line at the height of the next one's beginning.  `apart`: they are a drawing's callouts."""
    tokens, skew = _tokens(lines, page), _skew(lines, page)
    if LEVEL <= abs(skew) <= MOST_TILT:
        tokens = [_levelled(token, skew, page) for token in tokens]
    words, text_lines = in_lines(*arrange(tokens, page.width, page.height, apart=apart))
    return replace(page, words=words, lines=text_lines)


def _with_ocr(page: Page, lines: Sequence[Line]) -> Page:
    """The text layer, and after it what stands in pictures and drawings."""
    read = _from_ocr(page, lines, apart=True)
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
    """Words of OCR lines, their boxes by their share of the line; lines keep their direction, also upside down."""
    tokens: list[Token] = []
    for line in lines:
        for match in WORDS.finditer(line.text):
            box = line.quad_of(*match.span()).box
            turn = _turn(line, page)
            left, top, right, bottom = (
                box.left * page.width, box.top * page.height, box.right * page.width, box.bottom * page.height,
            )  # fmt: skip
            size = (right - left) if turn in (1, 3) else (bottom - top)
            fresh = match.start() == 0
            tokens.append(Token(match[0], left, top, right, bottom, max(size, 1.0), turn=turn, fresh=fresh))
    return tokens


def _run(line: Line, page: Page) -> tuple[float, float]:
    """How far a line runs to the right and down, in points."""
    (ax, ay), (bx, by), _, _ = line.quad.points
    return (bx - ax) * page.width, (by - ay) * page.height


def _turn(line: Line, page: Page) -> int:
    across, down = _run(line, page)
    if abs(down) > 2 * abs(across):
        return 1 if down < 0 else 3
    return 2 if across < 0 else 0


def _skew(lines: Sequence[Line], page: Page) -> float:
    """The angle by which the scan's long lines fall to the right, in radians; 0 where too few agree on one."""
    angles = []
    for line in lines:
        across, down = _run(line, page)
        if math.hypot(across, down) >= LONG_LINE * page.width:
            angle = math.atan2(down, across)
            angles.append(angle - round(angle / (math.pi / 2)) * (math.pi / 2))
    if len(angles) < 3:
        return 0.0
    skew = statistics.median(angles)
    return skew if sum(abs(angle - skew) < LEVEL * 5 for angle in angles) > 0.6 * len(angles) else 0.0


def _levelled(token: Token, angle: float, page: Page) -> Token:
    """The token where it stands once the page is turned level; it remembers where it is printed.

    The box about a slanted word is higher than its print by what the word falls along its length, and wider.
    """
    x, y = (token.left + token.right - page.width) / 2, (token.top + token.bottom - page.height) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = x * cos + y * sin + page.width / 2, y * cos - x * sin + page.height / 2
    wide, high = token.right - token.left, token.bottom - token.top
    spread = cos * cos - sin * sin
    across, down = max((wide * cos - high * abs(sin)) / spread, 1.0), max((high * cos - wide * abs(sin)) / spread, 1.0)
    return token._replace(
        left=x - across / 2, right=x + across / 2, top=y - down / 2, bottom=y + down / 2,
        size=across if token.turn in (1, 3) else down, printed=token[1:5],
    )  # fmt: skip
