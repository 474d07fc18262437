"""JSON-LD (schema.org) of posts, pages and lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from blog.common.text.truncate import shorten
from blog.common.urls import reverse_cached, static_cached
from blog.content.linked_data import (
    TYPES,
    Node,
    build_node,
    build_photo,
    build_size,
    build_source_details,
    drop_empty,
)
from blog.content.sources.roles import ListedRole
from blog.corrections.models import Correction
from blog.models import Post, Series, SiteSettings, Source
from blog.read_models.posts import AuthorLink, CorrectionView, PostLink, PostPage
from blog.read_models.series import PostSeries
from blog.read_models.source_facts import RelationView, SourceFacts, get_portrait

MAX_HEADLINE_LENGTH = 110  # Google truncates longer headlines.
ICON = "theme/icon.png"
ICON_SIZE = 512  # Pixels.


def build_organisation(site: SiteSettings) -> Node:
    """Describe the site's publisher."""
    profiles = [place.url for place in site.follow_links]
    picture = site.get_picture("logo") or site.get_picture("icon")
    url = picture.url if picture else static_cached(ICON)
    width, height = (picture.width, picture.height) if picture else (ICON_SIZE, ICON_SIZE)
    logo = build_node("ImageObject", url=url, contentUrl=url, **build_size(width, height))
    return build_node("Organization", name=site.name, url="/", logo=logo, sameAs=profiles)


def build_website(site: SiteSettings) -> Node:
    """Describe the site and its search, as a URI template (RFC 6570)."""
    entry_point = build_node("EntryPoint", urlTemplate=reverse_cached("blog:search") + "{?q}")
    return build_node(
        "WebSite",
        name=site.name,
        url="/",
        description=site.tagline,
        inLanguage=site.language,
        publisher=build_organisation(site),
        potentialAction=build_node("SearchAction", target=entry_point),
    )


def build_source(source: Source, facts: SourceFacts, roles: Sequence[ListedRole] = ()) -> Node:
    """Describe a source with its names, roles, portrait, relations and identifiers.

    Relations that have ended are left out: a property has no dates.
    """
    node = build_source_details(source, roles)
    identifiers = [identifier.url for identifier in facts.identifiers]
    if identifiers:
        node["sameAs"] = [*filter(None, [source.url]), *identifiers]
    if (portrait := get_portrait(source)) is not None:
        node["image"] = build_photo(portrait)
    related = [(_get_property(source, each), each) for each in facts.relations if not each.ended_on]
    for name in dict.fromkeys(name for name, _relation in related if name):
        node[name] = [_build_related(each) for property, each in related if property == name]
    return node | drop_empty({"alternateName": [name.name for name in facts.names]})


# Properties of schema.org for a relation, by the kinds of the source and of the other one.
_PERSON, _WORK = "person", "document"
_ORGANISATIONS = ("organisation", "publication")


def _get_property(source: Source, relation: RelationView) -> str:
    """Return the property of schema.org, '' if there is none for these kinds of sources."""
    is_organisation = source.kind in _ORGANISATIONS
    other_is_organisation = relation.source_kind in _ORGANISATIONS
    is_part = relation.kind in ("part_of", "published_by")
    if is_organisation and other_is_organisation and is_part:
        return "subOrganization" if relation.is_inverse else "parentOrganization"
    if relation.is_inverse:
        return ""
    if source.kind == _WORK and relation.kind == "published_by":
        return "publisher" if relation.source_kind != _WORK else ""
    if source.kind == relation.source_kind == _WORK and relation.kind == "part_of":
        return "isPartOf"
    is_member = relation.kind in ("part_of", "speaks_for") and other_is_organisation
    return "memberOf" if is_member and source.kind == _PERSON else ""


def _build_related(relation: RelationView) -> Node:
    type = TYPES[Source.Kind(relation.source_kind)]
    return build_node(type, name=relation.name, url=relation.path)


def build_blog(site: SiteSettings) -> Node:
    return build_node(
        "Blog",
        name=site.name,
        url="/",
        description=site.tagline,
        inLanguage=site.language,
        license=site.licence_url,
    )


def build_blog_reference(site: SiteSettings) -> Node:
    """Build a short reference to the blog, for `isPartOf`."""
    return build_node("Blog", name=site.name, url="/")


def build_series_reference(series: Series | PostSeries) -> Node:
    """Build a short reference to a series, for `isPartOf`."""
    return build_node("CreativeWorkSeries", name=series.name, url=series.get_absolute_url())


