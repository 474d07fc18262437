"""The posts of files with front matter: their fields, addresses and lead pictures."""

import re
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext_noop

from lib.urls import split_url
from transfer.items import ExportedAuthor, ExportedPost, Status
from transfer.messages import Message
from transfer.readers.folders import markdown
from transfer.readers.folders.addresses import build_address, build_file_address
from transfer.readers.folders.bodies import BodyBuilder
from transfer.readers.folders.documents import Document
from transfer.readers.folders.metadata import Metadata
from transfer.readers.folders.places import Place, find_place, is_picture, split_language
from transfer.readers.folders.platforms import Platform, Site
from transfer.readers.html_elements import build_figure, get_text, parse_body, to_html
from transfer.readers.sidecar import read_sidecar

# The name of a file of a post in Hugo that themes show above the text.
_LEAD_RESOURCE_RE = re.compile(r"(?:featured?|cover|hero)(?:[-_ ]?image)?$", re.IGNORECASE)
_LINK_RE = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_ALIAS_NAMES = (
    *("aliases", "redirect_from", "alias", "redirects", "redirectfrom", "redirect-from"),
    *("old_url", "oldurl", "legacy_url", "legacyurl", "old_permalink", "oldpermalink"),
)
_PICTURE_NAMES = (
    *("image", "cover", "featured_image", "featuredimage", "featureimage", "feature_image"),
    *("cover_image", "coverimage", "banner", "thumbnail", "hero", "header", "images", "img"),
    *("og_image", "photo", "teaser", "heroimage", "hero_image", "ogimage", "postimage"),
    *("featured", "thumbnailimage", "socialimage", "preview", "card_image"),
    *("feature_img", "featured_img", "header_image", "header_img", "cover_img"),
)
_CHANGE_NAMES = (
    *("lastmod", "updated", "modified", "last_modified_at", "updateddate", "updated_at"),
    *(
        "modified_time",
        "updatedat",
        "updated_date",
        "moddatetime",
        "last_modified",
        "lastmodified",
        "date_modified",
    ),
)
_FIRST_HEADING_RE = re.compile(r"\s*<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_MARKUP_RE = re.compile(
    r"</(?:a|b|cite|code|del|em|i|mark|q|s|small|span|strong|sub|sup|u)>|<br */?>"
    r"|&(?:\w{2,8};|#\d+;?)"
)
_NOTED_NAMES = ("subtitle", "link", "canonical_url", "redirect_to")
_MARKDOWN_RE = re.compile(r"(?<!\w)(\*\*|__|`)(?=\S)[^*_`\n]+(?<=\S)\1(?!\w)|\]\(")


