"""Families: forms of an import that differ only in what says nothing about their quotations.

Whether a name in its own line stands after a dash or in brackets, inside or below the block quote,
with or without a link, its words are quoted as surely. Such forms are decided about together. Forms
without an attribution stay apart by what is above them, as these mix quotations with other texts.

A family has a key like a shape, with `ANY` for a part that its forms need not share.
"""

from collections import defaultdict
from collections.abc import Iterable

ANY = "any"
# The parts of keys that only families have: the line inside or below, and a dash or brackets before
# it.
OWN_LINE, MARKED = "line", "marked"


def get_family(shape: str) -> str:
    """Return the key of the family of a shape, the shape itself if no other one is like it."""
    form, place, begin, link, evidence, *above = shape.split(" ")
    if place in ("inside", "below") and begin in ("dash", "bracket"):
        return " ".join((form, OWN_LINE, MARKED, ANY, ANY))
    if place == "line_above" or evidence == "lead_in":  # Both name somebody.
        return " ".join((form, place, ANY, ANY, evidence, ANY)) if above else shape
    if place in ("inside", "below"):
        return " ".join((form, place, begin, ANY, ANY))
    if above and evidence == "explicit":  # The block quote has the address of its source.
        return " ".join((form, place, begin, link, evidence, ANY))
    return shape


def group_shapes(shapes: Iterable[str]) -> dict[str, list[str]]:
    """Return the shapes of each family in order; one without others is under its own name."""
    families = defaultdict[str, list[str]](list)
    for shape in sorted(set(shapes)):
        families[get_family(shape)].append(shape)
    return {key if len(members) > 1 else members[0]: members for key, members in families.items()}


def select_shapes(key: str, shapes: Iterable[str]) -> list[str]:
    """Return the shapes that a key stands for: the shape itself, or those of the family."""
    return sorted({shape for shape in shapes if key in (shape, get_family(shape))})


def is_family(key: str) -> bool:
    """Return whether a key is that of a family, not of one shape."""
    return ANY in key.split(" ")
