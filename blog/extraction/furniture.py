"""What a platform adds to an article: links, calls to share, agencies."""

import re

from blog.extraction.blocks import Block
from blog.extraction.bylines import has_meta
from blog.extraction.datelines import read_dateline
from blog.extraction.surroundings import Surroundings
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("surroundings")
FURNITURE_RE = compile_lazily(
    rf"^\W*(?:{_TABLES['links']})"
    r"(?:\s(?:this|on|to|us|via|with|now|by|the|post|article|story|page|our|your|a|free|today|"
    r"newsletter|auf|sur|en|in|su|na|w|в|@\w+)){0,6}\W*$",
    re.IGNORECASE,
)
SHARE_ROW_RE = compile_lazily(
    r"^(?:(?:share|tweet|follow(?: @\w+)?|suivre(?: @\w+)?|folgen(?: @\w+)?|seguir(?: @\w+)?|"
    r"pin|email this|blogthis!?|share to (?:x|twitter|facebook|pinterest)|facebook|twitter|x|"
    r"linkedin|whatsapp|telegram|reddit|email|print|copy link|instagram|bluesky|mastodon|"
    r"flipboard|pocket)[\s|·•,/]*){1,12}$",
    re.IGNORECASE,
)
# Above the title of a press release.
_NOTICE_RE = compile_lazily(
    r"(?:for immediate release|embargoed until .{3,40}|media contacts?(?:\s?:.*)?|"
    r"zur sofortigen veröffentlichung|"
    r"sperrfrist:? .{3,40}|pour diffusion immédiate|para (?:publicación|difusión|divulgação)"
    r" inmediata|per diffusione immediata|"
    rf"{load_tables('lines')['releases']})(?:\s(?:n(?:r|o|°)\.?\s?)?[\d/-]+)?[:.]?",
    re.IGNORECASE,
)
CALL_RE = compile_lazily(rf"(?:{_TABLES['calls']})", re.IGNORECASE)
_AGENCY_LINE_RE = compile_lazily(
    rf"[(\[](?:{_TABLES['agencies']})(?:(?:\s?/\s?|,\s)(?:{_TABLES['agencies']})){{0,4}}[)\]]\.?"
)
_FOOTER_TAGS = (
    "nav",
    "footer",
    "header",
    "form",
    ".share",
    ".sharing",
    ".sharedaddy",
    ".jp-relatedposts",
    ".post-footer",
    ".related",
    ".related-posts",
    ".newsletter",
    ".subscription-widget-wrap",
    ".subscription-widget",
    ".kg-signup-card",
    ".kg-cta-card",
    ".comments",
    ".sidebar",
    ".navigation",
    ".breadcrumb",
    ".breadcrumbs",
    ".advertisement",
    ".ad",
    ".social",
    ".social-share",
    ".share-buttons",
    ".button-wrapper",
    ".post-ufi",
    ".wp-block-buttons",
    ".cookie",
)
_CALLOUTS = (".kg-callout-card", ".kg-callout-text", ".callout", ".preamble", ".cta-caption")


def is_agency_line(text: str) -> bool:
    """Return whether a line is agencies in brackets alone: '(dpa)', '(AFP/Reuters)'."""
    return bool(_AGENCY_LINE_RE.fullmatch(text.strip()))


def read_agency(blocks: list[Block], around: Surroundings) -> None:
    """Read the agency below an article, which is no credit of a picture."""
    last = next((block for block in reversed(blocks) if not block.is_used), None)
    if last and not last.figure and is_agency_line(last.text):
        around.furniture.append(last.text.strip())
        last.is_used = True


def _is_widget(name: str) -> bool:
    return name.startswith((".subscription-widget", ".jp-relatedposts", ".sharedaddy"))


def read_furniture(blocks: list[Block], around: Surroundings) -> None:
    for index, block in enumerate(blocks):
        text = block.text.strip()
        if block.is_used or index < 8 and read_dateline(text):
            continue  # 'Ann Lee · 2 min read · 9 April 2024'
        is_edge = index < 8 or index > len(blocks) - 16
        is_furniture = (
            (block.is_in(*_FOOTER_TAGS) or any(map(_is_widget, block.tags)))
            and not block.figure
            and not (block.is_in("header") and not block.is_in("nav") and has_meta(block))
            and not re.match(r"h1", block.tag)
            and len(text) < 400
            or SHARE_ROW_RE.match(text)
            or index < 3
            and _NOTICE_RE.fullmatch(text)
            or (
                len(text) < 90
                and FURNITURE_RE.match(text)
                and (is_edge or len(text) < 30)
                and not re.search(r"[\"“«„]", text)
            )
            or (
                len(text) < 220
                and CALL_RE.search(text)
                and (not re.search(r"[“«„]", text) or block.is_in(*_CALLOUTS))
            )
            or block.tag == "li"
            and len(block.links) == 1
            and block.links[0][0] == text
            and len(text) < 200
            and not block.is_in(".wp-block-quote")
        )
        if is_furniture:
            around.furniture.append(text)
            block.is_used = True
