"""Findings of checks: location, severity and message to the author."""

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

# The codes that block publishing. All others are advice to the author.
BLOCKING = {
    "alt_missing",
    "conflict",
    "figure_without_picture",
    "link_empty",
    "quotation_without_source",
    "source_not_named",
}
# No reader could make sense of these, so an editor cannot override them.
NOT_OVERRIDABLE = {"conflict", "figure_without_picture"}

# In the order of lists.
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
    "photo_rights_ended": _("Picture rights have ended"),
    "photo_rights_end": _("Picture rights end soon"),
    "photo_agency": _("Agency picture with unknown rights"),
    "captions_missing": _("Video without captions"),
    "codec_not_played": _("File that not all browsers play"),
    "chart_not_drawn": _("Chart that cannot be drawn"),
    "chart_cell": _("Chart with a value that is no number"),
    "chart_labels": _("Chart with labels that have no room"),
    "chart_title": _("Chart without a title"),
    "chart_description": _("Chart without a description"),
    "chart_source": _("Chart without a source"),
    "chart_source_url": _("Chart whose source has no web address"),
    "heading_empty": _("Empty heading"),
    "heading_order": _("Skipped heading level"),
    "language_unknown": _("Unknown language"),
    "language_letters": _("Language with other letters"),
    "link_certificate": _("Link that triggers a browser warning"),
    "link_dead": _("Dead link"),
    "link_moved": _("Moved link"),
    "mark_unbalanced": _("Unbalanced quotation mark or bracket"),
    "no_label": _("No label"),
    "no_summary": _("No summary"),
    "quoted_elsewhere": _("Also quoted in another post"),
    "quoted_twice": _("Quoted twice in the post"),
    "text_unquoted": _("Text after the closing quotation mark"),
    "title_long": _("Long title"),
    "too_long_to_compare": _("Quotation too long to compare"),
}


@dataclass(frozen=True)
class OtherQuotation:
    """A quotation of the same or similar text in another post.

    `difference` has pairs of a sign and a text: '=' is in both, '-' in the other post only, '+' in
    the checked post only.
    """

    title: str
    url: str
    is_same: bool
    difference: list[tuple[str, str]]


@dataclass(frozen=True)
class Finding:
    """A result of a check. Its identity depends on the code and `subject`, the text it is about.

    `element_index` is the index of the block among the top-level elements of the editor's HTML,
    None for a finding about a field of the form. `part` is that field, or a field of the block.
    `split` is a caption with the caption and the credit that it contains, () without a credit.
    """

    code: str
    message: str
    subject: str = ""
    element_index: int | None = None
    part: str = ""
    excerpt: str = ""
    other_quotations: list[OtherQuotation] = field(default_factory=list)
    split: tuple[str, ...] = ()

    @property
    def is_blocking(self) -> bool:
        return self.code in BLOCKING

    @property
    def can_override(self) -> bool:
        return self.code not in NOT_OVERRIDABLE

    @property
    def hash(self) -> str:
        """Hash of the subject; with the code, it identifies the finding in overrides."""
        return hashlib.sha256(self.subject.encode(errors="replace")).hexdigest()[:32]

    @property
    def key(self) -> str:
        return f"{self.code}:{self.hash}"


@dataclass(frozen=True)
class Text:
    """A line of a block, or a field of the post; see `blog.checks.extract`."""

    text: str
    element_index: int | None
    part: str = ""
    # Shared by consecutive paragraphs, since a quotation may continue in the next; () for others.
    run: tuple[int, ...] = ()


def excerpt(text: str, length: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
