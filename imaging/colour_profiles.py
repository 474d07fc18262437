"""Colour profiles of pictures. Runs in the sandboxed process only."""

import contextlib
from io import BytesIO

from PIL import Image, ImageCms

ICC_MODES = {"RGB": {"RGB", "RGBA", "P"}, "GRAY": {"1", "L", "LA"}}
MAX_ICC_BYTES = 1024 * 1024


def cmyk_to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile", b"")
    with contextlib.suppress(Exception):  # inks without a usable profile: the plain formula
        if _color_space(profile) == "CMYK":
            converted = ImageCms.profileToProfile(
                image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
    return image.convert("RGB")


def matching_profile(profile: bytes | None, image: Image.Image) -> bytes | None:
    """The profile if it is a real one and describes this picture's colours, else None."""
    if not isinstance(profile, bytes) or len(profile) > MAX_ICC_BYTES:
        return None
    profile = profile[: int.from_bytes(profile[:4])]  # its own length: nothing rides behind it
    with contextlib.suppress(Exception):
        if image.mode in ICC_MODES.get(_color_space(profile), ()):
            return profile
    return None


def _color_space(profile: bytes) -> str:
    return str(ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space).strip()
