"""Pictures that people upload: judged by content and header, decoded, written anew without what else they carried."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.common.denials import explain
from apps.common.errors import DomainError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 24_000_000
FORMATS = ("PNG", "JPEG", "WEBP")

# The limit is ours, stricter, and checked on the header.
Image.MAX_IMAGE_PIXELS = None


explain(
    image_too_heavy=_("This picture is larger than 10 MB. Choose a smaller one."),
    image_unknown=_("This is not a PNG, JPEG or WebP picture. Choose another file."),
    image_too_many_pixels=_("This picture has more than 24 megapixels. Choose a smaller one."),
    image_broken=_("This picture is damaged and cannot be read. Choose another file."),
)


@dataclass(frozen=True, slots=True)
class CleanImage:
    content: bytes
    content_type: str
    ending: str
    width: int
    height: int


def read_image(file: IO[bytes], *, longest: int) -> CleanImage:
    """The picture, upright, no side longer than ``longest`` px, without EXIF, colour profile and later frames.

    PNG where it is see-through, JPEG otherwise. `DomainError`: image_too_heavy, image_unknown, image_too_many_pixels,
    image_broken.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DomainError("image_too_heavy")
    opened = _open(content)
    if opened.width * opened.height > MOST_PIXELS:
        raise DomainError("image_too_many_pixels")
    try:
        opened.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(opened)
        flat = _flat(upright)
        flat.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    except Exception:  # noqa: BLE001 - a decoder meets hostile bytes; whatever it raises, the picture is broken
        raise DomainError("image_broken") from None
    return _written(flat)


def _open(content: bytes) -> Image.Image:
    """Reads the header only."""
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise DomainError("image_unknown") from None
    except Exception:  # noqa: BLE001 - the same
        raise DomainError("image_broken") from None


def _flat(image: Image.Image) -> Image.Image:
    """Eight bits a channel, RGB or RGBA, with nothing but pixels."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    clear = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if clear else "RGB")
    plain.info = {}
    return plain


def _written(image: Image.Image) -> CleanImage:
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=True)
        return CleanImage(out.getvalue(), "image/png", "png", *image.size)
    image.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return CleanImage(out.getvalue(), "image/jpeg", "jpg", *image.size)
