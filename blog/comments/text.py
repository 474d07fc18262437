"""The text of a comment, as it has to be wherever it comes from."""

import unicodedata


def has_visible_text(text: str) -> bool:
    """Is there a letter, a number, punctuation or a symbol in it?"""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
