"""JSON-LD nodes (schema.org) of quotations, photos and sources.

Each function returns a node: a dictionary without empty values. URLs of this site are paths until
`make_urls_absolute` completes them, so that nodes can be stored. Properties follow `domainIncludes`
and `rangeIncludes` of the vocabulary.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from blog.common.urls import reverse_cached
from blog.models import AnyBlock, Figure, PullQuote, Source

Node = dict[str, Any]

TYPES = {
    Source.Kind.PERSON: "Person",
    Source.Kind.ORGANISATION: "Organization",
    Source.Kind.PUBLICATION: "NewsMediaOrganization",
    Source.Kind.DOCUMENT: "CreativeWork",
}
# The properties used here whose value may be a URL of this site.
_URL_PROPERTIES = ("@id", "url", "contentUrl", "urlTemplate", "mainEntityOfPage")


def node(type: str, /, **properties: Any) -> Node:
    """Return a node of a type with the properties that have a value."""
    return {"@type": type, **drop_empty(properties)}


def drop_empty(properties: Node) -> Node:
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}


# A property and its value. In a JSON string, a quotation mark always follows a backslash.
_OWN_URL_RE = re.compile(
    f'":"/(?:{"|".join(f"""(?<="{re.escape(name)}":"/)""" for name in _URL_PROPERTIES)})'
)


def make_urls_absolute(json: str, root: str) -> str:
    """Insert `root`, such as 'https://example.org', before each path in JSON without spaces.

    Walking through all nodes would take ten times as long.
    """
    return _OWN_URL_RE.sub(lambda _match: f'":"{root}/', json)


def block_properties(blocks: Iterable[AnyBlock], language: str) -> Node:
    """Return the properties `image` and `hasPart` of an article. No queries, with `blocks_of`."""
    images: list[Node] = []
    quotations: list[Node] = []
    for block in blocks:
        if isinstance(block, Figure) and block.photo:
            images.append(image(block))
        elif isinstance(block, PullQuote):
            quotations.append(quotation(block, language))
    return drop_empty({"image": images, "hasPart": quotations})


# Languages without spaces between words, in which words cannot be counted here.
_UNSPACED_LANGUAGES = ("zh", "ja", "th", "lo", "km", "my", "bo")
_TAG_RE = re.compile("<[^>]*>")


def word_count(html: str, language: str) -> Node:
    """Return the property `wordCount` of a post, with quotations and captions.

    Nothing for a language without spaces between words.
    """
    if language.partition("-")[0] in _UNSPACED_LANGUAGES:
        return {}
    count = len(re.findall(r"\w[\w'’.-]*", unescape(_TAG_RE.sub(" ", html))))
    return {"wordCount": count} if count else {}


def image(figure: Figure) -> Node:
    photo = figure.photo
    assert photo is not None
    return node(
        "ImageObject",
        contentUrl=photo.image.url,
        **size(photo.width, photo.height),
        description=photo.alt,
        caption=figure.caption,
        creditText=photo.credit,
        copyrightNotice=photo.copyright,
        license=photo.licence_url,
        acquireLicensePage=photo.original_url,
    )


def card(path: str, width: int, height: int, description: str) -> Node:
    """Return the node of the share picture of a page."""
    return node("ImageObject", contentUrl=path, **size(width, height), description=description)


def size(width: int, height: int) -> Node:
    """Return `width` and `height` in pixels (E37 in UN/CEFACT's codes)."""
    return {
        name: node("QuantitativeValue", value=size, unitCode="E37")
        for name, size in (("width", width), ("height", height))
    }


def quotation(quoted: PullQuote, language: str) -> Node:
    """Return the node of a quotation; `language` is the post's.

    A document is not a creator; the quotation is based on it. Reads source and speaker: a query
    each unless selected.
    """
    source, speaker = quoted.source, quoted.speaker
    if source is None:
        source, speaker = speaker, None
    credited = (source, speaker)
    documents = [source_reference(each) for each in credited if each and not is_agent(each)]
    translation = node("Quotation", text=quoted.translation, inLanguage=language)
    return node(
        "Quotation",
        text=quoted.text,
        url=reverse_cached("blog:quotation-detail", quoted.pk),
        inLanguage=quoted.language or language,
        creator=source_reference(source) if source and is_agent(source) else None,
        spokenByCharacter=source_reference(speaker) if speaker and is_agent(speaker) else None,
        dateCreated=quoted.said,
        isBasedOn=[*documents, *([quoted.url] if quoted.url else [])],
        workTranslation=translation if quoted.translation else None,
    )


def is_agent(source: Source) -> bool:
    """Return whether a source can speak, as people and organisations can."""
    return source.kind != Source.Kind.DOCUMENT


def source_reference(source: Source) -> Node:
    """Return a node with the name and URL of a source."""
    return node(TYPES[Source.Kind(source.kind)], name=source.name, url=source.get_absolute_url())


def source_details(source: Source) -> Node:
    """Return a node with all properties of a source."""
    more: Node = {"description": source.about, "sameAs": source.url}
    if source.kind == Source.Kind.PERSON:
        more |= {"jobTitle": source.role}
        if source.affiliation:
            more |= {"affiliation": node("Organization", name=source.affiliation)}
    return source_reference(source) | drop_empty(more)
