"""An SVG chart of CPU time per request: cached pages compared with the 'hello' view, through nginx
and directly, and uncached pages.

Colours follow the reader's colour scheme; in an `img`, the SVG's own style applies.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #2b2a27; }
.title { font-weight: 600; } .value { font-size: 12px; }
.bar { fill: #3d6b99; } .hello { fill: #a8582b; } .line { stroke: #a8582b; stroke-dasharray: 3 3; }
.paper { fill: #fbf9f3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e2d8; } .paper { fill: #171513; } .bar { fill: #7fb0e0; }
  .hello { fill: #e09a6b; } .line { stroke: #e09a6b; }
}"""
WIDTH, NAME_WIDTH, ROW_HEIGHT, BAR_HEIGHT, TOP_MARGIN = 640, 150, 22, 14, 30
MAX_BAR_WIDTH = WIDTH - NAME_WIDTH - 80  # For the longest bar and the number after it.

Bar = tuple[str, float]  # Name and milliseconds.


def svg(groups: Iterable[tuple[str, list[Bar]]]) -> str:
    """Draw the chart. Each group has its own title and scale; a bar named 'hello' is the reference
    of its group, marked by a line."""
    parts: list[str] = []
    y = 10
    for title, bars in groups:
        parts.append(_text(10, y + 16, title, "title"))
        y += TOP_MARGIN
        longest = max((value for _name, value in bars), default=0) or 1
        for name, value in bars:
            length = value / longest * MAX_BAR_WIDTH
            kind = "hello" if name == "hello" else "bar"
            parts.append(_text(NAME_WIDTH - 8, y + 12, name, anchor="end"))
            parts.append(
                f'<rect class="{kind}" x="{NAME_WIDTH}" y="{y}"'
                f' width="{length:.1f}" height="{BAR_HEIGHT}"/>'
            )
            parts.append(_text(NAME_WIDTH + length + 6, y + 12, f"{value:.3f} ms", "value"))
            if kind == "hello":
                end = y + ROW_HEIGHT * len(bars) - 8
                x = f"{NAME_WIDTH + length:.1f}"
                parts.append(
                    f'<line class="line" x1="{x}" x2="{x}" y1="{y + BAR_HEIGHT}" y2="{end}"/>'
                )
            y += ROW_HEIGHT
        y += 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}"'
        f' height="{y}" role="img"><title>CPU time of a request</title><style>{STYLE}\n</style>'
        f'<rect class="paper" width="{WIDTH}" height="{y}"/>{"".join(parts)}</svg>\n'
    )


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    class_attribute = f' class="{kind}"' if kind else ""
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}"{class_attribute}>{escape(text)}</text>'
    )
