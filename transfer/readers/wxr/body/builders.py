"""Shortcodes of page builders, which hold a layout, and the words in their attributes."""

import html
import re
from base64 import b64decode
from collections.abc import Iterable
from urllib.parse import unquote

from lib.urls import is_web_url
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.media_shortcodes import (
    build_embed,
    build_file,
    build_picture_figure,
)
from transfer.readers.wxr.body.raw import replace_outside
from transfer.readers.wxr.body.shortcodes import parse_attributes

# WPBakery, Divi, Avada, Enfold, Cornerstone, Tatsu, Fusion, Thrive, Salient, Shortcodes Ultimate.
_TAG_RE = re.compile(
    r"\[(?P<end>/)?(?P<name>(?!su_quote\b)(?:vc|et_pb|fusion|av|cs|x|tatsu|mk|tve|nectar|su|mpc|cmsms|ultimate|dt)"
    r"_[\w-]+)(?P<attributes>(?:[^\[\]\"']++|\"[^\"]{0,99999}\"|'[^']{0,99999}')*+)\]"
)
# Shortcodes of themes around a text; those of the first group are within a line.
_WRAPPER_RE = re.compile(
    r"\[(?P<end>/)?(?:(?P<inline>drop_?caps?|highlight|mark|raw|noformat|nobr|small)"
    r"|(?P<block>(?:one|two|three|four)_(?:half|thirds?|fourths?|quarters?|fifths?|sixth)(?:_last)?"
    r"|columns?|col|row|center|box|infobox|notice|alert|lead|checklist|content_box"
    r"|toggles?|accordions?|accordion[_-]item|tabs|tab|tabgroup|spoiler|expand|panel))"
    r"(?P<attributes>\s[^\[\]]*)?\]"
)
_RAW_RE = re.compile(
    r"\[(?P<name>vc_raw_html|fusion_code)[^\[\]]*\](?P<content>[\w+/=\s]*)\[/(?P=name)\]"
)
# A picture of Avada, around its address or an element.
_FRAME_RE = re.compile(
    r"\[fusion_imageframe(?P<attributes>\s[^\[\]]*)?\](?P<content>[^\[\]]*)\[/fusion_imageframe\]"
)
_HEADING_KEYS = ("title", "heading", "title_text", "h2")
_TEXT_KEYS = (
    *(
        "subtitle",
        "subhead",
        "h4",
        "text",
        "content",
        "description",
        "button_text",
        "button_one_text",
    ),
    *("button_two_text", "quote", "body_content", "tagline"),
)
_SPEAKER_KEYS = ("author", "name", "job_title", "position", "company_name", "company", "cite")
_PICTURE_KEYS = ("src", "image", "image_url", "img_url", "image_id")
# Pictures of modules that show more than one.
_INNER_PICTURE_KEYS = ("image", "image_url", "img_url", "portrait_url")
_GALLERY_KEYS = ("gallery_ids", "images", "ids", "image_ids")
_PICTURES_RE = re.compile("gallery|carousel|slider")
_VIDEO_KEYS = ("link", "video_url", "src", "url", "id")
_VIDEOS_RE = re.compile("video|youtube|vimeo")
_AUDIO_KEYS = ("audio", "src", "url", "mp3")
# Texts of buttons, with the addresses that they lead to.
_BUTTON_KEYS = {
    "button_text": ("button_url", "button_link", "url", "link"),
    "button_one_text": ("button_one_url",),
    "button_two_text": ("button_two_url",),
}
_BUTTON_LABELS = ("button_text", "title", "text", "content")
_BUTTON_URLS = ("button_url", "link", "url", "href")
_BUTTON_RE = re.compile(r"(?:btn|button)\d?$")
# A button around its text.
_BUTTON_PAIR_RE = re.compile(
    r"\[(?P<name>[\w-]{0,30}(?:btn|button)\d?)(?P<attributes>\s[^\[\]]{1,2000})\]"
    r"(?P<text>[^\[\]]{1,300})\[/(?P=name)\]"
)
_QUOTE_MARKS = re.compile("testimonial|quote")


def expand_builders(text: str, context: BodyContext) -> str:
    """Remove the tags of page builders; titles, texts, pictures and videos in their attributes
    stay, and so does everything between tags."""
    if "[" not in text:
        return text
    if "[/" in text:
        text = _remove_wrappers(text)
        text = _BUTTON_PAIR_RE.sub(_expand_button, text)
    text = _RAW_RE.sub(_decode_raw, text)
    if "[/fusion_imageframe" in text:
        text = _FRAME_RE.sub(_move_address, text)
    return _TAG_RE.sub(lambda match: _expand_tag(match, context), text)


def _remove_wrappers(text: str) -> str:
    """Remove the tags of themes around texts; one without an end tag is a text in brackets."""
    matches = _WRAPPER_RE.finditer(text)
    ended = {match["inline"] or match["block"] for match in matches if match["end"]}

    def remove(match: re.Match[str]) -> str:
        if (match["inline"] or match["block"]) not in ended:
            return match[0]
        if match["inline"]:
            return ""
        title = parse_attributes(match["attributes"] or "").get("title", "")
        return f"\n\n<h3>{title}</h3>\n\n" if title else "\n\n"

    if not ended:
        return text
    return replace_outside(text, ("pre", "code"), lambda part: _WRAPPER_RE.sub(remove, part))


