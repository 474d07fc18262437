"""Charts in the HTML of prose: for readers, feeds, exports and diffs of revisions."""

import re
from html import unescape
from urllib.parse import urlsplit

import lxml.html
from django.utils.html import escape
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from blog.common import markup
from blog.content.charts.data import Chart, read_chart
from blog.content.charts.drawing import draw, draw_legend
from blog.content.charts.kinds import DEFAULT_KIND, KINDS, TEXT_ATTRIBUTES

_CHART_RE = re.compile(r"<table (data-chart=[^>]*)>(.*?)</table>", re.DOTALL)
_CAPTION_RE = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_ATTRIBUTE_RE = re.compile(r'(data-[a-z-]+)="([^"]*)"')
# As `render_charts` writes them; the inner `</svg>` is followed by other elements.
_DRAWING_RE = re.compile(
    r'(?:<div class="chart-legend">(?:(?!</div>).)*</div>)?<svg class="chart-drawing.*?</svg>'
    r'<details class="chart-data"><summary[^>]*>[^<]*</summary>(.*?)</details>',
    re.DOTALL,
)


def find_charts(html: str) -> list[Chart]:
    """Return the charts in prose, as the active language reads their numbers."""
    return [_read(match[0]) for match in _CHART_RE.finditer(html)]


def render_charts(html: str) -> str:
    """Draw the charts of prose for readers, in the active language, with their tables below.

    A chart that cannot be drawn is its table.
    """
    return _CHART_RE.sub(_render, html)


def simplify_charts(html: str) -> str:
    """Remove drawings from a post's HTML, for feeds: title, table and source stay."""
    return _DRAWING_RE.sub(r"\1", html)


def show_charts(html: str) -> str:
    """Make charts figures with a caption, for exports. The figures have the attributes, and the
    title as `data-title`."""
    return _CHART_RE.sub(_show, html)


def split_charts(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the HTML with plain tables, and the labels and values of the attributes of charts,
    escaped. For diffs of revisions."""
    rows: list[tuple[str, str]] = []
    names = (_("Unit"), _("Description"), _("Source"), _("Address of the source"))
    for match in _CHART_RE.finditer(html):
        values = dict(_ATTRIBUTE_RE.findall(match[1]))
        kind = KINDS.get(values.get("data-chart", ""), KINDS[DEFAULT_KIND])
        rows.append((_("Chart"), escape(str(kind))))
        for name, attribute in zip(names, TEXT_ATTRIBUTES, strict=True):
            if value := values.get(attribute):
                rows.append((name, value))
    return _CHART_RE.sub(r"<table>\2</table>", html), rows


def _read(html: str) -> Chart:
    return read_chart(next(markup.parse_fragment(html).iter("table")))


def _render(match: re.Match[str]) -> str:
    chart = _read(match[0])
    table = f"<table>{_CAPTION_RE.sub('', match[2], count=1)}</table>"
    if not chart.problem:
        summary = f'<summary data-text="{escape(_("Data"))}"></summary>'
        table = (
            f"{draw_legend(chart)}{draw(chart)}"
            f'<details class="chart-data">{summary}{table}</details>'
        )
    head = f"<figcaption>{title}</figcaption>" if (title := _format_title(chart)) else ""
    source = f'<p class="chart-source">{line}</p>' if (line := _format_source(chart)) else ""
    return f'<figure class="chart chart-{chart.kind}">{head}{table}{source}</figure>'


def _format_title(chart: Chart) -> str:
    """Return title and unit as HTML, '' without them."""
    if not chart.unit:
        return str(escape(chart.title))
    unit = f"({chart.unit})" if chart.title else chart.unit
    return f'{escape(chart.title)} <span class="chart-unit">{escape(unit)}</span>'.strip()


def _format_source(chart: Chart) -> str:
    """Return the line that names the source, linked to its page, as HTML; '' without one."""
    url = chart.source_url
    name = chart.credit or (urlsplit(url).hostname or "").removeprefix("www.")
    if not name:
        return ""
    source: str = escape(name)
    if url:
        source = f'<a href="{escape(url)}">{source}</a>'
    return escape(_("Source: %(source)s")).replace("%(source)s", source)


def _show(match: re.Match[str]) -> str:
    chart = _read(match[0])
    title = _CAPTION_RE.search(match[2])
    name = f' data-title="{escape(unescape(title[1]))}"' if title else ""
    table = _CAPTION_RE.sub("", match[2], count=1)
    caption = _format_title(chart)
    if source := _format_source(chart):
        caption = f'{caption} <small class="credit">{source}</small>'.strip()
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure {match[1]}{name}><table>{table}</table>{caption}</figure>"


def list_attributes(element: HtmlElement) -> dict[str, str]:
    """Return the attributes that a table takes from an element with `data-chart`, cleaned; empty
    without it."""
    kind = element.get("data-chart")
    if kind is None:
        return {}
    attributes = {"data-chart": kind if kind in KINDS else DEFAULT_KIND}
    for name, length in TEXT_ATTRIBUTES.items():
        if value := " ".join(element.get(name, "").split())[:length].rstrip():
            attributes[name] = value
    return attributes


def format_table_opening(element: HtmlElement) -> str:
    """Return the opening tag of a table with the attributes of a chart's figure or table."""
    table = lxml.html.Element("table", list_attributes(element))
    return lxml.html.tostring(table, encoding="unicode").removesuffix("</table>")
