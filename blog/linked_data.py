"""What a post quotes and shows, in schema.org's words, as JSON-LD.

Each function gives a node: a dictionary that leaves out what is not known. Addresses of this site
begin with '/' until `absolute` completes them, so that nodes can be stored. A property stands only
where the vocabulary has it: `domainIncludes` and `rangeIncludes`.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from blog.models import AnyBlock, Figure, PullQuote, Source

Node = dict[str, Any]

TYPES = {
    Source.Kind.PERSON: "Person",
    Source.Kind.ORGANISATION: "Organization",
    Source.Kind.PUBLICATION: "NewsMediaOrganization",
    Source.Kind.DOCUMENT: "CreativeWork",
}
# Of the properties used here, those whose value is an address.
_ADDRESSES = {"@id", "url", "contentUrl", "license", "acquireLicensePage", "isBasedOn", "sameAs"}


def node(type: str, /, **properties: Any) -> Node:
    """A node of that type with the properties that have a value."""
    return {"@type": type, **known(properties)}


def known(properties: Node) -> Node:
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}


def absolute(value: Any, root: str, is_address: bool = False) -> Any:
    """The same with `root`, 'https://example.org', before each address that begins with '/'."""
    if isinstance(value, dict):
        return {name: absolute(part, root, name in _ADDRESSES) for name, part in value.items()}
    if isinstance(value, list):
        return [absolute(part, root, is_address) for part in value]
    return root + value if is_address and str(value).startswith("/") else value


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


def image(figure: Figure) -> Node:
    """Sizes are in pixels, of which UN/CEFACT's code is E37."""
    photo = figure.photo
    assert photo is not None
    width, height = (
        node("QuantitativeValue", value=size, unitCode="E37")
        for size in (photo.width, photo.height)
    )
    return node(
        "ImageObject",
        contentUrl=photo.image.url,
        width=width,
        height=height,
        description=photo.alt,
        caption=figure.caption,
        creditText=photo.credit,
        copyrightNotice=photo.copyright,
        license=photo.licence_url,
        acquireLicensePage=photo.original_url,
    )


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
        url=reverse("quotation_detail", kwargs={"pk": quoted.pk}),
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
