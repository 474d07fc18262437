"""A quotation to take away: as text, as HTML, as CSL-JSON and as BibTeX.

Whoever spoke is the author, whoever published it the publisher or the container. A name is in parts
where its family name was entered, else one string: which word of a name it is cannot be seen ('Xi
Jinping', 'Guðrún Jónsdóttir', 'Gabriel García Márquez', 'Vincent van Gogh').
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
from blog.common.text.truncate import shortened
from blog.content import citations
from blog.models import PullQuote, Source

SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"])


@dataclass(frozen=True)
class Name:
    """`whole` is the name as written; the parts are '' where they are not known.
    `is_family_first` says that it is written so, as Chinese and Hungarian names are."""

    whole: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    is_family_first: bool = False

    @property
    def csl(self) -> dict[str, str | bool]:
        """The name as CSL-JSON has it: a `literal` where its parts are not known."""
        if not self.family:
            return {"literal": self.whole}
        parts: dict[str, str | bool] = {"family": self.family, "given": self.given}
        if self.suffix:
            parts["suffix"] = self.suffix
        if self.is_family_first:
            parts["static-ordering"] = True
        return parts


def name_of(source: Source) -> Name:
    """Divide the name of a person where the family name stands at its end, at its beginning or
    before 'Jr.'; leave any other whole."""
    words, family = source.name.split(), source.family_name.split()
    count = len(family)
    suffix = words.pop() if words[-1] in SUFFIXES else ""
    if source.kind != Source.Kind.PERSON or not family or len(words) <= count:
        return Name(source.name)
    is_last, is_first = words[-count:] == family, words[:count] == family
    if is_last == is_first:
        return Name(source.name)
    given = words[:-count] if is_last else words[count:]
    return Name(source.name, " ".join(family), " ".join(given), suffix, is_first)


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BIBTEX = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not: one that stands alone would end the field too late.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: rf"\{character}" for character in "&%$#_"},
}


@dataclass(frozen=True)
class Format:
    """One of the ways to take a quotation away; `name` is also the end of the file's."""

    name: str
    content_type: str
    write: Callable[[PullQuote, str], str]
    is_shown: bool  # By browsers themselves; else it is saved.


def page_address(quotation: PullQuote) -> str:
    """The whole address of its own page."""
    return settings.SITE_URL + reverse("quotation_detail", kwargs={"pk": quotation.pk})


def as_text(quotation: PullQuote, site_name: str) -> str:
    """The words, who said them and when, and where they were read and quoted."""
    with translation.override(quotation.post.language):
        credited = [*citations.credited(quotation), citations.date_beside(quotation)]
        lines = [quotation.text, quotation.translation]
        if line := ", ".join(filter(None, credited)):
            lines.append(f"— {line}")
        where = [_("Source: %(address)s") % {"address": quotation.url}] if quotation.url else []
        return (
            "\n\n".join(
                filter(None, [*lines, "\n".join([*where, _quoted_in(quotation, site_name)])])
            )
            + "\n"
        )


def as_html(quotation: PullQuote, site_name: str) -> str:
    """A <figure> for another page, with addresses that hold there. It has passed an allowlist."""
    post = quotation.post
    here = settings.SITE_URL + post.get_absolute_url()
    words = markup.INLINE(quotation.html or markup.escape(quotation.text))
    words = re.sub(r'(\bhref=")/(?!/)', rf"\1{settings.SITE_URL}/", words)
    words = re.sub(r'(\bhref=")#', rf"\1{here}#", words)
    with translation.override(post.language):
        context = {
            "quotation": quotation,
            "words": markup.safe(words),
            "credited": ", ".join(citations.credited(quotation)),
            "said": citations.date_beside(quotation),
            "cited": quotation.url or page_address(quotation),
            "page": page_address(quotation),
            "post": post,
            "site_name": site_name,
        }
        return (
            markup.RENDERED(render_to_string("blog/quotations/citation.html", context)).strip()
            + "\n"
        )


