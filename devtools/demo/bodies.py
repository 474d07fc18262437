"""Parsing of the HTML in content files, which is the HTML of the editor in an editable form.

Lines may break between any words, and blocks are separated by empty lines. Figures refer to photos
by key and take their texts from them; quotations refer to sources by name.
"""

import re
from collections.abc import Collection, Mapping
from itertools import zip_longest

from lxml.html import HtmlElement

from blog.common import markup
from blog.content import document
from blog.content.document import Document
from blog.models import Photo
from devtools.demo.content_files import ContentError, Entry

# Not \s, which would match the no-break spaces of French punctuation.
LINE_BREAK_RE = re.compile(r"[ \t]*\n[ \t\n]*")
# Elements without own text.
CONTAINER_TAGS = {
    *("div", "ul", "ol", "li", "blockquote", "section", "aside", "dl", "table", "tbody", "tr"),
}


def parse_body(entry: Entry, photos: Mapping[str, Photo], sources: Collection[str]) -> Document:
    """Parse the body of a post or page. Raises ContentError for elements and attributes that a save
    would remove, and for unknown photos and sources."""
    root = _parse_html(entry)
    _refuse_unsupported(entry, root)
    for element in root.iter("figure"):
        photo = photos.get(element.get("data-photo", ""))
        if photo is None:
            raise ContentError(
                entry.file, _find_line(entry, element), "This photo is not in photos.toml."
            )
        _set_photo_data(element, photo)
    for element in root.iter("section", "q"):
        for role in ("source", "speaker"):
            name = element.get(f"data-{role}-name")
            if name and name not in sources:
                message = f"The {role} {name!r} is not in sources.toml."
                raise ContentError(entry.file, _find_line(entry, element), message)
    return document.parse(markup.inner_html(root))


def refuse_errors(entry: Entry, checked: Document) -> None:
    """Raise ContentError for the first error of `document.check`."""
    blocks = list(_parse_html(entry).iterchildren("*"))
    for node in checked.nodes_with_inline:
        if node.errors:
            message = " ".join(node.errors)
            raise ContentError(entry.file, _find_line(entry, blocks[node.element_index]), message)


def _parse_html(entry: Entry) -> HtmlElement:
    """Parse the body, and replace the line breaks of the file by spaces, but for those of code."""
    root = markup.parse_fragment(entry.body)
    for element in root.iter():
        parent = element.getparent()
        if parent is not None and next(element.iterancestors("pre"), None) is not None:
            continue
        if isinstance(element.tag, str):
            element.text = _unwrap(element.text, element.tag in CONTAINER_TAGS)
            # A translation has a line for each paragraph.
            for name in set(element.keys()) - {"data-translation"}:
                element.set(name, LINE_BREAK_RE.sub(" ", element.get(name, "")))
        if parent is not None:
            element.tail = _unwrap(element.tail, parent.tag in CONTAINER_TAGS)
    return root


def _unwrap(text: str | None, is_between_blocks: bool) -> str:
    text = LINE_BREAK_RE.sub(" ", text or "")
    return "" if is_between_blocks and text == " " else text


def _find_line(entry: Entry, element: HtmlElement) -> int:
    """Return the line of the file where a tag begins; the parser has only the line of its end."""
    lines = entry.body.split("\n")
    index = element.sourceline - 1
    while index and f"<{element.tag}" not in lines[index]:
        index -= 1
    return entry.body_line + index


def _refuse_unsupported(entry: Entry, root: HtmlElement) -> None:
    sanitized = markup.parse_fragment(markup.DOCUMENT(markup.inner_html(root)))
    for element, expected in zip_longest(root.iter("*"), sanitized.iter("*")):
        if element is not None and (
            expected is None or element.tag != expected.tag or element.keys() != expected.keys()
        ):
            tag = " ".join([element.tag, *element.keys()])
            message = f"Posts cannot contain <{tag}>; remove the tag or its unsupported attributes."
            raise ContentError(entry.file, _find_line(entry, element), message)


def _set_photo_data(figure: HtmlElement, photo: Photo) -> None:
    """Set the texts of a photo on its figure, as the editor does: a save would clear them."""
    values = {
        "photo": str(photo.pk),
        "alt": photo.alt,
        "decorative": "1" if photo.decorative else "",
        "caption": figure.get("data-caption", photo.caption),
        "credit": photo.credit,
        "licence": photo.licence_url,
        "original": photo.original_url,
    }
    for name, value in values.items():
        figure.set(f"data-{name}", value)
