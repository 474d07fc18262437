"""Cards of Ghost's editor as HTML: the same in Lexical and in Mobiledoc."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from django.utils.translation import gettext_noop

from lib.urls import is_web_url
from transfer.file_types import is_media_url
from transfer.messages import Message
from transfer.readers.ghost.rows import Values
from transfer.readers.simple_markdown import render_markdown
from transfer.readers.values import as_flag, as_line, as_text, build_tag

_PICTURE_RE = re.compile(
    r"(?:https?://|/|__GHOST_URL__/)\S+\.(?:jpe?g|png|gif|webp|avif)", re.IGNORECASE
)
_PARAGRAPH_RE = re.compile(r"<p\b[^>]*>((?:(?!</?p\b).)*)</p>", re.DOTALL)


@dataclass(slots=True)
class Notes:
    """What of a post no field can hold, each once and in order."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        if line not in self.lines:
            self.lines.append(line)


def render_card(name: str, card: Values, notes: Notes) -> str:
    """Return the HTML of a card; '' for one that readers of the site did not see."""
    if _is_hidden_on_the_web(card):
        notes.add(gettext_noop("A part that was in e-mails only is left out."))
        return ""
    if _is_for_members(card):
        notes.add(gettext_noop("A part was for members only; it is imported."))
    if render := CARDS.get(name):
        return render(card, notes)
    notes.add(
        Message(
            gettext_noop("The card “%(name)s” is not known; its text is kept."), {"name": name[:50]}
        ).stored
    )
    texts = dict.fromkeys(filter(None, _list_texts(card)))
    shown = as_text(card.get("html")) or "".join(build_tag("p", text) for text in texts)
    pictures = "".join(
        build_tag("figure", build_tag("img", "", src=source))
        for source in dict.fromkeys(_list_pictures(card))
        if source not in unescape(shown)
    )
    if not pictures and not shown and is_web_url(url := as_line(card.get("url"))):
        return build_tag("figure", "", data_embed=url)
    return pictures + shown


def _is_hidden_on_the_web(card: Values) -> bool:
    visibility = card.get("visibility")
    web = visibility.get("web") if isinstance(visibility, dict) else None
    return (
        isinstance(web, dict) and not as_flag(web.get("nonMember")) and not web.get("memberSegment")
    )


def _is_for_members(card: Values) -> bool:
    visibility = card.get("visibility")
    web = visibility.get("web") if isinstance(visibility, dict) else None
    return isinstance(web, dict) and not as_flag(web.get("nonMember"))


def _list_texts(card: Values, depth: int = 0) -> Iterator[str]:
    """List the texts of a card that a later version of Ghost may have."""
    names = ("title", "header", "heading", "text", "textValue", "description", "content", "caption")
    yield from (as_text(card[name]) for name in names if card.get(name))
    for value in card.values():
        if isinstance(value, dict) and depth < 5:
            yield from _list_texts(value, depth + 1)


def _list_pictures(card: Values, depth: int = 0) -> Iterator[str]:
    for value in card.values():
        if isinstance(value, dict) and depth < 5:
            yield from _list_pictures(value, depth + 1)
        elif isinstance(value, str) and _PICTURE_RE.fullmatch(value):
            yield value


def _render_image(card: Values, notes: Notes) -> str:
    source = as_line(card.get("src"))
    if not source:
        return _render_caption_alone(card)
    picture = _build_picture(card)
    if link := as_line(card.get("href")):
        picture = build_tag("a", picture, href=link)
    return build_tag("figure", picture + _build_caption(card), class_="kg-image-card")


def _build_picture(card: Values, source_name: str = "src") -> str:
    source, alt = as_line(card.get(source_name)), as_line(card.get("alt"))
    title = as_line(card.get("title")) if source_name == "src" else ""
    title_attribute = f' title="{escape(title)}"' if title else ""
    return f'<img src="{escape(source)}" alt="{escape(alt)}"{title_attribute}>'


def _get_caption(card: Values, name: str = "caption") -> str:
    """Return a caption as inline HTML: newer versions of Ghost put it into a paragraph."""
    caption = as_text(card.get(name)).strip()
    if match := _PARAGRAPH_RE.fullmatch(caption):
        return match[1]
    return caption


def _build_caption(card: Values) -> str:
    caption = _get_caption(card)
    return build_tag("figcaption", caption) if caption else ""


def _render_caption_alone(card: Values) -> str:
    caption = _get_caption(card)
    return build_tag("p", caption) if caption else ""


