"""Shortcodes of pictures, recordings and pages of other sites."""

import html
import re
from collections.abc import Mapping

from transfer.readers.wxr.attachments import Attachment
from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.shortcodes import Attributes, Handler
from transfer.readers.wxr.pictures import RECORDING_SUFFIXES, has_suffix

_URL_RE = re.compile(r"https?://[^\s\"'<>\]|]+|(?<![\w:/])//[\w.-]+\.\w+/[^\s\"'<>\]|]+")
_CAPTION_RE = re.compile(
    r"\s*(?P<medium>(?:<a\s[^>]+>\s*)?<img\s[^>]+>(?:\s*</a>)?"
    r"|<(?P<tag>iframe|video|audio|object)\b.*?</(?P=tag)>)(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)
_EMBEDDED_RE = re.compile(r"\s*\[embed[^\[\]]*\]\s*([^\s\[\]]+)\s*\[/embed\](.*)", re.DOTALL)
_RECORDING_KEYS = (
    *("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "mov"),
    *("mp3", "m4a", "ogg", "wav", "wma", "flac", "url", "file", "0"),
)
# Shortcodes of one site, with the address that an ID stands for.
_SITES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "youtube_sc": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}",
    "ted": "https://www.ted.com/talks/{}",
    "gist": "https://gist.github.com/{}",
    "vine": "https://vine.co/v/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "soundcloud": "",
    "spotify": "",
    "facebook": "",
    "tiktok": "",
    "flickr": "",
    "bandcamp": "",
    "scribd": "https://www.scribd.com/document/{}",
    "slideshare": "",
    "googlemaps": "",
    "iframe": "",
    "embedyt": "",
    "kickstarter": "",
    "archiveorg": "https://archive.org/details/{}",
}
_DOCUMENT_NAMES = ("pdf-embedder", "pdf", "gview", "embeddoc", "googlepdf", "pdfviewer", "fvplayer")
# Forms, polls, advertisements, sliders and lists of plugins: the words that they show are not in
# the text.
PROGRAM_NAMES = (
    *("contact-form-7", "contact-form", "contact-field", "contact_form", "gravityform", "wpforms"),
    *("gravityforms", "ninja_form", "ninja_forms", "formidable", "mc4wp_form", "caldera_form"),
    *("forminator_form", "fluentform", "jotform", "wufoo", "mailchimpsf_form", "newsletter_form"),
    *("blog_subscription_form", "jetpack_subscription_form", "login_form", "polldaddy"),
    *("crowdsignal", "yop_poll", "totalpoll", "rev_slider", "layerslider", "smartslider3"),
    *("metaslider", "masterslider", "cycloneslider", "adrotate", "adinserter", "google_ad"),
    *("toc", "ez-toc", "addtoany", "social_share", "nggallery", "ngg_images", "wp_sitemap_page"),
    *("display-posts", "recent_posts", "latest_posts", "related_posts_by_tax", "products"),
    *("woocommerce_cart", "woocommerce_checkout", "woocommerce_my_account"),
)
# Those of them that are words, which a quotation may have in brackets: without values, they stay.
_PROGRAM_WORDS = ("formidable", "products")
_ID_RE = re.compile(r"[\w-]{3,40}(?:/[\w-]{3,60})?")


def build_media_handlers() -> tuple[dict[str, Handler], dict[str, Handler]]:
    """Return the handlers of shortcodes, and of those that need an end tag."""
    handlers: dict[str, Handler] = {
        "gallery": _expand_gallery,
        "audio": _expand_recording,
        "video": _expand_recording,
        "playlist": _expand_playlist,
        "table": _expand_table,
        "bctt": _expand_tweetable,
        **dict.fromkeys(_DOCUMENT_NAMES, _expand_document),
        **{name: _build_remover(name) for name in PROGRAM_NAMES},
    }
    for name, pattern in _SITES.items():
        handlers[name] = _build_site_handler(pattern)
    enclosing: dict[str, Handler] = {
        "caption": _expand_caption,
        "wp_caption": _expand_caption,
        "embed": _expand_embed,
        "media-credit": _expand_credit,
    }
    return handlers, enclosing


def build_embed(url: str, caption: str = "") -> str:
    return f'<figure data-embed="{html.escape(url)}">{_build_caption(caption)}</figure>'


def build_file(url: str, caption: str = "", poster: str = "") -> str:
    shown = f' data-poster="{html.escape(poster)}"' if poster else ""
    return f'<figure data-file="{html.escape(url)}"{shown}>{_build_caption(caption)}</figure>'


def build_picture_figure(picture: Attachment) -> str:
    return (
        f'<figure><img src="{html.escape(picture.url)}" alt="{html.escape(picture.alt)}"'
        f' class="wp-image-{picture.key}">{_build_caption(html.escape(picture.caption))}</figure>'
    )


def _build_caption(caption: str) -> str:
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def _break_lines(text: str) -> str:
    return re.sub(r"\s*\n\s*", "<br>", text.strip())


