"""Records of the dataset: quotations, sources (Popolo) and Web Annotations, as dictionaries.

Empty values are left out. URLs are absolute, dates have the precision that is known of them.
"""

import re
from datetime import UTC
from typing import Any
from urllib.parse import quote

from django.conf import settings

from blog.common.urls import reverse_cached
from blog.content.citations.formats import get_quotation_url
from blog.content.linked_data import drop_empty
from blog.content.sources.identifiers import get_identifier_url
from blog.content.sources.roles import get_roles
from blog.models import Post, Source
from blog.models.hops import build_steps
from blog.models.quotations import format_date_value
from blog.models.source_facts import Period
from blog.read_models.source_facts import get_portrait

Record = dict[str, Any]

CSV_COLUMNS = (
    *("id", "url", "text", "language", "translation", "attribution"),
    *("source", "source_kind", "source_page", "speaker", "speaker_page"),
    *("date_said", "quoted_from", "locator"),
    *("post_title", "post_url", "post_language", "published_at", "labels"),
)
# The brackets of an IPv6 host are matched to be left as they are.
_NOT_IN_IRI_RE = re.compile(r"""^https?://\[[^\]]*\]|[\s"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})""")
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def get_absolute_url(path: str) -> str:
    return path if "://" in path else settings.SITE_URL + path


def build_quotation_record(quotation: Any) -> Record:
    """Build a line of `quotations.jsonl`. Needs the related rows of `list_quotations`."""
    post = quotation.post
    return {
        "id": quotation.pk,
        "url": get_quotation_url(quotation),
        **build_quotation_facts(quotation, post.language),
        "post": drop_empty(
            {
                "title": post.title,
                "url": get_absolute_url(post.get_absolute_url()),
                "language": post.language,
                "authors": [str(each.user) for each in post.authorships.all()],
                "labels": _list_labels(post),
                "published_at": _format_time(quotation),
            }
        ),
    }


def build_quotation_facts(quotation: Any, post_language: str) -> Record:
    """Build the facts of a quotation itself, without its post.

    Needs source, speaker, `tenures_json` and `steps`.
    """
    return drop_empty(
        {
            "text": quotation.text,
            "language": quotation.language or post_language,
            "translation": _build_translation(quotation, post_language),
            "attribution": quotation.attribution,
            "source": quotation.source and _build_source_reference(quotation.source),
            "speaker": quotation.speaker and _build_source_reference(quotation.speaker),
            "date_said": quotation.date_said,
            "roles": [
                drop_empty({"role": role.title, "organisation": role.organisation})
                for role in get_roles(quotation)
            ],
            "quoted_from": quotation.url,
            "locator": quotation.locator,
            "provenance": [
                drop_empty(
                    {
                        "step": step.kind,
                        "source": step.source
                        and {"name": step.source.name, "kind": step.source.kind},
                        "url": step.url,
                    }
                )
                for step in build_steps(quotation.steps)
            ],
        }
    )


def build_csv_row(quotation: Any) -> list[str]:
    """Build a row of `quotations.csv`, in the order of `CSV_COLUMNS`."""
    post, source, speaker = quotation.post, quotation.source, quotation.speaker
    return [
        *(str(quotation.pk), get_quotation_url(quotation), quotation.text),
        *(quotation.language or post.language, quotation.translation, quotation.attribution),
        *(_get_source_columns(source) if source else ("", "", "")),
        *((speaker.name, get_absolute_url(speaker.get_absolute_url())) if speaker else ("", "")),
        *(quotation.date_said, quotation.url, quotation.locator),
        *(post.title, get_absolute_url(post.get_absolute_url()), post.language),
        *(_format_time(quotation), "; ".join(_list_labels(post))),
    ]


