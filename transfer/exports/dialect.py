"""The HTML of posts in exports: plain HTML that other systems show, and that comes back as the same
rows.

docs/developers/exporting.md describes it. What HTML cannot say is in `data-` attributes with the
names of the editor's; `sidecar` has the whole document besides.
"""

import json
import re
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import urlsplit

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import override

from blog.common import markup
from blog.common.db.languages import get_direction
from blog.common.licences import licence_name
from blog.content.charts.html import show_charts
from blog.content.interviews import show_speakers
from blog.content.media_files.display import unlink_taken_down
from blog.models import (
    AnyBlock,
    CaptionTrack,
    Embed,
    Figure,
    MediaFile,
    Photo,
    Prose,
    PullQuote,
    group_blocks,
)
from blog.models.media_files import LINKED_NAME_RE
from transfer.exports.urls import build_media_url

MORE = "<!--more-->"
_FOOTNOTE_RE = re.compile(r'<small data-footnote="">(.*?)</small>', re.DOTALL)
_PATH_RE = re.compile(r'(?<= href=")/(?!/)[^"]*')
_ALIGNMENT_RE = re.compile(r' data-align="(center|end)"')


class Dialect:
    """Renders blocks that are loaded as by `get_blocks`.

    `build_url` makes a URL of a path of this site, `build_media_url` of the name of an upload.
    """

    def __init__(
        self, build_url: Callable[[str], str], build_media_url: Callable[[str], str]
    ) -> None:
        self.build_url, self.build_media_url = build_url, build_media_url

    def render_groups(self, blocks: Iterable[AnyBlock], language: str, key: str) -> list[str]:
        """Return the HTML of each block or group of blocks, and of the footnotes at last.

        `key` is that of the post: the IDs of footnotes contain it. `language` is the post's.
        """
        notes: list[str] = []
        with override(language):
            groups = [self._render(rows, notes, key) for rows in group_blocks(blocks)]
            if notes:
                groups.append(self.render_notes(notes, key))
        return [group for group in groups if group]

    def _render(self, rows: list[AnyBlock], notes: list[str], key: str) -> str:
        first = rows[0]
        quotations = [row for row in rows if isinstance(row, PullQuote)]
        if isinstance(first, Prose):
            html = show_charts(show_speakers(self.resolve_links(first.html)))
            return self.render_prose(
                _number_notes(_insert_quotations(html, quotations), notes, key)
            )
        if isinstance(first, Figure):
            figures = [row for row in rows if isinstance(row, Figure)]
            return self.render_gallery(figures) if first.gallery else self.render_figure(first)
        if isinstance(first, Embed):
            return self.render_file(first) if first.file else self.render_embed(first)
        return self.render_quotations(quotations)

    def resolve_links(self, html: str) -> str:
        """Replace links to uploads and paths of this site. Links to files that were taken down
        become text, which takes one query if there are links to files."""

        def resolve(match: re.Match[str]) -> str:
            url, name = match[0], match[1]
            is_ours = url in (default_storage.url(name), build_media_url(name))
            return self.build_media_url(name) if is_ours else url

        html = LINKED_NAME_RE.sub(resolve, unlink_taken_down(html, [html]))
        return _PATH_RE.sub(lambda match: self.build_url(match[0]), html)

    def render_text(self, quotation: PullQuote) -> str:
        return self.resolve_links(quotation.html or markup.escape(quotation.text))

    def render_prose(self, html: str) -> str:
        aligned = _ALIGNMENT_RE.sub(r'\g<0> style="text-align: \1"', html)
        return aligned.replace(markup.JUMP, MORE)

    def render_notes(self, notes: list[str], key: str) -> str:
        items = (
            f'<li id="note-{key}-{number}">{note} '
            f'<a href="#noteref-{key}-{number}" class="footnote-back">↩</a></li>'
            for number, note in enumerate(notes, start=1)
        )
        return f'<ol class="footnotes">{"".join(items)}</ol>'

    def render_quotations(self, rows: list[PullQuote]) -> str:
        """Render quotations under one attribution: each is a paragraph."""
        first = rows[0]
        data = {**collect_credit(first), "translation": join_translations(rows)}
        footer = build_footer(first)
        opening = format_attributes(
            {
                "id": f"quote-{first.pk}",
                "cite": first.url,
                **build_language(first.language),
                **name_data(data),
            },
            # The footer is not the attribution as typed.
            **({"data-attribution": ""} if footer and not first.attribution else {}),
        )
        paragraphs = "".join(
            f"<p{format_attributes({'id': f'quote-{row.pk}' if row is not first else ''})}>"
            f"{self.render_text(row)}</p>"
            for row in rows
        )
        credit = f"<footer>— {link(footer, first.url)}</footer>" if footer else ""
        return f"<blockquote{opening}>{paragraphs}{credit}</blockquote>"

    def render_figure(self, figure: Figure) -> str:
        photo = figure.photo
        holder = photo or figure
        is_removed = bool(photo and photo.withdrawn_at)
        data: dict[str, str | None] = {"layout": "" if figure.gallery else figure.layout}
        data["lead"] = "1" if figure.is_lead else ""
        if is_removed:
            assert photo
            data["removed"] = photo.withdrawal_reason or "1"
        else:
            data |= {
                "credit": holder.credit,
                "licence": holder.licence_url,
                "original": holder.original_url,
                "decorative": "1" if holder.decorative else "",
                "alt": "" if photo else holder.alt,
            }
        image = self.render_image(photo) if photo and not is_removed else ""
        caption = render_caption(figure.caption, *get_credit(figure))
        return f"<figure{format_attributes(name_data(data))}>{image}{caption}</figure>"

    def render_image(self, photo: Photo) -> str:
        attributes = format_attributes(
            {"src": self.build_media_url(str(photo.image.name))}, alt=photo.alt
        )
        return f'<img{attributes} width="{photo.width}" height="{photo.height}">'

    def render_gallery(self, figures: list[Figure]) -> str:
        layout = format_attributes(name_data({"layout": figures[0].layout}))
        return f"<div data-gallery{layout}>{''.join(map(self.render_figure, figures))}</div>"

    def get_embed_url(self, embed: Embed) -> str:
        """Return the URL of the page; '' for a post that is not public or was deleted."""
        if embed.preview:
            return embed.preview.url
        post = embed.linked_post
        return self.build_url(post.get_absolute_url()) if post and post.is_public else ""

    def render_embed(self, embed: Embed) -> str:
        if not (url := self.get_embed_url(embed)):
            return ""
        attributes = format_attributes(name_data({"embed": url, "title": embed.title}))
        title = f"<p>{link(get_embed_title(embed), url)}</p>"
        return f"<figure{attributes}>{title}{render_caption(embed.caption)}</figure>"

    def render_file(self, embed: Embed) -> str:
        assert embed.file
        if embed.file.withdrawn_at:
            removed = format_attributes(name_data({"removed": embed.file.withdrawal_reason}))
            return f"<figure{removed}>{render_caption(embed.caption)}</figure>"
        return self.render_figure_of_file(embed) + self.render_transcript(embed)

    def render_figure_of_file(self, embed: Embed) -> str:
        """Render a file without its transcript."""
        assert embed.file
        url = self.build_media_url(str(embed.file.file.name))
        attributes = name_data({"file": url, "title": embed.title, "credit": embed.credit})
        player = self.render_player(embed.file, url)
        download = f"<p>{link(get_file_title(embed), url)}</p>"
        caption = render_caption(embed.caption, embed.credit)
        return f"<figure{format_attributes(attributes)}>{player}{download}{caption}</figure>"

    def render_player(self, file: MediaFile, url: str) -> str:
        if file.kind == MediaFile.Kind.DOCUMENT:
            return ""
        attributes = format_attributes({"src": url, "poster": self.get_poster_url(file)})
        tracks = self.render_tracks(file)
        return f'<{file.kind} controls preload="none"{attributes}>{tracks}</{file.kind}>'

    def get_poster_url(self, file: MediaFile) -> str:
        """Return the URL of the whole picture: a rendition may not be in the export. '' if there is
        none."""
        poster = file.shown_poster
        return self.build_media_url(str(poster.image.name)) if poster else ""

    def build_captions_url(self, track: CaptionTrack) -> str:
        return self.build_url(track.get_absolute_url())

    def render_tracks(self, file: MediaFile) -> str:
        return "".join(
            f"<track{format_attributes(describe_track(track, self.build_captions_url(track)))}>"
            for track in file.caption_tracks.all()
        )

    def render_transcript(self, embed: Embed) -> str:
        lines = [line for line in embed.transcript.split("\n") if line]
        if not lines:
            return ""
        text = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
        summary = f"<summary>{get_transcript_title(embed)}</summary>"
        return f'<details class="transcript">{summary}{text}</details>'