def _expand_caption(attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    content = content or ""
    if (embedded := _EMBEDDED_RE.fullmatch(content)) and (
        url := _find_url(html.unescape(embedded[1]))
    ):
        return build_embed(url, _break_lines(embedded[2]))
    match = _CAPTION_RE.fullmatch(content)
    picture, text = (match["medium"], match["text"]) if match else (content, "")
    caption = text.strip() or attributes.get("caption", "")
    picture = re.sub(r"\s*\n\s*", " ", picture.strip())
    return f"<figure>{picture}{_build_caption(_break_lines(caption))}</figure>"


def _expand_credit(attributes: Attributes, content: str | None, _context: BodyContext) -> str:
    """Media Credit: the credit of the picture in it."""
    credit = attributes.get("name", "")
    if not credit:
        return content or ""
    mark = f'<img data-credit="{html.escape(credit)}" '
    return re.sub(r"<img\s", mark, content or "", count=1, flags=re.IGNORECASE)


def _expand_table(attributes: Attributes, content: str | None, context: BodyContext) -> str | None:
    """TablePress. Other plugins have a table in a shortcode of this name; it stays text."""
    number = attributes.get("id", "")
    table = context.index.find_table(number) if number and not content else ""
    table = context.insert(table)
    if not table and attributes:
        context.unknown_shortcodes.setdefault("table")
    return table or None


def _expand_tweetable(
    attributes: Attributes, _content: str | None, _context: BodyContext
) -> str | None:
    """Better Click To Tweet: words that readers may share."""
    text = attributes.get("tweet", "")
    return f"<p>{html.escape(text, quote=False)}</p>" if text else None


def _expand_gallery(attributes: Attributes, _content: str | None, context: BodyContext) -> str:
    numbers = re.findall(r"\d+", attributes.get("ids", "") or attributes.get("include", ""))
    if numbers:
        pictures = context.find_pictures(numbers)
    else:
        excluded = set(re.findall(r"\d+", attributes.get("exclude", "")))
        attached = context.index.list_attached(attributes.get("id") or context.post_id)
        pictures = [picture for picture in attached if picture.key not in excluded]
    figures = [build_picture_figure(picture) for picture in pictures if picture.is_picture]
    if not figures:
        if not numbers:
            context.missing_pictures.setdefault("gallery")
        return ""
    return f"<div data-gallery>{''.join(figures)}</div>"


def _expand_recording(
    attributes: Attributes, content: str | None, context: BodyContext
) -> str | None:
    values = [attributes[key] for key in _RECORDING_KEYS if key in attributes]
    urls = [url for value in (*values, content or "") if (url := _find_url(value))]
    if not urls:
        number = re.fullmatch(r"\d+", attributes.get("id", ""))
        attachment = context.index.find_attachment(number[0]) if number else None
        urls = [attachment.url] if attachment else []
    if not urls:
        return None
    url = urls[0]
    poster = _find_url(attributes.get("poster", ""))
    is_file = has_suffix(url, RECORDING_SUFFIXES)
    return build_file(url, poster=poster) if is_file else build_embed(url)


def _expand_document(
    attributes: Attributes, content: str | None, _context: BodyContext
) -> str | None:
    urls = filter(None, map(_find_url, (*attributes.values(), content or "")))
    return next((build_file(url) for url in urls), None)


def _expand_playlist(attributes: Attributes, _content: str | None, context: BodyContext) -> str:
    numbers = re.findall(r"\d+", attributes.get("ids", ""))
    if numbers:
        files = context.find_pictures(numbers)
    else:
        files = context.index.list_attached(attributes.get("id") or context.post_id)
    return "".join(
        build_file(file.url, html.escape(file.caption or file.title))
        for file in files
        if not file.is_picture
    )


def _expand_embed(attributes: Attributes, content: str | None, _context: BodyContext) -> str | None:
    url = _URL_RE.search(html.unescape(content or "") or attributes.get("src", ""))
    return build_embed(url[0]) if url else None


def _build_site_handler(pattern: str) -> Handler:
    def expand(attributes: Attributes, content: str | None, _context: BodyContext) -> str | None:
        values = (*attributes.values(), html.unescape(content or ""))
        url = next(filter(None, map(_find_url, values)), "")
        if not url and pattern:
            number = _find_id(attributes, content)
            url = pattern.format(number) if number else ""
        return build_embed(url) if url else None

    return expand


def _build_remover(name: str) -> Handler:
    def leave_out(attributes: Attributes, _content: str | None, context: BodyContext) -> str | None:
        if name in _PROGRAM_WORDS and not attributes:
            return None
        context.omitted_blocks.setdefault(f"[{name}]")
        return ""

    return leave_out


def _find_url(text: str) -> str:
    """Return the first address in a text, '' if there is none."""
    match = _URL_RE.search(text)
    return match[0] if match else ""


def _find_id(attributes: Mapping[str, str], content: str | None) -> str:
    for key in ("id", "video", "video_id", "clip_id", "0"):
        if (value := attributes.get(key, "")) and _ID_RE.fullmatch(value):
            return value
    text = (content or "").strip()
    return text if _ID_RE.fullmatch(text) else ""
