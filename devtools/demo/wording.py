"""Prose as it is typed in this package: blank lines between blocks, lines wrapped anywhere."""

import re

from .parts import Prose

# Not str.split(): the no-break spaces of French punctuation have to stay.
SPACE = re.compile(r"[ \n]+")
BLOCK = re.compile(r"<(?:h2|h3|ul|ol|hr|blockquote)>")
HOLDER = re.compile(r"<(li|blockquote)>(.*?)</\1>")


def prose(text: str) -> Prose:
    """Blocks that bring a tag of their own stay as they are, every other becomes a paragraph.

    Items and plain quotations hold paragraphs, as the editor writes them: opening a demo post
    and saving it changes nothing.
    """
    blocks = (SPACE.sub(" ", block).strip() for block in text.strip().split("\n\n"))
    html = "".join(block if BLOCK.match(block) else f"<p>{block}</p>" for block in blocks)
    return Prose(HOLDER.sub(r"<\1><p>\2</p></\1>", html))
