"""The process in which an upload is decoded, stripped and encoded anew.

`decoding.run()` starts it for each file, with the file on standard input, an empty file on standard
output, and limits and job as JSON in the arguments; without a job it cleans an upload. It writes
the pictures, a newline and one line of JSON: what they are, or the reason of a refusal. Whoever
finds a hole in a decoder finds himself in a process without environment, with bounded memory and
time.
"""

import contextlib
import json
import os
import resource
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

from imaging import resize
from imaging.metadata import words_in
from imaging.xmp import in_gif, roomy_packet

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
MODES = {  # those that the encoder writes without loss; others are converted
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"1", "L", "P", "RGB", "RGBA"},
    "AVIF": {"L", "RGB", "RGBA"},
}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedError(Exception):
    """The argument is the key of a message in `decoding.REFUSALS`."""


def main() -> None:
    limits: dict[str, int] = json.loads(sys.argv[1])
    job: dict[str, Any] = json.loads(sys.argv[2])
    confine(limits)
    with open(0, "rb", closefd=False) as source, open(1, "r+b", closefd=False) as target:
        try:
            if job:
                image = Image.open(source, formats=FORMATS)
                reply: dict[str, Any] = resize.encode(image, target, job)
            else:
                reply = clean(source, target, limits)
        except RefusedError as refusal:
            reply = {"refused": str(refusal)}
        except UnidentifiedImageError:
            reply = {"refused": "format"}
        except Image.DecompressionBombError:
            reply = {"refused": "pixels"}
        except MemoryError:
            reply = {"refused": "heavy"}
        except Exception as error:  # decoders raise whatever they like
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            reply = {"refused": "damaged"}
        if "refused" in reply:
            target.truncate(0)
        target.seek(0, os.SEEK_END)
        target.write(b"\n" + json.dumps(reply).encode())


def confine(limits: dict[str, int]) -> None:
    """Set by the process itself: code between fork and exec is not safe in a threaded server."""
    for name, value in (
        ("RLIMIT_AS", limits["memory"]),
        ("RLIMIT_CPU", limits["seconds"]),
        ("RLIMIT_FSIZE", limits["output"]),
        ("RLIMIT_CORE", 0),
    ):
        # macOS knows RLIMIT_AS but refuses it; a lower limit may be in force already.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))
    os.nice(limits["niceness"])
    # Each thread of the AVIF codec reserves address space that the limit counts.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    warnings.simplefilter("ignore")
    # Frames that share a palette stay as they are instead of being quantised again.
    GifImagePlugin.LOADING_STRATEGY = (
        GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    )


def clean(source: IO[bytes], target: IO[bytes], limits: dict[str, int]) -> dict[str, Any]:
    """Encodes a picture anew, with nothing of what came along but the words that describe it. Says
    what it is, and those words."""
    image, kind, count = _opened(source, limits)
    words = words_in(image)
    options = _options(image, kind, source) | _with_words(kind, roomy_packet(words))
    if count > 1:
        try:
            frames, durations = _frames(image, kind, count, limits["pixels"])
        except (EOFError, SyntaxError):  # frames are missing: the picture that stands for them
            image = Image.open(source, formats=FORMATS)
            frames, durations = [_plain(image, kind)], [0]
    else:
        frames, durations = [_plain(image, kind)], [0]
    # The decoder's own buffers are as large as the picture, and the encoder needs the room.
    loop = image.info.get("loop")
    del image
    first = frames[0]
    options["icc_profile"] = matching_profile(options["icc_profile"], first)
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations}
        if isinstance(loop, int):
            options["loop"] = loop
        if kind == "GIF" and any(frame.has_transparency_data for frame in frames):
            # Only a cleared canvas can show what was opaque a frame before as transparent.
            options["disposal"] = 2
    try:
        first.save(target, kind, **options)
        if kind == "GIF":
            target.seek(0)
            data = in_gif(target.read(), roomy_packet(words))
            target.seek(0)
            target.write(data)
        target.flush()
    except Exception as error:  # the picture was readable: what lacks is memory or room
        raise RefusedError("heavy") from error
    return {"format": kind, "width": first.width, "height": first.height, **words._asdict()}


def _opened(source: IO[bytes], limits: dict[str, int]) -> tuple[Image.Image, str, int]:
    """The picture with its format and how many frames it has, decoded as far as the first."""
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
        # libjpeg without memory reports broken data, as if the file were damaged.
        if 2 * image.width * image.height > limits["pixels"] and "truncated" not in str(error):
            raise RefusedError("heavy") from error
        raise
    return image, kind, count


def _check_pixels(image: Image.Image, limit: int) -> None:
    if image.width * image.height > limit:
        raise RefusedError("pixels")


def _options(image: Image.Image, kind: str, source: IO[bytes]) -> dict[str, Any]:
    """Encoder settings at which nobody sees that the picture was encoded once more."""
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if kind == "JPEG":
        # The tables it was made with: same size, hardly any loss. 92 where it has none to reuse.
        tables = getattr(image, "quantization", {})
        sampling = JpegImagePlugin.get_sampling(image)
        numbers = [number for table in tables.values() for number in table]
        usable = 0 < len(tables) < 5 and all(0 < number < 256 for number in numbers)
        if image.mode in MODES["JPEG"] and usable:
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


def _frames(
    image: Image.Image, kind: str, count: int, max_pixels: int
) -> tuple[list[Image.Image], list[int]]:
    """All frames as the viewer sees them, and how many milliseconds each."""
    frames, durations = [], []
    # A PNG may hold a picture for viewers without animation; it is none of the frames.
    for index in range(1 if image.info.get("default_image") else 0, count):
        image.seek(index)
        _check_pixels(image, max_pixels)  # a GIF's frames may grow
        image.load()
        frames.append(_plain(image, kind))
        durations.append(round(image.info.get("duration", 0)))
    size = frames[0].size
    frames = [frame if frame.size == size else frame.crop((0, 0, *size)) for frame in frames]
    if kind != "GIF" and len({frame.mode for frame in frames}) > 1:
        mode = "RGBA" if any(frame.has_transparency_data for frame in frames) else "RGB"
        frames = [frame.convert(mode) for frame in frames]
    return frames, durations


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """A copy the right way up, in a mode that `kind` can hold, without any metadata."""
    plain = _converted(image, kind)
    turn = TURNS.get(_orientation(image))
    if turn is not None:
        plain = plain.transpose(turn)
    elif plain is image:
        plain = image.copy()
    # The encoders write comments and more of what they find in `info`.
    transparency = plain.info.get("transparency") if plain.mode == image.mode else None
    plain.info = {} if transparency is None else {"transparency": transparency}
    return plain


def _converted(image: Image.Image, kind: str) -> Image.Image:
    if image.mode in MODES[kind]:
        return image
    if image.mode == "CMYK":
        return cmyk_to_rgb(image)
    if image.mode in {"I", "I;16", "F"}:  # PNG with 16 bits of grey
        return image.point(lambda value: value * (1 / 256)).convert("L")
    transparent = kind != "JPEG" and image.has_transparency_data
    return image.convert("RGBA" if transparent else "RGB")


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # a broken EXIF block is no reason to refuse
        return int(image.getexif().get(0x0112, 1))
    return 1


def _with_words(kind: str, packet: bytes) -> dict[str, Any]:
    """As an option of the encoder; Pillow knows of none for GIF."""
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
        # A frame holds chunks of its own after 16 bytes.
        position += 24 if header[:4] == b"ANMF" else 8 + size + size % 2


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
