"""The HTML of posts as blocks of WordPress's editor.

They have the markup that its blocks would save themselves, without attributes of ours, because the
editor offers to repair any other: quotations name their URL by a link in `<cite>`. What is lost is
in the sidecar.

https://developer.wordpress.org/block-editor/reference-guides/core-blocks/
"""

import json
from html import escape

import lxml.html
from lxml.html import HtmlElement

from blog.common import markup
from blog.models import CaptionTrack, Embed, Figure, MediaFile, Photo, PullQuote
from transfer.exports.dialect import (
    MORE,
    Dialect,
    build_footer,
    describe_track,
    format_attributes,
    get_credit,
    get_file_title,
    get_transcript_title,
    link,
    render_caption,
)

_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
_CAPTION = ' class="wp-element-caption"'
_FOREIGN_CELLS = ".//@rowspan|.//@colspan|.//@data-align"  # WordPress's tables have none.


def wrap(name: str, html: str, **attributes: object) -> str:
    """Wrap HTML in the comments of a block."""
    data = json.dumps(attributes, ensure_ascii=False, separators=(",", ":")) if attributes else ""
    # As WordPress does, so that no text can end the comment.
    for sign, escaped in (("--", "\\u002d\\u002d"), ("<", "\\u003c"), (">", "\\u003e")):
        data = data.replace(sign, escaped)
    opening = f"wp:{name} {data}".strip()
    return f"<!-- {opening} -->\n{html}\n<!-- /wp:{name} -->\n"


class GutenbergDialect(Dialect):
    """`get_attachment_id` numbers the attachment of a picture."""

    def get_attachment_id(self, photo: Photo) -> int:
        raise NotImplementedError

    def render_prose(self, html: str) -> str:
        root = markup.parse_fragment(html)
        loose = markup.escape(root.text.strip()) if root.text else ""
        parts = [wrap("paragraph", f"<p>{loose}</p>")] if loose else []
        for element in root:
            element.tail = None
            parts.append(_render_element(element))
        return "".join(parts)

    def render_notes(self, notes: list[str], key: str) -> str:
        return wrap("html", super().render_notes(notes, key))

    def render_quotations(self, rows: list[PullQuote]) -> str:
        """Render quotations under one attribution as paragraphs of one block."""
        first, footer = rows[0], build_footer(rows[0])
        paragraphs = []
        for row in rows:
            anchor = f"quote-{row.pk}" if row is not first else ""
            html = f"<p{format_attributes({'id': anchor})}>{self.render_text(row)}</p>"
            paragraphs.append(wrap("paragraph", html))
        credit = f"<cite>{link(footer, first.url)}</cite>" if footer else ""
        opening = format_attributes({"class": "wp-block-quote", "id": f"quote-{first.pk}"})
        html = f"<blockquote{opening}>{''.join(paragraphs)}{credit}</blockquote>"
        return wrap("quote", html)

    def render_figure(self, figure: Figure) -> str:
        photo = figure.photo
        caption = render_caption(figure.caption, *get_credit(figure), opening=_CAPTION)
        if not photo or photo.withdrawn_at:  # WordPress has no figure without a picture.
            return wrap("html", f"<figure>{caption}</figure>") if caption else ""
        number = self.get_attachment_id(photo)
        align = {"wide": "wide", "full": "full"}.get("" if figure.gallery else figure.layout)
        classes = f"wp-block-image{f' align{align}' if align else ''} size-full"
        image = format_attributes(
            {"src": self.build_media_url(str(photo.image.name))},
            alt=photo.alt,
            **{"class": f"wp-image-{number}"},
        )
        attributes = {"id": number, "sizeSlug": "full", "linkDestination": "none"}
        aligned = {"align": align} if align else {}
        html = f'<figure class="{classes}"><img{image}/>{caption}</figure>'
        return wrap("image", html, **attributes, **aligned)

    def render_gallery(self, figures: list[Figure]) -> str:
        pictures = "".join(map(self.render_figure, figures))
        classes = "wp-block-gallery has-nested-images columns-default is-cropped"
        return wrap("gallery", f'<figure class="{classes}">{pictures}</figure>', linkTo="none")

    def render_embed(self, embed: Embed) -> str:
        if not (url := self.get_embed_url(embed)):
            return ""
        caption = render_caption(embed.caption, opening=_CAPTION)
        html = (
            '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
            f"{escape(url, quote=False)}\n</div>{caption}</figure>"
        )
        return wrap("embed", html, url=url)

    def render_file(self, embed: Embed) -> str:
        assert embed.file
        if embed.file.withdrawn_at:
            caption = render_caption(embed.caption, opening=_CAPTION)
            return wrap("html", f"<figure>{caption}</figure>") if caption else ""
        url = self.build_media_url(str(embed.file.file.name))
        caption = render_caption(embed.caption, embed.credit, opening=_CAPTION)
        if embed.file.kind != MediaFile.Kind.DOCUMENT:
            html = self.render_player_block(embed.file, url, caption)
            if embed.title:
                html = wrap("paragraph", f"<p>{escape(embed.title, quote=False)}</p>") + html
        else:
            title = link(get_file_title(embed), url)
            html = wrap("file", f'<div class="wp-block-file">{title}</div>', href=url)
            if caption:
                html += wrap("html", f"<figure>{caption}</figure>")
        return html + self.render_transcript(embed)

    def render_player_block(self, file: MediaFile, url: str, caption: str) -> str:
        """Render the block of a recording. WordPress's block of a video names its captions, that of
        audio cannot have any: it is a block of HTML then."""
        kind, tracks = file.kind, self.render_tracks(file)
        attributes = format_attributes({"poster": self.get_poster_url(file), "src": url})
        player = f"<{kind} controls{attributes}>{tracks}</{kind}>"
        if tracks and kind == MediaFile.Kind.AUDIO:
            return wrap("html", f"<figure>{player}{caption}</figure>")
        named = [self._name_track(track) for track in file.caption_tracks.all()]
        html = f'<figure class="wp-block-{kind}">{player}{caption}</figure>'
        return wrap(kind, html, **{"tracks": named} if named else {})

    def _name_track(self, track: CaptionTrack) -> dict[str, str | None]:
        attributes = describe_track(track, self.build_captions_url(track))
        return {"srcLang" if name == "srclang" else name: attributes[name] for name in attributes}

    def render_transcript(self, embed: Embed) -> str:
        lines = [line for line in embed.transcript.split("\n") if line]
        if not lines:
            return ""
        text = "".join(wrap("paragraph", f"<p>{escape(line, quote=False)}</p>") for line in lines)
        summary = f"<summary>{get_transcript_title(embed)}</summary>"
        return wrap("details", f'<details class="wp-block-details">{summary}{text}</details>')


