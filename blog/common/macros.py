"""Macros of the public pages' templates, for what is rendered outside a page."""

from typing import Any

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


def render_macro(template: str, name: str, *args: Any) -> str:
    """The macro `name` of a template in templates/public, in the active language. Safe HTML."""
    return str(getattr(jinja_environment().get_template(template).module, name)(*args))


def jinja_environment() -> Environment:
    """The environment of `config.jinja`, as Django's backend made it."""
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    return backend.env
