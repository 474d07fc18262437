"""Prose as it is typed in this package: blank lines between blocks, lines wrapped anywhere."""

import re

from .parts import Prose

# Not str.split(): the no-break spaces of French punctuation have to stay.
SPACE = re.compile(r"[ \n]+")
BLOCK = re.compile(r"<(?:h2|h3|ul|ol|hr|blockquote)>")


def prose(text: str) -> Prose:
    """Blocks that bring a tag of their own stay as they are, every other becomes a paragraph."""
    blocks = (SPACE.sub(" ", block).strip() for block in text.strip().split("\n\n"))
    return Prose("".join(block if BLOCK.match(block) else f"<p>{block}</p>" for block in blocks))
