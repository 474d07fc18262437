"""Who said it and when, in plain words, for everything that is no page.

`formats` writes whole citations: as text, HTML, CSL-JSON and BibTeX.
"""

from collections.abc import Sequence

from django.utils.translation import pgettext

from blog.common.formatting.dates import full_date
from blog.common.text.truncate import EXCERPT_LENGTH, shortened
from blog.content.citations.template_tags import (
    names_source,
    names_speaker,
    said_in_words,
    says_when,
)
from blog.models import PullQuote

__all__ = ["author", "credited", "date_beside", "full_date", "joined", "title"]


def credited(quotation: PullQuote) -> list[str]:
    """As under the quotation on a page: who spoke, the attribution as typed, who is credited.

    What one line says already, no other repeats. Reads source and speaker: select them.
    """
    source, speaker = quotation.source, quotation.speaker
    lines = []
    if speaker and not names_speaker(quotation):
        lines.append(speaker.name)
    if quotation.attribution or source:
        lines.append(quotation.attribution or (source.name if source else ""))
    if source and quotation.attribution and not names_source(quotation):
        lines.append(source.name)
    return lines


def author(quotation: PullQuote) -> str:
    """The name of who said it: the speaker, else who is credited, else the attribution."""
    said_by = quotation.speaker or quotation.source
    return said_by.name if said_by else quotation.attribution


def title(quotation: PullQuote, length: int = EXCERPT_LENGTH) -> str:
    """Return how the words begin, and who said them: '“We did not …” — Anne Field'."""
    words = shortened(" ".join(quotation.text.split()), length)
    return " — ".join(filter(None, (words, author(quotation))))


def date_beside(quotation: PullQuote) -> str:
    """When it was said, as much as is known; '' where the attribution says it already."""
    return "" if says_when(quotation) else said_in_words(quotation)


def joined(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C', in the active language."""
    if len(names) < 2:
        return "".join(names)
    comma = pgettext("between names", ", ")
    last = pgettext("the last of several names", "{} and {}")
    return last.format(comma.join(names[:-1]), names[-1])
