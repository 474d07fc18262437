"""Dialects of Markdown as CommonMark: sizes of pictures, links of wikis, admonitions, and titles of
code."""

import re
from collections.abc import Callable
from functools import partial
from html import escape

from transfer.readers.folders.tag_options import URL_RE

_PICTURE = r"!\[[^\[\]\n]*\]\([ \t]*(?:<[^<>\n]+>|[^\s()<>]+)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
# Sizes of many editors, and alignment of Hashnode: `![a](b.png =100x)`, `![a](b.png align="left")`.
_SIZED_RE = re.compile(
    rf"(?P<picture>{_PICTURE})[ \t]+(?:=[\d%x.*]+|(?:[a-z]+=(?:\"[^\"\n]*\"|[\w%.]++)[ \t]*)+)\)"
)
# Attributes of Pandoc and Quarto, some of which are none to the parser: `{ width=50% }`. Words in
# braces are text.
_ATTRIBUTES_RE = re.compile(
    rf"(?P<picture>{_PICTURE}[ \t]*\))"
    r"\{(?=[ \t]*[.#:}]|[ \t]*[\w-]+=)(?P<attributes>[^{}\n]*)\}"
)
_CONTENTS_RE = re.compile(
    r"^[ ]{0,3}(?:@\[toc\](?:\([^()\n]*\))?|\[\[_?toc_?\]\]|\$\{toc\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_EMBED_RE = re.compile(r"^[ \t]*%\[(?P<url>https?://[^\s\]]+)\][ \t]*$", re.MULTILINE)
# `[[1]](address)` is a link of Markdown whose text has brackets.
_WIKI_RE = re.compile(
    r"(?<!\\)(?P<embed>!?)\[\[(?P<name>[^\[\]|\n#]{1,200})(?:#[^\[\]|\n]*)?"
    r"(?:\|(?P<text>[^\[\]\n]*))?\]\](?![(\[])"
)
# Classes of CSS may follow the kind; other words are a sentence that begins with signs.
_ADMONITION_RE = re.compile(
    r"^(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[a-z][\w-]*)"
    r"(?:(?:[ \t]+[a-z][\w-]*)*[ \t]+\"(?P<title>[^\"\n]*)\"|(?:[ \t]+(?:inline|end|left|right))*)"
    r"[ \t]*\n"
    r"(?P<body>(?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)|(?:[ \t]*\n)+(?=(?:[ ]{4}|\t)[^\n]*\S))+)",
    re.MULTILINE,
)
_CODE_SPAN_RE = re.compile(r"(?<!`)(`{1,3})(?!`)(?:[^`\n]|\n(?!\n)){1,500}(?<!`)\1(?!`)")
_ASIDE_RE = re.compile("\ue003(\\d+)\ue004")
_CODE_NAMES = "highlight|code|terminal|console|command|cmd|shell"
# Tags and elements around code: a group for the name of a start, and one for that of an end.
_CODE_TAG_RE = re.compile(
    r"\{%-?\s*(?P<tag>raw|highlight|codeblock|code)\b[^%{}\n]{0,500}%\}"
    r"|\{%-?\s*end(?P<tag_end>raw|highlight|codeblock|code)\s*-?%\}"
    rf"|\{{\{{[<%]\s*(?P<name>{_CODE_NAMES})(?=[\s%>])[^{{}}\n]{{0,500}}\}}\}}"
    rf"|\{{\{{[<%]\s*/\s*(?P<name_end>{_CODE_NAMES})\s*[%>]\}}\}}"
    r"|<(?P<element>pre|PRE|script|style)\b[^<>]{0,500}>|</(?P<element_end>pre|PRE|script|style)\s*>"
)
_INDENT_RE = re.compile(r"^(?:[ ]{4}|\t)", re.MULTILINE)
# Attributes that Hugo reads below a block: `{author="Ada" cite="https://…"}`.
_QUOTATION_RE = re.compile(
    r"^(?P<quotation>>[^\n]*\n)\{:?(?P<attributes>(?:[ \t]*+[.#][\w:-]++|[ \t]*+[\w-]++="
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'{}]++))++)[ \t]*\}[ \t]*$",
    re.MULTILINE,
)
_ATTRIBUTE_RE = re.compile(r"(?<![\w-])([\w-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_CODE_TITLE_RE = re.compile(
    r"\b(?:title|file|filename|caption|name)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)')"
)
# What else may follow the language of code.
_CODE_FLAGS = {
    *("live", "noinline", "showlinenumbers", "copy", "nocopy", "run", "norun", "linenos", "wrap"),
    *("editable", "runnable", "interactive", "ignore", "twoslash", "hidden", "exec", "test"),
    *("numberlines", "line-numbers", "nowrap", "inline", "focus", "collapse", "expand", "static"),
}


def normalize(
    text: str, find_address: Callable[[str], str], find_picture: Callable[[str], str]
) -> str:
    """Turn the dialects of a text without code into CommonMark.

    `find_address` returns the address of the post of a name, `find_picture` that of the picture of
    a name; '' if there is none.
    """

    def replace_link(match: re.Match[str]) -> str:
        # In a table the sign before the label has a backslash.
        name, label = match["name"].strip(" \\"), (match["text"] or "").strip()
        if match["embed"]:
            picture = find_picture(name)
            alt = "" if re.fullmatch(r"\d+(?:x\d+)?", label) else label
            return f"![{alt}](<{picture}>)" if picture else match[0]
        address = find_address(name)
        return f"[{label or name}](<{address}>)" if address else match[0]

    return replace_outside_spans(text, partial(_normalize, replace_link))


def replace_outside_spans(text: str, replace: Callable[[str], str]) -> str:
    """Replace a text in which code within a line, or between tags, stays as it is."""
    spans: list[str] = []

    def put_aside(code: str) -> str:
        spans.append(code)
        return f"\ue003{len(spans) - 1}\ue004"

    text = _replace_code(re.sub("[\ue003\ue004]", "", text), put_aside)
    text = replace(_CODE_SPAN_RE.sub(lambda match: put_aside(match[0]), text))
    for _level in range(2):  # A span may be around code.
        text = _ASIDE_RE.sub(lambda match: spans[int(match[1])], text)
    return text


def _replace_code(text: str, replace: Callable[[str], str]) -> str:
    """Replace the code between tags and elements, with these."""
    parts: list[str] = []
    end = 0
    opening: re.Match[str] | None = None
    for match in _CODE_TAG_RE.finditer(text):
        group = match.lastgroup or ""
        if not group.endswith("_end"):
            opening = opening or match
        elif opening and (opening.lastgroup, opening[opening.lastgroup or 0]) == (
            group.removesuffix("_end"),
            match[group],
        ):
            parts += [text[end : opening.start()], replace(text[opening.start() : match.end()])]
            end = match.end()
            opening = None
    return "".join((*parts, text[end:]))


def _normalize(replace_link: Callable[[re.Match[str]], str], text: str) -> str:
    text = _SIZED_RE.sub(r"\g<picture>)", text)
    text = _ATTRIBUTES_RE.sub(_keep_title, text)
    text = _CONTENTS_RE.sub("", text)
    text = _EMBED_RE.sub(
        lambda match: f'\n<figure data-embed="{escape(match["url"])}"></figure>\n', text
    )
    if "[[" in text:
        text = _WIKI_RE.sub(replace_link, text)
    text = _ADMONITION_RE.sub(_replace_admonition, text)
    return _QUOTATION_RE.sub(_attribute_quotation, text)


def _keep_title(match: re.Match[str]) -> str:
    """Drop the attributes of a picture but its title, which is shown below it."""
    attributes = {name: one or two for name, one, two in _ATTRIBUTE_RE.findall(match["attributes"])}
    title, picture = attributes.get("title", ""), match["picture"]
    if not title or re.search(r"[\"'][ \t]*\)$", picture):
        return picture
    mark = "'" if '"' in title else '"'
    return f"{picture[:-1].rstrip()} {mark}{title}{mark})"


def _replace_admonition(match: re.Match[str]) -> str:
    body = _INDENT_RE.sub("", match["body"]).strip("\n")
    if match["kind"] == "quote":
        heading = f"\n**{match['title']}**\n" if match["title"] else ""
        return f"{heading}\n{re.sub(r'^', '> ', body, flags=re.MULTILINE)}\n\n"
    title = match["kind"].capitalize() if match["title"] is None else match["title"]
    return f"\n**{title}**\n\n{body}\n\n" if title else f"\n{body}\n\n"


def _attribute_quotation(match: re.Match[str]) -> str:
    options = {name: one or two for name, one, two in _ATTRIBUTE_RE.findall(match["attributes"])}
    names = (options.get(key, "") for key in ("author", "caption"))
    line = escape(", ".join(filter(None, names)), quote=False)
    if not line:
        return match["quotation"]
    if options.get("cite", "").startswith("http"):
        line = f'<a href="{escape(options["cite"])}">{line}</a>'
    return f"{match['quotation']}>\n> <footer>{line}</footer>\n"


def split_code_info(info: str) -> tuple[str, str]:
    """Split what stands behind the fence of code into the language and the HTML of a title, which
    Octopress, Hexo and Gatsby show above the code; '' for none."""
    language, _space, rest = info.strip().partition(" ")
    language, _colon, name = language.partition(":")
    name = name.removeprefix("title=").strip("\"'")
    if language.startswith("{"):
        return info.strip(), ""
    if match := _CODE_TITLE_RE.search(rest):
        return language, escape(match[1] or match[2] or "", quote=False)
    rest = re.sub(r"\{[^{}]*\}", "", rest).strip()
    if name and all(word.lower() in _CODE_FLAGS for word in rest.split()):
        return language, escape(name, quote=False)
    if link := URL_RE.search(rest):
        label = rest[link.end() :].strip() or link[0]
        title = escape(rest[: link.start()].strip(), quote=False)
        html = f'<a href="{escape(link[0])}">{escape(label, quote=False)}</a>'
        return language, " ".join(filter(None, (title, html)))
    terms = rest.split()
    is_title = len(terms) > 1 or (terms and "." in terms[0].strip("."))
    has_flags = "=" in rest or all(word.lower() in _CODE_FLAGS for word in terms)
    return language, escape(rest, quote=False) if is_title and not has_flags else ""
