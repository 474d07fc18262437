"""Markdown of blogging platforms, which is not quite CommonMark."""

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

_FENCE_RE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING_WITHOUT_SPACE_RE = re.compile(r"( {0,3}#{1,6})(?=[^\s#])")


def _build_parser(*, breaks: bool) -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"breaks": breaks, "html": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(sub_plugin)
        .use(superscript_plugin)
    )


_PARSER = _build_parser(breaks=False)
_PARSER_WITH_BREAKS = _build_parser(breaks=True)


def render_markdown(source: str, *, breaks: bool) -> str:
    """Return HTML, with footnotes in a list at its end; `breaks` keeps the ends of lines."""
    parser = _PARSER_WITH_BREAKS if breaks else _PARSER
    return str(parser.render(_add_spaces_to_headings(source)))


def _add_spaces_to_headings(source: str) -> str:
    """Add the space that CommonMark wants after `##` and older parsers do not, except in code."""
    lines, fence = [], ""
    for line in source.splitlines():
        if mark := _FENCE_RE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
        elif not fence:
            line = _HEADING_WITHOUT_SPACE_RE.sub(r"\1 ", line, count=1)
        lines.append(line)
    return "\n".join(lines)
