"""Pictures as Blogger inserts them: linked to the original, captioned in a table or below."""

from copy import deepcopy

from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from transfer.messages import Message
from transfer.readers.blogger.elements import (
    append_text,
    create,
    get_tag,
    has_class,
    has_text,
    is_blank,
    is_centred,
    move_children,
    replace,
)
from transfer.readers.blogger.picture_addresses import (
    complete_address,
    get_identity,
    get_largest,
    is_google_picture,
    is_picture,
)

MAX_CAPTION_LENGTH = 300
MAX_CAPTION_LINES = 3
# Smaller pictures are smileys, or pixels that count readers.
MIN_PICTURE_SIZE = 49
_BLOCKS = {"div", "p", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "figure"}
_PICTURE_ATTRIBUTES = ("src", "alt", "title", "width", "height")


def find_picture(element: HtmlElement) -> HtmlElement | None:
    """Return the picture that an inline element holds, if it holds nothing else."""
    while get_tag(element) != "img":
        if len(element) != 1 or not is_blank(element.text) or not is_blank(element[0].tail):
            return None
        element = element[0]
    return element


def find_link(picture: HtmlElement, outermost: HtmlElement) -> str:
    """Return the address that a picture within an inline element is linked to, or ''."""
    ancestor: HtmlElement | None = picture
    while ancestor is not None:
        if get_tag(ancestor) == "a" and ancestor.get("href"):
            return complete_address(ancestor.get("href") or "")
        ancestor = None if ancestor is outermost else ancestor.getparent()
    return ""


def leads_to_original(link: str, picture: HtmlElement) -> bool:
    source = complete_address(picture.get("src") or "")
    return is_picture(link) or get_identity(link) == get_identity(source)


def is_small(picture: HtmlElement) -> bool:
    """Return whether a picture is a smiley or the like, by its size in pixels."""
    sizes = [(picture.get(name) or "").removesuffix("px") for name in ("width", "height")]
    numbers = [int(size) for size in sizes if size.isascii() and size.isdigit()]
    return bool(numbers) and max(numbers) < MIN_PICTURE_SIZE


def is_standalone(element: HtmlElement) -> bool:
    """Return whether an inline element is a picture that can stand between paragraphs: one that
    is linked to no other page, and no smiley."""
    picture = find_picture(element)
    if picture is None or not picture.get("src") or is_small(picture):
        return False
    link = find_link(picture, element)
    return not link or leads_to_original(link, picture)


def is_inserted_by_blogger(element: HtmlElement) -> bool:
    """Return whether a picture was uploaded to Blogger, or is linked to its original."""
    picture = find_picture(element)
    if picture is None:
        return False
    return (
        is_google_picture(picture.get("src") or "")
        or (picture.get("id") or "").startswith("BLOGGER_PHOTO_ID")
        or bool(find_link(picture, element))
    )


def build_figure(element: HtmlElement) -> HtmlElement:
    """Build the figure of an inline element that is a picture, with a link to its original."""
    picture = find_picture(element)
    assert picture is not None
    source = complete_address(picture.get("src") or "")
    link = find_link(picture, element)
    original = get_largest(link if link and leads_to_original(link, picture) else source)
    figure = create("figure")
    copy = create("img")
    for name in _PICTURE_ATTRIBUTES:
        if picture.get(name) is not None:
            copy.set(name, picture.get(name) or "")
    copy.set("src", source)
    if original != source or (link and leads_to_original(link, picture)):
        anchor = create("a", href=original)
        anchor.append(copy)
        figure.append(anchor)
    else:
        figure.append(copy)
    return figure


def normalize_links(root: HtmlElement) -> None:
    """Let links around pictures lead to the largest rendition, and not to a page that shows it."""
    for anchor in root.iter("a"):
        picture = find_picture(anchor)
        link = complete_address(anchor.get("href") or "")
        if picture is not None and link and leads_to_original(link, picture):
            anchor.set("href", get_largest(link))


def convert_caption_tables(root: HtmlElement, notes: list[str]) -> None:
    """Turn tables with a picture and its caption into figures, the innermost first."""
    for table in reversed(list(root.iter("table"))):
        if has_class(table, "tr-caption-container"):
            _convert_caption_table(table, notes)


