"""Pictures, galleries, recordings, files and pages of other sites in one form each."""

import re
from collections.abc import Callable, Collection

from lxml import etree

from lib.urls import is_web_url
from transfer.file_types import is_media_url
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.elements import (
    get_classes,
    get_text,
    has_text,
    hoist_from_paragraph,
    iterate_all,
    move_content,
    normalize_space,
    parse_html,
    remove,
    replace,
    replace_by_children,
)
from transfer.readers.wxr.pictures import PICTURE_SUFFIXES, RECORDING_SUFFIXES, has_suffix

# Containers that hold blocks and say nothing.
_LAYOUT_CLASSES = {
    *("wp-block-columns", "wp-block-column", "wp-block-group", "wp-block-group__inner-container"),
    *("wp-block-media-text", "wp-block-media-text__content", "wp-block-cover", "wp-block-buttons"),
    *("wp-block-cover__inner-container", "wp-block-cover-image", "wp-block-image"),
    *("wp-block-audio", "wp-block-video", "wp-block-embed__wrapper"),
}
_GALLERY_CLASSES = {
    *("wp-block-gallery", "gallery", "tiled-gallery", "wp-block-jetpack-tiled-gallery"),
    *("wp-block-jetpack-slideshow", "blocks-gallery-grid", "slideshow"),
}
_LAZY_SOURCES = (
    *("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large_image"),
    "data-image",
)
_EMBED_CLASSES = {"wp-block-embed", "wp-embed", "wp-block-videopress-video"}
_URL_RE = re.compile(r"(?:https?:)?//\S+")
_BACKGROUND_RE = re.compile(r"background-image:\s*url\([\"']?((?:https?:)?//[^\"')]+)")
_MEDIA = ("img", "figure", "iframe", "video", "audio", "object", "embed", "pre", "table", "hr")


def normalize_figures(root: etree._Element, tags: Collection[str], context: BodyContext) -> None:
    """Give pictures, recordings and embeds one form; `tags` are those that occur in the tree."""
    for names, normalize in _STEPS:
        if not names.isdisjoint(tags):
            normalize(root)
    if "img" in tags:
        _normalize_galleries(root)
        for figure in iterate_all(root, "figure"):
            _normalize_figure(figure, context)
    if "div" in tags or "section" in tags:
        _flatten_layout(root)
    _remove_empty(root)


def _flatten_layout(root: etree._Element) -> None:
    for element in iterate_all(root, "div", "section"):
        if element is not root and _LAYOUT_CLASSES & get_classes(element):
            _insert_background(element)
            replace_by_children(element)


def _restore_lazy_pictures(root: etree._Element) -> None:
    """Give pictures that scripts would load their address, and drop their copies without script."""
    for image in iterate_all(root, "img"):
        lazy = next((image.get(name) for name in _LAZY_SOURCES if image.get(name)), None)
        if lazy and (image.get("src") or "data:").startswith("data:"):
            image.set("src", lazy)
    shown = {
        image.get("src")
        for image in root.iter("img")
        if next(image.iterancestors("noscript"), None) is None
    }
    for copy in iterate_all(root, "noscript"):
        images = {image.get("src") for image in copy.iter("img")}
        if images and images <= shown and not has_text(copy):
            remove(copy)


def _normalize_embeds(root: etree._Element) -> None:
    for figure in iterate_all(root, "figure"):
        if _EMBED_CLASSES & get_classes(figure) or any(
            name.startswith("wp-block-embed-") for name in get_classes(figure)
        ):
            _normalize_embed_block(figure)
    for holder in iterate_all(root, "div"):
        # Squarespace's, which a script fills.
        source = holder.get("data-html")
        if source and not len(holder) and (content := parse_html(source)) is not None:
            holder.extend(list(content.iter("iframe")))
            del holder.attrib["data-html"]
        source = holder.get("data-url") or ""
        if "sqs-audio-embed" in get_classes(holder) and _URL_RE.fullmatch(source):
            figure = _replace_by_figure(holder, "data-file", source)
            if title := holder.get("data-title"):
                etree.SubElement(figure, "figcaption").text = title
    for frame in iterate_all(root, "iframe"):
        source = (frame.get("src") or frame.get("data-src") or "").strip()
        if _URL_RE.fullmatch(source):
            _replace_by_figure(frame, "data-embed", source)
    for plugin in iterate_all(root, "object", "embed"):
        source = plugin.get("data") or plugin.get("src") or ""
        if not source and (movie := plugin.find(".//param[@name='movie']")) is not None:
            source = movie.get("value", "")
        if _URL_RE.fullmatch(source.strip()) and not has_text(plugin):
            suffixed = has_suffix(source, (*RECORDING_SUFFIXES, ".pdf"))
            name = "data-file" if suffixed else "data-embed"
            _replace_by_figure(plugin, name, source.strip())


