"""The drawing of a chart as SVG.

Shapes are in an inner `<svg>` that stretches to the width of the page; text keeps its size, at
positions in per cent, so a chart is as legible on a phone as on a wide screen. Colours and widths
are those of classes. Texts are attributes that `markup.insert_link_text` makes content, since the
search index has those of the table.
"""

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from blog.content.charts import labels as axis
from blog.content.charts.data import Chart, Series
from blog.content.charts.numbers import format_number
from blog.content.charts.scale import Scale, build_scale

# In pixels; widths of the inner drawing are in its own units.
PLOT_HEIGHT, TOP, LABEL_HEIGHT = 280, 10, 30
WIDTH = 1000
LABEL_BASELINE, VALUE_SHIFT, TICK_SHIFT, GAP = 20, 4, 8, 6
BAND_SHARE = 0.76  # of a column's band; the rest is the gap to the next.
BAR_LABEL, BAR_HEIGHT, SHARED_BAR_HEIGHT, BAR_GAP = 22, 18, 14, 12
MAX_BAR_LABEL = 44
MAX_AXIS = 16  # The longest label of an axis for which there is a class.
MAX_MARKED_POINTS = 30


def draw(chart: Chart) -> str:
    """Return the SVG of a chart that has no `problem`."""
    if chart.kind == "bars":
        height, axis_length, content = _draw_bars(chart)
    else:
        height = TOP + PLOT_HEIGHT + LABEL_HEIGHT
        axis_length, content = _draw_plot(chart)
    name = chart.description or (
        _("Chart: %(title)s") % {"title": chart.title} if chart.title else _("Chart")
    )
    return (
        f'<svg class="chart-drawing axis-{min(axis_length, MAX_AXIS)}" width="100%" '
        f'height="{height}" role="img" aria-label="{escape(name)}">{content}</svg>'
    )


def draw_legend(chart: Chart) -> str:
    """Return the names of the series as HTML, '' for a single one."""
    if len(chart.series) < 2:
        return ""
    items = (
        f'<span class="series-{number}"><span data-text="{escape(series.name)}"></span></span>'
        for number, series in enumerate(chart.series, 1)
    )
    return f'<div class="chart-legend">{" ".join(items)}</div>'


def _draw_plot(chart: Chart) -> tuple[int, str]:
    """Draw columns or lines; return the length of the longest label of the axis as well."""
    low, high = _get_extent(chart)
    scale = build_scale(low, high, has_zero=chart.kind != "lines")
    if chart.kind == "lines":
        positions = axis.spread_points(chart.labels)
        shapes = _draw_lines(chart.series, positions, scale)
        marks = "".join(_draw_points(chart.series, positions, scale))
    else:
        positions = axis.spread_bands(len(chart.labels))
        shapes = _draw_columns(chart, scale)
        marks = ""
    ticks = [format_number(tick, scale.decimals) for tick in scale.ticks]
    zero = _draw_line("chart-zero", TOP + _locate_y(scale, 0)) if 0 in scale.ticks else ""
    content = (
        "".join(_draw_ticks(scale, ticks))
        + _stretch(PLOT_HEIGHT, TOP, shapes)
        + zero
        + marks
        + "".join(_draw_labels(chart, positions))
    )
    return max(map(len, ticks)), content


def _get_extent(chart: Chart) -> tuple[float, float]:
    """Return the lowest and the highest value; of stacked columns, those of the stacks."""
    rows = list(zip(*(_get_values(series) for series in chart.series), strict=True))
    if chart.kind == "stacked":
        stacks = [
            sum(value for value in row if value is not None and value * sign > 0)
            for row in rows
            for sign in (1, -1)
        ]
        return min(stacks), max(stacks)
    values = [value for row in rows for value in row if value is not None]
    return min(values), max(values)


def _get_values(series: Series) -> list[float | None]:
    return [number.value if number else None for number in series.values]


def _draw_ticks(scale: Scale, texts: list[str]) -> Iterator[str]:
    x = _place(0)
    shift = TICK_SHIFT if get_language_bidi() else -TICK_SHIFT
    for tick, text in zip(scale.ticks, texts, strict=True):
        y = TOP + _locate_y(scale, tick)
        if tick:
            yield _draw_line("chart-grid", y)
        yield _draw_text(text, x, y + VALUE_SHIFT, shift, "end")


def _draw_line(name: str, y: float) -> str:
    return f'<line class="{name}" x1="0" x2="100%" y1="{_round(y)}" y2="{_round(y)}"></line>'


def _draw_labels(chart: Chart, positions: list[float]) -> Iterator[str]:
    y = TOP + PLOT_HEIGHT + LABEL_BASELINE
    for label in axis.place_labels(chart.labels, positions):
        text = _draw_text(label.text, _place(label.position), y, 0, label.anchor)
        yield text.replace("<text", '<text class="chart-wide"', 1) if label.is_wide else text


