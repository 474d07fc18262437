"""Jinja2 beside Django's templates."""

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


def get_jinja_environment() -> Environment:
    """Return the environment of Django's backend, which `config.jinja` creates."""
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    return backend.env
