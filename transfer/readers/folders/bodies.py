"""The text of a file in the forms of `transfer.items`, with the addresses that the site used."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, partial
from urllib.parse import unquote

from lxml.html import HtmlElement

from lib.urls import split_url
from transfer.readers.folders import (
    components,
    conditions,
    dialects,
    markdown,
    org,
    rst,
    shortcodes,
)
from transfer.readers.folders.addresses import (
    build_file_address,
    list_label_urls,
    list_static_names,
)
from transfer.readers.folders.autolinks import link_addresses
from transfer.readers.folders.documents import DOCUMENT_SUFFIXES, ORG_SUFFIX, RST_SUFFIX, Document
from transfer.readers.folders.places import is_picture
from transfer.readers.folders.platforms import Site
from transfer.readers.folders.tag_options import Context
from transfer.readers.html_elements import (
    build_element,
    build_embed,
    build_figure,
    build_footnote,
    find_by_class,
    get_text,
    is_empty,
    move_content,
    parse_body,
    replace_element,
    serialize_content,
)
from transfer.readers.zip_files import ExportFiles

# What Pelican writes before the path of a file.
_PELICAN_LABEL_RE = re.compile(r"(?:\{|%7B|\|)(tag|category)(?:\}|%7D|\|)(.+)")
_PELICAN_PREFIX_RE = re.compile(
    r"(?:\{|%7B|\|)(?:static|filename|attach|index)(?:\}|%7D|\|)/?", re.IGNORECASE
)
_LEFT_SIGNS_RE = re.compile(r"\{\{[^}]*\}\}")
MAX_GALLERY = 100
_CAPTION_CLASSES = (
    *("caption", "image-caption", "img-caption", "photo-caption", "figure-caption"),
    *("caption-text", "wp-caption-text", "imagecaption", "fig-caption"),
)
_BLOCKS_PATH = (
    ".//img|.//p|.//table|.//ul|.//ol|.//dl|.//blockquote|.//pre|.//iframe|.//video|.//h2|.//h3"
)
# Longer paragraphs in italics are no captions.
MAX_CAPTION_LINE = 300
_JUMP_BREAK_RE = re.compile(
    r"<!--\s*(?:more|truncate|teaser_end|excerpt|end_excerpt|break|read[ -]?more)\s*-->"
    r"|\{/\*\s*truncate\s*\*/\}|(?-i:^READMORE$)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Body:
    """The HTML of a post, and notes about what it could not hold."""

    html: str
    notes: tuple[str, ...]


class BodyBuilder:
    """Builds the HTML of the files of one folder.

    `find_document_address` returns the address of a file that is an item itself, '' if unknown.
    """

    def __init__(
        self, files: ExportFiles, site: Site, find_document_address: Callable[[str], str]
    ) -> None:
        self._files = files
        self._site = site
        self._find_document_address = find_document_address

    def build(self, document: Document) -> Body:
        """Build the body of a post from its text."""
        context = Context(
            base_path=self._site.base_path,
            find_address=lambda name: self._find_named(name, document),
            render=markdown.render_inline,
            get_value=document.metadata.get_text,
            list_pictures=lambda pattern: self._list_pictures(pattern, document),
            find_picture=lambda name: self._find_picture(name, document),
            list_tables=document.metadata.get_tables,
            list_unshown=lambda: self._list_unshown(document),
            decide=lambda test: conditions.decide(test, document.metadata),
        )
        body = parse_body(_render(document, context))
        move_footnotes(body)
        build_figures(body)
        for frame in body.xpath(".//iframe[@src]"):
            replace_element(frame, [build_embed(frame.get("src", ""), get_text(frame))])
        if not document.is_html:
            link_addresses(body)
        self._resolve_addresses(body, document)
        return Body(serialize_content(body), tuple(context.notes))

    def find_file(self, address: str, document: Document) -> str:
        """Find the file of the folder that an address in a file leads to; '' if there is none."""
        address = _PELICAN_PREFIX_RE.sub("", _LEFT_SIGNS_RE.sub("", address.strip()))
        if address.startswith("@/"):  # Zola's, from the folder of the content on.
            address = f"/{address[2:]}"
        site_url = self._site.url
        if site_url.startswith("http") and address.startswith(site_url):
            address = address[len(site_url) :] or "/"
        parts = split_url(address)
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        path = unquote(parts.path)
        names = []
        if not path.startswith("/"):
            # Hexo keeps the files of a post in a folder of its name.
            own_folder = document.name.name.rpartition(".")[0]
            # Programs that convert exports of WordPress put pictures into a folder beside it.
            folders = (document.name.folder, own_folder, f"{document.name.folder}/images")
            names += [posixpath.join(folder.lstrip("/"), path) for folder in folders]
        names += list_static_names(path.lstrip("/").removeprefix("./"), self._site)
        for name in names:
            normalized = posixpath.normpath(name)
            if normalized in self._files:
                return normalized
        return ""

    def _list_pictures(self, pattern: str, document: Document) -> list[str]:
        """List the addresses of the pictures in a folder, or of a pattern with asterisks."""
        if "*" not in pattern:
            pattern = f"{pattern.rstrip('/')}/*"
        beside = posixpath.normpath(posixpath.join(document.name.folder, pattern.lstrip("/")))
        patterns = [beside, *list_static_names(pattern.lstrip("/"), self._site)]
        for each in patterns:
            names = [name for name in self._pictures if fnmatchcase(name, each)]
            if names:
                return [f"/{name}" for name in names[:MAX_GALLERY]]
        return []

    def _find_picture(self, name: str, document: Document) -> str:
        """Find the address of a picture by its name or the end of its path, as editors of wikis do:
        the one beside the post, or else the first; the name itself if no file has it, '' for no
        picture."""
        if not is_picture(name):
            return ""
        if beside := self.find_file(name, document):
            return f"/{beside}"
        end = name.lstrip("./")
        listed = self._pictures_by_name.get(end.rpartition("/")[2], ())
        return next((f"/{each}" for each in listed if f"/{each}".endswith(f"/{end}")), name)

    def _list_unshown(self, document: Document) -> list[str]:
        """List the addresses of pictures in the folder of a post that its file does not name."""
        if not document.name.is_bundle:
            return []
        named = f"{document.text} {document.metadata.get_values()}"
        beside = (name for name in self._pictures if name.startswith(f"{document.name.folder}/"))
        unshown = [f"/{name}" for name in beside if name.rpartition("/")[2] not in named]
        return unshown[:MAX_GALLERY]

    @cached_property
    def _pictures(self) -> list[str]:
        return sorted(filter(is_picture, self._files.names))

    @cached_property
    def _pictures_by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for each in self._pictures:
            names.setdefault(each.rpartition("/")[2], []).append(each)
        return names

    def _find_named(self, name: str, document: Document) -> str:
        """Find the address of a file by its path, or of a post by the end of its path."""
        path, _sign, anchor = name.partition("#")
        file = self.find_file(path, document) if path else ""
        if not file and path:
            file = self._find_document(path.strip("/"))
        if not file:
            return f"#{anchor}" if anchor and not path else ""
        address = self._find_document_address(file) or build_file_address(file, self._site)
        return f"{address}#{anchor}" if anchor else address

    def _find_document(self, path: str) -> str:
        """Find the file whose path ends like this, with or without its suffix; '' if none does."""
        stem = _get_stem(path)
        ends = (f"/{path}", f"/{path.removesuffix('/index')}")
        for name in self._names_by_stem.get(stem, ()):
            base = f"/{name.rpartition('.')[0]}"
            if f"/{name}".endswith(ends) or base.removesuffix("/index").endswith(ends):
                return name
        return ""

    @cached_property
    def _names_by_stem(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name in self._files.names:
            if name.lower().endswith(DOCUMENT_SUFFIXES):
                names.setdefault(_get_stem(name), []).append(name)
        return names

    def _resolve_addresses(self, body: HtmlElement, document: Document) -> None:
        for element in body.xpath(".//*[@src or @href or @data-file or @poster]"):
            for attribute in ("src", "href", "data-file", "poster"):
                address = element.get(attribute)
                if address and not address.startswith(("#", "mailto:", "data:")):
                    element.set(attribute, self.resolve(address, document))
        for element in body.xpath(".//*[@srcset]"):
            del element.attrib["srcset"]

    def resolve(self, address: str, document: Document) -> str:
        """Return the address that the site used for one in a file."""
        if label := _PELICAN_LABEL_RE.fullmatch(address.strip()):
            is_category = label[1] == "category"
            urls = list_label_urls(unquote(label[2]), self._site, is_category=is_category)
            return urls[0] if urls else address
        file = self.find_file(address, document)
        if not file:
            address = _LEFT_SIGNS_RE.sub("", address)
            path = _PELICAN_PREFIX_RE.sub("", address)
            return address if path == address else f"/{path}"
        anchor = address.partition("#")[2]
        target = self._find_document_address(file) or build_file_address(file, self._site)
        return f"{target}#{anchor}" if anchor else target


def _render(document: Document, context: Context) -> str:
    """Return the text of a file as HTML."""
    if document.name.suffix in (RST_SUFFIX, ORG_SUFFIX):
        return (rst if document.name.suffix == RST_SUFFIX else org).render(document.text)
    text = markdown.replace_prose(document.text, _build_jump_break_marker())
    if not document.is_html:
        text = markdown.replace_prose(
            text,
            lambda part: dialects.normalize(part, context.find_address, context.find_picture),
        )
    if document.name.suffix == ".mdx":
        text = markdown.replace_prose(
            text, lambda part: components.expand_components(part, context.notes)
        )
    text = shortcodes.expand(text, context)
    html = text if document.is_html else markdown.render(text)
    return html.replace(shortcodes.BRACE, "{")


def _build_jump_break_marker() -> Callable[[str], str]:
    """Build a function that marks the jump break of a text in parts; others are left out."""
    marks = iter(["\n\n<hr data-jump>\n\n"])
    return partial(_JUMP_BREAK_RE.sub, lambda _match: next(marks, "\n\n"))


def _get_stem(path: str) -> str:
    """Return the last part of a path without a suffix of documents; the folder's of a bundle."""
    for suffix in DOCUMENT_SUFFIXES:
        path = path.removesuffix(suffix)
    return path.removesuffix("/index").rpartition("/")[2]


