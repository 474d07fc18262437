"""Shortcodes around a text, such as notices and tabs of themes: their text and title stay."""

import re
from collections.abc import Callable
from html import escape

from transfer.readers.folders.theme_tags import drop_colours, drop_look, find_summary

_NAMES = (
    "notice|alert|callout|admonition|note|tip|warning|info|hint|important|caution|danger|success"
    "|details|expand|collapse|accordion|accordion-item|spoiler|tabs|tabgroup|tab|columns|column"
    "|panel|card|cards|box|center|lead|aside|message|button|steps|grouppanel|rawhtml|html|typeit"
    "|gallery|carousel|swiper|markdown|capture|fold|folding|hideToggle|hideBlock|grouppicture|gp"
    "|quotes|testimonials|timeline|timelineItem|timelineitem|raw|unsafe|tabitem"
)
BOX_NAMES = frozenset(_NAMES.split("|"))
_BOX_RE = re.compile(
    rf"\{{\{{[<%]-?\s*(?:(?P<hugo>{_NAMES})(?=[\s%>])(?P<hugo_options>[^{{}}]{{0,500}}?)"
    rf"|/\s*(?P<hugo_end>{_NAMES})\s*)-?[>%]\}}\}}"
    rf"|\{{%-?\s*(?:(?P<liquid>{_NAMES})(?=[\s%])(?P<liquid_options>[^%{{}}]{{0,500}}?)"
    rf"|end(?P<liquid_end>{_NAMES})\s*)-?%\}}"
)
# Tags of Liquid whose options are the title.
_TITLED_NAMES = {"details", "spoiler", "expand", "collapse", "accordion", "fold"}
_TITLED_NAMES |= {"hideToggle", "hideBlock", "timeline", "quotes"}
_TIMELINE_RE = re.compile(r"\b(?:header|subheader|badge)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_GALLERY_NAMES = {"gallery", "carousel", "swiper", "grouppicture", "gp"}
# What divides the columns of Hugo's theme Book.
_COLUMN_RE = re.compile(r"^[ \t]*<--->[ \t]*$", re.MULTILINE)
_LINK_RE = re.compile(r"\b(?:href|link|url|relref)\s*=\s*[\"']([^\"']+)")
_TITLE_RE = re.compile(r"\b(?:title|summary|header|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED_RE = re.compile(r"^\s*(?:[\w-]+\s+)?(?:\"([^\"=]*)\"|'([^'=]*)')")


def expand_boxes(text: str, render: Callable[[str], str]) -> str:
    """Replace the tags of boxes; one without an end tag stays. `render` renders a title."""
    matches = list(_BOX_RE.finditer(text))
    ended = {match["hugo_end"] or match["liquid_end"] for match in matches} - {None}
    if not ended:
        return text
    opened = {match["hugo"] or match["liquid"] for match in matches}

    def replace(match: re.Match[str]) -> str:
        if end := match["hugo_end"] or match["liquid_end"]:
            if end not in opened:
                return match[0]
            return "</a></p>" if end == "button" else "\n\n</div>\n\n"
        name = match["hugo"] or match["liquid"]
        options = match["hugo_options"] or match["liquid_options"] or ""
        if name not in ended or options.rstrip().endswith("/"):
            return match[0]
        if name == "button":
            link = _LINK_RE.search(options)
            return f'<p><a href="{escape(link[1])}">' if link else "<p><a>"
        is_titled = match["liquid"] in _TITLED_NAMES and '"' not in options
        title = escape(options.strip(), quote=False) if is_titled else _find_title(options)
        if match["liquid"] == "note":
            title = escape(find_summary(options), quote=False)
        elif match["liquid"] == "folding":
            title = escape(drop_look(options), quote=False)
        elif match["liquid"] in ("hideToggle", "hideBlock", "timeline"):
            title = escape(drop_colours(options), quote=False)
        elif name in ("timelineItem", "timelineitem"):
            texts = (one or two for one, two in _TIMELINE_RE.findall(options))
            title = escape(", ".join(filter(None, texts)), quote=False) or title
        elif name in _GALLERY_NAMES and not _TITLE_RE.search(options):
            title = "" if re.search(r"[/*.]", title) else title
        elif name in ("raw", "unsafe"):
            title = ""
        heading = f"<p><strong>{render(title)}</strong></p>\n\n" if title else ""
        mark = " data-gallery" if name in _GALLERY_NAMES else ""
        return f"\n\n<div{mark}>\n\n{heading}"

    if "column" in "".join(filter(None, opened)):
        text = _COLUMN_RE.sub("", text)
    return _BOX_RE.sub(replace, text)


def _find_title(options: str) -> str:
    """Find the title of a box: an option of that name, or a first text in quotation marks."""
    match = _TITLE_RE.search(options) or _QUOTED_RE.match(options)
    title = (match[1] or match[2] or "") if match else ""
    return escape(title, quote=False) if re.search(r"\s|[A-Z]", title) else ""
