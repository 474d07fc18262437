"""Front matter: what stands above the text of a file, in YAML, TOML, JSON or lines of metadata.

All values of YAML are text, so that a title may be `2020` or `yes`; none is ever an object.
"""

import json
import re
import tomllib
from typing import Any

import yaml
from django.utils.translation import gettext_noop
from frontmatter.default_handlers import YAMLHandler
from lxml.html import HtmlElement
from yaml import CBaseLoader

from transfer.messages import Message

# Comments may be in it, if another program exported the blog.
MAX_LENGTH = 512 * 1024
_MAX_ALIASES = 20
_MAX_DEPTH = 20
_FENCED_RE = re.compile(
    r"(?P<fence>-{3}|\+{3}|;{3})(?P<format>[a-z]*)[ \t]*\n(?P<text>.*?)"
    r"^(?:(?P=fence)|\.{3})[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
# A program that breaks lines has moved the end to the last line.
_UNENDED_RE = re.compile(
    r"-{3}[ \t]*\n(?P<text>(?:\w[^\n]*\n){1,60}\w[^\n]*?)[ \t]-{3}[ \t]*(?:\n|\Z)"
)
_UNOPENED_RE = re.compile(r"(?P<text>\w[\w-]*:(?:[^\n]*\n){1,60}?)-{3}[ \t]*(?:\n|\Z)")
# Hexo's JSON without braces.
_UNOPENED_JSON_RE = re.compile(r"(?P<text>\"[\w-]+\":(?:[^\n]*\n){1,60}?);{3}[ \t]*(?:\n|\Z)")
_YAML_LINE_RE = re.compile(r"(?P<name>\w[\w-]*):(?:[ \t]+(?P<value>.*))?")
_META_LINE_RE = re.compile(r"(\w[\w -]{0,40}?):[ \t]*(.*)")
# Nikola's lines, in a comment of Markdown or in a file beside it.
_NIKOLA_RE = re.compile(
    r"\s*(?:<!--\s*\n)?(?P<lines>(?:[ \t]*\.\. [\w-]+:[^\n]*(?:\n|\Z))+)\s*(?:-->)?[ \t]*\n*"
)
# The keys of metadata without a fence; other lines with a colon are text.
_META_KEYS = {
    *("title", "date", "modified", "category", "tags", "slug", "author", "authors", "summary"),
    *("status", "lang", "translation", "save_as", "url", "template", "keywords", "description"),
    *("subtitle", "cover", "image", "series", "headline"),
}


class MalformedFrontMatter(Exception):
    """Front matter that cannot be read. The message is one sentence for the user."""


class InvalidYAML(MalformedFrontMatter):
    """A text that breaks the grammar of YAML."""


# A text that begins with an exclamation mark, which would be the name of a type.
_EXCLAMATION_RE = re.compile(
    r"^(?P<name>\w[\w -]*:[ ]+)(?P<text>![^!\s][^\n]*?)[ ]*$", re.MULTILINE
)


def split(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into its metadata, with keys in lower case, and its text. A file without front
    matter has no metadata. Raises MalformedFrontMatter."""
    if text.startswith("\n") and _FENCED_RE.match(text.lstrip("\n")):
        text = text.lstrip("\n")
    fenced = _FENCED_RE.match(text)
    if fenced:
        return _parse_fenced(fenced), text[fenced.end() :]
    if text.startswith("{") and re.match(r'\{\s*"', text):
        return _parse_json_start(text)
    if nikola := _NIKOLA_RE.match(text):
        return _parse_nikola(nikola["lines"]), text[nikola.end() :]
    if json_lines := _UNOPENED_JSON_RE.match(text):
        return _lower_keys(parse_json(f"{{{json_lines['text']}}}")), text[json_lines.end() :]
    if unended := _UNENDED_RE.match(text):
        return _parse_yaml_lines(unended["text"]), text[unended.end() :]
    unopened = _UNOPENED_RE.match(text)
    if unopened and re.match(r"(title|date|layout|tags|categories)\s*:", text, re.IGNORECASE):
        return _lower_keys(parse_yaml(unopened["text"])), text[unopened.end() :]
    return _parse_meta_lines(text)


def parse_yaml(text: str) -> Any:
    """Parse YAML, with text as the only scalars. Raises MalformedFrontMatter."""
    _check_length(text)
    text = _EXCLAMATION_RE.sub(_quote_exclamation, text.replace("\t", "    "))
    try:
        depth = aliases = 0
        for event in yaml.parse(text, Loader=CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            aliases += isinstance(event, yaml.AliasEvent)
            if depth > _MAX_DEPTH or aliases > _MAX_ALIASES:
                raise MalformedFrontMatter(gettext_noop("Its front matter is nested too deeply."))
        return YAMLHandler().load(text, Loader=CBaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InvalidYAML(
            Message(gettext_noop("Its front matter is no valid YAML, in line %d."), line).stored
        ) from error


def _quote_exclamation(match: re.Match[str]) -> str:
    quoted = match["text"].replace("'", "''")
    return f"{match['name']}'{quoted}'"


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML. Raises MalformedFrontMatter."""
    _check_length(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrontMatter(gettext_noop("Its front matter is no valid TOML.")) from error


def parse_json(text: str) -> Any:
    """Parse JSON. Raises MalformedFrontMatter."""
    _check_length(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrontMatter(gettext_noop("Its front matter is no valid JSON.")) from error


def read_html_metadata(document: HtmlElement) -> dict[str, Any]:
    """Read the metadata that the head of an HTML document has; {} if it has no title."""
    metadata: dict[str, Any] = {}
    for meta in document.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        name = name.removeprefix("article:").removeprefix("og:")
        content = (meta.get("content") or meta.get("contents") or "").strip()
        if name and content and len(content) <= MAX_LENGTH:
            metadata.setdefault(name, content)
    for title in document.iter("title"):
        metadata["title"] = " ".join("".join(title.itertext()).split())
        break
    else:
        return {}
    for link in document.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            metadata["canonical"] = link.get("href")
    for source, target in (("published_time", "date"), ("modified_time", "modified")):
        if source in metadata:
            metadata.setdefault(target, metadata[source])
    for root in document.iter("html"):
        if root.get("lang"):
            metadata.setdefault("lang", root.get("lang"))
    return metadata


def _parse_fenced(match: re.Match[str]) -> dict[str, Any]:
    fence, kind, text = match["fence"], match["format"], match["text"]
    if kind in ("js", "javascript", "coffee"):
        raise MalformedFrontMatter(gettext_noop("Its front matter is a program, which is not run."))
    if fence == "+++" or kind == "toml":
        return _lower_keys(parse_toml(text))
    if fence == ";;;" or kind == "json":
        return _lower_keys(parse_json(text))
    try:
        return _lower_keys(parse_yaml(text))
    except InvalidYAML:
        values = _parse_yaml_lines(text)
        if not {"title", "date"} & values.keys():
            raise
        return values


def _parse_yaml_lines(text: str) -> dict[str, Any]:
    """Read the plain lines of invalid YAML, such as `title: One: two`, which Jekyll ignores."""
    values: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        match = _YAML_LINE_RE.fullmatch(line.rstrip())
        if match:
            name, value = match["name"].lower(), (match["value"] or "").strip()
            is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            values[name] = value[1:-1] if is_quoted else value
        elif name and (item := line.strip().removeprefix("- ").strip()):
            items = values[name] if isinstance(values[name], list) else []
            values[name] = (
                [*items, item.strip("\"'")] if not values[name] or items else values[name]
            )
    return values


def _parse_json_start(text: str) -> tuple[dict[str, Any], str]:
    try:
        value, end = json.JSONDecoder().raw_decode(text[: MAX_LENGTH + 1])
    except (ValueError, RecursionError) as error:
        raise MalformedFrontMatter(gettext_noop("Its front matter is no valid JSON.")) from error
    return _lower_keys(value), text[end:].lstrip("\n")


def _parse_nikola(lines: str) -> dict[str, Any]:
    """Parse lines such as `.. title: A title`; a tag says that a post is a draft."""
    metadata: dict[str, Any] = {}
    for line in lines.splitlines():
        name, _colon, value = line.strip().removeprefix(".. ").partition(":")
        metadata[name.lower()] = value.strip()
    tags = [tag.strip() for tag in metadata.get("tags", "").split(",")]
    for state in ("draft", "private"):
        if state in tags:
            tags.remove(state)
            metadata.setdefault("status", state)
    if "tags" in metadata:
        metadata["tags"] = ", ".join(tags)
    return metadata


def _parse_meta_lines(text: str) -> tuple[dict[str, Any], str]:
    """Parse the lines `Key: value` that Pelican reads from Markdown; further lines of a value are
    indented."""
    metadata: dict[str, Any] = {}
    lines = text.lstrip("\n").split("\n")
    key = ""
    count = 0
    for line in lines:
        match = _META_LINE_RE.fullmatch(line.rstrip())
        if match and (metadata or match[1].lower() in _META_KEYS):
            key = match[1].lower()
            metadata[key] = match[2].strip()
        elif key and line[:1] in (" ", "\t") and line.strip():
            metadata[key] = f"{metadata[key]} {line.strip()}".strip()
        elif line.strip() and metadata:
            return {}, text  # No blank line follows: it was text.
        else:
            break
        count += 1
    if not {"title", "date"} & metadata.keys() and len(metadata.keys() & _META_KEYS) < 2:
        return {}, text
    return metadata, "\n".join(lines[count:]).lstrip("\n")


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise MalformedFrontMatter(gettext_noop("Its front matter is too long."))


def _lower_keys(value: Any) -> dict[str, Any]:
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise MalformedFrontMatter(gettext_noop("Its front matter is no list of names and values."))
    return {str(name).lower(): content for name, content in value.items()}
