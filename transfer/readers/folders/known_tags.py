"""Shortcodes and tags without content: pictures, players, cards of pages and galleries."""

import re
from html import escape

from django.utils.translation import gettext_noop

from transfer.file_types import is_original_name, is_picture_name
from transfer.messages import Message
from transfer.readers.folders.attributions import TEXT_NAMES, read_attribution
from transfer.readers.folders.boxes import BOX_NAMES
from transfer.readers.folders.figures import (
    build_caption,
    build_embed,
    build_file,
    wrap_picture,
)
from transfer.readers.folders.metadata import Metadata
from transfer.readers.folders.quotation_tags import QUOTATION_NAMES, build_quotation
from transfer.readers.folders.tag_options import (
    URL_RE,
    Context,
    Options,
    parse_options,
)

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
_VIDEO_NAMES = {"youtubelite", "youtube-lite", "youtube_lite", "lite-youtube", "yt"}
_YOUTUBE_ID_RE = re.compile(r"[\w-]{11}")
# What the manuals of Octopress and Hexo name, and nobody filled in: `[width]`.
_PLACEHOLDER_RE = re.compile(r"(?<!\S)\[(?:class names|width|height|title text)\](?!\S)")
_TITLE_AND_ALT_RE = re.compile(r"(.+?)\s+'([^']+)'")
# Options of pictures whose words a figure has.
_FIGURE_OPTIONS = {"alt", "title", "caption", "description", "desc", "attr", "credit"}
_FIGURE_OPTIONS |= {"attribution"}


def build_liquid_figure(options: str, text: str, context: Context) -> str:
    """Build the figure of a picture in Markdown; its options are captions."""
    parsed = parse_options(options)
    caption = parsed.get("caption", "title") or parsed.get_placed(0)
    figcaption = f"<figcaption>{context.render(caption)}</figcaption>\n\n" if caption else ""
    return f"\n\n<figure>\n\n{text.strip()}\n\n{figcaption}</figure>\n\n"


