"""What posts quote and show, in schema.org's words, as JSON-LD.

Each function gives a node: a dictionary that leaves out what is not known. Addresses of this site
begin with '/' until `absolute` completes them, so that nodes can be stored. A property stands only
where the vocabulary has it: `domainIncludes` and `rangeIncludes`.
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
# Of the properties used here, those whose value may be an address of this site.
_ADDRESSES = ("@id", "url", "contentUrl", "urlTemplate", "mainEntityOfPage")


def node(type: str, /, **properties: Any) -> Node:
    """A node of that type with the properties that have a value."""
    return {"@type": type, **known(properties)}


def known(properties: Node) -> Node:
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}


# A name and a value: within the words of either, JSON has no quotation mark without a backslash.
_OWN_ADDRESS = re.compile(
    f'":"/(?:{"|".join(f"""(?<="{re.escape(name)}":"/)""" for name in _ADDRESSES)})'
)


def absolute(json: str, root: str) -> str:
    """JSON without spaces, with `root`, 'https://example.org', before each address that begins
    with '/'. To walk through all nodes takes ten times as long."""
    return _OWN_ADDRESS.sub(lambda _found: f'":"{root}/', json)


def of_blocks(blocks: Iterable[AnyBlock], language: str) -> Node:
    """The properties that an article has from its blocks: `image` and `hasPart`.

    Reads what `blocks_of` selects with them, and makes no query.
    """
    images: list[Node] = []
    quotations: list[Node] = []
    for block in blocks:
        if isinstance(block, Figure) and block.photo:
            images.append(image(block))
        elif isinstance(block, PullQuote):
            quotations.append(quotation(block, language))
    return known({"image": images, "hasPart": quotations})


# Which write no space between words, so that nothing here can count them.
_WITHOUT_SPACES = ("zh", "ja", "th", "lo", "km", "my", "bo")
_TAG = re.compile("<[^>]*>")


def word_count(html: str, language: str) -> Node:
    """The property `wordCount` of a post: all of its words, quotations and captions included.
    Nothing for a language that writes them without spaces."""
    if language.partition("-")[0] in _WITHOUT_SPACES:
        return {}
    count = len(re.findall(r"\w[\w'’.-]*", unescape(_TAG.sub(" ", html))))
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
    """The picture that stands for a page where it is shared."""
    return node("ImageObject", contentUrl=path, **size(width, height), description=description)


def size(width: int, height: int) -> Node:
    """In pixels, of which UN/CEFACT's code is E37."""
    return {
        name: node("QuantitativeValue", value=size, unitCode="E37")
        for name, size in (("width", width), ("height", height))
    }


def quotation(quoted: PullQuote, language: str) -> Node:
    """`language` is the post's. A document said nothing itself: the quotation is based on it.

    Reads source and speaker: a query each unless selected.
    """
    source, speaker = quoted.source, quoted.speaker
    if source is None:
        source, speaker = speaker, None
    documents = [named(who) for who in (source, speaker) if who and not is_agent(who)]
    translation = node("Quotation", text=quoted.translation, inLanguage=language)
    return node(
        "Quotation",
        text=quoted.text,
        url=reverse_cached("blog:quotation-detail", quoted.pk),
        inLanguage=quoted.language or language,
        creator=named(source) if source and is_agent(source) else None,
        spokenByCharacter=named(speaker) if speaker and is_agent(speaker) else None,
        dateCreated=quoted.said,
        isBasedOn=[*documents, *([quoted.url] if quoted.url else [])],
        workTranslation=translation if quoted.translation else None,
    )


def is_agent(source: Source) -> bool:
    """Can it say something, as people and organisations can?"""
    return source.kind != Source.Kind.DOCUMENT


def named(source: Source) -> Node:
    """As much as tells who or what is meant."""
    return node(TYPES[Source.Kind(source.kind)], name=source.name, url=source.get_absolute_url())


def described(source: Source) -> Node:
    """All that is known of it."""
    more: Node = {"description": source.about, "sameAs": source.url}
    if source.kind == Source.Kind.PERSON:
        more |= {"jobTitle": source.role}
        if source.affiliation:
            more |= {"affiliation": node("Organization", name=source.affiliation)}
    return named(source) | known(more)
