"""What a photo's file tells beside its pixels is taken out, and the pixels stay as they were."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from assist.engines.metadata import is_bare, without_metadata
from assist.engines.pictures import open_photo
from tests.photos.test_pictures import HEIC, label

SECRET = b"SECRET-PLACE"
GPS, ORIENTATION = 0x8825, 0x0112
TOLD = (SECRET, b"SecretPhone", b"52\x00\x00\x00\x01\x00\x00\x00\x1f")


def told(orientation: int = 1) -> Image.Exif:
    """EXIF as a phone writes it: maker, model, a comment, and where the photo was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F], exif[0x0110] = "SecretPhone", "SecretPhone 9"
    place = exif.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 12.25), "E", (13.0, 24.0, 36.5)
    exif.get_ifd(0x8769)[0x9286] = SECRET
    return exif


def taken(kind: str, orientation: int = 1, **options: Any) -> bytes:
    data = io.BytesIO()
    label().save(data, kind, exif=told(orientation), **options)
    return data.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_is_told_and_no_pixel_changes(kind: str, orientation: int) -> None:
    data = taken(kind, orientation)
    assert not is_bare(data) and (SECRET in data or b"SecretPhone" in data)
    bare = without_metadata(data)
    assert bare is not None and is_bare(bare)
    assert not any(secret in bare for secret in TOLD)
    assert np.array_equal(open_photo(bare).pixels, open_photo(data).pixels)


def test_comments_previews_and_what_follows_a_jpeg_go_too() -> None:
    preview = io.BytesIO()
    label(64, 48).save(preview, "JPEG")
    data = taken("JPEG", comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", progressive=True)
    bare = without_metadata(data + preview.getvalue() + SECRET)
    assert bare is not None and SECRET not in bare and bare.endswith(b"\xff\xd9")
    assert np.array_equal(open_photo(bare).pixels, open_photo(data).pixels)


def test_a_png_s_texts_go_and_its_colours_stay() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    data = io.BytesIO()
    label().quantize(16).save(data, "PNG", pnginfo=texts, transparency=3)
    bare = without_metadata(data.getvalue())
    assert bare is not None and SECRET not in bare and b"iTXt" not in bare
    assert np.array_equal(open_photo(bare).pixels, open_photo(data.getvalue()).pixels)


def test_the_colour_profile_stays() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        bare = without_metadata(taken(kind, icc_profile=profile))
        assert bare is not None
        with Image.open(io.BytesIO(bare)) as picture:
            assert picture.info["icc_profile"] == profile


def test_a_heic_photo_keeps_its_pixels() -> None:
    data = base64.b64decode(HEIC)
    bare = without_metadata(data)
    assert bare is not None and is_bare(bare)
    assert np.array_equal(open_photo(bare).pixels, open_photo(data).pixels)


def test_what_is_not_known_well_enough_is_not_called_bare(tmp_path: Path) -> None:
    frames = [label(), label().transpose(Image.Transpose.ROTATE_180)]
    for kind in ("GIF", "WEBP"):
        moving = io.BytesIO()
        frames[0].save(moving, kind, save_all=True, append_images=frames[1:])
        assert without_metadata(moving.getvalue()) is None
    assert without_metadata(b"no picture at all") is None
    assert without_metadata(taken("JPEG")[:-400]) is None
