"""Uploads of every kind: opened upright, or refused with the reason."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from assist.case.photo import Flaw
from assist.engines.pictures import open_photo
from assist.errors import PhotoError

ORIENTATION = 0x0112


def label(width: int = 640, height: int = 480) -> Image.Image:
    """A label on a table: sharp print, a red corner at the top left to tell which way is up."""
    picture = Image.new("RGB", (width, height), (196, 188, 176))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 8, height // 8), fill=(220, 20, 20))
    draw.rectangle((width // 5, height // 4, width * 4 // 5, height * 3 // 4), fill=(250, 250, 245))
    for line, text in enumerate(("MODEL AB-100", "INPUT 100-240V~ 0.5A", "OUTPUT 5V 3A", "MADE IN CHINA")):
        draw.text((width // 4, height * (5 + line * 2) // 18), text, fill=(20, 20, 20), font_size=height // 16)
    return picture


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def red_corner(pixels: np.ndarray) -> bool:
    red, green, blue = (int(v) for v in pixels[4, 4])
    return red > 150 and green < 90 and blue < 90


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_format_gives_the_same_upright_photo(kind: str) -> None:
    data = encoded(label(), kind)
    photo = open_photo(data)
    assert (photo.width, photo.height, photo.format) == (640, 480, kind)
    assert photo.pixels.shape == (480, 640, 3) and photo.pixels.dtype == np.uint8
    assert photo.id == hashlib.sha256(data).hexdigest()
    assert np.abs(photo.pixels.astype(int) - np.asarray(label()).astype(int)).mean() < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_exif_says(orientation: int) -> None:
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180], 4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    stored = label()
    for step in undo.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo = open_photo(encoded(stored, "PNG", exif=exif))
    assert (photo.width, photo.height) == (640, 480)
    assert np.array_equal(photo.pixels, np.asarray(label()))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_broken_exif_block_does_not_lose_the_photo() -> None:
    photo = open_photo(encoded(label(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xffnonsense"))
    assert red_corner(photo.pixels)


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    shades = np.linspace(0, 65535, 400, dtype=np.uint16)[None, :].repeat(300, axis=0)
    photo = open_photo(encoded(Image.fromarray(shades), "PNG"))
    assert photo.pixels[0, 0, 0] == 0 and photo.pixels[0, -1, 0] == 255
    assert 120 < photo.pixels[0, 200, 0] < 136


def test_cmyk_and_palette_pictures_become_rgb() -> None:
    assert red_corner(open_photo(encoded(label().convert("CMYK"), "JPEG")).pixels)
    assert red_corner(open_photo(encoded(label().convert("P", palette=Image.Palette.ADAPTIVE), "PNG")).pixels)
    assert open_photo(encoded(label().convert("1"), "PNG")).pixels.max() == 255


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [label().convert("P"), Image.new("P", (640, 480))]
    assert red_corner(open_photo(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])).pixels)


@pytest.mark.parametrize(("ink", "contrast"), [((0, 0, 0), 255), ((255, 255, 255), 0)])
def test_print_on_nothing_is_laid_on_what_it_shows_on(ink: tuple[int, int, int], contrast: int) -> None:
    picture = Image.new("RGBA", (400, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).text((20, 30), "INPUT 5V 2A", fill=(*ink, 255), font_size=48)
    pixels = open_photo(encoded(picture, "PNG")).pixels
    assert int(pixels[0, 0, 0]) == contrast
    assert int(pixels.max()) - int(pixels.min()) == 255


def test_a_transparent_palette_is_flattened_too() -> None:
    picture = label().convert("P", palette=Image.Palette.ADAPTIVE)
    photo = open_photo(encoded(picture, "PNG", transparency=0))
    assert photo.pixels.shape == (480, 640, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_empty"),
        (b"%PDF-1.7 not a picture at all", "photo_not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_a_picture"),
        (b"\x89PNG\r\n\x1a\n", "photo_damaged"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as error:
        open_photo(data)
    assert error.value.code in (code, "photo_not_a_picture")
    assert error.value.help


def test_a_file_above_the_limit_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(PhotoError) as error:
        open_photo(b"\xff" * (1024 * 1024 + 1), max_mb=1)
    assert error.value.code == "photo_too_large" and error.value.facts["limit"] == 1


def bomb(width: int, height: int) -> bytes:
    """A tiny PNG whose head promises a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_from_its_head(side: int) -> None:
    with pytest.raises(PhotoError) as error:
        open_photo(bomb(side, side))
    assert error.value.code == "photo_too_many_pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_file_is_an_error_with_a_name(kind: str, share: float) -> None:
    data = encoded(label(), kind)
    with pytest.raises(PhotoError) as error:
        open_photo(data[: int(len(data) * share)])
    assert error.value.code in ("photo_damaged", "photo_not_a_picture")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_flipped_bytes_give_a_photo_or_an_error_with_a_name(kind: str) -> None:
    data = encoded(label(200, 150), kind)
    random = np.random.default_rng(7)
    for _ in range(25):
        broken = bytearray(data)
        for place in random.integers(0, len(data), 6):
            broken[place] = int(random.integers(0, 256))
        try:
            assert open_photo(bytes(broken)).pixels.shape[2] == 3
        except PhotoError as error:
            assert error.code.startswith("photo_")