def _normalize_embed_block(figure: etree._Element) -> None:
    """The block holds the address as text; some hold the HTML of the other site."""
    caption = figure.find("figcaption")
    wrapper = figure.find("div")
    if wrapper is None:
        return
    text = normalize_space(get_text(wrapper))
    if _URL_RE.fullmatch(text):
        figure.attrib.clear()
        figure.set("data-embed", text)
        for child in list(figure):
            if child is not caption:
                figure.remove(child)
        figure.text = None


def _replace_by_figure(element: etree._Element, name: str, url: str) -> etree._Element:
    outer = element.getparent()
    if outer is not None and outer.tag == "figure" and not has_text_besides_caption(outer):
        # The figure around it is the one.
        caption = outer.find("figcaption")
        outer.attrib.clear()
        outer.set(name, url)
        for child in list(outer):
            if child is not caption:
                outer.remove(child)
        outer.text = None
        return outer
    figure = etree.Element("figure", {name: url})
    replace(element, figure)
    hoist_from_paragraph(figure)
    return figure


def has_text_besides_caption(figure: etree._Element) -> bool:
    texts = (figure.text, *(child.tail for child in figure))
    return any(text and text.strip() for text in texts) or any(
        child.tag != "figcaption" and has_text(child) for child in figure
    )


def _normalize_recordings(root: etree._Element) -> None:
    for player in iterate_all(root, "video", "audio"):
        source = player.get("src") or ""
        if not source and (child := player.find(".//source")) is not None:
            source = child.get("src") or ""
        if not source and (link := player.find(".//a")) is not None:
            source = link.get("href") or ""
        if source.strip():
            name = "data-file" if has_suffix(source, RECORDING_SUFFIXES) else "data-embed"
            if not _URL_RE.fullmatch(source.strip()):
                name = "data-file"
            tracks, poster = list(player.iter("track")), (player.get("poster") or "").strip()
            figure = _replace_by_figure(player, name, source.strip())
            if name == "data-file":
                figure[:0] = tracks
                if poster:
                    figure.set("data-poster", poster)


def _normalize_files(root: etree._Element) -> None:
    """A file: a link with its name, and a button with the same address."""
    for block in iterate_all(root, "div"):
        if "wp-block-file" not in get_classes(block):
            continue
        links = [link for link in block.iter("a") if link.get("href")]
        names = [link for link in links if "wp-block-file__button" not in get_classes(link)]
        if not links:
            continue
        figure = etree.Element("figure", {"data-file": links[0].get("href", "")})
        text = normalize_space(get_text((names or links)[0]))
        if text and is_media_url(links[0].get("href", "")):
            figure.set("data-title", text)
        if text:
            etree.SubElement(figure, "figcaption").text = text
        replace(block, figure)


def _normalize_tables(root: etree._Element) -> None:
    for figure in iterate_all(root, "figure"):
        table = figure.find("table")
        if table is None:
            continue
        caption = figure.find("figcaption")
        if caption is not None and table.find("caption") is None:
            caption.tag, caption.tail = "caption", None
            table.insert(0, caption)
        replace_by_children(figure)


def _normalize_captions(root: etree._Element) -> None:
    """Captions that are not in a figure, as older themes and exports have them."""
    for block in iterate_all(root, "div", "dl"):
        if "wp-caption" not in get_classes(block) or block.find(".//img") is None:
            continue
        block.tag = "figure"
        block.attrib.clear()
        for text in iterate_all(block, "p", "dd", "div"):
            if {"wp-caption-text", "wp-caption-dd"} & get_classes(text):
                text.tag = "figcaption"
                text.attrib.clear()
        for holder in iterate_all(block, "dt", "p"):
            replace_by_children(holder)


