"""Shortcodes of Hugo, tags of Liquid and shortcodes of WordPress: known ones become HTML, others
stay text.

Code stays as it is. Nothing is run: loops are unknown tags as well, and of conditions those are
decided that ask for the front matter.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from django.utils.translation import gettext_noop

from transfer.file_types import is_picture_name
from transfer.messages import Message
from transfer.readers.folders import wordpress
from transfer.readers.folders.attributions import TEXT_NAMES
from transfer.readers.folders.boxes import BOX_NAMES, expand_boxes
from transfer.readers.folders.components import describe_left_out
from transfer.readers.folders.conditions import expand_conditions
from transfer.readers.folders.figures import build_embed
from transfer.readers.folders.known_tags import (
    build_include,
    build_known,
    build_liquid_figure,
    build_octopress_picture,
)
from transfer.readers.folders.quotation_tags import (
    QUOTATION_NAMES,
    build_liquid_quotation,
    build_quotation,
    read_rest,
    read_source,
)
from transfer.readers.folders.tag_options import (
    URL_RE,
    Context,
    Options,
    parse_options,
)
from transfer.readers.folders.theme_tags import build_tag, expand_notes, name_tabs
from transfer.readers.folders.variables import read_variables

# Stands for a brace until Markdown is rendered, which would take `{% … %}` for a comment.
BRACE = "\ue002"
# Texts that are put aside stand as a number between these private characters.
_ASIDE_RE = re.compile("\ue000(\\d+)\ue001")
# Pairs of tags: the groups are the name that opens one, its options, and the name that closes one.
_RAW_RE = re.compile(r"\{%-?\s*(?:(?P<open>raw)(?P<options>)|end(?P<close>raw))\s*-?%\}")
_COMMENT_RE = re.compile(
    r"\{%-?\s*(?:(?P<open>comment)\b(?P<options>[^%\n]{0,500}?)|end(?P<close>comment)\s*)-?%\}"
)
_LIQUID_CODE_RE = re.compile(
    r"\{%-?\s*(?:(?P<open>highlight|code)\b(?P<options>[^%\n]{0,500}?)"
    r"|end(?P<close>highlight|code)\s*)-?%\}\n?"
)
_CODEBLOCK_RE = re.compile(
    r"\{%-?\s*(?:(?P<open>codeblock)\b(?P<options>[^%\n]{0,500}?)|end(?P<close>codeblock)\s*)-?%\}\n?"
)
_CODE_NAMES = "highlight|code|terminal|console|command|cmd|shell"
_HUGO_CODE_RE = re.compile(
    rf"\{{\{{[<%]\s*(?:(?P<open>{_CODE_NAMES})(?=[\s%>])(?P<options>[^}}\n]{{0,500}}?)"
    rf"|/\s*(?P<close>{_CODE_NAMES})\s*)[%>]\}}\}}\n?"
)
_LIQUID_QUOTATION_RE = re.compile(
    r"\{%-?\s*(?:(?P<open>blockquote|quote|pullquote|centerquote|cq)\b"
    r"(?P<options>(?:[^%{\n]|%(?!\})|\{(?!%)){0,1000}?)"
    r"|end(?P<close>blockquote|quote|pullquote|centerquote|cq)\s*)-?%\}"
)
_LIQUID_FIGURE_RE = re.compile(
    r"\{%-?\s*(?:(?P<open>figure)\b(?P<options>[^%\n]{0,1000}?)|end(?P<close>figure)\s*)-?%\}"
)
_HUGO_QUOTATION_RE = re.compile(
    r"\{\{[<%]-?\s*(?:(?P<open>blockquote|quote|pullquote|epigraph|testimonial)(?=[\s%>])"
    r"(?P<options>(?:[^{}]|\}(?!\})|\{(?!\{)){0,1000}?)"
    r"|/\s*(?P<close>blockquote|quote|pullquote|epigraph|testimonial)\s*)-?[>%]\}\}"
)
# Zola's, which become Hugo's: `{{ youtube(id="x") }}` and `{% quote(author="x") %}`.
_ZOLA_RE = re.compile(
    r"\{(?P<sign>[{%])-?\s*(?P<name>\w+)\((?P<options>[^(){}]{0,1000})\)\s*-?[%}]\}"
)
_ZOLA_NAMES = {"quote", "blockquote", "pullquote", "figure", "youtube", "vimeo", "gist", "tweet"}
_ZOLA_NAMES |= {"image", "img", "picture", "audio", "video", *BOX_NAMES}
_ZOLA_END_RE = re.compile(r"\{%-?\s*end\s*-?%\}")
_NUNJUCKS_COMMENT_RE = re.compile(r"\{#(?:[^#]|#(?!\})){0,2000}#\}")
_HUGO_ESCAPED_RE = re.compile(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})", re.DOTALL)
_FENCE_RE = re.compile(
    r"^(?P<indent>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})[^\n`]*\n"
    r"(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)",
    re.DOTALL | re.MULTILINE,
)
_CODE_SPAN_RE = re.compile(r"(?<!`)(`{1,3})(?!`)((?:[^`\n]|\n(?!\n)){1,500})(?<!`)\1(?!`)")
_HUGO_RE = re.compile(
    r"\{\{[<%]-?\s*(?P<close>/?)\s*(?P<name>[\w./-]++)"
    r"(?P<options>(?:[^{}]|\}(?!\})|\{(?!\{)){0,4000}?)\s*(?P<empty>/?)\s*-?[>%]\}\}"
)
_LIQUID_RE = re.compile(
    r"\{%-?\s*(?P<name>\w++)(?P<options>(?:[^%{]|%(?!\})|\{(?!%)){0,4000}?)-?%\}"
)
# `{{ site.url }}/{{ site.baseurl }}`, although the second begins with a slash.
_SITE_AND_BASE_RE = re.compile(r"(\{\{-?\s*site\.url\s*-?\}\})/(?=\{\{-?\s*site\.baseurl\b)")
_DIAGRAM_RE = re.compile(
    r"\{\{[<%]\s*(?:(?P<open>mermaid)\b(?P<options>[^}\n]{0,500}?)|/\s*(?P<close>mermaid)\s*)[%>]\}\}"
)
_EXPRESSION_RE = re.compile(r"\{\{-?(?![<%])\s*([^{}\n]{0,400}?)\s*-?\}\}")
# Tags of themes that show no words: lists of headings, signs, spaces, programs for formulas.
_WORDLESS_NAMES = {
    "toc",
    "tableofcontents",
    "load-photoswipe",
    "pagebreak",
    "fontawesome",
    "fa",
    "fas",
    "icon",
    "br",
    "linebreak",
    "clear",
    "clearfix",
    "katex",
    "math",
    "mathjax",
}
# The text that a shortcode may stand around.
_MAX_BOX_LENGTH = 10_000
_VARIABLE_RE = re.compile(r"(?P<owner>site|page|include)\.(?P<name>[\w.-]+)")
_CODEBLOCK_OPTION_RE = re.compile(r"(?<!\S)\w+:\S+")


class _Aside:
    """Texts that are put aside, so that no rule changes them."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def put(self, text: str) -> str:
        self._texts.append(text)
        return f"\ue000{len(self._texts) - 1}\ue001"

    def restore(self, text: str) -> str:
        for _round in range(5):
            if "\ue000" not in text:
                break
            text = _ASIDE_RE.sub(self._get, text)
        return text

    def _get(self, match: re.Match[str]) -> str:
        number = int(match[1]) if len(match[1]) < 9 else len(self._texts)
        return self._texts[number] if number < len(self._texts) else ""