def as_csl(quotation: PullQuote, site_name: str) -> str:
    """An array of one item of CSL-JSON, the data format of the Citation Style Language 1.0.2."""
    item: dict[str, Any] = {
        "id": _key(quotation),
        "type": "webpage",
        "title": _title(quotation),
        **dict(_published_by(quotation)),
    }
    if author := _author(quotation):
        item["author"] = [author.csl]
    if quotation.said_on:
        item["issued"] = {"date-parts": [[int(part) for part in quotation.said.split("-")]]}
    item |= {
        "URL": quotation.url or page_address(quotation),
        "language": quotation.language or quotation.post.language,
        "abstract": quotation.text,
        "note": _note(quotation, site_name),
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def as_bibtex(quotation: PullQuote, site_name: str) -> str:
    """One entry @misc, in UTF-8; a doubled brace keeps a name or a title as it is written."""
    names = {"container-title": "howpublished"}
    author = _author(quotation)
    fields = [("author", f"{{{_bibtex_name(author)}}}")] if author else []
    fields += [
        (names.get(name, name), f"{{{{{_tex(who)}}}}}") for name, who in _published_by(quotation)
    ]
    fields.append(("title", f"{{{{{_tex(_title(quotation))}}}}}"))
    for name, part in zip(("year", "month", "day"), quotation.said.split("-"), strict=False):
        if part:
            fields.append((name, _MONTHS[int(part) - 1] if name == "month" else f"{{{part}}}"))
    fields += [
        ("url", f"{{{_address(quotation.url or page_address(quotation))}}}"),
        ("language", f"{{{quotation.language or quotation.post.language}}}"),
        ("abstract", f"{{{_tex(quotation.text)}}}"),
        ("note", f"{{{_tex(_note(quotation, site_name))}}}"),
    ]
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields)
    return f"@misc{{{_key(quotation)},\n{lines}\n}}\n"


FORMATS = {
    made.name: made
    for made in (
        Format("txt", "text/plain", as_text, is_shown=True),
        Format("html", "text/html", as_html, is_shown=True),
        Format("json", "application/vnd.citationstyles.csl+json", as_csl, is_shown=False),
        Format("bib", "application/x-bibtex", as_bibtex, is_shown=False),
    )
}


def _key(quotation: PullQuote) -> str:
    return f"quotation-{quotation.pk}"


def _title(quotation: PullQuote) -> str:
    """How the words begin: a quotation has no other title."""
    return shortened(" ".join(quotation.text.split()))


def _published_by(quotation: PullQuote) -> list[tuple[str, str]]:
    """'publisher' or 'container-title', where a source is not itself the author."""
    source = quotation.source
    if source is None or not (quotation.speaker or source.is_titled):
        return []
    return [("container-title" if source.is_titled else "publisher", source.name)]


def _author(quotation: PullQuote) -> Name | None:
    """Who spoke, else who is credited unless that is a work, else the attribution."""
    said_by = quotation.speaker or quotation.source
    if said_by is None:
        return Name(quotation.attribution) if quotation.attribution else None
    return name_of(said_by) if quotation.speaker or not said_by.is_titled else None


def _bibtex_name(name: Name) -> str:
    """'{van Gogh}, {Vincent}', or '{Ministry of Water}': braces keep words together and 'and' from
    parting two names."""
    parts = (name.family, name.suffix, name.given) if name.family else (name.whole,)
    return ", ".join(f"{{{_tex(part)}}}" for part in parts if part)


def _note(quotation: PullQuote, site_name: str) -> str:
    with translation.override(quotation.post.language):
        said = ". ".join(filter(None, (quotation.attribution, _quoted_in(quotation, site_name))))
    return " ".join(said.split())


def _quoted_in(quotation: PullQuote, site_name: str) -> str:
    """In the active language."""
    return _("Quoted in “%(title)s”, %(site)s, %(date)s: %(address)s") % {
        "title": quotation.post.title,
        "site": site_name,
        "date": citations.full_date(localtime(quotation.post.published_at)),
        "address": page_address(quotation),
    }


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)


def _address(url: str) -> str:
    """As it is, for what reads it as an address; what would end the field is percent-encoded."""
    return iri_to_uri(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