def _draw_columns(chart: Chart, scale: Scale) -> str:
    count, is_stacked = len(chart.labels), chart.kind == "stacked"
    shared = 1 if is_stacked else len(chart.series)
    width = WIDTH / count * BAND_SHARE / shared
    tops = [0.0] * count
    bottoms = [0.0] * count
    paths = []
    for number, series in enumerate(chart.series):
        path = ""
        for index, value in enumerate(_get_values(series)):
            if not value:
                continue
            ends = tops if value > 0 else bottoms
            start = ends[index] if is_stacked else 0.0
            ends[index] = start + value
            left = WIDTH / count * (index + (1 - BAND_SHARE) / 2) + (
                0 if is_stacked else number * width
            )
            path += _draw_box(
                left, left + width, _locate_y(scale, start), _locate_y(scale, start + value)
            )
        paths.append(path)
    return _draw_series(paths, "chart-areas")


def _draw_lines(all_series: list[Series], positions: list[float], scale: Scale) -> str:
    """Draw a line for each series, with gaps where values are missing."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    paths = []
    for series in all_series:
        values = _get_values(series)
        path, is_drawing = "", False
        for index in order:
            if (value := values[index]) is None:
                is_drawing = False
                continue
            x, y = _mirror(positions[index] * WIDTH), _locate_y(scale, value)
            path += f"{'L' if is_drawing else 'M'}{_round(x)} {_round(y)}"
            is_drawing = True
        paths.append(path)
    return _draw_series(paths, "chart-strokes")


def _draw_points(all_series: list[Series], positions: list[float], scale: Scale) -> Iterator[str]:
    """Yield circles at the values of short lines, and at those without neighbours in all."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    for number, series in enumerate(all_series, 1):
        values = [_get_values(series)[index] for index in order]
        for place, (index, value) in enumerate(zip(order, values, strict=True)):
            around = [*values[max(0, place - 1) : place], *values[place + 1 : place + 2]]
            is_alone = all(other is None for other in around)
            if value is not None and (is_alone or len(order) <= MAX_MARKED_POINTS):
                y = _round(TOP + _locate_y(scale, value))
                x = _place(positions[index])
                yield f'<circle class="series-{number}" cx="{x}" cy="{y}" r="3.5"></circle>'


def _draw_bars(chart: Chart) -> tuple[int, int, str]:
    """Draw horizontal bars below their labels; return the height, the length of the longest value
    and the SVG. Values are written beside bars, so there are no ticks."""
    low, high = _get_extent(chart)
    low, high = min(low, 0), max(high, 0)
    span = (high - low) or 1
    zero = -low / span
    thickness = BAR_HEIGHT if len(chart.series) == 1 else SHARED_BAR_HEIGHT
    paths = [""] * len(chart.series)
    texts, lines = [], []
    longest, y, x = 0, 0, _place(zero)
    shift = -GAP if get_language_bidi() else GAP
    for index, label in enumerate(chart.labels):
        shown = axis.shorten_label(label, MAX_BAR_LABEL)
        texts.append(_draw_text(shown, _place(0), y + BAR_LABEL - 7, 0, "start"))
        y += BAR_LABEL
        start = y
        for number, series in enumerate(chart.series):
            value = series.values[index]
            if value is not None:
                end = (value.value - low) / span
                ends = sorted((zero, end))
                if value.value:
                    box = (ends[0] * WIDTH, ends[1] * WIDTH, y, y + thickness - 1)
                    paths[number] += _draw_box(*box)
                text = format_number(value.value, value.decimals)
                longest = max(longest, len(text))
                # That of a negative value is on the other side of zero, where nothing is.
                place, middle = _place(ends[1]), y + thickness / 2 + VALUE_SHIFT
                texts.append(_draw_text(text, place, middle, shift, "start", "chart-value"))
            y += thickness
        # Not through the names.
        lines.append(f'<line class="chart-zero" x1="{x}" x2="{x}" y1="{start}" y2="{y}"></line>')
        y += BAR_GAP
    shapes = _stretch(y, 0, _draw_series(paths, "chart-areas"))
    return y, longest, shapes + "".join(lines) + "".join(texts)


def _draw_series(paths: list[str], name: str) -> str:
    return "".join(
        f'<path class="{name} series-{number}" d="{path}" vector-effect="non-scaling-stroke">'
        "</path>"
        for number, path in enumerate(paths, 1)
        if path
    )


def _draw_box(left: float, right: float, start: float, end: float) -> str:
    left, right = sorted((_mirror(left), _mirror(right)))
    return f"M{_round(left)} {_round(start)}V{_round(end)}H{_round(right)}V{_round(start)}Z"


def _draw_text(text: str, x: str, y: float, shift: int, anchor: str, name: str = "") -> str:
    """`anchor` follows the direction of the language, as that of SVG does."""
    opening = f'<text class="{name}"' if name else "<text"
    moved = f' dx="{shift}"' if shift else ""
    return (
        f'{opening} x="{x}" y="{_round(y)}"{moved} text-anchor="{anchor}" '
        f'data-text="{escape(text)}"></text>'
    )


def _stretch(height: int, top: int, content: str) -> str:
    return (
        f'<svg x="0" y="{top}" width="100%" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'preserveAspectRatio="none">{content}</svg>'
    )


def _locate_y(scale: Scale, value: float) -> float:
    return PLOT_HEIGHT * (1 - scale.locate(value))


def _place(position: float) -> str:
    """Return a horizontal position from 0 to 1 in per cent, from the right in such languages."""
    return f"{_round(100 * (1 - position if get_language_bidi() else position))}%"


def _mirror(x: float) -> float:
    return WIDTH - x if get_language_bidi() else x


def _round(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
