"""Jinja2 macros of the public templates, rendered outside a page."""

from typing import Any

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


def render_macro(template: str, name: str, *args: Any) -> str:
    """Render a macro of a template in templates/public, in the active language. Safe HTML."""
    return str(getattr(get_jinja_environment().get_template(template).module, name)(*args))


def get_jinja_environment() -> Environment:
    """Return the environment of `config.jinja` from Django's backend."""
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    return backend.env
