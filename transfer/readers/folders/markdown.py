"""Markdown as HTML: CommonMark with the additions that generators have in common."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from transfer.readers.folders.dialects import split_code_info

# Deeper lists and quotations would lose their text.
_MAX_NESTING = 100
_CODE_RE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)",
    re.DOTALL | re.MULTILINE,
)
# kramdown's lists of attributes, and its table of contents.
_KRAMDOWN_TOC_RE = re.compile(r"^[*-] .*\n\{:\s*toc[^}\n]*\}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_KRAMDOWN_BLOCK_RE = re.compile(r"^[ \t>]*\{:[^}\n]*\}[ \t]*$", re.MULTILINE)
_KRAMDOWN_SPAN_RE = re.compile(r"(?<=[)\]*_`])\{:[^}\n]*\}")
_KRAMDOWN_TAG_RE = re.compile(r"\{::(?:nomarkdown|comment|options)[^}\n]*\}|\{:/\w*\}")
_HEADING_ID_RE = re.compile(r"^(#{1,6} [^\n]*?)[ \t]*\{:?[ \t]*[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)
_MARKDOWN_INSIDE_RE = re.compile(
    r"^([ \t]*<(?:div|section|aside|article|figure|figcaption|blockquote|details)\b[^>\n]*?)"
    r"[ \t]+markdown=[\"']?(?:1|block|span)[\"']?([^>\n]*>)",
    re.MULTILINE,
)
# Callouts of GitHub, Hugo and Obsidian, then those of Docusaurus and VuePress.
_CALLOUT_KINDS = "note|tip|info|warning|danger|caution|important|success|question|example|abstract"
_CALLOUT_RE = re.compile(
    rf"^(?P<quote>[ \t]*>[> \t]*)\[!(?P<kind>{_CALLOUT_KINDS}|quote)\][+-]?"
    r"[ \t]*(?P<title>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_DIRECTIVE_RE = re.compile(
    rf"^[ \t]*:{{3,}}[ \t]*(?:(?P<kind>{_CALLOUT_KINDS}|details)\b(?:\[|[ \t])?"
    r"(?P<title>[^\]\n{]*)\]?)?(?:\{[^}\n]*\})?[ \t]*$",
    re.MULTILINE,
)
# Items of a list of tasks: `- [x] done`.
_TASK_RE = re.compile(r"^([ \t>]*(?:[-*+]|\d+[.)])[ \t]+)\[([ xX])\](?=[ \t]+\S)", re.MULTILINE)
# The first line of code in Python-Markdown, as in Pelican: `:::python`.
_CODE_LANGUAGE_RE = re.compile(r"<pre><code>:::(?P<language>[\w+#-]*)[ \t]*\n")
# CommonMark takes no `**` for bold that is between a sign and a letter of a script without spaces.
_BOLD_RE = re.compile(r"(?P<code>`{1,3})[^`\n]+(?P=code)|\*\*(?P<text>[^*\n]+?)\*\*")
_SPACELESS_RE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FOOTNOTE_RE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_REFERENCE_RE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


@cache
def _get_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    for plugin in (footnote_plugin, deflist_plugin, attrs_block_plugin):
        parser.use(plugin)
    parser.use(attrs_plugin, spans=True)
    parser.add_render_rule("fence", _render_fence)
    return parser


def _render_fence(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, environment: Any
) -> str:
    """Render a block of code, with its title in a paragraph above it."""
    token = tokens[index]
    token.info, title = split_code_info(unescapeAll(token.info))
    html = renderer.fence(tokens, index, options, environment)
    return f"<p>{title}</p>\n{html}" if title else html


def render(text: str) -> str:
    """Render a text. Raw HTML stays as it is, and is cleaned by later stages."""
    html = _get_parser().render(_prepare(text))
    return _CODE_LANGUAGE_RE.sub(_mark_language, html)


def _mark_language(match: re.Match[str]) -> str:
    mark = f' class="language-{match["language"]}"' if match["language"] else ""
    return f"<pre><code{mark}>"


def render_inline(text: str) -> str:
    """Render a text within a line, such as a caption."""
    return _get_parser().renderInline(text)


def _prepare(text: str) -> str:
    """Take out what is no CommonMark and would be visible, except in blocks of code."""
    return _keep_lonely_footnotes(replace_prose(text, _prepare_prose))


def replace_prose(text: str, replace: Callable[[str], str]) -> str:
    """Replace each part of a text that is outside of blocks of code."""
    parts = []
    end = 0
    for match in _CODE_RE.finditer(text):
        parts += [replace(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join((*parts, replace(text[end:])))


def _prepare_prose(text: str) -> str:
    rules: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
        (_KRAMDOWN_TOC_RE, ""),
        (_KRAMDOWN_BLOCK_RE, ""),
        (_KRAMDOWN_SPAN_RE, ""),
        (_KRAMDOWN_TAG_RE, ""),
        (_HEADING_ID_RE, r"\1"),
        (_MARKDOWN_INSIDE_RE, "\\1\\2\n\n"),
        (_CALLOUT_RE, _name_callout),
        (_DIRECTIVE_RE, _name_directive),
        (_TASK_RE, lambda match: match[1] + ("☐" if match[2] == " " else "☑")),
    )
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return _BOLD_RE.sub(_mark_bold, text) if _SPACELESS_RE.search(text) else text


def _mark_bold(match: re.Match[str]) -> str:
    """Mark bold words beside a letter of a script without spaces that begin or end with a sign."""
    inner = match["text"]
    if inner is None:
        return match[0]
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    is_hidden = (
        _SPACELESS_RE.match(after) and not inner[-1].isalnum()
        or _SPACELESS_RE.match(before) and not inner[0].isalnum()
    )  # fmt: skip
    is_bold = is_hidden and inner.strip() == inner
    return f"<strong>{inner}</strong>" if is_bold else match[0]


def _name_callout(match: re.Match[str]) -> str:
    name = match["title"].strip() or match["kind"].capitalize()
    if name.lower() == "quote":
        return str(match["quote"].rstrip())
    return f"{match['quote']}**{name}**\n{match['quote'].rstrip()}"


def _name_directive(match: re.Match[str]) -> str:
    name = (match["title"] or "").strip() or (match["kind"] or "").capitalize()
    return f"\n**{name}**\n" if name else "\n"


def _keep_lonely_footnotes(text: str) -> str:
    """Turn footnotes that nothing refers to into paragraphs: the parser would drop them."""
    references = {name.upper() for name in _REFERENCE_RE.findall(text)}

    def escape_lonely(match: re.Match[str]) -> str:
        is_referred_to = match[1].upper() in references
        return match[0] if is_referred_to else "\n" + match[0].replace("[^", "\\[^", 1)

    return _FOOTNOTE_RE.sub(escape_lonely, text)
