"""The beginning of a text, where there is room for no more."""

EXCERPT_LENGTH = 200


def shortened(text: str, length: int = EXCERPT_LENGTH) -> str:
    """At most `length` characters, cut between words."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"
