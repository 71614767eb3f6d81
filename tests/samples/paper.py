"""Booklet: a manual being typeset, with covers, running heads, numbered steps, warnings, tables and drawings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from tests.samples.fonts import font_file

PRINTED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Colour = tuple[int, int, int]
Drawing = Callable[["Booklet", float, float, float], None]


@dataclass(frozen=True)
class Look:
    """How a vendor sets its manuals: page in mm, margins, faces, sizes in points, the house colour."""

    page: tuple[float, float] = (148, 210)
    margin: float = 14
    face: str = "sans"
    bold: str = "sans-bold"
    size: float = 9
    colour: Colour = (30, 30, 30)
    banded: bool = False
    numbered: bool = True


class Booklet(FPDF):
    """A manual in the making; positions are in mm from the top left."""

    def __init__(self, look: Look, title: str, running_head: str = "", language: str = "en") -> None:
        super().__init__(unit="mm", format=look.page)
        self.look, self.running_head, self.tab = look, running_head, ""
        self._covers: set[int] = set()
        self._chapter = self._section = 0
        self.chapters: list[tuple[str, int]] = []
        self.known_chapters: list[tuple[str, int]] = []
        for name in dict.fromkeys(
            (look.face, look.bold, "sans", "sans-bold", "han", "han-bold", "symbols", "symbols2")
        ):
            self.add_font(name, fname=str(font_file(name)))
        self.set_fallback_fonts(
            [n for n in ("sans", "han", "symbols", "symbols2") if n != look.face], exact_match=False
        )
        self.set_margins(look.margin, look.margin + 4, look.margin)
        self.set_auto_page_break(True, margin=look.margin + 2)
        self.set_creation_date(PRINTED)
        self.set_title(title)
        self.set_lang(language)
        self.set_producer("Sample press")

    @property
    def measure(self) -> float:
        """The width of the text, in mm."""
        return float(self.epw)

    def header(self) -> None:
        if self.page_no() in self._covers or not self.running_head:
            return
        look = self.look
        self.set_font(look.face, size=look.size - 2)
        self.set_text_color(110, 110, 110)
        self.set_xy(look.margin, look.margin - 7)
        self.cell(self.measure, 4, self.running_head)
        if self.tab:
            self.set_fill_color(*look.colour)
            self.set_text_color(255, 255, 255)
            self.set_font(look.bold, size=look.size - 1)
            self.set_xy(look.page[0] - 10, 22)
            self.cell(10, 7, self.tab, align="C", fill=True)
        self.set_draw_color(*look.colour)
        self.set_line_width(0.2)
        self.line(look.margin, look.margin - 2, look.page[0] - look.margin, look.margin - 2)
        self.set_xy(look.margin, look.margin + 4)
        self.set_text_color(0, 0, 0)

    def footer(self) -> None:
        if self.page_no() in self._covers:
            return
        self.set_font(self.look.face, size=self.look.size - 1)
        self.set_text_color(90, 90, 90)
        self.set_y(-self.look.margin + 3)
        outer = "R" if self.page_no() % 2 else "L"
        self.cell(self.measure, 4, str(self.page_no()), align=outer)

    def cover(self, draw: Callable[[Booklet], None]) -> None:
        """A page without head and number, drawn by `draw`."""
        self._covers.add(self.page_no() + 1)
        self.add_page()
        draw(self)
        self.set_text_color(0, 0, 0)

    def put(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        bold: bool = False,
        width: float = 0,
        align: str = "L",
        colour: Colour = (0, 0, 0),
    ) -> None:
        """One line of text anywhere on the page."""
        self.set_font(self.look.bold if bold else self.look.face, size=size)
        self.set_text_color(*colour)
        self.set_auto_page_break(False)
        self.set_xy(x, y)
        self.cell(width or self.get_string_width(text) + 2, size * 0.4, text, align=align)
        self.set_auto_page_break(True, margin=self.look.margin + 2)
        self.set_text_color(0, 0, 0)

    def room(self, height: float) -> None:
        """Turn the page unless `height` mm are left on this one."""
        if self.get_y() + height > self.h - self.look.margin - 2:
            self.add_page()

    def chapter(self, text: str, *, new_page: bool = False, keep: float = 30) -> None:
        if new_page:
            self.add_page()
        self.room(keep)
        if self.get_y() > self.look.margin + 8:
            self.ln(4)
        self._chapter += 1
        self._section = 0
        look = self.look
        label = f"{self._chapter}  {text}" if look.numbered else text
        self.chapters.append((label, self.page_no()))
        self.set_font(look.bold, size=look.size + 4)
        if look.banded:
            self.set_fill_color(*look.colour)
            self.set_text_color(255, 255, 255)
            self.cell(self.measure, 8, " " + label, fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        else:
            self.set_text_color(*look.colour)
            self.multi_cell(self.measure, 7, label, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.set_text_color(0, 0, 0)
        self.ln(1.5)

    def section(self, text: str, *, keep: float = 22) -> None:
        self.room(keep)
        self._section += 1
        self.ln(1.5)
        self.set_font(self.look.bold, size=self.look.size + 1)
        label = f"{self._chapter}.{self._section}  {text}" if self.look.numbered else text
        self.multi_cell(self.measure, 5.2, label, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.ln(0.6)

    def text_(self, text: str, *, bold: bool = False, size: float = 0) -> None:
        """A paragraph."""
        size = size or self.look.size
        self.set_font(self.look.bold if bold else self.look.face, size=size)
        self.multi_cell(
            self.measure, size * 0.5, self.folded(text, self.measure), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L"
        )
        self.ln(1.2)

    def folded(self, text: str, width: float) -> str:
        """Chinese text broken into lines none of which begins with a closing mark; other text as it is."""
        if not re.search(r"[\u4e00-\u9fff]", text):
            return text
        lines, line = [], ""
        for piece in re.findall(r"[A-Za-z0-9.,/×+-]+[℃VWA%～]*|.", text):
            closing = piece in "，。；：、）！？"
            if not closing and self.get_string_width(line + piece) > width - 5.6:
                lines.append(line)
                line = ""
            line += piece
        return "\n".join([*lines, line])

    def bullets(self, *items: str, mark: str = "•") -> None:
        self._list([(mark, item) for item in items])

    def steps(self, *items: str) -> None:
        self._list([(f"{n}.", item) for n, item in enumerate(items, 1)])

    def _list(self, items: Sequence[tuple[str, str]]) -> None:
        size = self.look.size
        for mark, item in items:
            self.set_font(self.look.face, size=size)
            if self.will_page_break(size * 0.5):
                self.add_page()
            self.cell(5, size * 0.5, mark)
            self.multi_cell(
                self.measure - 5,
                size * 0.5,
                self.folded(item, self.measure - 5),
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
                align="L",
            )
            self.ln(0.7)
        self.ln(0.8)

    def warning(self, word: str, text: str) -> None:
        """A framed warning with the triangle."""
        size, look = self.look.size, self.look
        self.set_font(look.face, size=size)
        text = self.folded(text, self.measure - 16)
        lines = self.multi_cell(self.measure - 16, size * 0.5, text, dry_run=True, output="LINES", align="L")
        height = (len(lines) + 1) * size * 0.5 + 4.5
        if self.will_page_break(height):
            self.add_page()
        x, y = self.get_x(), self.get_y()
        self.set_draw_color(60, 60, 60)
        self.set_line_width(0.35)
        self.rect(x, y, self.measure, height)
        self.set_fill_color(255, 255, 255)
        self.polygon([(x + 3, y + 9), (x + 11, y + 9), (x + 7, y + 2.2)], style="D")
        self.put("!", x + 6, y + 4.2, size=10, bold=True)
        self.put(word, x + 13, y + 2, size=size, bold=True)
        self.set_font(look.face, size=size)
        self.set_xy(x + 13, y + 2 + size * 0.5)
        self.multi_cell(self.measure - 16, size * 0.5, text, align="L")
        self.set_xy(x, y + height + 2)

    def grid(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, head: bool = True, size: float = 0
    ) -> None:
        """A table; `widths` are shares of the measure."""
        look = self.look
        size = size or look.size - 0.5
        self.set_font(look.face, size=size)
        self.set_draw_color(120, 120, 120)
        self.set_fill_color(255, 255, 255)
        self.set_line_width(0.2)
        heading = FontFace(family=look.bold, fill_color=(225, 228, 232), color=(0, 0, 0))
        with self.table(
            rows,
            col_widths=tuple(widths),
            line_height=size * 0.47,
            padding=(0.9, 1.4),
            first_row_as_headings=head,
            headings_style=heading,
            text_align="LEFT",
            borders_layout=TableBordersLayout.ALL,
            width=self.measure,
        ):
            pass
        self.ln(2.5)

    def figure(self, draw: Drawing, height: float, caption: str = "") -> None:
        """A drawing in the column, `height` mm high, with a caption."""
        if self.will_page_break(height + 8):
            self.add_page()
        top = self.get_y()
        self.set_draw_color(40, 40, 40)
        self.set_line_width(0.3)
        draw(self, self.l_margin, top, height)
        self.set_y(top + height + 1)
        if caption:
            self.put(caption, self.l_margin, self.get_y(), size=self.look.size - 1, width=self.measure, align="C")
            self.ln(5)

    def contents(self, title: str) -> None:
        """A table of contents with dotted leaders, of the chapters that an earlier run of the same text found."""
        self.set_font(self.look.bold, size=self.look.size + 4)
        self.cell(self.measure, 8, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)
        self.set_font(self.look.face, size=self.look.size)
        for text, page in self.known_chapters or [("", 0)] * 12:
            width = self.measure - self.get_string_width(text) - self.get_string_width(str(page)) - 3
            dots = "." * max(3, int(width / self.get_string_width(".")))
            self.cell(self.measure, 5.4, f"{text} {dots} {page}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def callout(self, number: str, x: float, y: float, to_x: float, to_y: float) -> None:
        """A numbered circle with a leader line, as drawings of parts have them."""
        self.set_line_width(0.2)
        self.line(x, y, to_x, to_y)
        self.set_fill_color(255, 255, 255)
        self.circle(x, y, 2.4, style="DF")
        self.put(number, x - 2.4, y - 1.4, size=7, width=4.8, align="C")


def typeset(
    look: Look, title: str, head: str, write: Callable[[Booklet], None], file: Path, language: str = "en"
) -> Path:
    """Set a manual twice, the second time with the page numbers of its chapters known, and save it."""
    first = Booklet(look, title, head, language)
    write(first)
    book = Booklet(look, title, head, language)
    book.known_chapters = first.chapters
    write(book)
    file.parent.mkdir(parents=True, exist_ok=True)
    book.output(str(file))
    return file
