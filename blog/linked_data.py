"""Posts, what they quote and show, and the pages around them, in schema.org's words, as JSON-LD.

Each function gives a node: a dictionary that leaves out what is not known. Addresses of this site
begin with '/' until `absolute` completes them, so that nodes can be stored. A property stands only
where the vocabulary has it: `domainIncludes` and `rangeIncludes`.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.templatetags.static import static

from accounts.models import User
from blog.excerpts import shortened
from blog.models import AnyBlock, Correction, Figure, Post, PullQuote, SiteSettings, Source
from blog.paths import path_of

Node = dict[str, Any]

TYPES = {
    Source.Kind.PERSON: "Person",
    Source.Kind.ORGANISATION: "Organization",
    Source.Kind.PUBLICATION: "NewsMediaOrganization",
    Source.Kind.DOCUMENT: "CreativeWork",
}
# Of the properties used here, those whose value may be an address of this site.
_ADDRESSES = ("@id", "url", "contentUrl", "urlTemplate", "mainEntityOfPage")
HEADLINE_LENGTH = 110  # What Google shows of a headline.
ICON, ICON_SIZE = "theme/icon.png", 512
# Which write no space between words, so that nothing here can count them.
_WITHOUT_SPACES = ("zh", "ja", "th", "lo", "km", "my", "bo")
_TAG = re.compile("<[^>]*>")


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


def image(figure: Figure) -> Node:
    photo = figure.photo
    assert photo is not None
    return node(
        "ImageObject",
        contentUrl=photo.image.url,
        **_size(photo.width, photo.height),
        description=photo.alt,
        caption=figure.caption,
        creditText=photo.credit,
        copyrightNotice=photo.copyright,
        license=photo.licence_url,
        acquireLicensePage=photo.original_url,
    )


def card(path: str, width: int, height: int, description: str) -> Node:
    """The picture that stands for a page where it is shared."""
    return node("ImageObject", contentUrl=path, **_size(width, height), description=description)


def _size(width: int, height: int) -> Node:
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
        url=path_of("quotation_detail", quoted.pk),
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


def organisation(site: SiteSettings) -> Node:
    """Who publishes the site."""
    elsewhere = [place.url for place in site.follow_links]
    icon = static(ICON)
    logo = node("ImageObject", url=icon, contentUrl=icon, **_size(ICON_SIZE, ICON_SIZE))
    return node("Organization", name=site.name, url="/", logo=logo, sameAs=elsewhere)


def website(site: SiteSettings) -> Node:
    """With how to search it, as a URI template (RFC 6570)."""
    searching = node("EntryPoint", urlTemplate=path_of("search") + "{?q}")
    return node(
        "WebSite",
        name=site.name,
        url="/",
        description=site.tagline,
        inLanguage=site.language,
        publisher=organisation(site),
        potentialAction=node("SearchAction", target=searching),
    )


def blog(site: SiteSettings) -> Node:
    return node(
        "Blog",
        name=site.name,
        url="/",
        description=site.tagline,
        inLanguage=site.language,
        license=site.licence_url,
    )


def within(site: SiteSettings) -> Node:
    """As much of the blog as tells what something is a part of."""
    return node("Blog", name=site.name, url="/")


def person(author: User) -> Node:
    path = path_of("author_detail", author.slug)
    return node("Person", name=str(author), url=path)


def article(post: Post, site: SiteSettings, card: Node) -> Node:
    """Reads what `for_readers()` and `with_told()` select, and `comment_count` where that was
    selected as well. A post is never older than its publication. `card` is its image where no
    picture is in it."""
    assert post.published_at is not None
    found = node(
        "OpinionNewsArticle",
        url=post.get_absolute_url(),
        mainEntityOfPage=post.get_absolute_url(),
        headline=shortened(post.title, HEADLINE_LENGTH),
        description=post.description,
        inLanguage=post.language,
        datePublished=post.published_at.isoformat(timespec="seconds"),
        dateModified=post.changed_at.isoformat(timespec="seconds"),
        author=[person(author) for author in post.byline],
        publisher=organisation(site),
        license=site.licence_url,
        correction=[told(note) for note in post.told],
        keywords=post.label_names,
        isAccessibleForFree=True,
        wordCount=word_count(post),
        commentCount=post.__dict__.get("comment_count"),
        isPartOf=within(site),
    )
    found["@type"] = ["OpinionNewsArticle", "BlogPosting"]
    return {**found, "image": [card], **post.linked_data}


def word_count(post: Post) -> int | None:
    """Count the words of all of it, quotations and captions included; None in a language that
    writes them without spaces."""
    if post.language.partition("-")[0] in _WITHOUT_SPACES:
        return None
    return len(re.findall(r"\w[\w'’.-]*", unescape(_TAG.sub(" ", post.html)))) or None


def told(note: Correction) -> Node:
    """What readers are told of a change. Reads the post."""
    return node(
        "CorrectionComment",
        name=str(note.get_kind_display()),
        text=note.text,
        url=note.get_absolute_url(),
        inLanguage=note.post.language,
        datePublished=note.at.isoformat(timespec="seconds"),
    )


def standing(page: Post, site: SiteSettings, card: Node) -> Node:
    """A page that stands by itself; `card` as of an article."""
    assert page.published_at is not None
    found = node(
        "WebPage",
        name=page.title,
        url=page.get_absolute_url(),
        description=page.description,
        inLanguage=page.language,
        datePublished=page.published_at.isoformat(timespec="seconds"),
        dateModified=page.changed_at.isoformat(timespec="seconds"),
        publisher=organisation(site),
        license=site.licence_url,
    )
    return {**found, "image": [card], **page.linked_data}


def titled(post: Post) -> Node:
    """As much of a post as tells which is meant."""
    return node("OpinionNewsArticle", headline=post.title, url=post.get_absolute_url())


def profile(author: User, listed: Node) -> Node:
    """The page of an author, from that of a list of posts."""
    known_places = [author.url, *(place.url for place in author.follow_links)]
    who = person(author) | known(
        {"description": author.bio, "sameAs": [url for url in known_places if url]}
    )
    return listed | {"@type": "ProfilePage", "mainEntity": who}


def collection(site: SiteSettings, name: str, path: str, **properties: Any) -> Node:
    """A page that lists others."""
    return node(
        "CollectionPage",
        name=name,
        url=path,
        inLanguage=site.language,
        isPartOf=within(site),
        **properties,
    )


def item_list(pages: Iterable[tuple[str, str]]) -> Node:
    """Of names, which may be '', and addresses, in their order."""
    items = [
        node("ListItem", position=position, name=name, url=path)
        for position, (name, path) in enumerate(pages, start=1)
    ]
    return node("ItemList", itemListElement=items)


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Node:
    """Of names and addresses, from the home page on."""
    items = [
        node("ListItem", position=position, name=name, item={"@type": "WebPage", "@id": path})
        for position, (name, path) in enumerate(trail, start=1)
    ]
    return node("BreadcrumbList", itemListElement=items)