def _decode_raw(match: re.Match[str]) -> str:
    try:
        decoded = b64decode(match["content"], validate=False).decode()
        # Avada encodes it once; a text that is no base64 stays.
        return decoded if match["name"] == "fusion_code" else unquote(decoded)
    except ValueError:
        return match["content"]


def _move_address(match: re.Match[str]) -> str:
    content, attributes = match["content"].strip(), match["attributes"] or ""
    if is_web_url(content):
        return f'[fusion_imageframe src="{content}"{attributes}]'
    return f"\n\n{content}\n\n" if content else f"[fusion_imageframe{attributes}]"


def _expand_tag(match: re.Match[str], context: BodyContext) -> str:
    if match["end"]:
        return "\n\n"
    name, attributes = match["name"], parse_attributes(match["attributes"])
    if _BUTTON_RE.search(name):
        label = next((attributes[key] for key in _BUTTON_LABELS if attributes.get(key)), "")
        return f"\n\n{_build_button(label, attributes, _BUTTON_URLS)}\n\n" if label else "\n\n"
    parts = []
    for key in _HEADING_KEYS:
        if name == "et_pb_image" and key == "title_text":
            continue  # Shown by the pointer only.
        if value := attributes.get(key, "").strip():
            parts.append(f"<h3>{_clean(value)}</h3>")
            break
    parts += [
        _build_button(attributes[key], attributes, _BUTTON_KEYS.get(key, ()))
        for key in _TEXT_KEYS
        if attributes.get(key)
    ]
    if _QUOTE_MARKS.search(name) and (
        people := [attributes[key] for key in _SPEAKER_KEYS if attributes.get(key)]
    ):
        parts.append(f"<p>{_clean(', '.join(people))}</p>")
    if _PICTURES_RE.search(name):
        parts.append(_build_gallery(attributes, context))
    elif "image" in name or "img" in name or "photo" in name:
        parts.append(_build_picture(attributes, _PICTURE_KEYS, context))
    else:
        parts.append(_build_picture(attributes, _INNER_PICTURE_KEYS, context))
    if "audio" in name:
        values = [attributes[key] for key in _AUDIO_KEYS if key in attributes]
        parts += [build_file(url) for url in values if is_web_url(url)]
    if _VIDEOS_RE.search(name):
        values = [attributes[key] for key in _VIDEO_KEYS if key in attributes]
        parts += [build_embed(url) for url in values if is_web_url(url)]
    return "\n\n" + "\n\n".join(filter(None, parts)) + "\n\n"


def _expand_button(match: re.Match[str]) -> str:
    """Make a link of a button around its text; one without an address stays."""
    attributes = parse_attributes(match["attributes"])
    if not any(
        "://" in attributes.get(key, "") or "url:" in attributes.get(key, "")
        for key in _BUTTON_URLS
    ):
        return match[0]
    return f"\n\n{_build_button(match['text'].strip(), attributes, _BUTTON_URLS)}\n\n"


def _build_button(label: str, attributes: dict[str, str], url_keys: Iterable[str]) -> str:
    """Build a paragraph, which is a link if there is an address. WPBakery has it as one of several
    encoded values: `url:https%3A%2F%2Fx.example|title:X`."""
    text = _clean(label)
    for key in url_keys:
        value = attributes.get(key, "")
        if value.startswith("url:"):
            value = unquote(value.removeprefix("url:").partition("|")[0])
        if is_web_url(value):
            return f'<p><a href="{html.escape(value)}">{text}</a></p>'
    return f"<p>{text}</p>"


def _build_gallery(attributes: dict[str, str], context: BodyContext) -> str:
    values = [attributes[key] for key in _GALLERY_KEYS if attributes.get(key)]
    pictures = context.find_pictures(re.findall(r"\d+", values[0])) if values else []
    figures = "".join(build_picture_figure(each) for each in pictures if each.is_picture)
    return f"<div data-gallery>{figures}</div>" if figures else ""


def _build_picture(attributes: dict[str, str], keys: Iterable[str], context: BodyContext) -> str:
    for key in keys:
        value = attributes.get(key, "")
        if is_web_url(value):
            alt = attributes.get("alt", "")
            return f'<figure><img src="{html.escape(value)}" alt="{html.escape(alt)}"></figure>'
        number = value.partition("|")[0]  # Avada: `12|full`.
        if number.isascii() and number.isdigit():
            return "".join(map(build_picture_figure, context.find_pictures([number])))
    return ""


def _clean(value: str) -> str:
    """Return the value of an attribute, in which builders escape quotes and brackets."""
    value = value.replace("``", '"').replace("`{`", "[").replace("`}`", "]")
    return value.replace("%22", '"').replace("%91", "[").replace("%93", "]")
