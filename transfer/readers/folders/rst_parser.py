"""Parsing reStructuredText with docutils, within bounds of time and memory.

Nothing is included or run. Unknown directives and roles keep their text.
"""

import re
from html import escape
from time import thread_time
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.parsers.rst.directives.body import BlockQuote
from docutils.parsers.rst.directives.images import Figure, Image
from docutils.parsers.rst.states import Inliner

_ROLE_TARGET_RE = re.compile(r"(.+?)\s*<[^<>]+>$", re.DOTALL)
# Bounds of what the parser is given, as it takes time by the square of some lengths.
_MAX_LENGTH = 200_000
_MAX_LINE_LENGTH = 20_000
_WIDE_TABLE_RE = re.compile(r"^ *(?:\+[-=+]{500}|=+(?: +=+){50})", re.MULTILINE)
_MAX_PARAGRAPH_LENGTH = 10_000
_MAX_SECONDS = 5
_SETTINGS = {
    **{"_disable_config": True, "file_insertion_enabled": False, "raw_enabled": False},
    **{"input_encoding": "unicode", "syntax_highlight": "none", "warning_stream": False},
    **{"doctitle_xform": False, "docinfo_xform": False},
    # Errors stay in the tree, as they hold the text that has no other place; none is raised.
    **{"report_level": 3, "halt_level": 5, "line_length_limit": _MAX_LINE_LENGTH},
}
_LEFT_OUT_NAMES = {
    *("contents", "meta", "include", "default-role", "role", "sectnum", "target-notes", "title"),
    *("highlight", "index", "default-domain", "toctree", "currentmodule"),
}
_OWN_NAMES = {
    *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip"),
    *("warning", "topic", "sidebar", "rubric", "compound", "container", "class", "parsed-literal"),
    *("math", "table", "csv-table", "list-table", "replace", "unicode"),
}
_VIDEO_URLS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "soundcloud": "https://soundcloud.com/{}",
}
_ROLE_NAMES = {
    *("sub", "subscript", "sup", "superscript", "code", "literal", "math", "emphasis", "strong"),
    "title-reference",
}


class TooMuch(Exception):
    """A text that would take docutils too long."""


def parse(text: str) -> nodes.document:
    """Parse a text. Raises TooMuch, and what docutils raises, such as RecursionError."""
    longest = max(map(len, text.splitlines()), default=0)
    if len(text) > _MAX_LENGTH or longest > _MAX_LINE_LENGTH or _WIDE_TABLE_RE.search(text):
        raise TooMuch
    parser = _BoundedParser(inliner=_build_inliner())
    return publish_doctree(text, parser=parser, settings_overrides=_SETTINGS)


def _build_inliner() -> Inliner:
    """Build the parser of marks within a text, with bounds of length and time."""
    inliner = Inliner()
    parse, deadline = inliner.parse, thread_time() + _MAX_SECONDS

    def parse_bounded(text: str, *args: Any) -> tuple[list[nodes.Node], list[nodes.Node]]:
        if thread_time() > deadline:
            raise TooMuch
        if len(text) > _MAX_PARAGRAPH_LENGTH:
            return [nodes.Text(text.replace("\0", "\\"))], []
        return parse(text, *args)

    inliner.parse = parse_bounded
    return inliner


class _BoundedParser(Parser):
    """The parser of texts, with a bound of what substitutions add."""

    def parse(self, text: str, document: nodes.document) -> None:
        super().parse(text, document)
        definitions = document.substitution_defs.values()
        for definition in definitions:  # Nested ones may double with each.
            for reference in [*definition.findall(nodes.substitution_reference)]:
                reference.replace_self(nodes.Text(reference.rawsource))
        longest = max((len(each.astext()) for each in definitions), default=0)
        references = sum(1 for _each in document.findall(nodes.substitution_reference))
        if longest * references > _MAX_LENGTH:
            raise TooMuch


class _Options(dict[str, Any]):
    """The options of a directive: unknown ones are read, and without effect."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged

    def __bool__(self) -> bool:
        return True  # Otherwise no options are read.


class _Unknown(Directive):
    has_content = True
    option_spec = _Options()

    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class _LeftOut(_Unknown):
    def run(self) -> list[nodes.Node]:
        return []


class _Quotation(BlockQuote):
    option_spec = _Options()


class _SeeAlso(_Unknown):
    def run(self) -> list[nodes.Node]:
        [box] = super().run()
        box.insert(0, nodes.rubric("", "See also"))
        return [box]


class _Titled(_Unknown):
    """A directive that begins with a word or address of its own."""

    optional_arguments = 1
    final_argument_whitespace = True

    @property
    def argument(self) -> str:
        return self.arguments[0] if self.arguments else ""


class _Code(_Titled):
    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content) or self.argument
        return [nodes.literal_block(text, text, language=self.argument if self.content else "")]


class _Raw(_Titled):
    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.raw("", text)] if "html" in self.argument else []


class _Embed(_Titled):
    def run(self) -> list[nodes.Node]:
        url = self.argument.partition(" ")[0]
        if not url:
            return []
        if not url.startswith("http"):
            url = _VIDEO_URLS[self.name.lower()].format(url)
        return [nodes.raw("", f'<figure data-embed="{escape(url)}"></figure>')]


class _PictureOptions:
    """Before a directive of docutils: leaves out the options that have no effect here."""

    def run(self: Any) -> list[nodes.Node]:
        self.options = {
            name: self.options[name] for name in ("alt", "target") if name in self.options
        }
        return super().run()  # type: ignore[misc]  # the directive's, which the mix-in lacks


class _Image(_PictureOptions, Image):
    option_spec = _Options()


class _Figure(_PictureOptions, Figure):
    option_spec = _Options()


_DIRECTIVES: dict[str, type[Directive]] = {
    **dict.fromkeys(_LEFT_OUT_NAMES, _LeftOut),
    **dict.fromkeys(("code", "code-block", "sourcecode", "listing"), _Code),
    **dict.fromkeys(("epigraph", "pull-quote", "highlights"), _Quotation),
    **dict.fromkeys(("pullquote", "quote", "blockquote"), _Quotation),
    **dict.fromkeys(_VIDEO_URLS, _Embed),
    **{"image": _Image, "figure": _Figure, "thumbnail": _Figure, "raw": _Raw, "seealso": _SeeAlso},
}
_find_own_directive = directives.directive
_find_own_role = roles.role


def _find_directive(name: str, language: Any, document: nodes.document) -> tuple[Any, list[Any]]:
    if name.lower() not in _OWN_NAMES:
        return _DIRECTIVES.get(name.lower(), _Unknown), []
    directive, messages = _find_own_directive(name, language, document)
    if not isinstance(directive.option_spec, _Options):
        directive.option_spec = _Options(directive.option_spec or {})
    return directive, messages


def _find_role(name: str, language: Any, line: int, reporter: Any) -> tuple[Any, list[Any]]:
    if not name or name.lower() in _ROLE_NAMES:
        return _find_own_role(name, language, line, reporter)
    return _read_unknown_role, []


def _read_unknown_role(_role: str, _source: str, text: str, *_args: Any) -> Any:
    match = _ROLE_TARGET_RE.match(text)
    return [nodes.Text(match[1] if match else text)], []


# As Sphinx does it: docutils has no other place for unknown names. Nothing else here uses docutils.
directives.directive = _find_directive
roles.role = _find_role