def _replace_zola(text: str) -> str:
    """Replace Zola's shortcodes that Hugo has as well; each `{% end %}` ends the last one."""
    opened: list[str] = []

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            name = opened.pop() if opened else ""
            return f"{{{{< /{name} >}}}}" if name in _ZOLA_NAMES else match[0]
        if match["sign"] == "%":
            opened.append(name)
        return f"{{{{< {name} {match['options']} >}}}}" if name in _ZOLA_NAMES else match[0]

    return re.sub(f"{_ZOLA_RE.pattern}|{_ZOLA_END_RE.pattern}", replace, text)


def expand(text: str, context: Context) -> str:
    """Expand the shortcodes of a text in Markdown or HTML."""
    has_tags = "{{" in text or "{%" in text
    if not has_tags and not wordpress.has_shortcodes(text):
        return text
    aside = _Aside()
    text = _put_code_aside(re.sub("[\ue000-\ue002]", "", text), aside)
    text = wordpress.expand(
        text,
        context.render,
        aside.put,
        lambda language, code: aside.put(_build_block(language, unescape(code), aside)),
        context.list_unshown,
        context.notes,
    )
    if has_tags:
        text = _expand_tags(text, context, aside)
    return aside.restore(text)


def _put_code_aside(text: str, aside: _Aside) -> str:
    """Put aside what is no markup: code, and what a text shows as it is."""
    text = _replace_pairs(
        _RAW_RE, text, lambda _options, inner: aside.put(inner.replace("{%", f"{BRACE}%"))
    )
    text = _HUGO_ESCAPED_RE.sub(lambda match: aside.put(match[1] + match[2] + match[3]), text)
    for pattern in (_LIQUID_CODE_RE, _HUGO_CODE_RE):
        text = _replace_pairs(
            pattern, text, lambda options, code: aside.put(_build_code(options, code, aside))
        )
    text = _replace_pairs(
        _CODEBLOCK_RE, text, lambda options, code: aside.put(_build_codeblock(options, code, aside))
    )
    text = _FENCE_RE.sub(lambda match: aside.put(match[0]), text)
    return _CODE_SPAN_RE.sub(lambda match: aside.put(match[0]), text)


