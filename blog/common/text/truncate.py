"""Truncation of texts."""

EXCERPT_LENGTH = 200


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """Truncate a text to at most `length` characters, between words."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"