class PostBuilder:
    """Builds the posts of a site; `uploads` are the names of its pictures and other files."""

    def __init__(self, site: Site, bodies: BodyBuilder, uploads: list[str]) -> None:
        self.site = site
        self._bodies = bodies
        self._uploads = uploads

    def build(
        self,
        document: Document,
        categories: tuple[str, ...],
        tags: tuple[str, ...],
        author_items: list[ExportedAuthor],
    ) -> ExportedPost:
        """Build the post of a file with its categories and tags; authors in `author_items` are
        named by their keys."""
        site, metadata, name = self.site, document.metadata, document.name
        place = find_place(document, site)
        moment = document.get_time(site)
        body = self._bodies.build(document)
        title, html = self._find_title(document, body.html)
        lead_picture, lead_figure = self._find_lead_picture(document, html)
        notes = [*body.notes]
        status, status_note = _find_status(metadata, place, moment, self.site)
        if status_note:
            notes.append(status_note)
        date = metadata.get_text("date")
        if date and not metadata.get_time("date", zone=None):
            notes.append(Message(gettext_noop("Its date cannot be read: %s."), date).stored)
        for noted in _NOTED_NAMES:
            value = metadata.get_text(noted) or ", ".join(metadata.get_list(noted))
            if value and value not in _list_addresses_before(metadata):
                notes.append(f"{noted}: {value}")
        address = build_address(document, site, moment, categories)
        sidecar = read_sidecar(metadata.get_text("pullquote"), document.text)
        return ExportedPost(
            key=name.name,
            is_page=place == Place.PAGE,
            title=title,
            html=lead_figure + html,
            summary=_to_summary(metadata.get_text("description", "summary", "excerpt", "dek")),
            slug=address.slug,
            language=metadata.get_text("lang", "language", "locale")
            or split_language(name, site)[1],
            status=status,
            published_at=moment,
            updated_at=metadata.get_time(*_CHANGE_NAMES, zone=site.zone),
            authors=self._list_authors(metadata, author_items),
            labels=tuple(dict.fromkeys((*categories, *tags))),
            former_urls=self._list_former_urls(document, address.path),
            lead_picture=lead_picture,
            accepts_comments=metadata.get_flag("comments") is not False,
            is_pinned=bool(
                metadata.get_flag("pinned")
                or metadata.get_flag("pin")
                or metadata.get_flag("sticky")
            ),
            notes=tuple(notes),
            encoding=document.encoding,
            blocks=sidecar.blocks,
            block_pictures=sidecar.pictures,
            block_files=sidecar.files,
        )

    def _find_title(self, document: Document, html: str) -> tuple[str, str]:
        """Find the title of a post, and return it with the HTML below it: a file that has none in
        its front matter has it in the heading above the text, or in Jekyll in its name. A heading
        that repeats the title is left out."""
        title = _to_plain_text(document.metadata.get_text("title"))
        heading = _FIRST_HEADING_RE.match(html)
        text = get_text(parse_body(heading[1])) if heading else ""
        if heading and text and title in ("", text):
            return text, html[heading.end() :].lstrip()
        if title:
            return title, html
        if self.site.platform == Platform.JEKYLL and document.name.day:
            parts = document.name.stem.replace("-", " ").replace("_", " ").split()
            return " ".join(part[:1].upper() + part[1:] for part in parts), html
        return "", html

    def _list_authors(
        self, metadata: Metadata, author_items: list[ExportedAuthor]
    ) -> tuple[str, ...]:
        """List the authors of a post: keys of authors of the export, or names."""
        written = metadata.get_list("author", "authors", "byline")
        names = tuple(_LINK_RE.sub(r"\1", name) for name in written)
        names = tuple(
            dict.fromkeys(
                part.strip() for name in names for part in name.split(";") if part.strip()
            )
        )
        if not names and self.site.author:
            names = (self.site.author,)
        keys = {author.name: author.key for author in author_items}
        return tuple(keys.get(name, name) for name in names)

    def _list_former_urls(self, document: Document, path: str) -> tuple[str, ...]:
        """List the addresses of a post, the usual one first. Without a configuration the path of
        the file is one, which links within the folder lead to. Relative aliases are beside the
        post in Hugo, otherwise in the root of the site."""
        urls = [path]
        for former in _list_addresses_before(document.metadata):
            parts = split_url(former)
            urls.append(parts._replace(scheme="", netloc="", path=parts.path or "/").geturl())
        is_beside = self.site.platform == Platform.HUGO and not self.site.is_zola
        base = path.rstrip("/").rpartition("/")[0] + "/" if is_beside else "/"
        for alias in document.metadata.get_list(*_ALIAS_NAMES):
            alias = alias if alias.startswith(("/", "http")) else f"{base}{alias}"
            has_base = alias.startswith(("http", f"{self.site.base_path}/"))
            urls.append(alias if has_base else self.site.base_path + alias)
        if not self.site.has_config:
            urls.append(build_file_address(document.name.name, self.site))
        return tuple(dict.fromkeys(filter(None, urls)))

    def _find_lead_picture(self, document: Document, html: str) -> tuple[str, str]:
        """Find the picture of the front matter, unless it is in the text: its address, or, if it
        has a caption or an alternative text, the HTML of a figure."""
        metadata = document.metadata
        for name in _PICTURE_NAMES:
            if name == "thumbnail" and "blogger_id" in metadata:
                continue  # Blogger makes it of the first picture in the text.
            table = _find_table(metadata, name)
            texts = metadata.get_list(name)
            address = table.get_text(
                *("image", "src", "url", "path", "file", "filename", "teaser", "overlay_image")
            ) or (texts[0] if texts and not table else "")
            if not (address.startswith(("/", "http", ".")) or is_picture(address)):
                continue
            resolved = self._bodies.resolve(address, document)
            if f'src="{resolved}"' in html:
                return "", ""
            alt, caption, credit = _describe_picture(metadata, name)
            if not (alt or caption or credit):
                return resolved, ""
            figure = build_figure(resolved, alt=alt, caption=_render_plain_text(caption))
            figure.set("data-lead", "1")
            if credit:
                figure.set("data-credit", _render_plain_text(credit))
            return "", to_html(figure)
        beside = self._featured_pictures.get(document.name.folder, "")
        for resource in metadata.get_tables("resources"):
            if _LEAD_RESOURCE_RE.match(resource.get_text("name")):
                beside = self._bodies.find_file(resource.get_text("src"), document) or beside
        if beside and document.name.is_bundle:
            resolved = build_file_address(beside, self.site)
            return ("" if f'src="{resolved}"' in html else resolved), ""
        return "", ""

    @cached_property
    def _featured_pictures(self) -> dict[str, str]:
        """The picture of each folder that themes of Hugo show above the text, by its name."""
        return {
            name.rpartition("/")[0]: name
            for name in filter(is_picture, self._uploads)
            if name.rpartition("/")[2].lower().startswith("feature")
        }


