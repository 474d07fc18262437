"""System checks of the theme that the setting THEME names: what would fail, or would silently do
nothing. `manage.py check_theme` also renders pages."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from jinja2 import TemplateError, nodes

from lib import env
from lib.jinja import get_jinja_environment
from themes import contract
from themes.theme import Theme


def check_theme(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    theme = settings.THEME
    return [*check_templates(theme), *check_style_sheets(theme)] if theme else []


def exit_if_broken() -> None:
    """End the process with one line for the first error of the theme, before the site is served."""
    for error in check_theme(None):
        env.stop(f"{error.msg} {error.hint}")


def check_templates(theme: Theme) -> Iterator[Error]:
    if not theme.templates.is_dir():
        return
    ours = set(contract.list_templates(contract.get_public_templates()))
    for name in contract.list_templates(theme.templates):
        if reason := contract.find_lock(name):
            yield _build_error(
                theme, 1, f"templates/{name} is not for themes: {reason}.", "Remove it."
            )
        elif name not in ours and not name.startswith("own/"):
            hint = f"{_suggest(name, ours)}Templates of its own belong in own/."
            yield _build_error(theme, 2, f"templates/{name} is no template of the site.", hint)
        else:
            yield from _check_template(theme, name, name in ours)


def _check_template(theme: Theme, name: str, is_ours: bool) -> Iterator[Error]:
    try:
        get_jinja_environment().get_template(name)
        tree = contract.parse(name)
        yield from _check_blocks(theme, name, tree)
    except (TemplateError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        place = f"templates/{name}" + (f", line {line}" if line else "")
        reason = "it extends itself" if isinstance(error, RecursionError) else str(error)
        hint = f"Correct the template. Our own one is base/{name}." if is_ours else "Correct it."
        yield _build_error(theme, 3, f"{place} cannot be used: {reason}", hint)
        return
    if is_ours and not contract.find_parent(tree):
        exports = contract.list_exports(tree)
        for macro in contract.list_macros(contract.parse(f"base/{name}")):
            if macro not in exports:
                hint = (
                    f'Import "base/{name}" as ours, and write {{% set {macro} = ours.{macro} %}}.'
                )
                yield _build_error(
                    theme, 5, f"templates/{name} lacks {macro}, which other templates use.", hint
                )


def _check_blocks(theme: Theme, name: str, tree: nodes.Template) -> Iterator[Error]:
    """Report blocks that the extended template lacks, which Jinja2 leaves out without a word."""
    parent = contract.find_parent(tree)
    if not parent:
        return
    known = contract.list_blocks(parent)
    for block in (node for node in tree.body if isinstance(node, nodes.Block)):
        if block.name not in known:
            hint = f"{_suggest(block.name, known)}It has: {', '.join(known)}."
            yield _build_error(
                theme, 4, f"templates/{name} fills {block.name}, no block of {parent}.", hint
            )


def check_style_sheets(theme: Theme) -> Iterator[Error]:
    """Report custom properties that are used and never declared, or the reverse."""
    sheets = {
        file.relative_to(theme.folder).as_posix(): contract.read_css(file)
        for file in sorted(theme.static.rglob("*.css"))
    }
    together = "\n".join(sheets.values())
    ours = contract.list_used_properties()
    declared = ours | {*contract.DECLARATION_RE.findall(together)}
    used = ours | {*contract.USE_RE.findall(together)}
    for name, css in sheets.items():
        for token in dict.fromkeys(contract.USE_RE.findall(css)):
            if token not in declared:
                hint = f"{_suggest(token, declared)}Declare a property of the theme’s own in :root."
                yield _build_error(
                    theme, 6, f"{name} uses --{token}, which nothing declares.", hint
                )
        for token in dict.fromkeys(contract.DECLARATION_RE.findall(css)):
            if token not in used:
                hint = f"{_suggest(token, ours)}docs/developers/themes.md lists the tokens."
                yield _build_error(theme, 7, f"{name} sets --{token}, which nothing uses.", hint)


def _suggest(name: str, known: Any) -> str:
    nearest = get_close_matches(name, known, 1)
    return f"Did you mean {nearest[0]}? " if nearest else ""


def _build_error(theme: Theme, number: int, message: str, hint: str) -> Error:
    return Error(f"Theme {theme.name}: {message}", hint=hint, id=f"themes.E{number:03}")
