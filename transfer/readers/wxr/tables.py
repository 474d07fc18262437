"""Tables of TablePress, which are items of their own: posts show them by number."""

import json
from collections.abc import Sequence
from typing import Any

from transfer.readers.wxr.fields import Fields

TABLE_TYPE = "tablepress_table"
# What TablePress writes into cells that are part of the one to the left or above.
_COLSPAN, _ROWSPAN, _SPANS = "#colspan#", "#rowspan#", ("#colspan#", "#rowspan#", "#span#")
MAX_CELLS = 100_000


def get_table_number(fields: Fields) -> str:
    """Return the number by which posts name a table, '' if the export does not tell it."""
    return fields.get_meta("_tablepress_export_table_id")


def build_table(fields: Fields) -> str:
    """Build the HTML of a table, '' if there is none. Hidden rows and columns are left out."""
    rows = _parse(fields.get("content:encoded"), list)
    rows = [
        ["" if cell is None else str(cell) for cell in row] for row in rows if isinstance(row, list)
    ]
    visibility = _parse(fields.get_meta("_tablepress_table_visibility"), dict)
    rows = _show(rows, visibility.get("rows"))
    rows = [_show(row, visibility.get("columns")) for row in rows]
    if not any(rows) or sum(map(len, rows)) > MAX_CELLS:
        return ""
    options = _parse(fields.get_meta("_tablepress_table_options"), dict)
    heads = {0} if options.get("table_head") else set()
    if options.get("table_foot"):
        heads.add(len(rows) - 1)
    lines = [_build_row(rows, line, "th" if line in heads else "td") for line in range(len(rows))]
    return f"<table>{''.join(lines)}</table>"


def _parse(text: str, kind: type[Any]) -> Any:
    """Parse JSON; an empty value of the type if it is another or damaged."""
    try:
        value = json.loads(text or "null")
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, kind) else kind()


def _show(parts: Sequence[Any], visible: Any) -> list[Any]:
    if not isinstance(visible, list) or len(visible) != len(parts):
        return list(parts)
    return [part for part, shown in zip(parts, visible, strict=True) if shown]


def _build_row(rows: Sequence[Sequence[str]], line: int, tag: str) -> str:
    cells = []
    for column, cell in enumerate(rows[line]):
        if cell in _SPANS:
            continue
        width, height = 1, 1
        while rows[line][column + width : column + width + 1] == [_COLSPAN]:
            width += 1
        while line + height < len(rows) and rows[line + height][column : column + 1] == [_ROWSPAN]:
            height += 1
        spans = f' colspan="{width}"' * (width > 1) + f' rowspan="{height}"' * (height > 1)
        cells.append(f"<{tag}{spans}>{cell.strip().replace('\n', '<br>')}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"
