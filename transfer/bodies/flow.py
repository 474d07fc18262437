"""The flow of a body: block elements of any kind become the blocks of a post, in their order."""

import re
from collections.abc import Iterator
from copy import deepcopy
from html import escape

from lxml.html import HtmlElement

from blog.content.charts.html import format_table_opening
from blog.content.embeds.providers import find_embed
from transfer.bodies import figures, files, interviews, quotations
from transfer.bodies.blocks import Blocks, join_credit
from transfer.bodies.runs import MARK_TAGS, Mark, read_style
from transfer.bodies.tables import copy_spans, is_layout, is_numbering, list_between_cells
from transfer.bodies.types import FileLink

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
# Elements without words of the author.
SKIPPED_TAGS = {
    *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "param"),
    *("input", "select", "textarea", "svg", "canvas", "map", "area", "source", "track", "frame"),
}
# Inline elements without a mark; every other element that is not handled begins a block.
INLINE_TAGS = {
    *("span", "font", "u", "big", "small", "abbr", "acronym", "cite", "time", "label", "mark"),
    *("bdi", "bdo", "nobr", "wbr", "ruby", "rb", "rt", "rp", "data", "o:p", "blink", "button"),
    *("address-line", "st1:place", "st1:city", "st1:country-region", "tag", "picture", "output"),
}
_LINK_RE = re.compile(r"(?:https?://|mailto:|/)", re.I)
_LANGUAGE_RE = re.compile(r"(?:lang(?:uage)?-|brush:\s*)([A-Za-z0-9+#._-]{1,30})")
_INDENT_RE = re.compile(r"margin\s*:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+\d+px", re.I)
_NO_BORDER_RE = re.compile(r"border\s*:\s*(?:none|medium none)", re.I)


