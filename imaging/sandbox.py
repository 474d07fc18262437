"""Sandboxed process in which uploads are decoded, stripped of metadata and encoded again.

`process.run()` starts it for each file, with the file on standard input, an empty file on standard
output, and limits and job as JSON in the arguments; without a job it cleans an upload. It writes
the images, a newline and one line of JSON that describes them or gives the reason of a refusal. An
exploit of a decoder gets a process without environment, with limited memory and time.
"""

import contextlib
import json
import os
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from imaging import manifests, perceptual_hash, resize
from imaging.metadata import read_metadata
from imaging.xmp import build_padded_packet, insert_gif_packet
from lib import sandbox

FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
        AvifImagePlugin.AvifImageFile,
    )
)
MODES = {  # written without loss by the encoder; others are converted
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"1", "L", "P", "RGB", "RGBA"},
    "AVIF": {"L", "RGB", "RGBA"},
}
TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedError(Exception):
    """The argument is a key of `process.REFUSAL_MESSAGES`."""


def main() -> None:
    limits: dict[str, int] = json.loads(sys.argv[1])
    job: dict[str, Any] = json.loads(sys.argv[2])
    limit_resources(limits)
    with open(0, "rb", closefd=False) as source, open(1, "r+b", closefd=False) as target:
        try:
            reply: dict[str, Any]
            if "media_type" in job:
                reply = manifests.read(source, job["media_type"], job["anchors"])
            elif "widths" in job:
                reply = resize.encode(Image.open(source, formats=FORMATS), target, job)
            elif job:
                image = Image.open(source, formats=FORMATS)
                reply = {"perceptual_hash": perceptual_hash.compute(image)}
            else:
                reply = clean(source, target, limits)
        except RefusedError as error:
            reply = {"refused": str(error)}
        except UnidentifiedImageError:
            reply = {"refused": "format"}
        except Image.DecompressionBombError:
            reply = {"refused": "pixels"}
        except MemoryError:
            reply = {"refused": "heavy"}
        except Exception as error:  # Decoders may raise anything.
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            reply = {"refused": "damaged"}
        if "refused" in reply:
            target.truncate(0)
        target.seek(0, os.SEEK_END)
        target.write(b"\n" + json.dumps(reply).encode())


def limit_resources(limits: dict[str, int]) -> None:
    sandbox.limit_resources(limits)
    # Each thread of the AVIF codec reserves address space, which counts against the limit.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    warnings.simplefilter("ignore")
    # Frames that share a palette stay as they are instead of being quantised again.
    GifImagePlugin.LOADING_STRATEGY = (
        GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    )


def clean(source: IO[bytes], target: IO[bytes], limits: dict[str, int]) -> dict[str, Any]:
    """Encode an image again, with its descriptive metadata only. Return its format, size,
    perceptual hash and metadata."""
    image, kind, count = _open(source, limits)
    metadata = read_metadata(image)
    options = _get_encoder_options(image, kind, source) | _get_metadata_options(
        kind, build_padded_packet(metadata)
    )
    if count > 1:
        try:
            frames, durations = _extract_frames(image, kind, count, limits["pixels"])
        except (EOFError, SyntaxError):  # Frames are missing: use the first one only.
            image = Image.open(source, formats=FORMATS)
            frames, durations = [_normalize(image, kind)], [0]
    else:
        frames, durations = [_normalize(image, kind)], [0]
    # The decoder's buffers are as large as the image, and the encoder needs the memory.
    loop = image.info.get("loop")
    del image
    first = frames[0]
    options["icc_profile"] = check_profile(options["icc_profile"], first)
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations}
        if isinstance(loop, int):
            options["loop"] = loop
        if kind == "GIF" and any(frame.has_transparency_data for frame in frames):
            # Clear the canvas, so that opaque pixels of the previous frame can become transparent.
            options["disposal"] = 2
    try:
        first.save(target, kind, **options)
        if kind == "GIF":
            target.seek(0)
            data = insert_gif_packet(target.read(), build_padded_packet(metadata))
            target.seek(0)
            target.write(data)
        target.flush()
    except Exception as error:  # The image was readable, so memory or disk space ran out.
        raise RefusedError("heavy") from error
    return {
        "format": kind,
        "width": first.width,
        "height": first.height,
        "perceptual_hash": perceptual_hash.compute(first),
        **metadata._asdict(),
    }


def _open(source: IO[bytes], limits: dict[str, int]) -> tuple[Image.Image, str, int]:
    """Open and verify an image; return it with its format and number of frames. Decodes the first
    frame."""
    Image.open(source, formats=FORMATS).verify()
    image = Image.open(source, formats=FORMATS)
    # Phones append previews and depth maps to a JPEG (MPO); the picture is the first one.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    _check_pixels(image, limits["pixels"])
    count = 1 if kind == "JPEG" else getattr(image, "n_frames", 1)
    if count > limits["frames"] or count * image.width * image.height > limits["pixels"]:
        raise RefusedError("frames")
    try:
        image.load()
    except OSError as error:
        # Out of memory, libjpeg reports broken data, as for a damaged file.
        if 2 * image.width * image.height > limits["pixels"] and "truncated" not in str(error):
            raise RefusedError("heavy") from error
        raise
    return image, kind, count