def _expand_tags(text: str, context: Context, aside: _Aside) -> str:
    """Expand the tags of generators: those with a text between them before single ones."""
    text = _replace_zola(text)
    text = _replace_pairs(_COMMENT_RE, text, lambda _options, _inner: "")
    text = _NUNJUCKS_COMMENT_RE.sub("", text)
    text = expand_conditions(text, context.decide, context.notes)
    text = _SITE_AND_BASE_RE.sub(r"\1", text)
    text = _replace_pairs(
        _DIAGRAM_RE, text, lambda _options, code: aside.put(_build_block("mermaid", code, aside))
    )
    text = _replace_pairs(
        _LIQUID_QUOTATION_RE,
        text,
        lambda options, inner: build_liquid_quotation(options, inner, context),
    )
    text = _replace_pairs(
        _LIQUID_FIGURE_RE,
        text,
        lambda options, inner: build_liquid_figure(options, inner, context),
    )
    text = _replace_pairs(
        _HUGO_QUOTATION_RE,
        text,
        lambda options, inner: build_quotation(
            inner, *read_source(parse_options(options)), context
        ),
    )
    text = read_variables(text, context.variables)
    text = expand_notes(text, context.render)
    text = expand_boxes(name_tabs(text), context.render)
    text = _HUGO_RE.sub(lambda match: _replace_hugo(match, context, aside), text)
    text = _LIQUID_RE.sub(lambda match: _replace_liquid(match, context, aside), text)
    return _EXPRESSION_RE.sub(lambda match: _replace_expression(match, context, aside), text)