def format_attributes(attributes: dict[str, str | None], **always: str) -> str:
    """Format attributes that have a value, and those in `always` even if they are empty."""
    shown = {name: value for name, value in attributes.items() if value} | always
    return "".join(f' {name}="{escape(str(value))}"' for name, value in shown.items())


def describe_track(track: CaptionTrack, url: str) -> dict[str, str | None]:
    """Return the attributes of a `<track>` of captions."""
    return {
        "kind": "captions",
        "src": url,
        "srclang": track.language,
        "label": track.shown_label,
    }


def name_data(data: dict[str, str | None]) -> dict[str, str | None]:
    return {f"data-{name.replace('_', '-')}": value for name, value in data.items()}


def build_language(language: str) -> dict[str, str | None]:
    """Return the attributes `lang` and `dir` of a quotation in another language."""
    return {"lang": language, "dir": get_direction(language)} if language else {}


def link(text: str, url: str) -> str:
    """Return text as HTML, linked if there is a URL."""
    html = escape(text, quote=False)
    return f'<a href="{escape(url)}">{html}</a>' if url else html


def build_footer(quotation: PullQuote) -> str:
    """Return the line below a quotation: the attribution, the names of those quoted, or the host of
    the page."""
    names = [each.name for each in (quotation.speaker, quotation.source) if each]
    host = urlsplit(quotation.url).hostname or ""
    return quotation.attribution or ", ".join(names) or host.removeprefix("www.")


