"""Plain-text credits, titles and dates of quotations, for e-mails, feeds, cards and metadata.

`formats` builds whole citations: as text, HTML, CSL-JSON and BibTeX.
"""

from collections.abc import Sequence

from django.utils.translation import pgettext

from blog.common.formatting.dates import full_date
from blog.common.text.truncate import EXCERPT_LENGTH, shorten
from blog.content.citations.template_tags import (
    format_date_said,
    has_date_in_attribution,
    has_source_in_attribution,
    has_speaker_in_attribution,
    role_at_date,
)
from blog.content.citations.types import Quotation

__all__ = [
    "full_date",
    "get_author_name",
    "get_credit_lines",
    "get_separate_date",
    "get_title",
    "join_names",
    "role_at_date",
]


def get_credit_lines(quotation: Quotation) -> list[str]:
    """Return the speaker, the attribution as typed and the source, as a page shows them.

    The role at the date said follows the name of its holder. A name or role that the attribution
    contains is not repeated. Reads source and speaker: select them.
    """
    source, speaker = quotation.source, quotation.speaker
    role = role_at_date(quotation)
    lines: list[str] = []
    if speaker and not has_speaker_in_attribution(quotation):
        lines += filter(None, (speaker.name, role))
        role = ""
    if quotation.attribution or source:
        lines.append(quotation.attribution or (source.name if source else ""))
    if source and quotation.attribution and not has_source_in_attribution(quotation):
        if speaker:
            lines += filter(None, (role, source.name))
            role = ""
        else:
            lines.append(source.name)
    return [*lines, role] if role else lines


def get_author_name(quotation: Quotation) -> str:
    """Return the name of the speaker, else of the source, else the attribution."""
    author = quotation.speaker or quotation.source
    return author.name if author else quotation.attribution


def get_title(quotation: Quotation, length: int = EXCERPT_LENGTH) -> str:
    """Return an excerpt and the author: '“We did not …” — Anne Field'."""
    excerpt = shorten(" ".join(quotation.text.split()), length)
    return " — ".join(filter(None, (excerpt, get_author_name(quotation))))


def get_separate_date(quotation: Quotation) -> str:
    """Return the date said, as far as it is known; '' where the attribution contains it."""
    return "" if has_date_in_attribution(quotation) else format_date_said(quotation)


def join_names(names: Sequence[str]) -> str:
    """Return 'A', 'A and B' or 'A, B and C', in the active language."""
    if len(names) < 2:
        return "".join(names)
    comma = pgettext("between names", ", ")
    last = pgettext("the last of several names", "{} and {}")
    return last.format(comma.join(names[:-1]), names[-1])
