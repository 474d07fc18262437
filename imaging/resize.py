"""A stored picture in smaller sizes and better formats. Runs in the sandboxed process only.

AVIF is half of WebP, and WebP half of JPEG, at what a reader sees as the same picture.
"""

from io import BytesIO
from typing import IO, Any

from PIL import Image

ENCODERS: dict[str, dict[str, Any]] = {
    # Quality and speed as measured: 52 KB and a quarter of a second for a photograph of 1600 px.
    "AVIF": {"quality": 55, "speed": 6, "max_threads": 1},
    "WEBP": {"quality": 78, "method": 4},
}
# Of the largest size. What is taller stays as it is: encoding AVIF takes 40 bytes a pixel, half as
# much again with the colour of each pixel, and no WebP has more lines.
MAX_PIXELS = 8_000_000
MAX_PIXELS_IN_COLOUR = 4_500_000
MAX_HEIGHT = 16_383


def encode(image: Image.Image, target: IO[bytes], job: dict[str, Any]) -> dict[str, Any]:
    """Each of the widths of the job in each format, one after another; `sizes` tells them apart.

    `bytes` is how large the original is: a format that saves nothing at its largest width is left
    out, as its readers would get a smaller picture for more bytes. An animation has no sizes.
    """
    if getattr(image, "is_animated", False):
        return {"sizes": []}
    widths = sorted(job["widths"], reverse=True)
    heights = [max(1, round(image.height * width / image.width)) for width in widths]
    pixels = widths[0] * heights[0]
    if pixels > MAX_PIXELS or max(heights) > MAX_HEIGHT:
        return {"sizes": []}
    # Letters and edges of graphics keep their colour; a photograph has lost this already.
    is_graphic = image.format != "JPEG" and pixels < MAX_PIXELS_IN_COLOUR
    sampling = "4:4:4" if is_graphic else "4:2:0"
    if image.format == "JPEG":
        image.draft("RGB", (widths[0], heights[0]))  # Decodes to half or less where that is enough.
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    if mode == "RGB" and image.mode in {"1", "L", "LA"}:
        profile = None  # It describes grey, and this is grey no more.
    del image
    pictures = [
        plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        for size in zip(widths, heights, strict=True)
    ]
    del plain
    sizes = []
    for kind, options in ENCODERS.items():
        for picture in pictures:
            file = BytesIO()
            more = {"subsampling": sampling} if kind == "AVIF" else {}
            xmp = job["packet"].encode()
            picture.save(file, kind, icc_profile=profile, xmp=xmp, exif=b"", **options, **more)
            if file.tell() < job["bytes"]:
                target.write(file.getvalue())
                sizes.append([kind, picture.width, picture.height, file.tell()])
            elif picture is pictures[0]:
                break
    return {"sizes": sizes}
