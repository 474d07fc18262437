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
    "alt_missing": _("Picture without alternative text"),
    "conflict": _("Block with two versions"),
    "figure_without_picture": _("Figure without a picture"),
    "link_empty": _("Link without text or address"),
    "quotation_without_source": _("Quotation without a source"),
    "source_not_named": _("Source not named in the attribution"),
    "attribution_without_source": _("Attribution without a source"),
    "alt_repeats_caption": _("Alternative text repeats the caption"),
    "credit_missing": _("Picture without a credit"),
    "heading_empty": _("Empty heading"),
    "heading_order": _("Skipped heading level"),
    "language_unknown": _("Unknown language"),
    "link_certificate": _("Link that triggers a browser warning"),
    "link_dead": _("Dead link"),
    "link_moved": _("Moved link"),
    "mark_unbalanced": _("Unbalanced quotation mark or bracket"),
    "no_label": _("No label"),
    "no_summary": _("No summary"),
    "quoted_elsewhere": _("Also quoted in another post"),
    "quoted_twice": _("Quoted twice in the post"),
    "title_long": _("Long title"),
    "too_long_to_compare": _("Quotation too long to compare"),
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
