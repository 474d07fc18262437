"""Prose as it is typed in this package: blank lines between blocks, lines wrapped anywhere."""

from .parts import Prose


def prose(text: str) -> Prose:
    """A block that starts with '<' is taken as it stands; any other becomes a paragraph."""
    blocks = (" ".join(block.split()) for block in text.strip().split("\n\n"))
    return Prose("".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks))
