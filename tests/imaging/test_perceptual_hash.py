"""Perceptual hashes: alterations of a picture are similar, different pictures are not."""

import itertools
import random
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from imaging.clean import clean_upload, compute_perceptual_hash
from imaging.perceptual_hash import (
    FLAT,
    MAX_DIFFERENCE,
    compute,
    compute_difference,
    is_similar,
)
from tests.support import sample_pictures as samples

PHOTOGRAPHS = (samples.draw_clouds, samples.draw_people)
# Alterations that leave everything in its place; the others move the edges of graphics.
IN_PLACE = [
    *("webp", "gif", "jpeg_80", "half_size", "double_size", "brighter", "darker", "warmer"),
    *("grey", "contrast", "saturated", "gamma", "sharpened"),
]


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    rng = random.Random(1)
    return [draw(rng) for draw in PHOTOGRAPHS for _ in range(8)]


@pytest.fixture(scope="module")
def photograph_hashes(photographs: list[Image.Image]) -> list[str]:
    return [compute(photograph) for photograph in photographs]


@pytest.fixture(scope="module")
def different_hashes() -> list[tuple[str, str]]:
    """Return the kind and hash of 504 different pictures."""
    rng = random.Random(7)
    draws = itertools.islice(itertools.cycle(samples.PICTURES), 504)
    return [(draw.__name__, compute(draw(rng))) for draw in draws]


@pytest.mark.slow
@pytest.mark.parametrize("alteration", samples.ALTERATIONS)
def test_altered_photograph_is_similar(alteration, photographs, photograph_hashes):
    alter = samples.ALTERATIONS[alteration]
    differences = [
        compute_difference(before, compute(alter(photograph)))
        for photograph, before in zip(photographs, photograph_hashes, strict=True)
    ]
    assert max(differences) <= MAX_DIFFERENCE


@pytest.mark.slow
@pytest.mark.parametrize("draw", [samples.draw_chart, samples.draw_text_page])
def test_graphic_altered_in_place_is_similar(draw: Callable[[random.Random], Image.Image]):
    graphic = draw(random.Random(3))
    before = compute(graphic)
    altered = {name: compute(samples.ALTERATIONS[name](graphic)) for name in IN_PLACE}
    assert [name for name, after in altered.items() if not is_similar(before, after)] == []


@pytest.mark.slow
def test_no_pair_of_different_pictures_is_similar(different_hashes):
    pairs = itertools.combinations(different_hashes, 2)
    similar = [
        (one, other, compute_difference(first, second))
        for (one, first), (other, second) in pairs
        if is_similar(first, second)
    ]
    assert similar == []


@pytest.mark.slow
def test_different_photographs_and_charts_have_a_hash(different_hashes):
    flat = {kind for kind, value in different_hashes if value == FLAT}
    assert flat == {"draw_gradient", "draw_nearly_flat", "draw_shapes"}


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 200), "white"),
        Image.new("RGB", (1, 1)),
        Image.new("L", (5, 3000), 90),
        Image.new("1", (40, 40)),
        Image.new("RGBA", (60, 60), (0, 0, 0, 0)),
        Image.linear_gradient("L"),
        Image.radial_gradient("L").convert("P"),
    ],
    ids=lambda image: f"{image.mode}{image.size}",
)
def test_picture_without_detail_is_similar_to_nothing(image):
    assert compute(image) == FLAT
    assert not is_similar(FLAT, FLAT)


def test_mirrored_picture_is_not_similar(photographs, photograph_hashes):
    for photograph, before in zip(photographs, photograph_hashes, strict=True):
        assert not is_similar(before, compute(ImageOps.mirror(photograph)))


def test_transparent_picture_is_compared_on_white(photographs):
    photograph = photographs[0]
    mask = Image.new("L", photograph.size, 255)
    mask.paste(0, (0, 0, 120, 160))
    transparent = photograph.copy()
    transparent.putalpha(mask)
    on_white = Image.composite(photograph, Image.new("RGB", photograph.size, "white"), mask)
    assert compute_difference(compute(transparent), compute(on_white)) < 0.02


def test_upload_and_stored_file_have_similar_hashes(photographs, photograph_hashes):
    file = BytesIO()
    photographs[0].save(file, "JPEG")
    picture = clean_upload(file)
    assert is_similar(picture.perceptual_hash, photograph_hashes[0])
    assert is_similar(compute_perceptual_hash(picture.data), photograph_hashes[0])
