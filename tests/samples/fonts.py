"""The typefaces of the samples: subsets of Noto (OFL), kept in `fonts/` so that samples come out equal everywhere.

`python -m tests.samples.fonts` cuts them again after a text gained a new character; it needs Debian's `fonts-noto-core`
and `fonts-noto-cjk`.  The subsets are renamed ("Sample Sans", ...), so nobody takes them for the whole typeface.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).with_name("fonts")
LATIN = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2030, 0x20AC, 0x2103, 0x2122])
SYMBOLS = "⎓⏚⚠✓✗□■▲►●○★☎✉≤≥≈→←↑↓"
NOTO = Path("/usr/share/fonts")
SOURCES = {
    "sans": ("truetype/noto/NotoSans-Regular.ttf", 0, False),
    "sans-bold": ("truetype/noto/NotoSans-Bold.ttf", 0, False),
    "serif": ("truetype/noto/NotoSerif-Regular.ttf", 0, False),
    "serif-bold": ("truetype/noto/NotoSerif-Bold.ttf", 0, False),
    "han": ("opentype/noto/NotoSansCJK-Regular.ttc", 2, True),
    "han-bold": ("opentype/noto/NotoSansCJK-Bold.ttc", 2, True),
    "symbols": ("truetype/noto/NotoSansSymbols-Regular.ttf", 0, False),
    "symbols2": ("truetype/noto/NotoSansSymbols2-Regular.ttf", 0, False),
}


def font_file(name: str) -> Path:
    """The file of a face: `sans`, `sans-bold`, `han`, ..."""
    return FOLDER / f"{name}.ttf"


@cache
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face for Pillow, `size` in pixels."""
    return ImageFont.truetype(str(font_file(name)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def covers(name: str, character: str) -> bool:
    """Whether the face has a picture of this character."""
    from fontTools.ttLib import TTFont

    return ord(character) in _characters(name, TTFont)


@cache
def _characters(name: str, open_font: type) -> frozenset[int]:
    return frozenset(open_font(font_file(name), lazy=True).getBestCmap())


def used_characters() -> set[int]:
    """Every character that stands in a source file of the samples."""
    files = [*Path(__file__).parent.rglob("*.py"), *Path(__file__).parent.rglob("*.json")]
    return {ord(character) for file in files for character in file.read_text("utf-8")}


def cut() -> None:
    """Cut all subsets anew."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    used = used_characters()
    for name, (source, number, han) in SOURCES.items():
        wanted = {c for c in used if c >= 0x2000} | {
            *range(0x20, 0x7F),
            0xB0,
            0xB1,
            0xD7,
            0x2014,
            0x201C,
            0x201D,
            0x2026,
        }
        if not han:
            wanted = set(map(ord, SYMBOLS)) if name.startswith("symbols") else set(LATIN)
        font = TTFont(NOTO / source, fontNumber=number)
        options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True, name_IDs=[1, 2, 4, 6])
        options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG", "GSUB"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        if "CFF " in font:
            _to_quadratic(font)
        title = "Sample " + name.replace("-", " ").title()
        for number_, text in ((1, title), (2, "Regular"), (4, title), (6, title.replace(" ", ""))):
            font["name"].setName(text, number_, 3, 1, 0x409)
        font["name"].names = [n for n in font["name"].names if n.platformID == 3 and n.langID == 0x409]
        font["head"].created = font["head"].modified = 3_800_000_000  # seconds since 1904: the year 2024
        font.recalcTimestamp = False
        font.save(font_file(name))


def _to_quadratic(font: object) -> None:
    """Turn CFF outlines into TrueType ones, which every PDF library and Pillow take the same way."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    tables: dict = font  # type: ignore[assignment]
    glyphs = font.getGlyphSet()  # type: ignore[attr-defined]
    drawn = {}
    for name in font.getGlyphOrder():  # type: ignore[attr-defined]
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    tables["loca"], tables["glyf"] = newTable("loca"), newTable("glyf")
    tables["glyf"].glyphOrder, tables["glyf"].glyphs = font.getGlyphOrder(), drawn  # type: ignore[attr-defined]
    del tables["CFF "]
    tables["maxp"].tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"):
        setattr(tables["maxp"], field, 0)
    for field in ("maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth"):
        setattr(tables["maxp"], field, 0)
    for field in ("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"):
        setattr(tables["maxp"], field, 0)
    font.sfntVersion = "\x00\x01\x00\x00"  # type: ignore[attr-defined]


if __name__ == "__main__":
    cut()