def _replace_pairs(pattern: re.Pattern[str], text: str, build: Callable[[str, str], str]) -> str:
    """Replace pairs of tags with what is between them, by a function of the options and the text
    in between. A tag without its other one stays. Takes time in proportion to the text."""
    parts: list[str] = []
    end = 0
    opening: re.Match[str] | None = None
    for match in pattern.finditer(text):
        if match["open"]:
            if opening is None or opening["open"] != match["open"]:
                opening = match
        elif opening is not None and opening["open"] == match["close"]:
            inner = text[opening.end() : match.start()]
            parts += [text[end : opening.start()], build(opening["options"] or "", inner)]
            end = match.end()
            opening = None
    return "".join((*parts, text[end:]))


def _build_code(text: str, code: str, aside: _Aside) -> str:
    options = parse_options(text)
    return _build_block(options.get("lang") or options.get_placed(0), code, aside)


def _build_codeblock(text: str, code: str, aside: _Aside) -> str:
    """Build code of Octopress or Hexo, whose title becomes a paragraph above it."""
    title = URL_RE.sub("", _CODEBLOCK_OPTION_RE.sub("", text)).strip()
    heading = f"<p>{escape(title, quote=False)}</p>" if title else ""
    return "\n\n" + heading + _build_block(parse_options(text).get("lang"), code, aside)


def _build_block(language: str, code: str, aside: _Aside) -> str:
    mark = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    code = escape(aside.restore(code).rstrip(), quote=False)
    return f"\n\n<pre><code{mark}>{code}</code></pre>\n\n"


def _replace_hugo(match: re.Match[str], context: Context, aside: _Aside) -> str:
    name, options = match["name"].lower(), parse_options(match["options"])
    if name in _WORDLESS_NAMES:
        return "<br>" if name in ("br", "linebreak") else ""
    if name in QUOTATION_NAMES and not match["close"]:
        quotation, *rest = options.placed or [""]
        if quoted := options.get(*TEXT_NAMES):
            return build_quotation(quoted, *read_source(options), context)
        if len(quotation.split()) > 2:  # Words and attribution, without names.
            return build_quotation(quotation, *read_rest(options.named, rest), context)
    if not match["close"]:
        html = build_known(name, options, context)
        if html is None:
            html = _build_only_address(match, options)
        if html is not None:
            return html if name in ("ref", "relref") else aside.put(html)
    return _keep_unknown(match[0], name, context, aside)


def _replace_liquid(match: re.Match[str], context: Context, aside: _Aside) -> str:
    name, text = match["name"].lower(), match["options"].strip()
    options = parse_options(text)
    if tag := build_tag(name, text, options.placed, context.render):
        return aside.put(tag)
    has_picture = any(is_picture_name(part) for part in options.placed)
    if name in ("img", "asset_img") or name == "imgcap" and has_picture:
        # A tag alone on its line would make HTML of the Markdown in the next line.
        is_line = match.string[match.end() : match.end() + 1] == "\n"
        return aside.put(build_octopress_picture(text)) + ("\n" if is_line else "")
    if name in ("link", "post_url", "asset_path", "post_path", "post_link", "asset_link"):
        address = context.find_address(options.get_placed(0))
        label = " ".join(options.placed[1:])
        if address and name in ("post_link", "asset_link"):
            return f'<a href="{escape(address)}">{escape(label or options.get_placed(0))}</a>'
        if address:
            return address
        if name == "link" and (link := URL_RE.search(text)):
            label = text[: link.start()].strip() or text[link.end() :].strip()
            shown = escape(label, quote=False)
            linked = f'<a href="{escape(link[0])}">{shown}</a>'
            return aside.put(linked if label else build_embed(link[0]))
    elif name == "include" or name == "include_cached" or name == "render":
        has_texts = not context.variables.keys().isdisjoint(options.named.values())
        options.named = {key: _resolve(value, context) for key, value in options.named.items()}
        html = build_include(options, context)
        if html is None and has_texts:
            values = options.named.values()
            named = set(context.variables.values())
            texts = [each for each in values if each in named or len(each.split()) > 2]
            context.notes[describe_left_out(options.get_placed(0))] = None
            return "\n\n".join(("", *texts, ""))
        if html is None and not any(len(value.split()) > 2 for value in options.named.values()):
            context.notes[describe_left_out(options.get_placed(0))] = None
            return ""
        if html is not None:
            return aside.put(html)
    elif name in ("endraw", "raw", "toc") or (name in ("assign", "set") and "=" in text):
        return ""
    else:
        quoted, *rest = options.placed or [""]
        if name in QUOTATION_NAMES and rest and len(quoted.split()) > 2:
            source = read_rest(options.named, rest)
            return aside.put(build_quotation(context.render(quoted), *source, context))
        html = build_known(name, options, context)
        is_within = match.string[max(match.start() - 1, 0) : match.start()] in ("(", '"', "'", "=")
        if html is None and not is_within and URL_RE.fullmatch(text):
            is_pair = f"end{name}" in match.string[match.end() : match.end() + _MAX_BOX_LENGTH]
            html = None if is_pair else build_embed(text)
        if html is not None:
            return aside.put(html)
    return _keep_unknown(match[0], name, context, aside)