def build_series(series: Series, posts: Iterable[PostLink]) -> Node:
    """Describe a series with its posts in order."""
    parts = [
        build_node(
            "BlogPosting", position=position, headline=post.title, url=post.get_absolute_url()
        )
        for position, post in enumerate(posts, start=1)
    ]
    reference = build_series_reference(series)
    return reference | drop_empty({"description": series.introduction, "hasPart": parts})


def build_person(author: User | AuthorLink) -> Node:
    path = reverse_cached("blog:author-detail", author.slug)
    return build_node("Person", name=str(author), url=path)


def build_article(post: PostPage, site: SiteSettings, card: Node) -> Node:
    """Describe a published post. `card` is its image if the post has no picture."""
    assert post.published_at is not None
    article = build_node(
        "OpinionNewsArticle",
        url=post.get_absolute_url(),
        mainEntityOfPage=post.get_absolute_url(),
        headline=shorten(post.title, MAX_HEADLINE_LENGTH),
        description=post.description,
        inLanguage=post.language,
        datePublished=post.published_at.isoformat(timespec="seconds"),
        dateModified=post.changed_at.isoformat(timespec="seconds"),
        author=[build_person(author) for author in post.byline],
        publisher=build_organisation(site),
        license=site.licence_url,
        correction=[build_correction(post, note) for note in post.correction_notes],
        keywords=[label.name for label in post.label_links],
        isAccessibleForFree=True,
        commentCount=post.comment_count,
        isPartOf=build_blog_reference(site),
    )
    if post.series:
        article["isPartOf"] = [article["isPartOf"], build_series_reference(post.series)]
        article["position"] = post.series.number
    article["@type"] = ["OpinionNewsArticle", "BlogPosting"]
    return {**article, "image": [card], **post.linked_data}


def build_correction(post: Post | PostPage, note: Correction | CorrectionView) -> Node:
    """Describe a correction or an update of a post."""
    return build_node(
        "CorrectionComment",
        name=str(note.get_kind_display()),
        text=note.text,
        url=f"{post.get_absolute_url()}changes/{note.pk}/",
        inLanguage=post.language,
        datePublished=note.created_at.isoformat(timespec="seconds"),
    )


def build_static_page(page: PostPage, site: SiteSettings, card: Node) -> Node:
    """Describe a published page. `card` is its image if the page has no picture."""
    assert page.published_at is not None
    web_page = build_node(
        "WebPage",
        name=page.title,
        url=page.get_absolute_url(),
        description=page.description,
        inLanguage=page.language,
        datePublished=page.published_at.isoformat(timespec="seconds"),
        dateModified=page.changed_at.isoformat(timespec="seconds"),
        publisher=build_organisation(site),
        license=site.licence_url,
    )
    return {**web_page, "image": [card], **page.linked_data}


def build_post_reference(post: Post) -> Node:
    """Build a short reference to a post."""
    return build_node("OpinionNewsArticle", headline=post.title, url=post.get_absolute_url())


def build_profile(author: User, listed: Node) -> Node:
    """Turn the node of an author's list of posts into a profile page."""
    profiles = [author.url, *(place.url for place in author.follow_links)]
    who = build_person(author) | drop_empty(
        {"description": author.bio, "sameAs": [url for url in profiles if url]}
    )
    return listed | {"@type": "ProfilePage", "mainEntity": who}


def build_collection(site: SiteSettings, name: str, path: str, **properties: Any) -> Node:
    """Describe a page that lists others."""
    return build_node(
        "CollectionPage",
        name=name,
        url=path,
        inLanguage=site.language,
        isPartOf=build_blog_reference(site),
        **properties,
    )


def build_item_list(pages: Iterable[tuple[str, str]]) -> Node:
    """Build an ordered list from names, which may be '', and paths."""
    items = [
        build_node("ListItem", position=position, name=name, url=path)
        for position, (name, path) in enumerate(pages, start=1)
    ]
    return build_node("ItemList", itemListElement=items)


def build_breadcrumb_list(trail: Iterable[tuple[str, str]]) -> Node:
    """Build breadcrumbs from names and paths, starting with the home page."""
    items = [
        build_node("ListItem", position=position, name=name, item={"@type": "WebPage", "@id": path})
        for position, (name, path) in enumerate(trail, start=1)
    ]
    return build_node("BreadcrumbList", itemListElement=items)
