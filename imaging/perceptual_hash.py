"""Perceptual hash of a picture: 256 bits, of which few differ between alterations of one picture.

A difference hash in both directions. The picture without its border is reduced to 9 × 8 cells, and
each is compared with its right neighbour; then to 8 × 9, and each is compared with the one below.
A comparison takes two bits: brighter, darker, or neither. Recompressed, resized, toned, bordered
or slightly cropped pictures keep nearly all of them; turned or mirrored ones do not.

Two pictures are alike if at most MAX_DIFFERENCE of the bits set in either of them differ. Measured:
at most 0.17 between the alterations of a photograph, at least 0.22 between different pictures.
"""

from PIL import Image, ImageFilter

MAX_DIFFERENCE = 0.2
HEX_DIGITS = 64
# Of pictures without enough detail to be told apart, such as gradients. Similar to no other hash.
FLAT = "0" * HEX_DIGITS

_THUMBNAIL_EDGE = 128
_CELLS = 8  # per side; a row of comparisons needs one more
_SAMPLE_EDGE = 72  # a multiple of both 8 and 9
_BLUR_RADIUS = 2.25  # pixels of the sample: a quarter of a cell
# Smaller differences of two cells count as none, as noise and compression change them. In levels of
# grey, and as a share of the picture's contrast.
_MIN_DIFFERENCE, _MIN_CONTRAST_SHARE = 0.6, 0.004
# Adjacent comparisons of opposite results. A radial gradient has 16.
_MIN_DETAIL = 17
# A border is uniform but for some pixels and ends with a step along most of a side.
_MIN_BORDER_TOLERANCE, _BORDER_TOLERANCE_SHARE = 5, 0.06
_UNIFORM_SHARE, _STEP_SHARE, _STEP_FACTOR = 0.97, 0.6, 2.5
_MAX_BORDER_SHARE = 4  # a quarter of the picture
_MAX_BORDERS, _MIN_EDGE = 3, 24


def compute(image: Image.Image) -> str:
    """Return the hash of an upright image (of its first frame) as 64 hexadecimal digits.

    Takes three milliseconds and little memory, except that images with a palette are converted.
    """
    sample = _trim_borders(_reduce(image)).resize(
        (_SAMPLE_EDGE, _SAMPLE_EDGE), Image.Resampling.BOX
    )
    sample = sample.filter(ImageFilter.GaussianBlur(_BLUR_RADIUS))
    threshold = max(_MIN_DIFFERENCE, _compute_contrast(sample) * _MIN_CONTRAST_SHARE)
    exact = sample.convert("F")
    across = exact.resize((_CELLS + 1, _CELLS), Image.Resampling.BOX)
    down = exact.resize((_CELLS, _CELLS + 1), Image.Resampling.BOX)
    grids = (_compare(across, 1, 0, threshold), _compare(down, 0, 1, threshold))
    if sum(_count_changes(grid) for grid in grids) < _MIN_DETAIL:
        return FLAT
    bits = 0
    for sign in (sign for grid in grids for row in grid for sign in row):
        bits = bits << 2 | (0b01, 0b00, 0b10)[sign + 1]
    return f"{bits:0{HEX_DIGITS}x}"


def compute_difference(one: str, other: str) -> float:
    """Return the share of the set bits of two hashes that differ: 0 to 1, 1 for FLAT ones.

    `blog.content.photos.duplicates` has the same formula in SQL.
    """
    if FLAT in (one, other):
        return 1.0
    first, second = int(one, 16), int(other, 16)
    return (first ^ second).bit_count() / (first.bit_count() + second.bit_count())


def is_similar(one: str, other: str) -> bool:
    return compute_difference(one, other) <= MAX_DIFFERENCE


def _reduce(image: Image.Image) -> Image.Image:
    """Return a grey thumbnail on white, reduced before it is converted where that is possible."""
    size = (min(_THUMBNAIL_EDGE, image.width), min(_THUMBNAIL_EDGE, image.height))
    if image.mode not in {"L", "RGB", "RGBA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small = image.resize(size, Image.Resampling.BOX)
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", size, "white"), small)
    return small.convert("L")


def _compute_contrast(image: Image.Image) -> float:
    low, high = image.getextrema()
    return float(high) - float(low)  # type: ignore[arg-type]  # numbers, as it has one band


def _trim_borders(image: Image.Image) -> Image.Image:
    """Cut off uniform borders, at most three within one another.

    A sky or the paper of a text page is not a border: it does not end along a straight line.
    """
    tolerance = max(_MIN_BORDER_TOLERANCE, _compute_contrast(image) * _BORDER_TOLERANCE_SHARE)
    for _ in range(_MAX_BORDERS):
        width, height = image.size
        if min(width, height) < _MIN_EDGE:
            break
        pixels = image.tobytes()
        rows = [pixels[start : start + width] for start in range(0, width * height, width)]
        columns = [pixels[start::width] for start in range(width)]
        box = (
            _measure_border(columns, tolerance),
            _measure_border(rows, tolerance),
            width - _measure_border(columns[::-1], tolerance),
            height - _measure_border(rows[::-1], tolerance),
        )
        if box == (0, 0, width, height):
            break
        image = image.crop(box)
    return image


def _measure_border(lines: list[bytes], tolerance: float) -> int:
    """Return how many of the lines, the outermost first, are a border."""
    colour = sorted(lines[0])[len(lines[0]) // 2]
    limit = len(lines) // _MAX_BORDER_SHARE
    size = 0
    while size < limit and _get_share(lines[size], colour, tolerance) <= 1 - _UNIFORM_SHARE:
        size += 1
    step = tolerance * _STEP_FACTOR
    # The line at the edge mixes both colours.
    if not 0 < size < limit or _get_share(lines[size + 1], colour, step) < _STEP_SHARE:
        return 0
    return size if _get_share(lines[size], colour, step) >= _STEP_SHARE else size + 1


def _get_share(line: bytes, colour: int, tolerance: float) -> float:
    """Return the share of pixels that differ from a colour by more than the tolerance."""
    return sum(abs(pixel - colour) > tolerance for pixel in line) / len(line)


def _compare(image: Image.Image, right: int, down: int, threshold: float) -> list[list[int]]:
    """Return 1, 0 or -1 for each cell: its neighbour is brighter, equal or darker."""
    grid = []
    for y in range(_CELLS):
        row = []
        for x in range(_CELLS):
            here, there = image.getpixel((x, y)), image.getpixel((x + right, y + down))
            difference = float(there) - float(here)  # type: ignore[arg-type]  # one band
            row.append(int(difference > threshold) - int(difference < -threshold))
        grid.append(row)
    return grid


def _count_changes(grid: list[list[int]]) -> int:
    """Count pairs of adjacent cells with opposite signs."""
    lines = [*grid, *([*column] for column in zip(*grid, strict=True))]
    return sum(
        one * other == -1 for line in lines for one, other in zip(line, line[1:], strict=False)
    )