class Flow(Blocks):
    """Reads elements and collects their blocks."""

    def read(self, element: HtmlElement, marks: tuple[Mark, ...] = ()) -> None:
        """Read the content of an element."""
        if element.text:
            self.paragraph.add_text(element.text, marks)
        for child in list(element):
            if isinstance(child.tag, str):
                self.read_element(child, marks)
            if child.tail:
                self.paragraph.add_text(child.tail, marks)

    def read_element(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        tag = element.tag.lower()
        if tag in SKIPPED_TAGS:
            if tag == "script" and (gist := figures.find_gist(element.get("src", ""))):
                self._add_card(element, gist)
            elif tag in ("script", "input", "select", "textarea", "svg", "canvas"):
                self.notes.append(f"<{tag}> was left out.")
            return
        reader = self._READERS.get(tag)
        if reader is not None:
            reader(self, element, marks)
        elif tag in MARK_TAGS:
            mark = MARK_TAGS[tag]
            self.read(element, (*marks, (mark, f"<{mark}>")))
        elif tag == "span" and "quoted" in element.get("class", "").split():
            self.read(element, (*marks, ("q", f"<q{_copy_quotation(element)}>")))
        elif tag in INLINE_TAGS or ":" in tag:
            self.read(element, (*marks, *read_style(element.get("style", ""))))
        else:
            self.end_paragraph()
            self.read(element, (*marks, *read_style(element.get("style", ""))))
            self.end_paragraph()

    def _read_paragraph(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        """Read a paragraph; one that is only a link to a file of the blog is that file, but not in
        lists, tables and quotations."""
        url = text = caption = ""
        if self.outer is None:
            url, text, caption = files.find_lone_link(element, self.base_url, self.resolve)
        self.end_paragraph()
        if url:
            self.add_file(FileLink(url), text, caption)
            return
        self.read(element, (*marks, *read_style(element.get("style", ""))))
        self.end_paragraph()

    def _read_break(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        if not self.paragraph.add_break():
            self.end_paragraph()

    def _read_link(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        href = self.resolve(element.get("href", ""))
        if not _LINK_RE.match(href):
            self.read(element, marks)
            return
        title = " ".join(element.get("title", "").split())
        attribute = f' title="{escape(title)}"' if title else ""
        mark = ("a", f'<a href="{escape(href)}"{attribute}>')
        others = tuple(each for each in marks if each[0] != "a")
        self.read(element, (*others, mark))

    def _read_quote(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.paragraph.add_text("“", marks)
        self.read(element, marks)
        self.paragraph.add_text("”", marks)

    def _read_small(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        if element.get("data-footnote") is None:
            self.read(element, marks)
            return
        note = self.nest(element)
        content = "<br>".join(re.sub(r"</?p>", "", block) for block in note if block[:3] == "<p>")
        if content:
            self.paragraph.add_html(f"<small data-footnote>{content}</small>", marks)

    def _read_heading(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        inner = Flow(self.base_url, self)
        inner.read(element)
        tag = HEADINGS[element.tag.lower()]
        lines = inner.finish()
        for block in lines:
            is_line = block.startswith("<p>")
            self.blocks.append(f"<{tag}>{block[3:-4]}</{tag}>" if is_line else block)
        self.end_nested()

    def _read_list(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        tag = element.tag.lower() if element.tag.lower() == "ol" else "ul"
        items: list[str] = []
        for child in list(element):
            if not isinstance(child.tag, str):
                continue
            if child.tag.lower() in ("ul", "ol") and items:  # A nested list outside of an item.
                items[-1] += "".join(self.nest_element(child))
            elif content := "".join(self.nest(child)):
                items.append(content)
            if child.tail and child.tail.strip():
                items.append(f"<p>{escape(' '.join(child.tail.split()), quote=False)}</p>")
        if element.text and element.text.strip():
            items.insert(0, f"<p>{escape(' '.join(element.text.split()), quote=False)}</p>")
        if items:
            start = element.get("start", "")
            attribute = (
                f' start="{start}"' if tag == "ol" and start.isascii() and start.isdigit() else ""
            )
            content = "".join(f"<li>{item}</li>" for item in items)
            self.add_block(f"<{tag}{attribute}>{content}</{tag}>")
        self.end_nested()

    def _read_item(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        """Read an item without a list."""
        if content := "".join(self.nest(element)):
            self.add_block(f"<ul><li>{content}</li></ul>")
        self.end_nested()

    def _read_definitions(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        parts = [f"<{tag}>{content}</{tag}>" for tag, content in self._list_definitions(element)]
        self.add_block(f"<dl>{''.join(parts)}</dl>") if parts else self.end_paragraph()
        self.end_nested()

    def _list_definitions(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        """Yield tag and content of the parts of a list; what is in none of them is a meaning."""
        if text := " ".join((element.text or "").split()):
            yield "dd", f"<p>{escape(text, quote=False)}</p>"
        for child in list(element):
            tag = child.tag.lower() if isinstance(child.tag, str) else ""
            if tag == "dt":
                lines = (re.sub(r"</?p>", "", block) for block in self.nest(child))
                if content := "<br>".join(lines):
                    yield "dt", content
            elif tag and tag not in ("dd", "dl") and next(child.iter("dt", "dd"), None) is not None:
                yield from self._list_definitions(child)
            elif tag and (
                content := "".join(self.nest(child) if tag == "dd" else self.nest_element(child))
            ):
                yield "dd", content
            if text := " ".join((child.tail or "").split()):
                yield "dd", f"<p>{escape(text, quote=False)}</p>"

    def _read_blockquote(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        style = element.get("style", "")
        if _INDENT_RE.search(style) and _NO_BORDER_RE.search(style):
            self.read(element)
            self.end_paragraph()
            return
        if "tiktok-embed" in element.get("class", "").split() and element.get("cite"):
            self._add_card(element, element.get("cite", ""))
            return
        explicit = None
        if not self.outer:
            explicit = quotations.read_explicit(deepcopy(element), self.resolve)
        if explicit is not None:
            paragraphs = self.nest(explicit.content)
            if html := quotations.build(explicit, paragraphs):
                self.add_block(html)
                self.quotations += 1
                self.end_nested()
                return
            self.lifted.clear()
        if content := "".join(self.nest(element)):
            if explicit is not None:  # It has a list, for example.
                content = quotations.link_attribution(content, explicit)
            self.add_block(f"<blockquote>{content}</blockquote>")
        self.end_nested()

    def _read_preformatted(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        if is_numbering(element):
            return
        for each in list(element.iter("br")):
            each.tail = "\n" + (each.tail or "")
        text = element.text_content().strip("\n")
        names = " ".join(
            filter(
                None, [element.get("class"), *(each.get("class") for each in element.iter("code"))]
            )
        )
        match = _LANGUAGE_RE.search(names)
        language = f' class="language-{match[1]}"' if match else ""
        if text.strip():
            self.add_block(f"<pre><code{language}>{escape(text, quote=False)}</code></pre>")

    def _read_rule(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        if element.get("data-jump") is not None:
            self.add_unnested("<hr data-jump>")
        elif not self.outer:
            self.blocks.append("<hr>")

    def _read_table(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        for stray in list_between_cells(element):  # Browsers show it above the table.
            if isinstance(stray, str):
                self.paragraph.add_text(stray, ())
            else:
                self.read_element(stray, ())
            self.end_paragraph()
        if is_layout(element):
            for cell in element.iter("caption", "td", "th"):
                if next(cell.iterancestors("table")) is element:
                    self.read(cell)
                    self.end_paragraph()
            return
        caption = next(element.iterchildren("caption"), None)
        title = "" if caption is None else caption.text_content()
        self._add_table(element, title, "<table>")

    def _add_table(self, element: HtmlElement, caption: str, opening: str) -> None:
        title = ""
        if text := " ".join(caption.split()):
            title = f"<caption>{escape(text)}</caption>"
        rows = []
        for row in element.iter("tr"):
            cells = [
                f"<{cell.tag}{copy_spans(cell)}>{''.join(self.nest(cell))}</{cell.tag}>"
                for cell in row.iterchildren("td", "th")
            ]
            rows.append(f"<tr>{''.join(cells)}</tr>")
        self.add_block(f"{opening}{title}<tbody>{''.join(rows)}</tbody></table>")
        self.end_nested()

    def _read_summary(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        self.read(element)
        self.end_paragraph("h4")

    def _read_aside(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        kind = element.get("data-kind")
        if kind is None or self.outer:
            self.end_paragraph()
            self.read(element)
            self.end_paragraph()
        elif content := "".join(self.nest(element)):
            self.add_block(f'<aside data-kind="{escape(kind)}">{content}</aside>')
            self.end_nested()

    def _read_section(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        if element.get("data-interview") is None or self.outer:
            self.end_paragraph()
            self.read(element, (*marks, *read_style(element.get("style", ""))))
            self.end_paragraph()
            return
        content = ""
        for child in interviews.read_turns(element):
            opening = "<p>" if child.get("data-question") is None else "<p data-question>"
            blocks = self.nest_element(child)
            content += "".join(re.sub(r"^<p>", opening, block) for block in blocks)
        if content:
            self.add_block(f"{interviews.format_opening(element)}{content}</section>")
        self.end_nested()

    def _read_picture(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        if picture := figures.read_picture(element, self.resolve):
            self.add_picture(picture)
        elif alt := element.get("alt", "").strip():  # An emoji, or a picture without an address.
            self.paragraph.add_text(alt, marks)

    def _read_figure(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        url = self.resolve(element.get("data-embed") or element.get("data-file") or "")
        url = figures.find_shown_page(url) or url
        if url:
            is_card = element.get("data-file") is None
            title, caption, credit = files.read_texts(element)
            if not is_card and files.is_file(url) and not find_embed(url):
                link = files.read_file(element, url, self.resolve)
                self.add_file(link, title, caption, credit, _take_transcript(element))
                return
            caption = join_credit(caption, credit)
            self.add_link_block(url, caption, title, is_card=is_card)
            return
        if (player := files.find_only_player(element)) is not None:
            url = files.find_player_url(player, self.resolve)
            if url and not find_embed(url):
                link = files.read_file(player, url, self.resolve)
                self.add_file(link, *files.read_texts(element))
                return
        table = element.find("table")
        if element.get("data-chart") is not None and table is not None:
            self.end_paragraph()
            self._add_table(table, element.get("data-title", ""), format_table_opening(element))
            return
        if figures.holds_one_picture(element):
            picture = figures.read_figure(element, self.resolve)
            if picture is not None:
                self.end_paragraph()
                self.add_picture(picture)
                return
        self.end_paragraph()
        self.read(element)
        self.end_paragraph()

    def _add_card(self, element: HtmlElement, address: str) -> None:
        """Add the card of a page that a script shows in place of an element."""
        self.end_paragraph()
        self.add_link_block(
            self.resolve(address), " ".join(element.text_content().split()), is_card=True
        )

    def _read_division(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        self.end_paragraph()
        is_facebook = {"fb-post", "fb-video"} & set(element.get("class", "").split())
        if is_facebook and (address := element.get("data-href")):
            self._add_card(element, address)
            return
        images = [*element.iter("img")]
        if element.get("data-gallery") is not None and 1 < len(images) <= 24 and not self.outer:
            before = len(self.pictures)
            inner = Flow(self.base_url)
            inner.pictures, inner.files, inner.notes = self.pictures, self.files, self.notes
            inner.read(element)
            blocks = inner.finish()
            shown = [block for block in blocks if block.startswith('<figure data-block="figure"')]
            if len(shown) > 1 and len(self.pictures) > before:
                self.blocks.append(f'<section data-block="gallery">{"".join(shown)}</section>')
                self.blocks += [block for block in blocks if block not in shown]
            else:
                self.blocks += blocks
            return
        self.read(element, (*marks, *read_style(element.get("style", ""))))
        self.end_paragraph()

    def _read_frame(self, element: HtmlElement, marks: tuple[Mark, ...]) -> None:
        """Read a frame or a player: an embed if its provider is known, else a link."""
        url = figures.find_media_url(element, self.resolve)
        file = files.find_player_url(element, self.resolve) or (url if files.is_file(url) else "")
        if file and not find_embed(file):
            title = " ".join(element.get("title", "").split())
            self.add_file(files.read_file(element, file, self.resolve), title)
        elif page := figures.find_shown_page(url):
            self.add_link_block(page, "", " ".join(element.get("title", "").split()), is_card=True)
        elif url:
            self.add_link_block(url, "")
        elif element.tag.lower() in ("object", "video", "audio"):
            self.read(element, marks)

    def nest(self, element: HtmlElement) -> list[str]:
        """Return the blocks in an element, for the inside of another block."""
        inner = Flow(self.base_url, self)
        inner.read(element)
        return inner.finish()

    def nest_element(self, element: HtmlElement) -> list[str]:
        inner = Flow(self.base_url, self)
        inner.read_element(element, ())
        return inner.finish()

    _READERS = {
        "p": _read_paragraph,
        "br": _read_break,
        "a": _read_link,
        "q": _read_quote,
        "small": _read_small,
        **dict.fromkeys(HEADINGS, _read_heading),
        **dict.fromkeys(("ul", "ol", "menu", "dir"), _read_list),
        "li": _read_item,
        "dl": _read_definitions,
        "blockquote": _read_blockquote,
        **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _read_preformatted),
        "hr": _read_rule,
        "table": _read_table,
        "summary": _read_summary,
        "aside": _read_aside,
        "section": _read_section,
        "img": _read_picture,
        "figure": _read_figure,
        "div": _read_division,
        **dict.fromkeys(("iframe", "object", "embed", "video", "audio"), _read_frame),
    }


def _take_transcript(figure: HtmlElement) -> str:
    """Remove the transcript that our own exports have after the figure of a file; return it."""
    details = figure.getnext()
    if details is None or details.tag != "details" or (figure.tail or "").strip():
        return ""
    if "transcript" not in details.get("class", "").split():
        return ""
    lines = (" ".join(each.text_content().split()) for each in details.iter("p"))
    transcript = "\n".join(filter(None, lines))
    details.clear(keep_tail=True)
    return transcript


def _copy_quotation(element: HtmlElement) -> str:
    """Return the attributes of a quotation within a sentence, of an export of our own."""
    data = quotations.read_data(element)
    for name in ("attribution", "url"):
        if value := element.get(f"data-{name}"):
            data[name] = value
    if data and (line := data.get("attribution")):
        data["read-from"] = line
    data["block"] = "quotation"
    return "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
