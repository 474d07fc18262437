"""What a theme may rely on, read from our own templates and style sheets, so that it is never out
of date: templates, blocks, macros, tokens. docs/developers/themes.md lists it for people."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from jinja2 import nodes

from lib.jinja import get_jinja_environment

# Templates that no theme may have, and why.
LOCKED_TEMPLATES = {
    "blog/posts/blocks/": "its HTML is stored with each post",
    "blog/corrections/changes/": "its HTML is compared and sent to feeds",
    "blog/corrections/notes.html": "feeds contain its HTML",
    "blog/quotations/citation.html": "other sites embed its HTML",
    "blog/posts/citation.html": "other sites embed its HTML",
    "blog/feeds/": "feed readers depend on it",
    "blog/search/opensearch.xml": "browsers depend on it",
    "blog/metadata/head.html": "search engines depend on it",
}
DECLARATION_RE = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:")
USE_RE = re.compile(r"var\(\s*--([a-z][a-z0-9-]*)")
COMMENT_RE = re.compile(r"/\*.*?\*/", re.DOTALL)


def get_public_templates() -> Path:
    return settings.BASE_DIR / "templates" / "public"


def list_templates(folder: Path) -> list[str]:
    """List the names of the templates in a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in files)


def find_lock(name: str) -> str:
    """Return why no theme may have this template, '' if it may."""
    for place, reason in LOCKED_TEMPLATES.items():
        if name == place or (place.endswith("/") and name.startswith(place)):
            return reason
    return ""


def parse(name: str) -> nodes.Template:
    """Parse a template by its name. Raises the errors of Jinja2."""
    environment = get_jinja_environment()
    assert environment.loader is not None
    source, file, _is_current = environment.loader.get_source(environment, name)
    return environment.parse(source, name, file)


def find_parent(tree: nodes.Template) -> str:
    """Return the name of the template that this one extends, '' if none."""
    for node in tree.find_all(nodes.Extends):
        if isinstance(node.template, nodes.Const):
            return str(node.template.value)
    return ""


def list_blocks(name: str) -> list[str]:
    """List the blocks of a template and of those that it extends, the outermost template first."""
    tree = parse(name)
    parent = find_parent(tree)
    blocks = list_blocks(parent) if parent else []
    return list(dict.fromkeys([*blocks, *(block.name for block in tree.find_all(nodes.Block))]))


def list_macros(tree: nodes.Template) -> dict[str, list[str]]:
    """List the macros of a template that others can import, with their arguments."""
    macros = (node for node in tree.body if isinstance(node, nodes.Macro))
    return {macro.name: [argument.name for argument in macro.args] for macro in macros}


def list_exports(tree: nodes.Template) -> set[str]:
    """List the macros of a template and the variables that it sets, such as another macro."""
    names = {
        node.target.name
        for node in tree.body
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }
    return names | set(list_macros(tree))


def read_css(file: Path) -> str:
    return COMMENT_RE.sub("", file.read_text())


@cache
def list_used_properties() -> frozenset[str]:
    """List the custom properties that our style sheets use or declare."""
    sheets = [read_css(file) for file in (settings.BASE_DIR / "static" / "theme").glob("*.css")]
    return frozenset(
        name for css in sheets for regex in (USE_RE, DECLARATION_RE) for name in regex.findall(css)
    )
