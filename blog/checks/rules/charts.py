"""Check the data of charts, and what their readers need: title, description and source."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common import markup
from blog.content.charts import labels
from blog.content.charts.data import MAX_ROWS, MAX_SERIES, Chart, read_chart
from blog.content.charts.kinds import CHART_TABLE
from blog.content.document import Document, ProseNode

MAX_SHOWN_TEXTS = 3
LONG_LABEL = 7  # Letters.


def check(document: Document, language: str) -> Iterator[Finding]:
    """Yield the findings of charts. Numbers are read as the language writes them. No query."""
    for node in document.nodes:
        if not isinstance(node, ProseNode) or CHART_TABLE not in node.html:
            continue
        elements = markup.parse_fragment(node.html)
        for index, element in enumerate(elements, start=node.element_index):
            for table in element.iter("table"):
                if table.get("data-chart") is not None:
                    with translation.override(language):
                        chart = read_chart(table)
                    yield from _check_chart(chart, index)


def _check_chart(chart: Chart, index: int) -> Iterator[Finding]:
    def build(code: str, message: str, part: str = "", detail: str = "") -> Finding:
        subject = f"{chart.title} {detail}".strip()
        about: dict[str, Any] = {"element_index": index, "excerpt": excerpt(chart.title)}
        return Finding(code, message, subject, part=part, **about)

    if chart.problem:
        yield build("chart_not_drawn", _explain(chart.problem), detail=chart.problem)
    if chart.unread:
        yield build("chart_cell", _list_unread(chart), detail=" ".join(chart.unread))
    elif not chart.problem and _hides_labels(chart):
        message = _("Some labels have no room on a phone. Bars have room for longer ones.")
        yield build("chart_labels", message)
    if not chart.title:
        yield build("chart_title", _("Add a title to the chart."), "caption")
    if not chart.description:
        message = _("Describe what the chart shows, for people who cannot see it.")
        yield build("chart_description", message, "description")
    if not chart.credit:
        yield build("chart_source", _("Say where the numbers come from."), "credit")
    if chart.credit_url and not chart.source_url:
        message = _("The address of the source must begin with https://. Until then it is no link.")
        yield build("chart_source_url", message, "creditUrl", chart.credit_url)


def explain_problems(chart: Chart) -> list[str]:
    """Return messages about a chart that is not drawn, or lacks some of its values."""
    messages = [_explain(chart.problem)] if chart.problem else []
    return [*messages, _list_unread(chart)] if chart.unread else messages


def _list_unread(chart: Chart) -> str:
    texts = [f"“{excerpt(text, 30)}”" for text in chart.unread[:MAX_SHOWN_TEXTS]]
    message = _("These values are no numbers, so the chart leaves them out: %(texts)s")
    return message % {"texts": ", ".join(texts)}


def _explain(problem: str) -> str:
    if problem == "merged":
        return _("A chart cannot be drawn from merged cells. Split them.")
    if problem == "large":
        limits = {"rows": MAX_ROWS, "series": MAX_SERIES}
        message = _(
            "A chart can have at most %(rows)d rows and %(series)d columns of numbers. Readers "
            "see the table."
        )
        return message % limits
    return _(
        "The chart has no numbers. Its first column has the labels, each further one a series."
    )


def _hides_labels(chart: Chart) -> bool:
    """Return whether columns have names without room; years and months are clear without some."""
    is_named = max(map(labels.measure_label, chart.labels)) > LONG_LABEL
    if chart.kind not in ("columns", "stacked") or not is_named or labels.find_dates(chart.labels):
        return False
    placed = labels.place_labels(chart.labels, labels.spread_bands(len(chart.labels)))
    return len(placed) < len(chart.labels) or any(label.is_wide for label in placed)