def move_footnotes(body: HtmlElement) -> None:
    """Move the footnotes of Markdown to their places; a note with two places is copied."""
    notes = {item.get("id", ""): item for item in find_by_class(body, "footnote-item")}
    if not notes:
        return
    for item in notes.values():
        for link in find_by_class(item, "footnote-backref"):
            replace_element(link)
        _strip_end(item)
    placed = set()
    for _round in range(3):  # A footnote may refer to another one.
        for reference in body.xpath('.//sup[@class="footnote-ref"]'):
            links = reference.xpath("./a[@href]")
            name = links[0].get("href", "").removeprefix("#") if links else ""
            if name in notes:
                replace_element(reference, [build_footnote(notes[name])])
                placed.add(name)
    for name in placed:
        replace_element(notes[name])
    for section in find_by_class(body, "footnotes"):
        if is_empty(section):
            replace_element(section)
    for line in find_by_class(body, "footnotes-sep"):
        replace_element(line)


def _strip_end(item: HtmlElement) -> None:
    for paragraph in item.xpath("./p"):
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "").rstrip()
        else:
            paragraph.text = (paragraph.text or "").rstrip()


def build_figures(body: HtmlElement) -> None:
    """Build a figure from a picture that has a title and is alone in its paragraph or between
    blocks: generators and themes show the title below it."""
    for picture in body.xpath(".//p[count(*) = 1]/img[@title] | ./img[@title]"):
        if picture.xpath("ancestor::figure[figcaption]"):
            continue
        parent = picture.getparent()
        block = picture if parent is body else parent
        if parent is body and (picture.tail or "").strip() or get_text(block):
            continue
        figure = build_figure(
            picture.get("src", ""), alt=picture.get("alt", ""), caption=picture.get("title", "")
        )
        replace_element(block, [figure])
    for caption in body.xpath("./p[count(*) = 1]/em[not(preceding-sibling::*)]"):
        _move_line_below(caption.getparent())
    for caption in body.xpath(".//p[img]/em[not(following-sibling::*)]"):
        _move_caption(caption)
    for table in body.xpath(".//table[count(.//tr) = 2 and count(.//th | .//td) = 2]"):
        _build_figure_of_table(table)
    for caption in find_by_class(body, *_CAPTION_CLASSES):
        if caption.tag in ("div", "p", "span", "small"):
            _move_caption_below(caption)
    for figure in body.xpath(".//p[count(*) = 1][figure]"):
        if len(figure) == 1 and not get_text(figure).replace(get_text(figure[0]), ""):
            figure.drop_tag()
    for quotation in body.xpath(".//blockquote[not(p)]"):
        if not len(quotation) and get_text(quotation):
            paragraph = build_element("p", quotation.text or "")
            quotation.text = None
            quotation.append(paragraph)


