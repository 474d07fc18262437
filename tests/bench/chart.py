"""CPU of a request as bars, in SVG: kept pages beside Django's 'hello', through nginx and straight
from the web, and pages that are made.

Colours follow the reader's light or dark; where an SVG stands as a picture, its own style does.
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
WIDTH, NAMES, ROW, BAR, TOP = 640, 150, 22, 14, 30
ROOM = WIDTH - NAMES - 80  # for the longest bar, with its number behind it

Bar = tuple[str, float]  # A name, and milliseconds.


def svg(groups: Iterable[tuple[str, list[Bar]]]) -> str:
    """Each group has a title and a scale of its own. A bar named 'hello' is the measure of its
    group: a line goes down from it."""
    parts: list[str] = []
    y = 10
    for title, bars in groups:
        parts.append(_text(10, y + 16, title, "title"))
        y += TOP
        longest = max((value for _name, value in bars), default=0) or 1
        for name, value in bars:
            length = value / longest * ROOM
            kind = "hello" if name == "hello" else "bar"
            parts.append(_text(NAMES - 8, y + 12, name, anchor="end"))
            parts.append(
                f'<rect class="{kind}" x="{NAMES}" y="{y}" width="{length:.1f}" height="{BAR}"/>'
            )
            parts.append(_text(NAMES + length + 6, y + 12, f"{value:.3f} ms", "value"))
            if kind == "hello":
                end = y + ROW * len(bars) - 8
                x = f"{NAMES + length:.1f}"
                parts.append(f'<line class="line" x1="{x}" x2="{x}" y1="{y + BAR}" y2="{end}"/>')
            y += ROW
        y += 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}"'
        f' height="{y}" role="img"><title>CPU time of a request</title><style>{STYLE}\n</style>'
        f'<rect class="paper" width="{WIDTH}" height="{y}"/>{"".join(parts)}</svg>\n'
    )


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    of = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}"{of}>{escape(words)}</text>'
