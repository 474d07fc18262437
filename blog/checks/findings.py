"""What a check finds: where, how grave it is, and what it says to the author."""

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

# The few that stand in the way of publishing. All others are said, and left to the author.
BLOCKING = {
    "alt_missing",
    "conflict",
    "figure_without_picture",
    "link_empty",
    "quotation_without_source",
    "source_not_named",
}
# What no reader could make sense of: no reason lets it through.
FINAL = {"conflict", "figure_without_picture"}

# In the order in which lists name them.
NAMES = {
    "alt_missing": _("A picture without alternative text"),
    "conflict": _("A passage with two versions"),
    "figure_without_picture": _("A figure without a picture"),
    "link_empty": _("A link without words or address"),
    "quotation_without_source": _("A quotation without source"),
    "source_not_named": _("A source that the attribution does not name"),
    "attribution_without_source": _("An attribution without a source"),
    "alt_repeats_caption": _("Alternative text that repeats the caption"),
    "credit_missing": _("A picture without credit"),
    "heading_empty": _("An empty heading"),
    "heading_order": _("A heading that skips a level"),
    "language_unknown": _("An unknown language"),
    "link_certificate": _("A link that browsers warn of"),
    "link_dead": _("A dead link"),
    "link_moved": _("A link that has moved"),
    "mark_unbalanced": _("Unbalanced quotation mark"),
    "no_label": _("No label"),
    "no_summary": _("No summary"),
    "quoted_elsewhere": _("Words that are quoted elsewhere"),
    "quoted_twice": _("Words that are quoted twice in the post"),
    "title_long": _("A long title"),
    "too_long_to_compare": _("Too long to compare"),
}


@dataclass(frozen=True)
class Elsewhere:
    """Where the same words are quoted; `difference` is parts of both, each '=', '-' or '+'.

    '-' stands there alone, '+' alone in the post that is checked.
    """

    title: str
    address: str
    is_same: bool
    difference: list[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """`words` is what it is about: while they stay the same, so does the finding.

    `at` is the block, as the editor counts the outermost elements of its document; None where it is
    about the `part` of the form. With both, about that field of the block.
    """

    code: str
    message: str
    words: str = ""
    at: int | None = None
    part: str = ""
    excerpt: str = ""
    elsewhere: list[Elsewhere] = field(default_factory=list)

    @property
    def is_blocking(self) -> bool:
        return self.code in BLOCKING

    @property
    def can_override(self) -> bool:
        return self.code not in FINAL

    @property
    def hash(self) -> str:
        """Of its words; with the code, that by which a decision about it is remembered."""
        return hashlib.sha256(self.words.encode(errors="replace")).hexdigest()[:32]

    @property
    def key(self) -> str:
        return f"{self.code}:{self.hash}"


@dataclass(frozen=True)
class Text:
    """A line of a block, or a field: `blog.checks.extract` finds them."""

    words: str
    at: int | None
    part: str = ""
    # Paragraphs of one run share it: a quotation may go on from one to the next. () is none's.
    run: tuple[int, ...] = ()


def excerpt(words: str, length: int = 80) -> str:
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