def _check_pixels(image: Image.Image, limit: int) -> None:
    if image.width * image.height > limit:
        raise RefusedError("pixels")


def _get_encoder_options(image: Image.Image, kind: str, source: IO[bytes]) -> dict[str, Any]:
    """Return encoder settings without visible loss."""
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if kind == "JPEG":
        # Reuse its quantization tables: same size, hardly any loss. Otherwise quality 92.
        tables = getattr(image, "quantization", {})
        sampling = JpegImagePlugin.get_sampling(image)
        numbers = [number for table in tables.values() for number in table]
        is_usable = 0 < len(tables) < 5 and all(0 < number < 256 for number in numbers)
        if image.mode in MODES["JPEG"] and is_usable:
            options |= {"qtables": tables, "subsampling": sampling}
        else:
            options |= {"quality": 92}
    elif kind == "WEBP":
        if _is_lossless_webp(source):
            # Above method 0 the encoder takes 50 bytes a pixel.
            options |= {"lossless": True, "quality": 50, "method": 0, "exact": True}
        else:
            options |= {"quality": 90, "method": 2}
    elif kind == "AVIF":
        options |= {"quality": 75, "speed": 8, "max_threads": 1}
    elif kind == "GIF":
        options |= {"interlace": False}
    return options


def _extract_frames(
    image: Image.Image, kind: str, count: int, max_pixels: int
) -> tuple[list[Image.Image], list[int]]:
    """Return all frames as displayed, and their durations in milliseconds."""
    frames, durations = [], []
    # A PNG may have a default image for viewers without animation, which is not a frame.
    for index in range(1 if image.info.get("default_image") else 0, count):
        image.seek(index)
        _check_pixels(image, max_pixels)  # a GIF's frames may grow
        image.load()
        frames.append(_normalize(image, kind))
        durations.append(round(image.info.get("duration", 0)))
    size = frames[0].size
    frames = [frame if frame.size == size else frame.crop((0, 0, *size)) for frame in frames]
    if kind != "GIF" and len({frame.mode for frame in frames}) > 1:
        mode = "RGBA" if any(frame.has_transparency_data for frame in frames) else "RGB"
        frames = [frame.convert(mode) for frame in frames]
    return frames, durations


def _normalize(image: Image.Image, kind: str) -> Image.Image:
    """Return an upright copy in a mode that `kind` supports, without metadata."""
    plain = _convert_mode(image, kind)
    turn = TRANSPOSITIONS.get(_get_orientation(image))
    if turn is not None:
        plain = plain.transpose(turn)
    elif plain is image:
        plain = image.copy()
    # The encoders write comments and other values from `info`.
    transparency = plain.info.get("transparency") if plain.mode == image.mode else None
    plain.info = {} if transparency is None else {"transparency": transparency}
    return plain


def _convert_mode(image: Image.Image, kind: str) -> Image.Image:
    if image.mode in MODES[kind]:
        return image
    if image.mode == "CMYK":
        return cmyk_to_rgb(image)
    if image.mode in {"I", "I;16", "F"}:  # PNG with 16 bits of grey
        return image.point(lambda value: value * (1 / 256)).convert("L")
    transparent = kind != "JPEG" and image.has_transparency_data
    return image.convert("RGBA" if transparent else "RGB")


def _get_orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # A broken EXIF block is ignored.
        return int(image.getexif().get(0x0112, 1))
    return 1


def _get_metadata_options(kind: str, packet: bytes) -> dict[str, Any]:
    """Return the encoder option for an XMP packet; Pillow has none for GIF."""
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        return {"pnginfo": info}
    return {} if kind == "GIF" else {"xmp": packet}


def _is_lossless_webp(source: IO[bytes]) -> bool:
    for name in _webp_chunks(source):
        if name in {b"VP8L", b"VP8 "}:
            return name == b"VP8L"
    return False


def _webp_chunks(source: IO[bytes]) -> Iterator[bytes]:
    position = 12
    while True:
        source.seek(position)
        header = source.read(8)
        if len(header) < 8:
            return
        yield header[:4]
        size = int.from_bytes(header[4:], "little")
        # A frame contains chunks after 16 bytes.
        position += 24 if header[:4] == b"ANMF" else 8 + size + size % 2


ICC_MODES = {"RGB": {"RGB", "RGBA", "P"}, "GRAY": {"1", "L", "LA"}}
MAX_ICC_BYTES = 1024 * 1024


def cmyk_to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile", b"")
    with contextlib.suppress(Exception):  # Without a usable profile, use Pillow's formula.
        if _color_space(profile) == "CMYK":
            converted = ImageCms.profileToProfile(
                image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
    return image.convert("RGB")


def check_profile(profile: bytes | None, image: Image.Image) -> bytes | None:
    """Return the ICC profile if it is valid for the image's colour space, else None."""
    if not isinstance(profile, bytes) or len(profile) > MAX_ICC_BYTES:
        return None
    profile = profile[: int.from_bytes(profile[:4])]  # Drop appended data.
    with contextlib.suppress(Exception):
        if image.mode in ICC_MODES.get(_color_space(profile), ()):
            return profile
    return None


def _color_space(profile: bytes) -> str:
    return str(ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space).strip()
