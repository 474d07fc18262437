"""Page metadata of dossiers, comparisons and their lists. No query."""

from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blog.common.pagination import Page
from blog.common.urls import reverse_cached
from blog.content.linked_data import Node, build_node, build_quotation
from blog.dossiers.models import Dossier
from blog.dossiers.read import DossierPage, DossierSummary, ItemView
from blog.metadata import cards, descriptions
from blog.metadata import linked_data as page_linked_data
from blog.metadata import page_spans as pages
from blog.metadata.cards import lists
from blog.metadata.head_tags import Breadcrumb, Head, Image, truncate_description
from blog.models import SiteSettings

LIST_NAMES = {
    Dossier.Kind.COLLECTION: "blog:dossier-list",
    Dossier.Kind.COMPARISON: "blog:comparison-list",
}


def get_kind_name(kind: str) -> str:
    """Return 'Dossier' or 'Comparison', in the active language."""
    return str(Dossier.Kind(kind).label)


def build_dossier_list(site: SiteSettings, kind: str, page: Page[DossierSummary]) -> Head:
    """Build the metadata of a page of all dossiers or comparisons."""
    name = LIST_NAMES[Dossier.Kind(kind)]
    title, about = descriptions.describe_list(site, name)
    card = lists.build_list_card(site, name)
    path = card.path + page.here
    items = [(row.title, row.get_absolute_url()) for row in page.rows]
    listed = page_linked_data.build_item_list(items) if items else None
    if span := pages.describe_span(page):
        title, about = f"{title}: {span}", f"{capfirst(span)}. {about}"
    about = truncate_description(about)
    node = page_linked_data.build_collection(
        site, title, path, description=about, mainEntity=listed
    )
    head = Head(site, title, path, about, [node], image=_build_image(card))
    return replace(head, is_noindex=not items and not page.is_first)


def build_dossier(site: SiteSettings, page: DossierPage) -> Head:
    """Build the metadata of a dossier or a comparison."""
    dossier, name = page.dossier, LIST_NAMES[Dossier.Kind(page.dossier.kind)]
    title, about = descriptions.describe_list(site, name)
    card = lists.build_dossier_card(get_kind_name(dossier.kind), dossier)
    return Head(
        site,
        dossier.title,
        card.path,
        truncate_description(dossier.description or about),
        [_build_node(site, page)],
        [_home_crumb(), Breadcrumb(title, reverse_cached(name))],
        language=dossier.language,
        image=_build_image(card),
    )


def _build_node(site: SiteSettings, page: DossierPage) -> Node:
    dossier, published_at = page.dossier, page.dossier.published_at
    items = [
        build_node("ListItem", position=position, item=_build_item(item))
        for position, item in enumerate(page.items, start=1)
    ]
    author = build_node("Person", name=dossier.author_name) if dossier.author_name else None
    if author and dossier.author_slug:
        author["url"] = reverse_cached("blog:author-detail", dossier.author_slug)
    return page_linked_data.build_collection(
        site,
        dossier.title,
        dossier.get_absolute_url(),
        description=dossier.description,
        author=author,
        datePublished=published_at.isoformat(timespec="seconds") if published_at else None,
        dateModified=dossier.seen_at.isoformat(timespec="seconds"),
        mainEntity=build_node("ItemList", numberOfItems=len(items), itemListElement=items),
    ) | {"inLanguage": dossier.language}


def _build_item(item: ItemView) -> Node:
    if item.quotation:
        quotation: Any = item.quotation  # Has what is read of a model instance.
        return build_quotation(quotation, item.quotation.post.language)
    assert item.post is not None
    return build_node(
        "OpinionNewsArticle", headline=item.post.title, url=item.post.get_absolute_url()
    )


def _home_crumb() -> Breadcrumb:
    return Breadcrumb(_("Home"), reverse_cached("blog:home"))


def _build_image(card: lists.ListCard) -> Image:
    return Image(card.url, cards.WIDTH, cards.HEIGHT, card.alt)