def flaws(picture: Image.Image) -> tuple[tuple[Flaw, ...], bool]:
    quality = open_photo(encoded(picture, "JPEG", quality=92)).quality
    return quality.flaws, quality.hopeless


def test_a_good_photo_has_no_flaw() -> None:
    assert flaws(label(1200, 900)) == ((), False)


def test_a_black_and_an_empty_frame_are_hopeless() -> None:
    black, hopeless = flaws(Image.new("RGB", (800, 600), (6, 6, 8)))
    assert hopeless and {Flaw.BLANK, Flaw.DARK} <= set(black)
    assert flaws(Image.new("RGB", (800, 600), (240, 240, 240))) == ((Flaw.BLANK,), True)


def test_a_dark_photo_is_dark_but_not_hopeless() -> None:
    found, hopeless = flaws(label(1200, 900).point(lambda value: value // 6))
    assert Flaw.DARK in found and Flaw.BLURRED not in found and not hopeless


def test_blur_is_said_and_blur_beyond_reading_is_hopeless() -> None:
    found, hopeless = flaws(label(1200, 900).filter(ImageFilter.GaussianBlur(14)))
    assert Flaw.BLURRED in found and hopeless


def test_a_thumbnail_is_tiny_and_a_stamp_is_hopeless() -> None:
    assert flaws(label(240, 180)) == ((Flaw.TINY,), False)
    found, hopeless = flaws(label(100, 80))
    assert Flaw.TINY in found and hopeless


def test_a_soft_reflection_is_glare_and_white_paper_is_not() -> None:
    picture = np.asarray(label(1200, 900)).astype(np.float32) * 0.7
    y, x = np.mgrid[0:900, 0:1200]
    spot = 330 * np.exp(-(((x - 500) / 120) ** 2 + ((y - 420) / 90) ** 2))
    shining = Image.fromarray(np.clip(picture + spot[:, :, None], 0, 255).astype(np.uint8))
    assert Flaw.GLARE in flaws(shining)[0]
    paper = Image.new("RGB", (1200, 900), (90, 80, 70))
    paper.paste((255, 255, 255), (300, 200, 900, 700))
    assert Flaw.GLARE not in flaws(paper)[0]


# A 160 by 120 picture of our own, red in its upper left quarter, encoded once by libheif's `heif-enc`: the wheel that
# decodes HEIC here has no encoder.
HEIC = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAA
AAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAB5wAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAA
AACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkA
AAAwAAAwAeoBQgeWW6kkprm4EBAwIAAAMAAgAAAwACECIAAQAHRAHBcrBiQAAAABRpc3BlAAAAAAAAAKAAAAB4AAAAEHBpeGkAAAAAAwgICAAA
ABZpcG1hAAAAAAAAAAEAAQOBAoMAAAHvbWRhdAAAAeMoAa8TQiigt00rPAn//wUqP/3Ws8Pwd4oJ1Czo7ctjQmejqbX8K5wLDjIOzL8d46y0K4
syXilIKcZmRvam5KVvi/2iyCOERf/QUe2kDF3GJ7FzQeTibYaTK1kIWg5JsjjYAVK7x2BxNDe6p23DfjmmNF5xLd1wMoIRfDTQVaViSCiPZKEx
bOUf23zb3U+7EAV4QcsETEw25bHE5y8zg5yQKCJvCC8PfXI8iO4SeQQL9B+/TjYAAAMAABT6YXQJa5mBqM9p7w4paIV56QmmF4NG/1fRXyTDjQ
VcUqvhEjRxES4dtJKkCIALL4P/bL/M5mS+yJRN8SwCG1u7UZ/DoIZF4/TrEJ8H7Kk4MygZ5wpTBM5lJXp4rJBN8WDxvK+p+TD6Gxr2Lm3dQDkS
QxCKUYBvpAYLiNOAGpmAy03/D7Bo+f3vGkb4/R3qmMMe0iCSuwIcXgTSE/FzXlNALBTbPwSHa+VR3ERpKJph9ap0KMVKpjM6pcJ3GD5F+nAUGr
gH6pc79Z++eXd/pgUmOZultB3SbqvNUy+ZGxW9+gQuTYiSchjJSrX3WQf1TtjlmliE4NFT2Bx0Q7f85bAiDMEN/Tm7HiIHGY8qYBWz1CL82Wvs
9qCBVpyR/TuJIAAIeYAA+0AAArY=
"""


def test_a_heic_photo_as_phones_take_it_is_opened() -> None:
    photo = open_photo(base64.b64decode(HEIC))
    assert (photo.width, photo.height, photo.format) == (160, 120, "HEIF")
    red, plain = photo.pixels[30, 40], photo.pixels[90, 40]
    assert red[0] > 170 and red[1] < 70 and min(plain) > 200