def _find_table(metadata: Metadata, name: str) -> Metadata:
    """Find the table of a picture, or the first of a list of tables."""
    return metadata.get_table(name) or next(iter(metadata.get_tables(name)), Metadata({}))


def _describe_picture(metadata: Metadata, name: str) -> tuple[str, str, str]:
    """Find the alternative text, the caption and the credit of a picture in front matter: in its
    own table, or in values such as `image_alt` and `heroImageAlt`."""
    table = _find_table(metadata, name)
    # `featuredImage` may have its caption in `featured_image_caption`.
    names = {re.sub(r"[_-]", "", each): each for each in reversed(metadata.list_names())}
    texts = []
    for keys in (("alt", "image_description"), ("caption",), ("credit", "attribution", "credits")):
        fields = (f"{prefix}{key}" for prefix in (name, "image") for key in keys)
        written = (names.get(re.sub(r"[_-]", "", field), "") for field in fields)
        texts.append(table.get_text(*keys) or metadata.get_text(*written))
    return texts[0], texts[1], texts[2]


def _list_addresses_before(metadata: Metadata) -> list[str]:
    """List the addresses that a post had at WordPress or Blogger, by programs that convert their
    exports. Jekyll's `link` is that of another page otherwise."""
    names = ["wordpress_url", "blogger_orig_url"]
    if "wordpress_id" in metadata:
        names.append("link")
    addresses = (metadata.get_text(name) for name in names)
    return [address for address in addresses if address.startswith(("http", "//"))]


def _find_status(
    metadata: Metadata, place: Place, moment: datetime | None, site: Site
) -> tuple[Status, str]:
    """Find the status of a post, and a note if it is a draft for a reason of its own."""
    state = metadata.get_text("status", "state").lower() or (
        "draft" if site.has_draft_default else ""
    )
    if metadata.get_text("password"):
        return Status.DRAFT, gettext_noop("It had a password, so it is a draft.")
    if state == "private" or metadata.get_flag("private"):
        return Status.DRAFT, gettext_noop("It was private, so it is a draft.")
    expired_at = metadata.get_time("expirydate", "unpublishdate", zone=None)
    if expired_at and expired_at < timezone.now():
        return Status.DRAFT, gettext_noop("It had expired, so it is a draft.")
    if (
        place == Place.DRAFT
        or metadata.get_flag("draft")
        or metadata.get_flag("published") is False
        or metadata.get_flag("publish") is False
        or state in ("draft", "skip")
    ):
        return Status.DRAFT, ""
    if moment and moment > timezone.now():
        return Status.SCHEDULED, ""
    if state == "hidden" or metadata.get_flag("hidden") or metadata.get_flag("unlisted"):
        return Status.PUBLISHED, gettext_noop("It was in no list of posts.")
    return Status.PUBLISHED, ""


def _to_summary(text: str) -> str:
    """Return a summary without the marks of Markdown, which most generators render."""
    return _render_plain_text(text) if _MARKDOWN_RE.search(text) else _to_plain_text(text)


def _to_plain_text(text: str) -> str:
    """Return a text on one line, without the inline markup that generators let through."""
    if _MARKUP_RE.search(text):
        return get_text(parse_body(text))
    return " ".join(text.split())


def _render_plain_text(text: str) -> str:
    """Return the text of a value in Markdown, as captions of pictures are in most themes."""
    return get_text(parse_body(markdown.render_inline(text)))
