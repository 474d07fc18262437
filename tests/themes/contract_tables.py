"""The tables of docs/developers/themes.md, built from the code and from rendered pages."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from jinja2 import meta, nodes

from tests.themes.conftest import Contexts
from themes import contract

FOLDER = "templates/public/"
ROOT_RE = re.compile(r":root(?:,\s*\[lang\])?\s*\{(.*?)\}", re.DOTALL)
# Given to each template by Django and config.context.
COMMON_KEYS = {
    "site",
    "site_url",
    "user",
    "perms",
    "messages",
    "request",
    "csrf_input",
    "csrf_token",
}


def build_template_table(contexts: Contexts) -> str:
    """Build the table of templates that views render or that others extend: the keys of their
    context that they use, and their blocks."""
    lines = ["| template | context | blocks |", "| --- | --- | --- |"]
    for name in contract.list_templates(contract.get_public_templates()):
        blocks = ", ".join(f"`{block}`" for block in list_own_blocks(name))
        if contract.find_lock(name) or not (name in contexts or blocks):
            continue
        used_keys = list_used_keys(name)
        context = ", ".join(
            f"`{key}`: {kind}"
            for key, kind in sorted(name_types(contexts.get(name, [])).items())
            if key in used_keys
        )
        lines.append(f"| `{FOLDER}{name}` | {context or '–'} | {blocks or '–'} |")
    return "\n".join(lines)


def list_used_keys(name: str) -> set[str]:
    """List the variables that a template, and those that it extends and includes, take from their
    context."""
    tree = contract.parse(name)
    keys = meta.find_undeclared_variables(tree)
    for node in tree.find_all((nodes.Extends, nodes.Include)):
        if isinstance(node.template, nodes.Const):
            keys |= list_used_keys(node.template.value)
    return keys


def list_own_blocks(name: str) -> list[str]:
    """List the blocks that a template adds to those of the one that it extends."""
    parent = contract.find_parent(contract.parse(name))
    inherited = contract.list_blocks(parent) if parent else []
    return [block for block in contract.list_blocks(name) if block not in inherited]


def build_macro_table() -> str:
    lines = ["| template | macros |", "| --- | --- |"]
    for name in contract.list_templates(contract.get_public_templates()):
        macros = contract.list_macros(contract.parse(name))
        if macros and not contract.find_lock(name):
            shown = ", ".join(
                f"`{macro}({', '.join(arguments)})`" for macro, arguments in macros.items()
            )
            lines.append(f"| `{FOLDER}{name}` | {shown} |")
    return "\n".join(lines)


def build_type_table(contexts: Contexts) -> str:
    """Build the table of the read models in the contexts, with fields and properties."""
    types_by_name: dict[str, type] = {}
    for rows in contexts.values():
        for context in rows:
            for key, value in context.items():
                if key not in COMMON_KEYS:
                    collect_types(value, types_by_name)
    lines = ["| type | fields and methods |", "| --- | --- |"]
    for name, kind in sorted(types_by_name.items()):
        lines.append(f"| `{name}` | {', '.join(f'`{member}`' for member in list_members(kind))} |")
    return "\n".join(lines)


def build_token_list() -> list[str]:
    """List the custom properties of `:root` in our style sheet, in its order."""
    css = contract.read_css(settings.BASE_DIR / "static" / "theme" / "site.css")
    rules = "\n".join(ROOT_RE.findall(css))
    return list(dict.fromkeys(f"--{name}" for name in contract.DECLARATION_RE.findall(rules)))


def name_types(contexts: Iterable[dict[str, object]]) -> dict[str, str]:
    """Name the types of each key of a template's contexts."""
    kinds: dict[str, set[str]] = {}
    for context in contexts:
        for key, value in context.items():
            if key not in COMMON_KEYS and isinstance(key, str):
                kinds.setdefault(key, set()).add(name_type(value))
    return {
        key: " or ".join(sorted(names - {""} - ({"list"} if len(names) > 1 else set())))
        for key, names in kinds.items()
    }


def name_type(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, list | tuple) and not is_named_tuple(value):
        return f"list of {name_type(value[0])}" if value else "list"
    return "str" if isinstance(value, str | Promise) else type(value).__name__


def collect_types(value: Any, types_by_name: dict[str, type]) -> None:
    """Collect dataclasses and named tuples, in lists and in one another as well."""
    if is_dataclass(value) or is_named_tuple(value):
        types_by_name[type(value).__name__] = type(value)
        for name in list_fields(type(value)):
            collect_types(getattr(value, name, None), types_by_name)
    elif isinstance(value, list | tuple):
        for part in value[:5]:
            collect_types(part, types_by_name)


def is_named_tuple(value: Any) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_fields")


def list_fields(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else [*kind._fields]


def list_members(kind: type) -> list[str]:
    """List the public fields, properties and methods of a dataclass or named tuple, in order."""
    names = list_fields(kind)
    for base in reversed([base for base in kind.__mro__ if base.__module__ != "builtins"]):
        for name, member in vars(base).items():
            is_shown = isinstance(member, property) or callable(member)
            if is_shown and not name.startswith("_") and name not in names:
                names.append(name if isinstance(member, property) else f"{name}()")
    return list(dict.fromkeys(names))