def build_octopress_picture(text: str) -> str:
    """Build the picture of `{% img [class] address [width] [height] [title [alt]] %}`."""
    options = parse_options(_PLACEHOLDER_RE.sub("", text))
    placed = options.placed
    index = next(
        (number for number, part in enumerate(placed) if "/" in part or is_picture_name(part)),
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


def _build_figure(options: Options, context: Context, address: str) -> str:
    alt = options.get("alt")
    title, caption = options.get("title"), options.get("caption", "description", "desc")
    link = options.get("link", "href")
    picture = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    if link and is_original_name(link):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    elif link:
        note = Message(gettext_noop("A link on a picture was left out: %s."), link)
        context.notes[note.stored] = None
    text = "<br>".join(context.render(part) for part in (title, caption) if part)
    return wrap_picture(picture, text, credit=options.get("attr", "credit", "attribution"))


def build_known(name: str, options: Options, context: Context) -> str | None:
    """Build the HTML of a known shortcode without content; None for an unknown one."""
    key = options.get("id", "video", "videoid") or options.get_placed(0)
    name = "youtube" if name in _VIDEO_NAMES else name.removesuffix("_simple")
    if name in _PICTURE_NAMES:
        return _build_picture(name, options, context)
    is_box = name in BOX_NAMES and name not in ("button", "gallery", "carousel", "swiper")
    if is_box and (quotation := _find_words(options)):
        return _build_box(quotation, options, context)
    if name in _ADDRESS_NAMES or name in _SERVICES:
        return _build_page(name, options)
    match name:
        case "link" if options.get("href"):
            text = escape(options.get("content", "text") or options.get("href"), quote=False)
            return f'<a href="{escape(options.get("href"))}">{text}</a>'
        case "pdf" | "pdfreader" | "embed-pdf":
            address = options.get("src", "url", "file") or options.get_placed(0)
            return build_file(address) if address else None
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
            return build_file(address, context.render(options.get("caption"))) if address else None
        case "spotify" if options.get("type") and options.get("id"):
            return build_embed(
                f"https://open.spotify.com/{options.get('type')}/{options.get('id')}"
            )
        case "kbd" if options.placed:
            return f"<kbd>{escape(' '.join(options.placed), quote=False)}</kbd>"
        case "hr" | "divider" if not any(" " in each for each in _list_values(options)):
            return "\n\n<hr>\n\n"
    if not key:
        return None
    match name:
        case "youtube" | "youtube_embed" | "vimeo" | "instagram":
            return build_embed(_build_video_address(name.removesuffix("_embed"), key))
        case "tweet" | "twitter" | "x":
            user = options.get("user") or ("i/web" if key.isdigit() else "")
            return build_embed(f"https://twitter.com/{user}/status/{key}" if user else key)
        case "gist":
            second = options.get_placed(1)
            path = f"{key}/{second}" if second and "/" not in key else key
            return build_embed(f"https://gist.github.com/{path}")
    return None


def _list_values(options: Options) -> list[str]:
    return [*options.named.values(), " ".join(options.placed)]


def _find_words(options: Options) -> str:
    """Find the words of a box that are an option of its tag; '' if there are none."""
    placed = "".join(options.placed[-1:])
    return options.get(*TEXT_NAMES) or (placed if len(placed.split()) > 2 else "")


def _build_box(quotation: str, options: Options, context: Context) -> str:
    """Build the text of a box below its title, which may be a link, and above its author."""
    others = (part for part in options.placed[:-1] if re.search(r"\s|[A-Z]", part))
    title = options.get("title") or next(others, "")
    link = options.get("link", "href", "url")
    if link:
        title = f'<a href="{escape(link)}">{escape(title or link, quote=False)}</a>'
    heading = f"<p><strong>{context.render(title)}</strong></p>\n\n" if title else ""
    author = options.get("author", "by")
    line = f"<p>{context.render(author)}</p>\n\n" if author else ""
    return f"\n\n{heading}<p>{context.render(quotation)}</p>\n\n{line}"


def _build_gallery(options: Options, context: Context) -> str | None:
    """Build the gallery of pictures by name, or of all in a folder."""
    addresses = [part for part in options.placed if is_picture_name(part)]
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
        if not is_picture_name(address):
            address = escape(table.get_text("image_path", "url"))
        figcaption = build_caption(context.render(table.get_text("title")))
        picture = f'<img src="{address}" alt="{escape(table.get_text("alt"))}">'
        figures.append(f"<figure>{picture}{figcaption}</figure>")
    paragraph = f"<p>{context.render(caption)}</p>\n\n" if caption else ""
    return f"\n\n<div data-gallery>{''.join(figures)}</div>\n\n{paragraph}"


def _build_picture(name: str, options: Options, context: Context) -> str | None:
    """Build the figure of a picture, whose address may be the only one that looks like a file."""
    files = [part for part in options.placed if is_picture_name(part)]
    address = options.get("src", "url", "image_path", "path", "image")
    if not address and name in ("figure", "image", "img"):
        address = options.get_placed(0)
    address = address or (files[0] if files else "")
    if not address and is_picture_name(options.get("link")):
        address = options.get("link")
    texts = [part for part in options.placed[1:] if part.strip(", ")]
    if name == "image" and address == options.get_placed(0) and texts:
        options.named.setdefault("alt", texts[0])  # Eleventy: {% image "a.jpg", "alt" %}
    return _build_figure(options, context, address) if address else None


def _build_page(name: str, options: Options) -> str | None:
    """Build the card of a page, by its address or the ID that a service has for it."""
    values = [*options.named.values(), *options.placed]
    address = next((value for value in values if URL_RE.match(value)), "")
    key = options.get("id", "repo", "user", "key") or options.get_placed(0)
    if not address and name in _SERVICES and key:
        address = _SERVICES[name].format(key)
    return build_embed(address) if address else None


def _build_video_address(name: str, key: str) -> str:
    if key.startswith("http"):
        return key
    return {
        "youtube": f"https://www.youtube.com/watch?v={key}",
        "vimeo": f"https://vimeo.com/{key}",
        "instagram": f"https://www.instagram.com/p/{key}/",
    }[name]


def build_include(options: Options, context: Context) -> str | None:
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
        if file in QUOTATION_NAMES:
            source = read_attribution(options.named, options.placed[1:])
            return build_quotation(content, *source, context)
        if file in BOX_NAMES:
            title = options.get("title")
            heading = f"<p><strong>{context.render(title)}</strong></p>" if title else ""
            return f"\n\n<div>{heading}<p>{context.render(content)}</p></div>\n\n"
    key = options.get("id", "video", "video_id")
    provider = options.get("provider").lower() or file
    if provider == "video" and _YOUTUBE_ID_RE.fullmatch(key):
        provider = "youtube"
    is_image = is_picture_name(address)
    if file in ("audio", "video") and address and not is_image:
        return build_file(address)
    if key and provider in ("youtube", "vimeo", "youtubeplayer", "youtube-embed"):
        return build_embed(_build_video_address(provider[:7].rstrip("-"), key))
    others = {name for name, value in options.named.items() if len(value.split()) > 2}
    if is_image and others <= _FIGURE_OPTIONS:
        return _build_figure(options, context, address)
    return None
