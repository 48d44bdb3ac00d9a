"""Uploaded pictures: what is kept is a picture and nothing else; what is no picture is refused soon."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from apps.common import images
from apps.common.errors import DomainError
from apps.common.images import read_image

pytestmark = pytest.mark.unit


def made(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size)
    image.paste(
        Image.new(mode, (size[0] // 2, size[1]), 200 if len(mode) == 1 else (250, 10, 10, 255)[: len(mode)])
    )
    image.save(out, form, **options)
    return out.getvalue()


def read(content: bytes, longest: int = 512) -> images.CleanImage:
    return read_image(io.BytesIO(content), longest=longest)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), *extra, chunk(b"IDAT", data), chunk(b"IEND", b""))
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_three_formats_are_read(form: str) -> None:
    clean = read(made(form))
    assert (clean.content_type, clean.width, clean.height) == ("image/jpeg", 60, 40)
    assert opened(clean.content).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    clean = read(out.getvalue())
    assert clean.ending == ("png" if "A" in mode else "jpg")


def test_colours_of_print_are_read() -> None:
    assert opened(read(made("JPEG", mode="CMYK")).content).mode == "RGB"


def test_clear_ground_stays_clear() -> None:
    clean = read(made("WEBP", mode="RGBA", lossless=True))
    assert (clean.content_type, opened(clean.content).getpixel((50, 20))) == ("image/png", (0, 0, 0, 0))


def test_large_pictures_are_made_smaller_and_small_ones_stay() -> None:
    clean = read(made("JPEG", (3000, 1500)), longest=512)
    assert (clean.width, clean.height) == (512, 256)
    assert read(made("PNG", (8, 8))).width == 8


def test_where_it_was_taken_and_what_else_it_carried_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    exif.get_ifd(0x8825)[1] = "N"
    profile = b"a profile" * 50
    for form in ("JPEG", "WEBP", "PNG"):
        for mode in ("RGB",) if form == "JPEG" else ("RGB", "RGBA"):
            content = made(form, mode=mode, exif=exif.tobytes(), icc_profile=profile)
            assert b"Maker" in content
            clean = read(content)
            assert b"Maker" not in clean.content
            kept = opened(clean.content)
            assert not kept.getexif()
            assert set(kept.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }


def test_words_inside_a_png_are_gone() -> None:
    raw = zlib.compress(b"\0\xff\0\0" * 1)
    content = png(1, 1, raw, chunk(b"tEXt", b"Comment\0secret"))
    assert b"secret" not in read(content).content


def test_a_picture_that_lay_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = read(made("JPEG", (60, 40), exif=exif.tobytes(), quality=95))
    upright = opened(clean.content).convert("RGB")
    assert upright.size == (40, 60)
    top, bottom = upright.getpixel((20, 8)), upright.getpixel((20, 52))
    assert top[0] > 200
    assert bottom[0] < 50


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_of_a_moving_picture_the_first_moment_is_kept(form: str) -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    first.save(out, form, save_all=True, append_images=[second])
    kept = opened(read(out.getvalue()).content)
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((15, 15))[0] > 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"MZ" + b"\0" * 200,
        made("GIF", mode="P"),
        made("TIFF"),
        made("BMP"),
    ],
    ids=["nothing", "gif-head", "svg", "pdf", "eps", "exe", "gif", "tiff", "bmp"],
)
def test_what_is_none_of_the_three_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(DomainError, match="image_unknown"):
        read(content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(form: str) -> None:
    content = made(form, (400, 300))
    for kept in (len(content) // 2, 40):
        with pytest.raises(DomainError, match=r"image_(broken|unknown)"):
            read(content[:kept])


def test_too_heavy_a_file_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(DomainError, match="image_too_heavy"):
        read(made("PNG") + b"\0" * images.MOST_BYTES)


def packed(byte: bytes, size: int) -> bytes:
    return zlib.compress(byte * size, 1)


DOT = zlib.compress(b"\0\0\0\0")
BOMBS = {
    "many pixels": lambda: png(60_000, 60_000, packed(b"\0", 50_000_000)),
    "one long row": lambda: png(2_000_000_000, 1, packed(b"\0", 50_000_000)),
    "just too many": lambda: png(6_000, 4_001, packed(b"\0", 4_001 * (1 + 3 * 6_000))),
    "less data than told": lambda: png(4_000, 4_000, packed(b"\0", 100)),
}
FLOODS = {
    "in a comment": lambda: png(1, 1, DOT, chunk(b"zTXt", b"k\0\0" + packed(b"x", 50_000_000))),
    "in a profile": lambda: png(1, 1, DOT, chunk(b"iCCP", b"k\0\0" + packed(b"x", 50_000_000))),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_within_a_second(make: Callable[[], bytes]) -> None:
    content, begun = make(), time.process_time()
    with pytest.raises(DomainError, match=r"image_(too_many_pixels|broken)"):
        read(content)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("make", FLOODS.values(), ids=FLOODS.keys())
def test_what_swells_beside_the_pixels_is_not_unpacked(make: Callable[[], bytes]) -> None:
    content, begun = make(), time.process_time()
    with contextlib.suppress(DomainError):
        assert len(read(content).content) < 2_000
    assert time.process_time() - begun < 1


def test_the_most_pixels_are_still_read() -> None:
    clean = read(made("JPEG", (6_000, 4_000)), longest=2_400)
    assert (clean.width, clean.height) == (2_400, 1_600)
