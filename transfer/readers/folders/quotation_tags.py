"""Quotations of shortcodes and tags, with their attributions."""

import re
from html import escape

from transfer.readers.folders.attributions import is_style, read_attribution
from transfer.readers.folders.tag_options import URL_RE, Context, Options, is_url, parse_options

_NAMED_OPTION_RE = re.compile(
    r"\s*(?:author|by|name|person|title|source|url|link|cite)\s*[:=]\s*[\"']"
)
# Options such as `"a", "b"`.
_LISTED_RE = re.compile(
    r"\s*(?:\"[^\"]+\"|'[^']+')(?:\s*,\s*(?:\"[^\"]*\"|'[^']*'|https?://[^\s,\"']++))+\s*"
)
QUOTATION_NAMES = {"quote", "blockquote", "pullquote", "centerquote", "cq"}
QUOTATION_NAMES |= {"epigraph", "testimonial"}


def build_liquid_quotation(options: str, text: str, context: Context) -> str:
    """Build a quotation of Octopress or Hexo. Octopress pulls a part of a paragraph out of it,
    which is marked by `{" "}`, and that paragraph is no quotation."""
    if '{"' in text and '"}' in text:
        return "\n\n" + re.sub(r'\{"\s?|\s?"\}', "", text.strip("\n")) + "\n\n"
    if _NAMED_OPTION_RE.match(options):
        return build_quotation(text, *read_source(parse_options(options)), context)
    if is_style(options):
        options = ""
    elif _LISTED_RE.fullmatch(options):
        listed = [part.strip(", ") for part in parse_options(options).placed]
        link = next(filter(is_url, listed), "")
        source = ", ".join(part for part in listed if part and not is_url(part))
        return build_quotation(text, source, link, context)
    return build_quotation(text, *_parse_octopress_source(options.strip()), context)


def read_source(options: Options) -> tuple[str, str]:
    """Read the attribution and the address of a quotation whose text is between tags."""
    return read_attribution(options.named, options.placed)


def read_rest(named: dict[str, str], rest: list[str]) -> tuple[str, str]:
    """Read the attribution of a quotation from the options behind its text."""
    texts = (part.strip(", ") for part in rest if not is_style(part))
    return read_attribution(named, [", ".join(filter(None, texts))])


def build_quotation(text: str, source: str, link: str, context: Context) -> str:
    """Build a quotation whose text and attribution are Markdown or HTML."""
    cite = f' cite="{escape(link)}"' if link else ""
    footer = f"<footer>{context.render(source)}</footer>\n\n" if source else ""
    text = text.strip("\n")
    return f"\n\n<blockquote{cite}>\n\n{text}\n\n{footer}</blockquote>\n\n"


def _parse_octopress_source(text: str) -> tuple[str, str]:
    """Parse `Author, Source http://address Title` into the attribution and the address."""
    match = URL_RE.search(text)
    if not match:
        return text.strip().strip("\"'"), ""
    parts = (text[: match.start()].strip(), text[match.end() :].strip())
    return ", ".join(filter(None, parts)), match[0]