def _replace_expression(match: re.Match[str], context: Context, aside: _Aside) -> str:
    """Replace an expression for the address of the site or of a file; others stay text."""
    value, *filters = (part.strip() for part in match[1].split("|"))
    name = re.sub(r"\s", "", value).lower()
    if name in ("site.baseurl", "site.base_url", "base_url", "config.root", "site.root"):
        return context.base_path
    if name in ("site.url", "site.github.url", "site.siteurl", "siteurl", "config.url"):
        return ""
    if value in context.variables:
        shown = context.variables[value]
        return f"\n\n{shown}\n\n" if "markdownify" in filters else shown
    is_plain = all(part in ("escape", "strip", "safe") for part in filters)
    is_of_page = is_plain and (name == "title" or name.startswith("page."))
    if is_of_page and (shown := context.get_value(name.removeprefix("page."))):
        return escape(shown, quote=False)
    is_address = not {"relative_url", "absolute_url"}.isdisjoint(filters)
    if is_address and name.startswith("page.") and (path := context.get_value(name[5:])):
        return path if "://" in path else f"{context.base_path}/{path.lstrip('/')}"
    literal = re.fullmatch(r"\"([^\"]*)\"|'([^']*)'", value)
    if literal and filters and not filters[0].startswith("date"):
        path = literal[1] or literal[2] or ""
        is_path = path.startswith(("/", ".", "http"))
        if not {"relative_url", "absolute_url", "url"}.isdisjoint(filters) and path[:1] == "/":
            base = context.base_path
            return path if path.startswith(f"{base}/") else base + path
        return path if is_path or is_picture_name(path) else f"/{path}"
    return _keep_unknown(match[0], match[1].split("|")[0].strip() or "{{ }}", context, aside)


def _keep_unknown(text: str, name: str, context: Context, aside: _Aside) -> str:
    context.notes[
        Message(gettext_noop("It has a template tag that stays as text: %s."), name[:60]).stored
    ] = None
    return aside.put(escape(text, quote=False).replace("{%", f"{BRACE}%"))


def _resolve(value: str, context: Context) -> str:
    """Return the value that a variable of the page stands for; '' for one of the site."""
    match = _VARIABLE_RE.fullmatch(value)
    if not match:
        return context.variables.get(value, value)
    return context.get_value(match["name"].lower()) if match["owner"] == "page" else ""


def _build_only_address(match: re.Match[str], options: Options) -> str | None:
    """Build the card of the page that is all an unknown shortcode has, if it stands alone."""
    values = [*options.named.values(), *options.placed]
    if len(values) != 1 or not URL_RE.fullmatch(values[0]):
        return None
    below = match.string[match.end() : match.end() + _MAX_BOX_LENGTH]
    if re.search(rf"\{{\{{[<%]-?\s*/\s*{re.escape(match['name'])}\s", below):
        return None
    return build_embed(values[0])
