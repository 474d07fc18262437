"""Citations of a quotation for download: text, HTML, CSL-JSON and BibTeX.

The speaker is the author; the publication is the publisher or the container. A name is split into
parts where its family name was entered, else it stays one string, because the family name cannot
be derived ('Xi Jinping', 'Guðrún Jónsdóttir', 'Gabriel García Márquez', 'Vincent van Gogh').
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from blog.common import markup
from blog.common.text.truncate import shorten
from blog.content import citations
from blog.models import PullQuote, Source

NAME_SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"])


@dataclass(frozen=True)
class Name:
    """A name as written (`full_name`) and its parts, '' where they are unknown.

    `is_family_first` is True for names in that order, such as Chinese and Hungarian ones.
    """

    full_name: str
    family_name: str = ""
    given_name: str = ""
    suffix: str = ""
    is_family_first: bool = False

    @property
    def csl(self) -> dict[str, str | bool]:
        """The name as a CSL-JSON name variable: a `literal` where its parts are unknown."""
        if not self.family_name:
            return {"literal": self.full_name}
        parts: dict[str, str | bool] = {"family": self.family_name, "given": self.given_name}
        if self.suffix:
            parts["suffix"] = self.suffix
        if self.is_family_first:
            parts["static-ordering"] = True
        return parts


def split_name(source: Source) -> Name:
    """Split the name of a person whose family name comes last, first or before 'Jr.'.

    Any other name stays one string.
    """
    parts, family = source.name.split(), source.family_name.split()
    count = len(family)
    suffix = parts.pop() if parts[-1] in NAME_SUFFIXES else ""
    if source.kind != Source.Kind.PERSON or not family or len(parts) <= count:
        return Name(source.name)
    is_last, is_first = parts[-count:] == family, parts[:count] == family
    if is_last == is_first:
        return Name(source.name)
    given_names = parts[:-count] if is_last else parts[count:]
    return Name(source.name, " ".join(family), " ".join(given_names), suffix, is_first)


BIBTEX_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_BIBTEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not: an unbalanced one would end the field too late.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: rf"\{character}" for character in "&%$#_"},
}


@dataclass(frozen=True)
class Format:
    """A citation format; `name` is also the extension of the file."""

    name: str
    content_type: str
    write: Callable[[PullQuote, str], str]
    is_inline: bool  # Whether browsers display it; they download the others.


def get_quotation_url(quotation: PullQuote) -> str:
    """Return the absolute URL of the page of a quotation."""
    return settings.SITE_URL + reverse("blog:quotation-detail", kwargs={"pk": quotation.pk})


def as_text(quotation: PullQuote, site_name: str) -> str:
    """Return text, translation, credit, source URL and the post that quotes it, as plain text."""
    with translation.override(quotation.post.language):
        credit = [*citations.get_credit_lines(quotation), citations.get_separate_date(quotation)]
        lines = [quotation.text, quotation.translation]
        if line := ", ".join(filter(None, credit)):
            lines.append(f"— {line}")
        urls = [_("Source: %(address)s") % {"address": quotation.url}] if quotation.url else []
        return (
            "\n\n".join(
                filter(None, [*lines, "\n".join([*urls, _format_quoted_in(quotation, site_name)])])
            )
            + "\n"
        )


def as_html(quotation: PullQuote, site_name: str) -> str:
    """Return a sanitised <figure> for other sites, with absolute URLs."""
    post = quotation.post
    post_url = settings.SITE_URL + post.get_absolute_url()
    text = markup.INLINE(quotation.html or markup.escape(quotation.text))
    text = re.sub(r'(\bhref=")/(?!/)', rf"\1{settings.SITE_URL}/", text)
    text = re.sub(r'(\bhref=")#', rf"\1{post_url}#", text)
    with translation.override(post.language):
        context = {
            "quotation": quotation,
            "text": markup.mark_clean(text),
            "credited": ", ".join(citations.get_credit_lines(quotation)),
            "said": citations.get_separate_date(quotation),
            "cited": quotation.url or get_quotation_url(quotation),
            "page": get_quotation_url(quotation),
            "post": post,
            "site_name": site_name,
        }
        return (
            markup.RENDERED(render_to_string("blog/quotations/citation.html", context)).strip()
            + "\n"
        )


def as_csl(quotation: PullQuote, site_name: str) -> str:
    """Return an array of one CSL-JSON item (Citation Style Language 1.0.2)."""
    item: dict[str, Any] = {
        "id": _get_key(quotation),
        "type": "webpage",
        "title": _get_title(quotation),
        **dict(_get_publisher(quotation)),
    }
    if author := _get_author(quotation):
        item["author"] = [author.csl]
    if quotation.said_on:
        item["issued"] = {"date-parts": [[int(part) for part in quotation.date_said.split("-")]]}
    item |= {
        "URL": quotation.url or get_quotation_url(quotation),
        "language": quotation.language or quotation.post.language,
        "abstract": quotation.text,
        "note": _format_note(quotation, site_name),
    }
    return write_csl(item)


def as_bibtex(quotation: PullQuote, site_name: str) -> str:
    """Return one @misc entry in UTF-8; doubled braces preserve the case of names and titles."""
    field_names = {"container-title": "howpublished"}
    author = _get_author(quotation)
    fields = [("author", f"{{{format_bibtex_name(author)}}}")] if author else []
    fields += [
        (field_names.get(name, name), f"{{{{{escape_tex(publisher)}}}}}")
        for name, publisher in _get_publisher(quotation)
    ]
    fields.append(("title", f"{{{{{escape_tex(_get_title(quotation))}}}}}"))
    for name, part in zip(("year", "month", "day"), quotation.date_said.split("-"), strict=False):
        if part:
            fields.append(
                (name, BIBTEX_MONTHS[int(part) - 1] if name == "month" else f"{{{part}}}")
            )
    fields += [
        ("url", f"{{{encode_url(quotation.url or get_quotation_url(quotation))}}}"),
        ("language", f"{{{quotation.language or quotation.post.language}}}"),
        ("abstract", f"{{{escape_tex(quotation.text)}}}"),
        ("note", f"{{{escape_tex(_format_note(quotation, site_name))}}}"),
    ]
    return write_bibtex(_get_key(quotation), fields)


def write_csl(item: dict[str, Any]) -> str:
    """Return an array of one CSL-JSON item."""
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def write_bibtex(key: str, fields: list[tuple[str, str]]) -> str:
    """Return one @misc entry; the values have their braces already."""
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields)
    return f"@misc{{{key},\n{lines}\n}}\n"


FORMATS = {
    entry.name: entry
    for entry in (
        Format("txt", "text/plain", as_text, is_inline=True),
        Format("html", "text/html", as_html, is_inline=True),
        Format("json", "application/vnd.citationstyles.csl+json", as_csl, is_inline=False),
        Format("bib", "application/x-bibtex", as_bibtex, is_inline=False),
    )
}


def _get_key(quotation: PullQuote) -> str:
    return f"quotation-{quotation.pk}"


def _get_title(quotation: PullQuote) -> str:
    """Return an excerpt, because a quotation has no other title."""
    return shorten(" ".join(quotation.text.split()))


def _get_publisher(quotation: PullQuote) -> list[tuple[str, str]]:
    """Return the CSL field of the source, where it is not itself the author; else nothing."""
    source = quotation.source
    if source is None or not (quotation.speaker or source.is_titled):
        return []
    return [("container-title" if source.is_titled else "publisher", source.name)]


def _get_author(quotation: PullQuote) -> Name | None:
    """Return the speaker, else the source unless it is a work, else the attribution."""
    author = quotation.speaker or quotation.source
    if author is None:
        return Name(quotation.attribution) if quotation.attribution else None
    return split_name(author) if quotation.speaker or not author.is_titled else None


def format_bibtex_name(name: Name) -> str:
    """Return '{van Gogh}, {Vincent}' or '{Ministry of Water}'.

    Braces keep the words of a part together, and 'and' from separating two names.
    """
    parts: tuple[str, ...] = (name.full_name,)
    if name.family_name:
        parts = (name.family_name, name.suffix, name.given_name)
    return ", ".join(f"{{{escape_tex(part)}}}" for part in parts if part)


def _format_note(quotation: PullQuote, site_name: str) -> str:
    with translation.override(quotation.post.language):
        sentences = (
            quotation.attribution,
            citations.role_at_date(quotation),
            _format_quoted_in(quotation, site_name),
        )
        note = ". ".join(filter(None, sentences))
    return " ".join(note.split())


def _format_quoted_in(quotation: PullQuote, site_name: str) -> str:
    """Name the post that quotes, in the active language."""
    return _("Quoted in “%(title)s”, %(site)s, %(date)s: %(address)s") % {
        "title": quotation.post.title,
        "site": site_name,
        "date": citations.full_date(localtime(quotation.post.published_at)),
        "address": get_quotation_url(quotation),
    }


def escape_tex(text: str) -> str:
    return "".join(_BIBTEX_ESCAPES.get(character, character) for character in text)


def encode_url(url: str) -> str:
    """Percent-encode the characters of a URL that would end a BibTeX field.

    TeX escapes would become part of the URL.
    """
    return iri_to_uri(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
