"""Categories, tags and terms of other taxonomies as labels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from transfer.items import ExportedLabel
from transfer.readers.wxr.fields import Fields, Term, to_plain_text
from transfer.readers.wxr.urls import list_term_urls

MAX_PARENTS = 8
# Taxonomies that say something else about an item than its subject.
TECHNICAL_TAXONOMIES = {
    *("nav_menu", "post_format", "link_category", "author", "language", "post_translations"),
    *("term_language", "term_translations", "wp_theme", "wp_template_part_area"),
    *("product_type", "product_visibility", "product_shipping_class"),
    *("following_users", "ef_usergroup", "elementor_library_type", "layout_category"),
    *("yst_prominent_words", "media_category", "attachment_category", "attachment_tag"),
    *("mediacategory", "action-group", "amp_validation_error", "translation_priority", "mentions"),
    *("avhec_catgroup", "elementor_font_type", "wp_pattern_category", "wpcode_type"),
}
# WXR 1.0 says "tag", and nothing for a category.
_DOMAIN_ALIASES = {"": "category", "tag": "post_tag"}


@dataclass(slots=True)
class _Label:
    slug: str
    description: str = ""
    urls: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _ListedTerm:
    taxonomy: str
    slug: str
    name: str
    parent: str
    term_id: str
    description: str


def normalize_domain(domain: str) -> str:
    return _DOMAIN_ALIASES.get(domain, domain)


def is_label(term: Term) -> bool:
    return bool(term.name) and normalize_domain(term.domain) not in TECHNICAL_TAXONOMIES


class Labels:
    """The labels of an export: those that it lists, and those that only items have.

    A category and a tag of the same name are one label.
    """

    def __init__(self) -> None:
        self._listed: dict[tuple[str, str], _ListedTerm] = {}
        self._seen: dict[Term, None] = {}

    def add_listed(self, name: str, fields: Fields) -> None:
        """Add a `wp:category`, `wp:tag` or `wp:term`."""
        match name:
            case "wp:category":
                keys = (
                    "category",
                    "wp:category_nicename",
                    "wp:cat_name",
                    "wp:category_description",
                )
            case "wp:tag":
                keys = ("post_tag", "wp:tag_slug", "wp:tag_name", "wp:tag_description")
            case _:
                taxonomy = fields.get("wp:term_taxonomy")
                keys = (taxonomy, "wp:term_slug", "wp:term_name", "wp:term_description")
        taxonomy, slug = keys[0], fields.get(keys[1])
        term = _ListedTerm(
            taxonomy=taxonomy,
            slug=slug,
            name=to_plain_text(fields.get(keys[2])) or unquote(slug),
            parent=fields.get("wp:category_parent") or fields.get("wp:term_parent"),
            term_id=fields.get_number("wp:term_id"),
            description=to_plain_text(fields.get(keys[3])),
        )
        if taxonomy not in TECHNICAL_TAXONOMIES and term.name:
            self._listed.setdefault((taxonomy, slug or term.name), term)

    def add_seen(self, term: Term) -> None:
        """Add a term of an item."""
        if is_label(term):
            self._seen.setdefault(term)

    def list_names(self, terms: Iterable[Term]) -> tuple[str, ...]:
        """Return the names of the labels of an item, each once, categories first."""
        labels = [term for term in terms if is_label(term)]
        labels.sort(key=lambda term: normalize_domain(term.domain) != "category")
        return tuple(dict.fromkeys(self._find_name(term) for term in labels))

    def build(self, site_url: str) -> Iterator[ExportedLabel]:
        labels: dict[str, _Label] = {}
        for term in (*self._listed.values(), *self._list_unlisted()):
            label = labels.setdefault(term.name, _Label(term.slug))
            label.slug = label.slug or term.slug
            label.description = label.description or term.description
            label.urls += list_term_urls(
                taxonomy=term.taxonomy,
                slug=term.slug,
                parents=self._list_parents(term),
                term_id=term.term_id,
                site_url=site_url,
            )
        for name, label in labels.items():
            yield ExportedLabel(
                key=name,
                name=name,
                slug=unquote(label.slug),
                description=label.description,
                former_urls=tuple(dict.fromkeys(label.urls)),
            )

    def _find_name(self, term: Term) -> str:
        """Return the name in the list, where the term of an item may differ from it."""
        listed = self._listed.get((normalize_domain(term.domain), term.slug))
        return listed.name if listed else term.name

    def _list_unlisted(self) -> Iterator[_ListedTerm]:
        names = {(term.taxonomy, term.name) for term in self._listed.values()}
        for term in self._seen:
            taxonomy = normalize_domain(term.domain)
            if (taxonomy, term.slug) in self._listed or (taxonomy, term.name) in names:
                continue
            yield _ListedTerm(taxonomy, term.slug, term.name, "", "", "")

    def _list_parents(self, term: _ListedTerm) -> list[str]:
        parents: list[str] = []
        parent = term.parent
        while parent and parent not in parents and len(parents) < MAX_PARENTS:
            parents.insert(0, parent)
            above = self._listed.get((term.taxonomy, parent))
            parent = above.parent if above else ""
        return parents