def _normalize_galleries(root: etree._Element) -> None:
    for gallery in iterate_all(root, "figure", "div", "ul"):
        if gallery is root or gallery.getparent() is None:
            continue
        if not _GALLERY_CLASSES & get_classes(gallery) or gallery.find(".//img") is None:
            continue
        if any("data-gallery" in parent.attrib for parent in gallery.iterancestors()):
            continue
        captions = [
            caption
            for caption in gallery.iter("figcaption")
            if caption.getparent() is gallery or "blocks-gallery-caption" in get_classes(caption)
        ]
        container = etree.Element("div", {"data-gallery": ""})
        for image in list(gallery.iter("img")):
            container.append(_take_gallery_item(image, gallery))
        rest = [caption for caption in captions if has_text(caption)]
        tail, gallery.tail = gallery.tail, None
        replace(gallery, container)
        container.tail = tail
        for caption in reversed(rest):
            paragraph = etree.Element("p")
            move_content(caption, paragraph)
            paragraph.tail, container.tail = container.tail, None
            container.addnext(paragraph)


def _take_gallery_item(image: etree._Element, gallery: etree._Element) -> etree._Element:
    """Return a figure of a picture in a gallery, with its link and caption."""
    item = image
    for parent in image.iterancestors():
        if parent is gallery or len(list(parent.iter("img"))) > 1:
            break
        item = parent
    figure = etree.Element("figure")
    link = next((parent for parent in image.iterancestors("a") if parent is not gallery), None)
    caption = next(
        (
            text
            for text in item.iter("figcaption", "dd")
            if has_text(text) and "blocks-gallery-caption" not in get_classes(text)
        ),
        None,
    )
    image.tail = None
    if link is not None:
        etree.SubElement(figure, "a", {"href": link.get("href", "")}).append(image)
    else:
        figure.append(image)
    if caption is not None:
        move_content(caption, etree.SubElement(figure, "figcaption"))
    return figure


def _normalize_figure(figure: etree._Element, context: BodyContext) -> None:
    """A figure of one picture: its credit, and a link only if it leads to the original."""
    images = list(figure.iter("img"))
    if "data-gallery" in figure.attrib or not images:
        return
    if figure.find(".//figure") is not None:
        return
    for image in images:
        if credit := image.attrib.pop("data-credit", ""):
            figure.set("data-credit", credit)
        link = next(image.iterancestors("a"), None)
        if link is not None and figure in link.iterancestors():
            _check_link(link, image, context)
    hoist_from_paragraph(figure)


def _check_link(link: etree._Element, image: etree._Element, context: BodyContext) -> None:
    target = (link.get("href") or "").strip()
    if has_suffix(target, PICTURE_SUFFIXES):
        return
    is_page = "attachment" in (link.get("rel") or "") or "attachment_id=" in target
    if not is_page and not context.index.is_attachment_page(target) and is_web_url(target):
        context.picture_links.setdefault(target)
    replace_by_children(link)


def _insert_background(element: etree._Element) -> None:
    """Make a picture of the background of a cover."""
    background = _BACKGROUND_RE.search(element.get("style") or "")
    if background:
        figure = etree.Element("figure")
        etree.SubElement(figure, "img", {"src": background[1], "alt": ""})
        figure.tail, element.text = element.text, None
        element.insert(0, figure)


def _remove_empty(root: etree._Element) -> None:
    """Remove paragraphs of space, empty quotations and spacers."""
    for element in iterate_all(root, "p", "blockquote", "div"):
        if element.tag == "div" and "wp-block-spacer" not in get_classes(element):
            continue
        if element is root or has_text(element) or next(element.iter(*_MEDIA), None) is not None:
            continue
        if any(isinstance(child, etree._Comment) for child in element.iter()):
            replace_by_children(element)
        elif element.find(".//*[@id]") is None and element.get("id") is None:
            remove(element)


_STEPS: tuple[tuple[frozenset[str], Callable[[etree._Element], None]], ...] = (
    (frozenset({"img"}), _restore_lazy_pictures),
    (frozenset({"figure", "iframe", "object", "embed", "div"}), _normalize_embeds),
    (frozenset({"video", "audio"}), _normalize_recordings),
    (frozenset({"div"}), _normalize_files),
    (frozenset({"table"}), _normalize_tables),
    (frozenset({"div", "dl"}), _normalize_captions),
)
