"""What the delete pages of labels and series say about posts."""

from django.utils.translation import gettext, ngettext


def describe_removal(name: str, number: int) -> str:
    """Return the effect on posts, with the name isolated from the direction of the sentence."""
    isolated = f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    if not number:
        return gettext("“%(name)s” is on no post.") % {"name": isolated}
    text = ngettext(
        "“%(name)s” is removed from %(number)d post. The post stays.",
        "“%(name)s” is removed from %(number)d posts. The posts stay.",
        number,
    )
    return text % {"name": isolated, "number": number}
