"""Posts, pages and lists of them in schema.org's words, as JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static

from accounts.models import User
from blog.common.text.truncate import shortened
from blog.common.urls import path_of
from blog.content.linked_data import (
    Node,
    known,
    node,
    size,
)
from blog.corrections.models import Correction
from blog.models import Post, SiteSettings
from blog.read_models.posts import AuthorLink, CorrectionView, PostPage

HEADLINE_LENGTH = 110  # What Google shows of a headline.


ICON = "theme/icon.png"


ICON_SIZE = 512


def organisation(site: SiteSettings) -> Node:
    """Who publishes the site."""
    elsewhere = [place.url for place in site.follow_links]
    icon = static(ICON)
    logo = node("ImageObject", url=icon, contentUrl=icon, **size(ICON_SIZE, ICON_SIZE))
    return node("Organization", name=site.name, url="/", logo=logo, sameAs=elsewhere)


def website(site: SiteSettings) -> Node:
    """With how to search it, as a URI template (RFC 6570)."""
    searching = node("EntryPoint", urlTemplate=path_of("blog:search") + "{?q}")
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


def person(author: User | AuthorLink) -> Node:
    path = path_of("blog:author-detail", author.slug)
    return node("Person", name=str(author), url=path)


def article(post: PostPage, site: SiteSettings, card: Node) -> Node:
    """A post is never older than its publication. `card` is its image where no picture is in it."""
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
        correction=[correction(post, note) for note in post.correction_notes],
        keywords=[label.name for label in post.label_links],
        isAccessibleForFree=True,
        commentCount=post.comment_count,
        isPartOf=within(site),
    )
    found["@type"] = ["OpinionNewsArticle", "BlogPosting"]
    return {**found, "image": [card], **post.linked_data}


def correction(post: Post | PostPage, note: Correction | CorrectionView) -> Node:
    """A correction or an update of a post."""
    return node(
        "CorrectionComment",
        name=str(note.get_kind_display()),
        text=note.text,
        url=f"{post.get_absolute_url()}changes/{note.pk}/",
        inLanguage=post.language,
        datePublished=note.at.isoformat(timespec="seconds"),
    )


def static_page(page: PostPage, site: SiteSettings, card: Node) -> Node:
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