def _render_element(element: HtmlElement) -> str:
    """Render a top-level element of prose as a block; others as a block of HTML."""
    tag = element.tag
    if tag == "p":
        return wrap("paragraph", _serialize(element))
    if tag in _HEADINGS:
        element.set("class", "wp-block-heading")
        level = {} if tag == "h2" else {"level": _HEADINGS[tag]}
        return wrap("heading", _serialize(element), **level)
    if tag in {"ul", "ol"}:
        return _render_list(element)
    if tag == "hr" and element.get("data-jump") is not None:
        return wrap("more", MORE)
    if tag == "hr":
        return wrap("separator", '<hr class="wp-block-separator has-alpha-channel-opacity"/>')
    if tag == "blockquote":
        parts = [markup.escape(element.text.strip())] if (element.text or "").strip() else []
        parts = [wrap("paragraph", f"<p>{text}</p>") for text in parts]
        parts += [_render_element(child) for child in element]
        return wrap("quote", f'<blockquote class="wp-block-quote">{"".join(parts)}</blockquote>')
    if tag == "pre":
        code = element.find("code")
        text = escape((element if code is None else code).text_content(), quote=False)
        return wrap("code", f'<pre class="wp-block-code"><code>{text}</code></pre>')
    if tag == "table" and not element.xpath(_FOREIGN_CELLS):
        caption = element.find("caption")
        title = "" if caption is None else render_caption(caption.text_content(), opening=_CAPTION)
        if caption is not None:
            element.remove(caption)
        return _render_table(element, title)
    if tag == "figure" and not element.xpath(_FOREIGN_CELLS):  # A chart.
        caption = element.find("figcaption")
        title = (
            ""
            if caption is None
            else f"<figcaption{_CAPTION}>{markup.inner_html(caption)}</figcaption>"
        )
        return _render_table(element.find("table"), title)
    return wrap("html", _serialize(element))


def _render_table(table: HtmlElement, caption: str) -> str:
    for header in table.iter("th"):
        header.attrib.pop("scope", None)
    return wrap("table", f'<figure class="wp-block-table">{_serialize(table)}{caption}</figure>')


def _render_list(element: HtmlElement) -> str:
    items = []
    for item in element:
        nested = "".join(_render_list(child) for child in item if child.tag in {"ul", "ol"})
        for child in list(item):
            if child.tag in {"ul", "ol"}:
                child.drop_tree()
        items.append(wrap("list-item", f"<li>{markup.inner_html(item)}{nested}</li>"))
    attributes: dict[str, object] = {"ordered": True} if element.tag == "ol" else {}
    start = element.get("start", "")
    if element.tag == "ol" and start.lstrip("-").isdigit():
        attributes["start"] = int(start)
    opening = format_attributes(
        {"start": start if "start" in attributes else "", "class": "wp-block-list"}
    )
    html = f"<{element.tag}{opening}>{''.join(items)}</{element.tag}>"
    return wrap("list", html, **attributes)


def _serialize(element: HtmlElement) -> str:
    return lxml.html.tostring(element, encoding="unicode", with_tail=False)
