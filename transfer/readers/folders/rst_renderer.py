"""The nodes of docutils as HTML in the forms of `transfer.items`."""

from html import escape

from docutils import nodes

from transfer.readers.folders.html_parts import build_code

# What a footnote, cell or caption may have that is shown as lines.
_PARAGRAPHS = (nodes.paragraph, nodes.label, nodes.system_message)
# Of one footnote that has several places.
_MAX_COPIES_LENGTH = 10_000
_JUMP_BREAKS = ("TEASER_END", "PELICAN_END_SUMMARY")
_TAGS = {
    **{"paragraph": "p", "emphasis": "em", "strong": "strong", "title_reference": "em"},
    **{"literal": "code", "math": "code", "subscript": "sub", "superscript": "sup"},
    **{"bullet_list": "ul", "list_item": "li", "block_quote": "blockquote"},
    **{"attribution": "footer", "figure": "figure", "transition": "hr"},
    **{"definition_list": "dl", "definition": "dd"},
    **{"field_list": "dl", "field_name": "dt", "field_body": "dd"},
    **{"option_list": "dl", "description": "dd"},
    **{"admonition": "div", "topic": "div", "sidebar": "div", "container": "div"},
    **{"table": "table", "thead": "thead", "tbody": "tbody", "row": "tr"},
}


def render(document: nodes.document) -> str:
    """Render a document as HTML."""
    return _Renderer(document).render_document()


class _Renderer:
    """Renders the nodes of a document, each by the method of its name or else by its tag."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document
        self._notes = {
            name: node
            for node in document.findall(
                lambda each: isinstance(each, nodes.footnote | nodes.citation)
            )
            for name in node["ids"]
        }
        self._rendered_notes: dict[str, str] = {}
        self._is_note = False
        self._level = 1

    def render_document(self) -> str:
        """Render the document; footnotes that no text refers to are its last paragraphs."""
        html = self.render(self._document)
        alone = [note for name, note in self._notes.items() if name not in self._rendered_notes]
        return html + "".join(map(self._render_children, alone))

    def render(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return escape(node.astext(), quote=False)
        name = type(node).__name__
        if method := getattr(self, f"_render_{name}", None):
            return method(node)
        inner = self._render_children(node)
        if name not in _TAGS:
            if isinstance(node, nodes.Admonition):
                return f"<div><p><strong>{name.capitalize()}</strong></p>{inner}</div>"
            return inner
        tag = _TAGS[name]
        return f"<{tag}>{inner}</{tag}>" if tag != "hr" else "<hr>"

    def _render_children(self, node: nodes.Node) -> str:
        return "".join(map(self.render, node.children))

    def _render_section(self, node: nodes.section) -> str:
        if "system-messages" in node["classes"]:
            return ""
        self._level += 1
        html = self._render_children(node)
        self._level -= 1
        return html

    def _render_title(self, node: nodes.title) -> str:
        tags = {nodes.section: f"h{min(self._level, 6)}", nodes.table: "caption"}
        tag = tags.get(type(node.parent))
        text = self._render_children(node)
        return f"<{tag}>{text}</{tag}>" if tag else f"<p><strong>{text}</strong></p>"

    _render_rubric = _render_subtitle = _render_title

    def _render_enumerated_list(self, node: nodes.enumerated_list) -> str:
        start = f' start="{node["start"]}"' if "start" in node else ""
        return f"<ol{start}>{self._render_children(node)}</ol>"

    def _render_definition_list_item(self, node: nodes.definition_list_item) -> str:
        """Render a term, with its classifiers, and what it means."""
        *terms, definition = node.children
        term = " : ".join(map(self._render_children, terms))
        return f"<dt>{term}</dt>{self.render(definition)}"

    def _render_option_group(self, node: nodes.option_group) -> str:
        options = (f"<code>{escape(each.astext(), quote=False)}</code>" for each in node.children)
        return f"<dt>{', '.join(options)}</dt>"

    def _render_line_block(self, node: nodes.line_block) -> str:
        return f"<p>{'<br>'.join(map(self._render_children, node.findall(nodes.line)))}</p>"

    def _render_entry(self, node: nodes.entry) -> str:
        """Render a cell; one paragraph becomes its text."""
        tag = "th" if isinstance(node.parent.parent, nodes.thead) else "td"
        for name, attribute in (("morecols", "colspan"), ("morerows", "rowspan")):
            if name in node:
                tag += f' {attribute}="{node[name] + 1}"'
        return f"<{tag}>{self._render_flat(node)}</{tag[:2]}>"

    def _render_flat(self, node: nodes.Element) -> str:
        """Render blocks; if they are only paragraphs, as lines."""
        if not all(isinstance(each, _PARAGRAPHS) for each in node.children):
            return self._render_children(node)
        lines = (
            self._render_children(each) if isinstance(each, nodes.paragraph) else self.render(each)
            for each in node.children
        )
        return "<br>".join(filter(None, lines))

    def _render_literal_block(self, node: nodes.Element) -> str:
        return build_code(node.astext(), node.get("language", ""))

    _render_doctest_block = _render_math_block = _render_literal_block

    def _render_raw(self, node: nodes.raw) -> str:
        return node.astext()

    def _render_comment(self, node: nodes.comment) -> str:
        return "<hr data-jump>" if node.astext().startswith(_JUMP_BREAKS) else ""

    def _render_substitution_definition(self, _node: nodes.Node) -> str:
        return ""

    # Notes are in their places.
    _render_label = _render_footnote = _render_citation = _render_substitution_definition

    def _render_system_message(self, node: nodes.system_message) -> str:
        """Render the text that could not be parsed, without the message."""
        return "".join(map(self.render, node.findall(nodes.literal_block)))

    def _render_reference(self, node: nodes.reference) -> str:
        text = self._render_children(node)
        if "refuri" not in node:
            return text
        html = f'<a href="{escape(node["refuri"])}">{text}</a>'
        return self._wrap_picture(node, html) if isinstance(node[0], nodes.image) else html

    def _render_image(self, node: nodes.image) -> str:
        alt = escape(node.get("alt", ""))
        return self._wrap_picture(node, f'<img src="{escape(node["uri"])}" alt="{alt}">')

    def _wrap_picture(self, node: nodes.Element, html: str) -> str:
        is_inline = isinstance(node.parent, nodes.TextElement | nodes.figure)
        return html if is_inline else f"<figure>{html}</figure>"

    def _render_figure(self, node: nodes.figure) -> str:
        pictures = [
            each for each in node.children if not isinstance(each, nodes.caption | nodes.legend)
        ]
        texts = [self._render_flat(each) for each in node.children if each not in pictures]
        caption = f"<figcaption>{'<br>'.join(texts)}</figcaption>" if texts else ""
        return f"<figure>{''.join(map(self.render, pictures))}{caption}</figure>"

    def _render_footnote_reference(self, node: nodes.Element) -> str:
        name = node.get("refid", "")
        note = self._notes.get(name)
        if note is None or self._is_note:
            return f"[{self._render_children(node)}]"
        html = self._rendered_notes.get(name)
        if html is None:
            self._is_note = True
            html = self._rendered_notes[name] = " ".join(self._render_flat(note).split())
            self._is_note = False
        elif len(html) * len(note["backrefs"]) > _MAX_COPIES_LENGTH:
            return f"[{self._render_children(node)}]"
        return f"<small data-footnote>{html}</small>"

    _render_citation_reference = _render_footnote_reference
