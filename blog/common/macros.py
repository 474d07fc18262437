"""Jinja2 macros of the public templates, rendered outside a page."""

from typing import Any

from lib.jinja import get_jinja_environment


def render_macro(template: str, name: str, *args: Any) -> str:
    """Render a macro of a template in templates/public, in the active language. Safe HTML."""
    return str(getattr(get_jinja_environment().get_template(template).module, name)(*args))
