"""Shortcodes of Hugo, tags of Liquid and shortcodes of WordPress: known ones become HTML, others
stay text.

Code stays as it is. Nothing is run: loops are unknown tags as well, and of conditions those are
decided that ask for the front matter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.folders import wordpress
from transfer.readers.folders.attributions import TEXT_NAMES, is_style, read_attribution
from transfer.readers.folders.boxes import BOX_NAMES, expand_boxes
from transfer.readers.folders.components import describe_left_out
from transfer.readers.folders.conditions import expand_conditions
from transfer.readers.folders.metadata import Metadata
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
_NAMED_OPTION_RE = re.compile(
    r"\s*(?:author|by|name|person|title|source|url|link|cite)\s*[:=]\s*[\"']"
)
# Options such as `"a", "b"`.
_LISTED_RE = re.compile(
    r"\s*(?:\"[^\"]+\"|'[^']+')(?:\s*,\s*(?:\"[^\"]*\"|'[^']*'|https?://[^\s,\"']++))+\s*"
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
_OPTION_RE = re.compile(
    r"([\w-]+)\s*[=:](?!//)\s*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s\"'`,]+)"
    r"|(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s\"`]+)"
)
_QUOTATION_NAMES = {"quote", "blockquote", "pullquote", "centerquote", "cq"}
_QUOTATION_NAMES |= {"epigraph", "testimonial"}
# Shortcodes of one address, and those of a service with the address that an ID stands for.
_ADDRESS_NAMES = {"bluesky", "mastodon", "iframe", "linkpreview", "link_preview", "linkcard"}
_SERVICES = {
    "bilibili": "https://www.bilibili.com/video/{}",
    "soundcloud": "https://api.soundcloud.com/tracks/{}",
    "github": "https://github.com/{}",
    "codepen": "https://codepen.io/pen/{}",
    "asciinema": "https://asciinema.org/a/{}",
    "jsfiddle": "https://jsfiddle.net/{}/",
}
_PICTURE_NAMES = {"figure", "image", "img", "picture", "responsive_image", "fb_img", "asset"}
_PICTURE_NAMES |= {"imgproc", "imgprocess", "resize", "imgcap"}
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
_VIDEO_NAMES = {"youtubelite", "youtube-lite", "youtube_lite", "lite-youtube", "yt"}
# The text that a shortcode may stand around.
_MAX_BOX_LENGTH = 10_000
_YOUTUBE_ID_RE = re.compile(r"[\w-]{11}")
_VARIABLE_RE = re.compile(r"(?P<owner>site|page|include)\.(?P<name>[\w.-]+)")
_URL_RE = re.compile(r"(?<!\S)https?://\S+")
# What the manuals of Octopress and Hexo name, and nobody filled in: `[width]`.
_PLACEHOLDER_RE = re.compile(r"(?<!\S)\[(?:class names|width|height|title text)\](?!\S)")
_TITLE_AND_ALT_RE = re.compile(r"(.+?)\s+'([^']+)'")
_CODEBLOCK_OPTION_RE = re.compile(r"(?<!\S)\w+:\S+")
# Options of pictures whose words a figure has.
_FIGURE_OPTIONS = {"alt", "title", "caption", "description", "desc", "attr", "credit"}
_FIGURE_OPTIONS |= {"attribution"}
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")


@dataclass
class Context:
    """What shortcodes refer to, and the notes about unknown ones.

    `find_address` returns the address of a file that is named by its path, or by the name of a
    post; '' if there is none. `render` renders Markdown within a line. `list_pictures` lists the
    addresses of the pictures in a folder or of a pattern such as `img/*.png`, and `list_unshown`
    those that belong to the post and are not in its text; `find_picture` returns the address of a
    picture by its name, and `list_tables` the tables of a list in the front matter. `variables` are
    texts that the text itself gives a name. `get_value` returns a
    text of the front matter, '' if it has none of that name. `decide` decides a condition about it.
    """

    base_path: str
    find_address: Callable[[str], str]
    render: Callable[[str], str]
    get_value: Callable[[str], str] = lambda _name: ""
    list_pictures: Callable[[str], list[str]] = lambda _pattern: []
    list_unshown: Callable[[], list[str]] = list
    find_picture: Callable[[str], str] = lambda _name: ""
    list_tables: Callable[[str], list[Metadata]] = lambda _name: []
    decide: Callable[[str], bool | None] = lambda _test: None
    notes: dict[str, None] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


@dataclass
class _Options:
    """The options of a shortcode, by name and by place."""

    named: dict[str, str]
    placed: list[str]

    def get(self, *names: str) -> str:
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def get_placed(self, index: int) -> str:
        return self.placed[index] if len(self.placed) > index else ""


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
    text = re.sub("[\ue000-\ue002]", "", text)
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
    text = _CODE_SPAN_RE.sub(lambda match: aside.put(match[0]), text)
    text = wordpress.expand(
        text,
        context.render,
        aside.put,
        lambda language, code: aside.put(_build_block(language, unescape(code), aside)),
        context.list_unshown,
        context.notes,
    )
    if not has_tags:
        return aside.restore(text)
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
        lambda options, inner: _build_liquid_quotation(options, inner, context),
    )
    text = _replace_pairs(
        _LIQUID_FIGURE_RE,
        text,
        lambda options, inner: _build_liquid_figure(options, inner, context),
    )
    text = _replace_pairs(
        _HUGO_QUOTATION_RE,
        text,
        lambda options, inner: _build_quotation(
            inner, *_read_source(_parse_options(options)), context
        ),
    )
    text = read_variables(text, context.variables)
    text = expand_notes(text, context.render)
    text = expand_boxes(name_tabs(text), context.render)
    text = _HUGO_RE.sub(lambda match: _replace_hugo(match, context, aside), text)
    text = _LIQUID_RE.sub(lambda match: _replace_liquid(match, context, aside), text)
    text = _EXPRESSION_RE.sub(lambda match: _replace_expression(match, context, aside), text)
    return aside.restore(text)


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


def _parse_options(text: str) -> _Options:
    named, placed = {}, []
    for name, value, alone in _OPTION_RE.findall(text):
        if name:
            named[name.lower()] = _unquote(value)
        elif alone:
            placed.append(_unquote(alone))
    return _Options(named, placed)


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def _build_code(text: str, code: str, aside: _Aside) -> str:
    options = _parse_options(text)
    return _build_block(options.get("lang") or options.get_placed(0), code, aside)


def _build_codeblock(text: str, code: str, aside: _Aside) -> str:
    """Build code of Octopress or Hexo, whose title becomes a paragraph above it."""
    title = _URL_RE.sub("", _CODEBLOCK_OPTION_RE.sub("", text)).strip()
    heading = f"<p>{escape(title, quote=False)}</p>" if title else ""
    return "\n\n" + heading + _build_block(_parse_options(text).get("lang"), code, aside)


def _build_block(language: str, code: str, aside: _Aside) -> str:
    mark = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    code = escape(aside.restore(code).rstrip(), quote=False)
    return f"\n\n<pre><code{mark}>{code}</code></pre>\n\n"


def _replace_hugo(match: re.Match[str], context: Context, aside: _Aside) -> str:
    name, options = match["name"].lower(), _parse_options(match["options"])
    if name in _WORDLESS_NAMES:
        return "<br>" if name in ("br", "linebreak") else ""
    if name in _QUOTATION_NAMES and not match["close"]:
        quotation, *rest = options.placed or [""]
        if quoted := options.get(*TEXT_NAMES):
            return _build_quotation(quoted, *_read_source(options), context)
        if len(quotation.split()) > 2:  # Words and attribution, without names.
            return _build_quotation(quotation, *_read_rest(options.named, rest), context)
    if not match["close"]:
        html = _build_known(name, options, context)
        if html is None:
            html = _build_only_address(match, options)
        if html is not None:
            return html if name in ("ref", "relref") else aside.put(html)
    return _keep_unknown(match[0], name, context, aside)


def _replace_liquid(match: re.Match[str], context: Context, aside: _Aside) -> str:
    name, text = match["name"].lower(), match["options"].strip()
    options = _parse_options(text)
    if tag := build_tag(name, text, options.placed, context.render):
        return aside.put(tag)
    if name in ("img", "asset_img"):
        # A tag alone on its line would make HTML of the Markdown in the next line.
        is_line = match.string[match.end() : match.end() + 1] == "\n"
        return aside.put(_build_octopress_picture(text)) + ("\n" if is_line else "")
    if name in ("link", "post_url", "asset_path", "post_path", "post_link", "asset_link"):
        address = context.find_address(options.get_placed(0))
        label = " ".join(options.placed[1:])
        if address and name in ("post_link", "asset_link"):
            return f'<a href="{escape(address)}">{escape(label or options.get_placed(0))}</a>'
        if address:
            return address
        if name == "link" and (link := _URL_RE.search(text)):
            label = text[: link.start()].strip()
            shown = escape(label, quote=False)
            linked = f'<a href="{escape(link[0])}">{shown}</a>'
            return aside.put(linked if label else _build_embed(link[0]))
    elif name == "include" or name == "include_cached" or name == "render":
        has_texts = not context.variables.keys().isdisjoint(options.named.values())
        options.named = {key: _resolve(value, context) for key, value in options.named.items()}
        html = _build_include(options, context)
        if html is None and has_texts:
            values = options.named.values()
            shown = set(context.variables.values())
            texts = [each for each in values if each in shown or len(each.split()) > 2]
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
        if name in _QUOTATION_NAMES and rest and len(quoted.split()) > 2:
            source = _read_rest(options.named, rest)
            return aside.put(_build_quotation(context.render(quoted), *source, context))
        html = _build_known(name, options, context)
        is_within = match.string[max(match.start() - 1, 0) : match.start()] in ("(", '"', "'", "=")
        if html is None and not is_within and _URL_RE.fullmatch(text):
            is_pair = f"end{name}" in match.string[match.end() : match.end() + _MAX_BOX_LENGTH]
            html = None if is_pair else _build_embed(text)
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
        return path if is_path or path.endswith(_IMAGE_SUFFIXES) else f"/{path}"
    return _keep_unknown(match[0], match[1].split("|")[0].strip() or "{{ }}", context, aside)


def _keep_unknown(text: str, name: str, context: Context, aside: _Aside) -> str:
    context.notes[
        Message(gettext_noop("It has a template tag that stays as text: %s."), name[:60]).stored
    ] = None
    return aside.put(escape(text, quote=False).replace("{%", f"{BRACE}%"))


def _build_liquid_quotation(options: str, text: str, context: Context) -> str:
    """Build a quotation of Octopress or Hexo. Octopress pulls a part of a paragraph out of it,
    which is marked by `{" "}`, and that paragraph is no quotation."""
    if '{"' in text and '"}' in text:
        return "\n\n" + re.sub(r'\{"\s?|\s?"\}', "", text.strip("\n")) + "\n\n"
    if _NAMED_OPTION_RE.match(options):
        return _build_quotation(text, *_read_source(_parse_options(options)), context)
    if is_style(options):
        options = ""
    elif _LISTED_RE.fullmatch(options):
        listed = [part.strip(", ") for part in _parse_options(options).placed]
        link = next(filter(_is_url, listed), "")
        source = ", ".join(part for part in listed if part and not _is_url(part))
        return _build_quotation(text, source, link, context)
    return _build_quotation(text, *_parse_octopress_source(options.strip()), context)


def _build_liquid_figure(options: str, text: str, context: Context) -> str:
    """Build the figure of a picture in Markdown; its options are captions."""
    parsed = _parse_options(options)
    caption = parsed.get("caption", "title") or parsed.get_placed(0)
    figcaption = f"<figcaption>{context.render(caption)}</figcaption>\n\n" if caption else ""
    return f"\n\n<figure>\n\n{text.strip()}\n\n{figcaption}</figure>\n\n"


def _read_source(options: _Options) -> tuple[str, str]:
    return read_attribution(options.named, options.placed)


def _read_rest(named: dict[str, str], rest: list[str]) -> tuple[str, str]:
    """Read the attribution of a quotation from the options behind its text."""
    texts = (part.strip(", ") for part in rest if not is_style(part))
    return read_attribution(named, [", ".join(filter(None, texts))])


def _build_quotation(text: str, source: str, link: str, context: Context) -> str:
    """Build a quotation whose text and attribution are Markdown or HTML."""
    cite = f' cite="{escape(link)}"' if link else ""
    footer = f"<footer>{context.render(source)}</footer>\n\n" if source else ""
    text = text.strip("\n")
    return f"\n\n<blockquote{cite}>\n\n{text}\n\n{footer}</blockquote>\n\n"


def _parse_octopress_source(text: str) -> tuple[str, str]:
    """Parse `Author, Source http://address Title` into the attribution and the address."""
    match = _URL_RE.search(text)
    if not match:
        return text.strip().strip("\"'"), ""
    parts = (text[: match.start()].strip(), text[match.end() :].strip())
    return ", ".join(filter(None, parts)), match[0]


def _build_octopress_picture(text: str) -> str:
    """Build the picture of `{% img [class] address [width] [height] [title [alt]] %}`."""
    options = _parse_options(_PLACEHOLDER_RE.sub("", text))
    placed = options.placed
    index = next(
        (
            number
            for number, part in enumerate(placed)
            if "/" in part or part.lower().endswith(_IMAGE_SUFFIXES)
        ),
        0,
    )
    rest = placed[index + 1 :]
    texts = [part for part in rest if not part.isdigit()]
    if not re.search(r"[\"']", text):
        texts = [" ".join(texts)]  # A title without quotation marks.
    title = texts[0] if texts else ""
    alt = texts[1] if len(texts) > 1 else title
    if both := _TITLE_AND_ALT_RE.fullmatch(title):
        title, alt = both[1], both[2]
    mark = f' title="{escape(title)}"' if title else ""
    address = escape(placed[index] if placed else "")
    return f'<img src="{address}" alt="{escape(alt)}"{mark}>'


def _build_figure(options: _Options, context: Context, address: str) -> str:
    alt = options.get("alt")
    title, caption = options.get("title"), options.get("caption", "description", "desc")
    link = options.get("link", "href")
    picture = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    if link and link.lower().endswith(_IMAGE_SUFFIXES):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    elif link:
        context.notes[
            Message(gettext_noop("A link on a picture was left out: %s."), link).stored
        ] = None
    credit = options.get("attr", "credit", "attribution")
    mark = f' data-credit="{escape(credit)}"' if credit else ""
    text = "<br>".join(context.render(part) for part in (title, caption) if part)
    figcaption = f"<figcaption>{text}</figcaption>" if text else ""
    return f"\n\n<figure{mark}>{picture}{figcaption}</figure>\n\n"


def _build_embed(address: str, caption: str = "") -> str:
    figcaption = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'\n\n<figure data-embed="{escape(address)}">{figcaption}</figure>\n\n'


def _build_known(name: str, options: _Options, context: Context) -> str | None:
    """Build the HTML of a known shortcode without content; None for an unknown one."""
    key = options.get("id", "video", "videoid") or options.get_placed(0)
    name = "youtube" if name in _VIDEO_NAMES else name.removesuffix("_simple")
    if name in _PICTURE_NAMES:
        return _build_picture(name, options, context)
    is_box = name in BOX_NAMES and name not in ("button", "gallery", "carousel", "swiper")
    if is_box and (quotation := _find_words(options)):
        title, link = options.get("title"), options.get("link", "href", "url")
        if link:
            title = f'<a href="{escape(link)}">{escape(title or link, quote=False)}</a>'
        heading = f"<p><strong>{context.render(title)}</strong></p>\n\n" if title else ""
        return f"\n\n{heading}<p>{context.render(quotation)}</p>\n\n"
    if name in _ADDRESS_NAMES or name in _SERVICES:
        return _build_page(name, options)
    match name:
        case "link" if options.get("href"):
            text = escape(options.get("content", "text") or options.get("href"), quote=False)
            return f'<a href="{escape(options.get("href"))}">{text}</a>'
        case "pdf" | "pdfreader" | "embed-pdf":
            address = options.get("src", "url", "file") or options.get_placed(0)
            return f'\n\n<figure data-file="{escape(address)}"></figure>\n\n' if address else None
        case "ref" | "relref":
            return context.find_address(options.get("path") or options.get_placed(0)) or None
        case "param" if context.get_value(options.get_placed(0).lower()):
            return escape(context.get_value(options.get_placed(0).lower()), quote=False)
        case "button" | "btn" if options.get("link", "href", "url"):
            link = options.get("link", "href", "url")
            label = options.get("label", "text", "title", "content") or options.get_placed(0)
            text = escape(label or link, quote=False)
            return f'\n\n<p><a href="{escape(link)}">{text}</a></p>\n\n'
        case "gallery" | "slider" | "slideshow" | "carousel":
            return _build_gallery(options, context)
        case "audio" | "video":
            address = options.get("src", "url", "mp4", "mp3") or options.get_placed(0)
            if not address:
                return None
            caption = context.render(options.get("caption"))
            figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
            return f'\n\n<figure data-file="{escape(address)}">{figcaption}</figure>\n\n'
        case "spotify" if options.get("type") and options.get("id"):
            return _build_embed(
                f"https://open.spotify.com/{options.get('type')}/{options.get('id')}"
            )
        case "kbd" if options.placed:
            return f"<kbd>{escape(' '.join(options.placed), quote=False)}</kbd>"
        case "hr" | "divider":
            return "\n\n<hr>\n\n"
    if not key:
        return None
    match name:
        case "youtube" | "youtube_embed" | "vimeo" | "instagram":
            return _build_embed(_build_video_address(name.removesuffix("_embed"), key))
        case "tweet" | "twitter" | "x":
            user = options.get("user") or ("i/web" if key.isdigit() else "")
            return _build_embed(f"https://twitter.com/{user}/status/{key}" if user else key)
        case "gist":
            second = options.get_placed(1)
            path = f"{key}/{second}" if second and "/" not in key else key
            return _build_embed(f"https://gist.github.com/{path}")
    return None


def _find_words(options: _Options) -> str:
    """Find the words of a box that are an option of its tag; '' if there are none."""
    placed = "".join(options.placed[-1:])
    return options.get(*TEXT_NAMES) or (placed if len(placed.split()) > 2 else "")


def _build_gallery(options: _Options, context: Context) -> str | None:
    """Build the gallery of pictures by name, or of all in a folder."""
    addresses = [part for part in options.placed if part.lower().endswith(_IMAGE_SUFFIXES)]
    pattern = options.get("match", "dir", "folder", "path") or options.get_placed(0)
    addresses = addresses or (context.list_pictures(pattern) if pattern else [])
    figures = (f'<figure><img src="{escape(each)}" alt=""></figure>' for each in addresses)
    html = "".join(figures)
    return f"\n\n<div data-gallery>{html}</div>\n\n" if html else None


def _build_listed_gallery(tables: list[Metadata], caption: str, context: Context) -> str:
    """Build the gallery that the front matter lists, as the theme Minimal Mistakes has it."""
    figures = []
    for table in tables:
        address = escape(table.get_text("url", "image_path"))
        if not address.lower().endswith(_IMAGE_SUFFIXES):
            address = escape(table.get_text("image_path", "url"))
        title = context.render(table.get_text("title"))
        figcaption = f"<figcaption>{title}</figcaption>" if title else ""
        picture = f'<img src="{address}" alt="{escape(table.get_text("alt"))}">'
        figures.append(f"<figure>{picture}{figcaption}</figure>")
    paragraph = f"<p>{context.render(caption)}</p>\n\n" if caption else ""
    return f"\n\n<div data-gallery>{''.join(figures)}</div>\n\n{paragraph}"


def _build_picture(name: str, options: _Options, context: Context) -> str | None:
    """Build the figure of a picture, whose address may be the only one that looks like a file."""
    files = [part for part in options.placed if part.lower().endswith(_IMAGE_SUFFIXES)]
    address = options.get("src", "url", "image_path", "path", "image")
    if not address and name in ("figure", "image", "img"):
        address = options.get_placed(0)
    address = address or (files[0] if files else "")
    if not address and options.get("link").lower().endswith(_IMAGE_SUFFIXES):
        address = options.get("link")
    texts = [part for part in options.placed[1:] if part.strip(", ")]
    if name == "image" and address == options.get_placed(0) and texts:
        options.named.setdefault("alt", texts[0])  # Eleventy: {% image "a.jpg", "alt" %}
    return _build_figure(options, context, address) if address else None


def _build_page(name: str, options: _Options) -> str | None:
    """Build the card of a page, by its address or the ID that a service has for it."""
    values = [*options.named.values(), *options.placed]
    address = next((value for value in values if _URL_RE.match(value)), "")
    key = options.get("id", "repo", "user", "key") or options.get_placed(0)
    if not address and name in _SERVICES and key:
        address = _SERVICES[name].format(key)
    return _build_embed(address) if address else None


def _build_video_address(name: str, key: str) -> str:
    if key.startswith("http"):
        return key
    return {
        "youtube": f"https://www.youtube.com/watch?v={key}",
        "vimeo": f"https://vimeo.com/{key}",
        "instagram": f"https://www.instagram.com/p/{key}/",
    }[name]


def _is_url(text: str) -> bool:
    return _URL_RE.fullmatch(text) is not None


def _resolve(value: str, context: Context) -> str:
    """Return the value that a variable of the page stands for; '' for one of the site."""
    match = _VARIABLE_RE.fullmatch(value)
    if not match:
        return context.variables.get(value, value)
    return context.get_value(match["name"].lower()) if match["owner"] == "page" else ""


def _build_only_address(match: re.Match[str], options: _Options) -> str | None:
    """Build the card of the page that is all an unknown shortcode has, if it stands alone."""
    values = [*options.named.values(), *options.placed]
    if len(values) != 1 or not _URL_RE.fullmatch(values[0]):
        return None
    below = match.string[match.end() : match.end() + _MAX_BOX_LENGTH]
    if re.search(rf"\{{\{{[<%]-?\s*/\s*{re.escape(match['name'])}\s", below):
        return None
    return _build_embed(values[0])


def _build_include(options: _Options, context: Context) -> str | None:
    """Build what well-known included files show: a picture, or a video."""
    file = options.get_placed(0).rpartition("/")[2].partition(".")[0].lower()
    values = map(options.get, ("image_path", "src", "url", "image", "path", "file", "img"))
    address = next((value for value in values if "/" in value or "." in value), "")
    if ("figure" in file or "image" in file or "img" in file or "picture" in file) and address:
        # Its title is shown by the pointer only.
        options.named.setdefault("alt", options.named.pop("title", ""))
        options.named.setdefault("caption", options.named.pop("text", ""))
        return _build_figure(options, context, address)
    if file == "gallery" and (tables := context.list_tables(options.get("id") or file)):
        return _build_listed_gallery(tables, options.get("caption"), context)
    if content := options.get(*TEXT_NAMES):
        if file in _QUOTATION_NAMES:
            source = read_attribution(options.named, options.placed[1:])
            return _build_quotation(content, *source, context)
        if file in BOX_NAMES:
            title = options.get("title")
            heading = f"<p><strong>{context.render(title)}</strong></p>" if title else ""
            return f"\n\n<div>{heading}<p>{context.render(content)}</p></div>\n\n"
    key = options.get("id", "video", "video_id")
    provider = options.get("provider").lower() or file
    if provider == "video" and _YOUTUBE_ID_RE.fullmatch(key):
        provider = "youtube"
    is_image = address.lower().endswith(_IMAGE_SUFFIXES)
    if file in ("audio", "video") and address and not is_image:
        return f'\n\n<figure data-file="{escape(address)}"></figure>\n\n'
    if key and provider in ("youtube", "vimeo", "youtubeplayer", "youtube-embed"):
        return _build_embed(_build_video_address(provider[:7].rstrip("-"), key))
    others = {name for name, value in options.named.items() if len(value.split()) > 2}
    if is_image and others <= _FIGURE_OPTIONS:
        return _build_figure(options, context, address)
    return None
