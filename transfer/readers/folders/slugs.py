"""The parts of addresses that generators make of titles and names."""

import re
import unicodedata

from anyascii import anyascii


def slugify_hugo_path(text: str) -> str:
    """Make a part of a path from the name of a file or label as Hugo does: in lower case, with a
    hyphen for each space, without most signs."""
    text = re.sub(r"\s", "-", unicodedata.normalize("NFC", text.strip()).lower())
    return "".join(char for char in text if _is_kept_by_hugo(char))


def slugify_hugo(text: str) -> str:
    """Make a part of a path for a placeholder as Hugo does: with one hyphen for all spaces and
    signs between two words."""
    slug = ""
    is_space_pending = False
    for char in unicodedata.normalize("NFC", text.strip()).lower():
        if char not in "+/@" and _is_kept_by_hugo(char):
            slug += "-" if is_space_pending and char != "-" else ""
            is_space_pending = False
            slug += char
        elif char.isspace() and slug and not slug.endswith("-"):
            is_space_pending = True
    return slug


def _is_kept_by_hugo(char: str) -> bool:
    return char.isalnum() or char in "-_.+~#/@" or unicodedata.category(char).startswith("M")


def slugify_jekyll(text: str) -> str:
    hyphenated = "".join(char if char.isalnum() else "-" for char in text.strip().lower())
    return re.sub(r"-{2,}", "-", hyphenated).strip("-")


def slugify_hexo(text: str) -> str:
    """Make a part of a path as Hexo does: Latin letters without accents, signs to hyphens."""
    letters = (
        unicodedata.normalize("NFD", char)[0]
        if unicodedata.name(char, "").startswith("LATIN")
        else char
        for char in text
    )
    hyphenated = re.sub(r"[\s~`!@#$%^&*()\-_+=[\]{}|\\;:\"'<>,.?/]+", "-", "".join(letters))
    return hyphenated.strip("-")


def slugify_pelican(text: str) -> str:
    letters = (
        f"{anyascii(char)} " if unicodedata.name(char, "").startswith("CJK") else anyascii(char)
        for char in text.lower().replace("ё", "io")
    )
    plain = re.sub(r"[^\w\s-]", "", "".join(letters)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain).strip("-")
