"""Shortcodes of quotations, code and footnotes."""

import html
import re

from lib.urls import is_web_url
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.paragraphs import add_paragraphs
from transfer.readers.wxr.body.quotations import build_quotation
from transfer.readers.wxr.body.raw import iterate_raw
from transfer.readers.wxr.body.shortcodes import Attributes, Handler

_QUOTE_NAMES = (
    *("quote", "blockquote", "pullquote", "pull_quote", "bquote", "quotation", "su_quote"),
    "perfectpullquote",
)
_ATTRIBUTION_KEYS = ("author", "cite", "source", "by", "name", "attribution", "from", "0")
_URL_KEYS = ("url", "link", "source_url", "cite_url", "href", "cite", "source")
_CODE_NAMES = (
    *("sourcecode", "source", "code", "php", "python", "css", "html", "xml", "java", "javascript"),
    *("js", "sql", "bash", "shell", "ruby", "cpp", "csharp", "perl", "yaml", "json", "cc"),
    *("geshi", "codesyntax", "codebox", "crayon", "prettify", "enlighter"),
)
# CodeColorer's, whose name has flags and the language: `[ccnLe_php]`.
_COLORED_RE = re.compile(
    r"\[(?P<end>/)?(?P<name>cc[a-z]{0,8}_(?P<language>[\w+#-]{1,20}))(?:\s[^\[\]]*)?\]",
    re.IGNORECASE,
)
# WP-Syntax shows what is in `<pre lang="php">` as it is written, tags and all.
_WRITTEN_CODE_RE = re.compile(
    r"<pre\b(?P<attributes>[^<>]{0,500}?\slang\s*=\s*[\"'](?P<language>[\w+#-]{1,30})[\"'][^<>]*)>"
    r"(?P<code>.*?)</pre\s*>",
    re.DOTALL | re.IGNORECASE,
)
_CODE_TAG_RE = re.compile(
    r"<(?!/?(?:span|code|br|b|i|em|strong|a|mark|ins|del|font|u|s|kbd|var|su[bp])\b)[a-z!?/]", re.I
)
# Two letters, or a country after it: `de`, `en-GB`.
_TEXT_LANGUAGE_RE = re.compile(r"[a-z]{2}|[a-z]{2,3}[-_][a-z]{2}")
_MARKUP_LANGUAGES = ("html", "html4strict", "html5", "xhtml", "xml", "svg", "xslt")
_FOOTNOTE_NAMES = ("footnote", "fn", "efn_note", "mfn", "ref", "sidenote", "easy-footnote")


def build_text_handlers() -> dict[str, Handler]:
    """Return the handlers of shortcodes, all of which need an end tag."""
    return {
        **dict.fromkeys(_QUOTE_NAMES, _expand_quotation),
        **dict.fromkeys(_CODE_NAMES, _expand_code),
        **dict.fromkeys(_FOOTNOTE_NAMES, _expand_footnote),
        "cci": _expand_inline_code,
    }


def name_languages(text: str) -> str:
    """Give the shortcodes of CodeColorer the name that all have, and their language as a value."""
    ends = {match["name"].lower() for match in _COLORED_RE.finditer(text) if match["end"]}

    def rename(match: re.Match[str]) -> str:
        if match["name"].lower() not in ends:
            return match[0]
        return "[/cc]" if match["end"] else f'[cc lang="{match["language"]}"]'

    return _COLORED_RE.sub(rename, text)


def escape_written_code(text: str) -> str:
    """Make text of the tags in code that WP-Syntax shows as it is written."""

    def escape(element: str) -> str:
        match = _WRITTEN_CODE_RE.fullmatch(element)
        if match is None:
            return element
        language, code = match["language"].lower(), match["code"]
        is_markup = language in _MARKUP_LANGUAGES and "<span" not in code and "<code" not in code
        is_written = "escaped" not in match["attributes"].lower() and (
            (is_markup and "<" in code) or _CODE_TAG_RE.search(code)
        )
        if is_written:
            code = code.replace("<", "&lt;").replace(">", "&gt;")
        elif _TEXT_LANGUAGE_RE.fullmatch(language) or "<code" in code:
            return element  # It may be the language of a text.
        return f'<pre><code class="language-{language}">{code}</code></pre>'

    if "lang" not in text.lower():
        return text
    parts: list[str] = []
    position = 0
    for start, end in iterate_raw(text, ("pre",)):
        parts += [text[position:start], escape(text[start:end])]
        position = end
    return "".join(parts) + text[position:]


def _expand_quotation(attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    is_url = {key: is_web_url(value) for key, value in attributes.items()}
    attribution = next(
        (attributes[key] for key in _ATTRIBUTION_KEYS if attributes.get(key) and not is_url[key]),
        "",
    )
    url = next((attributes[key] for key in _URL_KEYS if is_url.get(key)), "")
    return build_quotation(add_paragraphs(content or ""), html.escape(attribution), url)


def _expand_code(attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    # Some versions store the text with entities, some without.
    text = html.unescape(content or "").strip("\r\n")
    language = attributes.get("language", "") or attributes.get("lang", "")
    mark = f' class="language-{language}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{mark}>{html.escape(text, quote=False)}</code></pre>"


def _expand_inline_code(_attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    return f"<code>{html.escape(html.unescape(content or ''), quote=False)}</code>"


def _expand_footnote(_attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    return f"<small data-footnote>{(content or '').strip()}</small>"