def _render_gallery(card: Values, notes: Notes) -> str:
    images = card.get("images")
    pictures = (
        [image for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    )
    figures = "".join(
        build_tag("figure", _build_picture(image) + _build_caption(image))
        for image in pictures
        if as_line(image.get("src"))
    )
    gallery = f"<div data-gallery>{figures}</div>" if figures else ""
    return gallery + _render_caption_alone(card)


def _render_embed(card: Values, notes: Notes) -> str:
    html = as_text(card.get("html"))
    if "twitter-tweet" in html or not as_line(card.get("url")):
        return build_tag("figure", html + _build_caption(card), class_="kg-embed-card")
    return build_tag("figure", _build_caption(card), data_embed=as_line(card["url"]))


def _render_bookmark(card: Values, notes: Notes) -> str:
    data = card.get("metadata")
    metadata = data if isinstance(data, dict) else {}
    url = as_line(card.get("url")) or as_line(metadata.get("url"))
    title, caption = as_line(metadata.get("title")), _get_caption(card)
    if not url:
        return _render_caption_alone(card)
    if title and caption:
        content = build_tag("figcaption", caption)
        return build_tag("figure", content, data_embed=url, data_title=title)
    text = caption or escape(title)
    return build_tag("figure", build_tag("figcaption", text) if text else "", data_embed=url)


def _render_file(card: Values, notes: Notes) -> str:
    """Render audio, video and other files, which have a title, a caption or a name."""
    url = as_line(card.get("src"))
    title = escape(as_line(card.get("fileTitle") or card.get("title")))
    caption = _get_caption(card, "fileCaption") or _get_caption(card)
    text = ": ".join(part for part in (title, caption) if part)
    content = build_tag("figcaption", text or escape(as_line(card.get("fileName"))))
    if not url:
        return build_tag("p", text) if text else ""
    return build_tag(
        "figure",
        content if content != "<figcaption></figcaption>" else "",
        data_file=url,
        data_title=as_line(card.get("fileTitle") or card.get("title")) if is_media_url(url) else "",
        data_poster=as_line(card.get("customThumbnailSrc") or card.get("thumbnailSrc")),
    )


def _render_html(card: Values, notes: Notes) -> str:
    return as_text(card.get("html"))


def _render_markdown(card: Values, notes: Notes) -> str:
    return render_markdown(as_text(card.get("markdown")), breaks=True)


def _render_code(card: Values, notes: Notes) -> str:
    language = as_line(card.get("language"))
    # Parsers of HTML drop a first line break.
    code = "\n" * as_text(card.get("code")).startswith("\n") + escape(
        as_text(card.get("code")), quote=False
    )
    block = build_tag("code", code, class_=f"language-{language}" if language else "")
    return build_tag("pre", block) + _render_caption_alone(card)


def _render_callout(card: Values, notes: Notes) -> str:
    emoji, text = as_line(card.get("calloutEmoji")), as_text(card.get("calloutText"))
    parts = " ".join(part for part in (escape(emoji), text) if part)
    return build_tag("div", build_tag("p", parts), class_="kg-callout-card") if parts else ""


def _render_toggle(card: Values, notes: Notes) -> str:
    heading, content = as_text(card.get("heading")), as_text(card.get("content"))
    return build_tag("div", build_tag("h4", heading) + content, class_="kg-toggle-card")


def _render_button(card: Values, notes: Notes) -> str:
    return _build_button(card, "buttonText", "buttonUrl")


def _build_button(card: Values, text_name: str, url_name: str) -> str:
    text, url = escape(as_line(card.get(text_name))), as_line(card.get(url_name))
    if not text:
        return ""
    return build_tag("p", build_tag("a", text, href=url) if url else text)


def _render_header(card: Values, notes: Notes) -> str:
    header, subheader = as_text(card.get("header")), as_text(card.get("subheader"))
    parts = [
        build_tag("figure", _build_picture(card, "backgroundImageSrc"))
        if card.get("backgroundImageSrc")
        else "",
        build_tag("h2", header) if header else "",
        build_tag("p", subheader) if subheader else "",
        _render_button(card, notes) if as_flag(card.get("buttonEnabled")) else "",
    ]
    return "".join(parts)


def _render_product(card: Values, notes: Notes) -> str:
    title, text = as_text(card.get("productTitle")), as_text(card.get("productDescription"))
    if as_flag(card.get("productRatingEnabled")) and card.get("productStarRating"):
        rating = as_line(card["productStarRating"])
        notes.add(
            Message(gettext_noop("A product has %(rating)s of 5 stars."), {"rating": rating}).stored
        )
    parts = [
        build_tag("figure", _build_picture(card, "productImageSrc"))
        if card.get("productImageSrc")
        else "",
        build_tag("h4", title) if title else "",
        text if "<p" in text else build_tag("p", text),
        _build_button(card, "productButton", "productUrl")
        if as_flag(card.get("productButtonEnabled"))
        else "",
    ]
    return "".join(parts)


def _render_call_to_action(card: Values, notes: Notes) -> str:
    sponsor, text = as_text(card.get("sponsorLabel")), as_text(card.get("textValue"))
    parts = [
        build_tag("p", sponsor) if sponsor and as_flag(card.get("hasSponsorLabel")) else "",
        build_tag("figure", _build_picture(card, "imageUrl")) if card.get("imageUrl") else "",
        text if "<p" in text else build_tag("p", text),
        _render_button(card, notes) if as_flag(card.get("showButton", True)) else "",
    ]
    return build_tag("div", "".join(parts), class_="kg-cta-card")


def _render_rule(card: Values, notes: Notes) -> str:
    return "<hr>"


def _note_email(card: Values, notes: Notes) -> str:
    notes.add(gettext_noop("A part that was in e-mails only is left out."))
    return ""


def _note_paywall(card: Values, notes: Notes) -> str:
    notes.add(
        gettext_noop("The text after a certain place was for members only; all of it is imported.")
    )
    return ""


def _note_sign_up(card: Values, notes: Notes) -> str:
    notes.add(gettext_noop("A form to subscribe is left out."))
    return ""


CARDS: dict[str, Callable[[Values, Notes], str]] = {
    "image": _render_image,
    "gallery": _render_gallery,
    "embed": _render_embed,
    "bookmark": _render_bookmark,
    "video": _render_file,
    "audio": _render_file,
    "file": _render_file,
    "html": _render_html,
    "markdown": _render_markdown,
    "card-markdown": _render_markdown,
    "code": _render_code,
    "codeblock": _render_code,
    "callout": _render_callout,
    "toggle": _render_toggle,
    "button": _render_button,
    "header": _render_header,
    "product": _render_product,
    "call-to-action": _render_call_to_action,
    "hr": _render_rule,
    "horizontalrule": _render_rule,
    "email": _note_email,
    "email-cta": _note_email,
    "paywall": _note_paywall,
    "signup": _note_sign_up,
}