def collect_credit(quotation: PullQuote) -> dict[str, str | None]:
    """Collect what is known of a quotation besides text, attribution, URL and language, by the
    names of the editor's attributes."""
    source, speaker = quotation.source, quotation.speaker
    steps = [
        {"kind": step.kind, "name": step.source.name if step.source else "", "url": step.url}
        for step in quotation.provenance
    ]
    return {
        "source_name": source.name if source else "",
        "source_role": source.role if source else "",
        "source_affiliation": source.affiliation if source else "",
        "source_kind": source.kind if source else "",
        "speaker_name": speaker.name if speaker else "",
        "said": quotation.date_said,
        "url_read": "1" if quotation.is_attribution_url else "",
        "locator": quotation.locator,
        "hops": json.dumps(steps, ensure_ascii=False) if steps else "",
        "machine": "1" if quotation.is_machine_translation else "",
    }


def join_translations(rows: list[PullQuote]) -> str:
    """Return the translations of quotations, one per line; '' if there are none."""
    lines = [row.translation for row in rows]
    return "\n".join(lines) if any(lines) else ""


def get_credit(figure: Figure) -> tuple[str, str]:
    """Return credit and licence URL of a figure, '' for a picture that was taken down."""
    photo = figure.photo
    if photo and photo.withdrawn_at:
        return "", ""
    holder = photo or figure
    return holder.credit, holder.licence_url


def render_caption(caption: str, credit: str = "", licence_url: str = "", opening: str = "") -> str:
    """Render a figcaption, '' without texts; `opening` are its attributes."""
    parts = [escape(caption, quote=False)] if caption else []
    credits = [escape(credit, quote=False)] if credit else []
    if licence_url:
        name = escape(licence_name(licence_url), quote=False)
        credits.append(f'<a href="{escape(licence_url)}" rel="license">{name}</a>')
    if credits:
        parts.append(f'<small class="credit">{", ".join(credits)}</small>')
    return f"<figcaption{opening}>{' '.join(parts)}</figcaption>" if parts else ""


def get_embed_title(embed: Embed) -> str:
    page, post = embed.preview, embed.linked_post
    title = embed.title or (page.title if page else post.title if post else "")
    return title or (page.url if page else "")


def get_file_title(embed: Embed) -> str:
    assert embed.file
    return embed.title or f"{embed.file.get_kind_display()} ({embed.file.format_name})"


def get_transcript_title(embed: Embed) -> str:
    is_document = embed.file and embed.file.kind == MediaFile.Kind.DOCUMENT
    return _("Text of the document") if is_document else _("Transcript")


def _insert_quotations(html: str, quotations: list[PullQuote]) -> str:
    """Replace the `<q>` of quotations within sentences, whose quotation marks are in the text:
    browsers would show those of `<q>` as well."""
    before, *parts = html.split("<q>")
    spans = [before]
    for quotation, part in zip(quotations, parts, strict=True):
        data = {
            **collect_credit(quotation),
            "attribution": quotation.attribution,
            "url": quotation.url,
            "translation": quotation.translation,
        }
        opening = format_attributes(
            {
                "class": "quoted",
                "id": f"quote-{quotation.pk}",
                **build_language(quotation.language),
                **name_data(data),
            }
        )
        spans.append(f"<span{opening}>{part.replace('</q>', '</span>', 1)}")
    return "".join(spans)


def _number_notes(html: str, notes: list[str], key: str) -> str:
    """Replace each footnote with a reference, and append it to `notes`."""

    def replace(match: re.Match[str]) -> str:
        notes.append(match[1])
        number = len(notes)
        return (
            f'<sup class="footnote" id="noteref-{key}-{number}">'
            f'<a href="#note-{key}-{number}">{number}</a></sup>'
        )

    return _FOOTNOTE_RE.sub(replace, html) if "<small" in html else html