def _build_figure_of_table(table: HtmlElement) -> None:
    """Build a figure from a table of a picture and a line below it, which Markdown can centre."""
    above, below = table.xpath(".//th | .//td")
    pictures = above.xpath(".//img")
    if len(pictures) != 1 or get_text(above) or below.xpath(_BLOCKS_PATH):
        return
    if not get_text(below) or len(get_text(below)) > MAX_CAPTION_LINE:
        return
    caption = build_element("figcaption")
    move_content(below, caption)
    source, alt = pictures[0].get("src", ""), pictures[0].get("alt", "")
    replace_element(table, [build_figure(source, alt=alt, caption=caption)])


def _move_caption_below(caption: HtmlElement) -> None:
    """Move an element of the class "caption" into the figure of the only picture right above it."""
    above = caption.getprevious()
    pictures = [] if above is None else above.xpath("descendant-or-self::img")
    if len(pictures) != 1 or get_text(above) or not get_text(caption):
        return
    text = build_element("figcaption")
    move_content(caption, text)
    if figures := pictures[0].xpath("ancestor::figure[1]"):
        figures[0].append(text)
    else:
        source, alt = pictures[0].get("src", ""), pictures[0].get("alt", "")
        replace_element(pictures[0], [build_figure(source, alt=alt, caption=text)])
    replace_element(caption)


def _move_line_below(line: HtmlElement) -> None:
    """Move a line in italics into the paragraph of the picture right above it."""
    above = line.getprevious()
    text = get_text(line)
    if above is None or above.tag != "p" or not text or len(text) > MAX_CAPTION_LINE:
        return
    if (
        get_text(line[0]) == text
        and [each.tag for each in above] == ["img"]
        and not get_text(above)
    ):
        move_content(line, above)
        replace_element(line)


def _move_caption(caption: HtmlElement) -> None:
    """Build a figure from a paragraph of a picture and a line in italics below it."""
    paragraph = caption.getparent()
    picture = paragraph[0]
    tags = [element.tag for element in paragraph]
    is_alone = get_text(paragraph) == get_text(caption)
    if is_alone and tags in (["img", "em"], ["img", "br", "em"]) and not caption.xpath(".//img"):
        text = build_element("figcaption")
        move_content(caption, text)
        source, alt = picture.get("src", ""), picture.get("alt", "")
        replace_element(paragraph, [build_figure(source, alt=alt, caption=text)])