def build_annotation(quotation: Any) -> Record:
    """Build a Web Annotation of a quotation with a source URL.

    https://www.w3.org/TR/annotation-model/ sections 3.2 (bodies and targets) and 4.2.4
    (TextQuoteSelector).
    """
    post = quotation.post
    return {
        "@context": ANNOTATION_CONTEXT,
        "id": f"{get_quotation_url(quotation)}#annotation",
        "type": "Annotation",
        "motivation": "commenting",
        "created": _format_time(quotation),
        "creator": [
            {
                "id": get_absolute_url(reverse_cached("blog:author-detail", each.user.slug)),
                "type": "Person",
                "name": str(each.user),
            }
            for each in post.authorships.all()
        ],
        "body": {
            "id": f"{get_absolute_url(post.get_absolute_url())}#quote-{quotation.pk}",
            "type": "Text",
            "format": "text/html",
            "language": post.language,
        },
        "target": {
            "source": _build_iri(quotation.url),
            "selector": {"type": "TextQuoteSelector", "exact": quotation.text},
        },
    }


def _build_iri(url: str) -> str:
    """Return a URL with those characters encoded that browsers accept and IRIs (RFC 3987) lack."""
    page, mark, fragment = _NOT_IN_IRI_RE.sub(_encode, url).partition("#")
    return page + mark + fragment.replace("#", "%23")


def _encode(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("http") else quote(match[0])


def build_source_record(source: Source) -> Record:
    """Build a line of `sources.jsonl`: a Popolo person or organisation, or a document.

    http://www.popoloproject.com/specs/. Needs the related rows of `list_sources`.
    """
    is_person = source.kind == Source.Kind.PERSON
    kind = {"person": "person", "document": "document"}.get(source.kind, "organization")
    relations, portrait = source.relations.all(), get_portrait(source)
    return drop_empty(
        {
            "type": kind,
            "id": get_absolute_url(source.get_absolute_url()),
            "name": source.name,
            "family_name": source.family_name,
            "classification": source.kind if kind == "organization" else "",
            "other_names": [
                drop_empty({"name": name.name, "note": name.kind, "lang": name.language})
                for name in source.names.all()
            ],
            "description": source.about,
            "image": portrait and get_absolute_url(portrait.image.url),
            "identifiers": [
                {"scheme": each.scheme, "identifier": each.value}
                for each in source.identifiers.all()
            ],
            "links": [
                *([{"url": source.url, "note": "website"}] if source.url else []),
                *(
                    {"url": get_identifier_url(each.scheme, each.value), "note": each.scheme}
                    for each in source.identifiers.all()
                ),
            ],
            "memberships" if is_person else "roles": [
                drop_empty(
                    {
                        "role": tenure.role,
                        "organization": _build_organisation(tenure),
                        **_build_period(tenure),
                    }
                )
                for tenure in source.tenures.all()
            ],
            "relations": [
                {
                    "kind": relation.kind,
                    "source": _build_source_reference(relation.other),
                    **_build_period(relation),
                }
                for relation in relations
            ],
        }
    )


def _build_organisation(tenure: Any) -> Record:
    organisation = tenure.organisation
    if organisation is None:
        return drop_empty({"name": tenure.organisation_name})
    return {"id": get_absolute_url(organisation.get_absolute_url()), "name": organisation.name}


def _build_period(period: Period) -> Record:
    dates = {
        "start_date": format_date_value(period.started_on, period.started_precision),
        "end_date": format_date_value(period.ended_on, period.ended_precision),
    }
    return drop_empty(dates)


def _build_translation(quotation: Any, language: str) -> Record:
    if not quotation.translation:
        return {}
    return {
        "text": quotation.translation,
        "language": language,
        "by_machine": quotation.is_machine_translation,
    }


def _build_source_reference(source: Source) -> Record:
    return {
        "id": get_absolute_url(source.get_absolute_url()),
        "name": source.name,
        "kind": source.kind,
    }


def _get_source_columns(source: Source) -> tuple[str, str, str]:
    return source.name, source.kind, get_absolute_url(source.get_absolute_url())


def _list_labels(post: Post) -> list[str]:
    return sorted(each.tag.name for each in post.post_labels.all())


def _format_time(quotation: Any) -> str:
    """Return the time of publication as Web Annotations need it: '2026-03-01T12:00:00Z'."""
    return quotation.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