def _convert_caption_table(table: HtmlElement, notes: list[str]) -> None:
    captions = [cell for cell in table.iter("td") if has_class(cell, "tr-caption")]
    figures: list[HtmlElement] = []
    rest = create("figcaption")
    cells = [
        cell
        for cell in table.iter("td")
        if cell not in captions
        and not any(get_tag(parent) == "td" for parent in _iterate_parents(cell, table))
    ]
    for cell in cells:
        figures += _take_figures(cell, notes)
    if not figures:
        return
    for cell in filter(has_text, cells):
        _append_line(rest, cell)
    for cell in captions:
        if has_text(cell):
            _append_line(rest, cell)
    if len(rest) or rest.text:
        _add_caption(figures[-1], rest)
    if len(figures) > 1:
        gallery = create("div", data_gallery="")
        gallery.extend(figures)
        figures = [gallery]
    replace(table, figures)


def _iterate_parents(element: HtmlElement, last: HtmlElement) -> list[HtmlElement]:
    parents = []
    parent = element.getparent()
    while parent is not None and parent is not last:
        parents.append(parent)
        parent = parent.getparent()
    return parents


def _take_figures(cell: HtmlElement, notes: list[str]) -> list[HtmlElement]:
    """Take the figures and pictures out of a cell."""
    figures: list[HtmlElement] = []
    for element in list(cell.iter("figure", "img")):
        parents = _iterate_parents(element, cell)
        if element.getparent() is None or any(get_tag(parent) == "figure" for parent in parents):
            continue
        outermost = element
        for parent in parents:
            if find_picture(parent) is not element:
                break
            outermost = parent
        figure = element
        if get_tag(element) == "img":
            figure = build_figure(outermost)
            link = find_link(element, outermost)
            if link and not leads_to_original(link, element):
                notes.append(
                    Message(gettext_noop("A picture with a caption was linked to %s"), link).stored
                )
        figures.append(figure)
        replace(outermost, [])
    return figures


def _append_line(caption: HtmlElement, line: HtmlElement) -> None:
    if len(caption) or caption.text:
        caption.append(create("br"))
    if line.text:
        line.text = line.text.lstrip()
    move_children(line, caption)


def _add_caption(figure: HtmlElement, caption: HtmlElement) -> None:
    existing = figure.find("figcaption")
    if existing is None:
        figure.append(caption)
    else:
        _append_line(existing, caption)


def convert_separators(root: HtmlElement) -> None:
    """Turn a centred picture with the centred line below it into a figure with a caption."""
    separators = [div for div in root.iter("div") if has_class(div, "separator")]
    for separator in separators:
        if separator.getparent() is None or not _is_simple(separator) or has_text(separator):
            continue
        content = [child for child in separator if get_tag(child) != "br"]
        if len(content) != 1 or not is_standalone(content[0]):
            continue
        lines = _find_caption_lines(separator)
        if not lines:
            continue
        figure = build_figure(content[0])
        caption = create("figcaption")
        for line in lines:
            _append_line(caption, line)
            replace(line, [])
        figure.append(caption)
        replace(separator, [figure])


def _find_caption_lines(separator: HtmlElement) -> list[HtmlElement]:
    """Return the centred lines below a picture; only the first if too many follow one another."""
    lines: list[HtmlElement] = []
    sibling = separator
    while is_blank(sibling.tail):
        following = sibling.getnext()
        if following is None or not _is_caption_line(following):
            break
        lines.append(following)
        sibling = following
    if lines and len(_get_text(lines[0])) > MAX_CAPTION_LENGTH:
        return []
    is_caption = len(lines) <= MAX_CAPTION_LINES and all(
        len(_get_text(line)) <= MAX_CAPTION_LENGTH for line in lines
    )
    return lines if is_caption else lines[:1]


def _is_caption_line(element: HtmlElement) -> bool:
    return (
        get_tag(element) == "div"
        and has_class(element, "separator")
        and is_centred(element)
        and _is_simple(element)
        and element.find(".//img") is None
        and has_text(element)
    )


def _is_simple(element: HtmlElement) -> bool:
    """Return whether an element holds no blocks."""
    return not any(get_tag(child) in _BLOCKS for child in element.iterdescendants())


def _get_text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def arrange_pictures(pictures: list[tuple[HtmlElement, bool]]) -> list[HtmlElement]:
    """Build the figures of pictures that follow one another.

    Each comes with whether it is in the same line as the one before: those are a gallery.
    """
    rows: list[list[HtmlElement]] = []
    for element, is_same_line in pictures:
        figure = build_figure(deepcopy(element))
        if rows and is_same_line:
            rows[-1].append(figure)
        else:
            rows.append([figure])
    result = []
    for row in rows:
        if len(row) == 1:
            result.append(row[0])
            continue
        gallery = create("div", data_gallery="")
        gallery.extend(row)
        append_text(gallery, None)
        result.append(gallery)
    return result
