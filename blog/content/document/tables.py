"""Tables of prose: rows of cells with phrases, a caption, headers and alignment."""

from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from blog.common import markup
from blog.content.charts.html import list_attributes

MAX_CELLS = 20_000  # of a table once its rows have equal lengths; larger ones become lines
MAX_SPANNED_COLUMNS = 100
_ALIGNMENTS = {"center", "end"}


def normalize_tables(root: HtmlElement) -> None:
    """Give each table one `<tbody>` of rows that fill a grid, and cells of phrases.

    A table in a cell becomes lines. Cells span only rows and columns that the table has. Headers of
    the first row are those of columns, others those of rows.
    """
    outer = [each for each in root.iter("table") if next(each.iterancestors("table"), None) is None]
    for table in outer:
        caption = next(table.iterchildren("caption"), None)
        rows = [[*row.iterchildren("td", "th")] for row in table.iter("tr") if _owns(table, row)]
        rows = [row for row in rows if row]
        replacement = _build_table(caption, rows, list_attributes(table)) if rows else None
        if replacement is None:
            _replace_with_lines(table, caption, rows)
        else:
            replacement.tail = table.tail
            table.getparent().replace(table, replacement)
    for element in list(root.iter("tbody", "thead", "tfoot", "tr", "td", "th", "caption")):
        if next(element.iterancestors("table"), None) is None:
            element.drop_tag()


def _owns(table: HtmlElement, row: HtmlElement) -> bool:
    return next(row.iterancestors("table")) is table


def _build_table(
    caption: HtmlElement | None, rows: list[list[HtmlElement]], attributes: dict[str, str]
) -> HtmlElement | None:
    """Return None for a table that is too large. `attributes` are those of a chart."""
    if len(rows) * max(map(len, rows)) > MAX_CELLS:
        return None
    spanned = max(sum(_parse_span(cell, "colspan") for cell in cells) for cells in rows)
    columns = max(min(spanned, MAX_SPANNED_COLUMNS), *map(len, rows))
    if len(rows) * columns > MAX_CELLS:
        return None
    table = lxml.html.Element("table", attributes)
    if caption is not None and (title := " ".join(caption.text_content().split())):
        lxml.html.etree.SubElement(table, "caption").text = title
    body = lxml.html.etree.SubElement(table, "tbody")
    taken: set[tuple[int, int]] = set()
    placed: list[dict[int, HtmlElement]] = []
    for y, cells in enumerate(rows):
        placed.append(dict(_place_row(cells, y, len(rows), columns, taken)))
        if len(taken) > MAX_CELLS:
            return None
    width = 1 + max(x for x, _y in taken)
    for y, placed_cells in enumerate(placed):
        row = lxml.html.etree.SubElement(body, "tr")
        for column in range(width):
            if column in placed_cells:
                row.append(placed_cells[column])
            elif (column, y) not in taken:
                lxml.html.etree.SubElement(row, "td")
    return table


def _place_row(
    cells: list[HtmlElement], y: int, height: int, columns: int, taken: set[tuple[int, int]]
) -> Iterator[tuple[int, HtmlElement]]:
    """Yield the columns and new cells of a row, and mark what they span as taken."""
    x = 0
    for cell in cells:
        while (x, y) in taken:
            x += 1
        right = min(x + _parse_span(cell, "colspan"), max(columns, x + 1))
        colspan = next((end for end in range(x + 1, right) if (end, y) in taken), right) - x
        rowspan = min(_parse_span(cell, "rowspan"), height - y, max(1, MAX_CELLS // colspan))
        columns_below, rows_below = range(x, x + colspan), range(y, y + rowspan)
        taken |= {(column, row) for column in columns_below for row in rows_below}
        yield x, _build_cell(cell, colspan, rowspan, is_first_row=y == 0)
        x += colspan


def _build_cell(cell: HtmlElement, colspan: int, rowspan: int, is_first_row: bool) -> HtmlElement:
    html = markup.PHRASES(join_lines(cell))
    built = lxml.html.fragment_fromstring(html, create_parent=cell.tag)
    if cell.tag == "th":
        built.set("scope", "col" if is_first_row else "row")
    for name, span in (("colspan", colspan), ("rowspan", rowspan)):
        if span > 1:
            built.set(name, str(span))
    if (alignment := cell.get("data-align")) in _ALIGNMENTS:
        built.set("data-align", alignment)
    return built


def join_lines(parent: HtmlElement, separator: str = "<br>") -> str:
    """Return the content of an element, with a separator between its blocks."""
    for element in list(parent.iterdescendants()):
        if element.tag in markup.BLOCK_TAGS:
            element.addprevious(lxml.html.Element("br"))
            element.addnext(lxml.html.Element("br"))
            element.drop_tag()
    parts = [part.strip() for part in markup.inner_html(parent).split("<br>")]
    return separator.join(part for part in parts if part)


def set_content(element: HtmlElement, html: str) -> None:
    """Replace the content of an element."""
    root = markup.parse_fragment(html)
    for child in list(element):
        element.remove(child)
    element.text = root.text
    element.extend(list(root))


def _replace_with_lines(
    table: HtmlElement, caption: HtmlElement | None, rows: list[list[HtmlElement]]
) -> None:
    lines = [[caption]] * (caption is not None) + rows
    for cells in lines:
        texts = (" ".join(cell.text_content().split()) for cell in cells)
        if text := " · ".join(filter(None, texts)):
            line = lxml.html.Element("p")
            line.text = text
            table.addprevious(line)
    table.drop_tree()


def _parse_span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1
