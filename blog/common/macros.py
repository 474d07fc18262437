"""Macros of the public pages' templates, for what is rendered outside a page."""

from typing import Any

from django.template import engines


def render_macro(template: str, name: str, *args: Any) -> str:
    """The macro `name` of a template in templates/public, in the active language. Safe HTML."""
    env = engines["jinja2"].env  # type: ignore[attr-defined]  # of that backend
    return str(getattr(env.get_template(template).module, name)(*args))
