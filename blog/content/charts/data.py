"""The data of a chart, read from its table."""

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from blog.content.charts.kinds import DEFAULT_KIND, KINDS
from blog.content.charts.numbers import Number, parse_numbers
from lib.urls import is_web_url

MAX_ROWS, MAX_SERIES = 200, 6
# What people type where a value is missing.
_BLANKS = {"", "-", "–", "—", "…", "...", ".", "/", "x", "n/a", "na", "n. a.", "k. a.", "s. o."}


@dataclass
class Series:
    """A column of numbers; `values` has None where the table has none."""

    name: str
    values: list[Number | None]


@dataclass
class Chart:
    """What is drawn of a table. `problem` is the reason why nothing is: '', 'empty', 'large' or
    'merged'. `unread` are the texts among the numbers that are none."""

    kind: str
    title: str
    unit: str
    description: str
    credit: str
    credit_url: str
    labels: list[str] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def source_url(self) -> str:
        """The address of the source, '' if it is no web address."""
        return self.credit_url if is_web_url(self.credit_url) else ""


def read_chart(table: HtmlElement) -> Chart:
    """Read a table with `data-chart`: labels in the first column, a series in each other one.

    Columns without a number are left out. Numbers are read as the active language writes them.
    """
    caption = table.find("caption")
    kind = table.get("data-chart", "")
    chart = Chart(
        kind=kind if kind in KINDS else DEFAULT_KIND,
        title="" if caption is None else " ".join(caption.text_content().split()),
        unit=table.get("data-unit", ""),
        description=table.get("data-description", ""),
        credit=table.get("data-credit", ""),
        credit_url=table.get("data-credit-url", ""),
    )
    cells = [[*row.iterchildren("td", "th")] for row in table.iter("tr")]
    if table.xpath(".//@colspan|.//@rowspan"):
        chart.problem = "merged"
        return chart
    if len(cells) > MAX_ROWS + 1 or max(map(len, cells), default=0) > MAX_SERIES * 2:
        chart.problem = "large"  # Half of the columns may be notes.
        return chart
    rows = [[_get_text(cell) for cell in row] for row in cells]
    numbers = parse_numbers({text for row in rows for text in row[1:]}, chart.unit)
    names: list[str] = []
    if rows and _is_header(cells[0], rows[0], numbers):
        names = rows.pop(0)
    _add_series(chart, names, rows, numbers)
    if len(rows) > MAX_ROWS or len(chart.series) > MAX_SERIES:
        chart.problem = "large"
    elif not chart.series:
        chart.problem = "empty"
    return chart


def _is_header(cells: list[HtmlElement], texts: list[str], numbers: dict[str, Number]) -> bool:
    if any(cell.tag == "th" for cell in cells[1:]):
        return True
    return any(text not in numbers and text.casefold() not in _BLANKS for text in texts[1:])


def _add_series(
    chart: Chart, names: list[str], rows: list[list[str]], numbers: dict[str, Number]
) -> None:
    # A row without anything is none.
    rows[:] = [row for row in rows if any(row)]
    chart.labels = [row[0] for row in rows]
    for column in range(1, max(map(len, rows), default=0)):
        texts = [row[column] if column < len(row) else "" for row in rows]
        values = [numbers.get(text) for text in texts]
        if not any(values):
            continue
        name = names[column] if column < len(names) else ""
        chart.series.append(Series(name, values))
        chart.unread += [
            text for text in texts if text not in numbers and text.casefold() not in _BLANKS
        ]


def _get_text(cell: HtmlElement) -> str:
    """Return the text of a cell on one line, without footnotes."""
    for line_break in cell.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    texts = cell.xpath(".//text()[not(ancestor::small)]")
    return " ".join("".join(texts).split())
