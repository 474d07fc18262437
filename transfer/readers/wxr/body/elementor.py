"""The texts of Elementor, of which some posts have a layout only and no text of their own."""

import html
import json
from collections.abc import Iterator
from typing import Any

from lib.urls import is_web_url
from transfer.readers.wxr.body.media_shortcodes import build_embed, build_file
from transfer.readers.wxr.body.quotations import build_quotation

# Settings of a widget in the order in which it shows them: titles, HTML and plain texts.
_TITLE_KEYS = ("title", "title_text", "alert_title", "heading", "tab_title", "item_title")
_HTML_KEYS = ("editor", "html", "shortcode", "tab_content", "item_content")
_TEXT_KEYS = (
    *("description", "description_text", "alert_description", "testimonial_content", "content"),
    *("testimonial_name", "testimonial_job", "text", "item_description"),
)
_PAGE_KEYS = ("youtube_url", "vimeo_url", "dailymotion_url", "external_url", "tweet_url")
_FILE_KEYS = ("hosted_url", "insert_url")
_PICTURE_KEYS = ("image", "testimonial_image", "photo")
# Lists of pictures, and of parts such as the tabs of an accordion.
_LIST_KEYS = (
    *("gallery", "wp_gallery", "carousel", "slides", "tabs", "icon_list", "items", "price_list"),
    "social_icon_list",
)
_MAX_DEPTH = 50


def build_elementor(data: str) -> str:
    """Return the HTML of the widgets in a value of `_elementor_data`, '' if it is malformed."""
    try:
        elements = json.loads(data or "[]")
    except (ValueError, RecursionError):
        return ""
    return "\n\n".join(filter(None, _list_parts(elements, 0)))


def _list_parts(elements: Any, depth: int) -> Iterator[str]:
    for element in elements if isinstance(elements, list) and depth < _MAX_DEPTH else ():
        if not isinstance(element, dict):
            continue
        settings = element.get("settings")
        if element.get("widgetType") and isinstance(settings, dict):
            yield from _list_widget(settings)
        yield from _list_parts(element.get("elements"), depth + 1)


def _list_widget(settings: dict[str, Any]) -> Iterator[str]:
    """List the parts of a widget, or of an item of one."""
    if quotation := _get(settings, "blockquote_content"):
        author = html.escape(_get(settings, "author_name"))
        yield build_quotation(f"<p>{quotation}</p>", author)
    for key in _PICTURE_KEYS:
        yield _build_picture(settings.get(key), _get(settings, "caption"))
    yield _build_picture(settings, "")  # A picture in a list of them.
    for key in _TITLE_KEYS:
        if title := _get(settings, key):
            yield f"<h3>{title}</h3>"
    yield from (_get(settings, key) for key in _HTML_KEYS)
    for key in _TEXT_KEYS:
        if text := _get(settings, key):
            yield _build_paragraph(text, settings.get("link"))
    yield from (build_embed(url) for key in _PAGE_KEYS if (url := _get_url(settings.get(key))))
    yield from (build_file(url) for key in _FILE_KEYS if (url := _get_url(settings.get(key))))
    for key in _LIST_KEYS:
        rows = settings.get(key)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield from _list_widget(row)


def _build_picture(value: Any, caption: str) -> str:
    if not isinstance(value, dict) or "id" not in value or not (url := _get_url(value)):
        return ""
    alt = html.escape(_get(value, "alt"))
    figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{html.escape(url)}" alt="{alt}">{figcaption}</figure>'


def _build_paragraph(text: str, link: Any) -> str:
    url = _get_url(link)
    return f'<p><a href="{html.escape(url)}">{text}</a></p>' if url else f"<p>{text}</p>"


def _get(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def _get_url(value: Any) -> str:
    """Return a web address: a text, or the field `url` of a table."""
    url = value.get("url") if isinstance(value, dict) else value
    return url if isinstance(url, str) and is_web_url(url) else ""
