"""Load what the first pages need before gunicorn forks, once instead of in each process."""

from django.template.loader import get_template
from django.urls import get_resolver

from lib.garbage_collection import paused_collection

# Of the home page and posts, with those that they extend and import. A template of a theme extends
# another one of this name, which is compiled when it is needed.
TEMPLATES = (
    "base.html",
    "blog/comments/discussion.html",
    "blog/corrections/notes.html",
    "blog/metadata/head.html",
    "blog/metadata/parts.html",
    "blog/posts/blocks/pullquotes.html",
    "blog/posts/cards.html",
    "blog/posts/detail.html",
    "blog/posts/entry.html",
    "blog/posts/home.html",
    "blog/posts/parts.html",
)


def preload_pages() -> None:
    """Import all views, and compile the templates of the home page and posts. No query."""
    with paused_collection():
        _ = get_resolver().url_patterns
        for name in TEMPLATES:
            get_template(name, using="jinja2")
