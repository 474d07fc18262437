"""Every kind of list on the desk that `make bench-pages` measures, and the forms behind them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

from blog.comments.models import Comment
from blog.models import Label, Photo, Post
from devtools.populate.languages import ENGLISH
from tests.bench.kinds import Kind, label, middle, post, source, uncommon_word

WORD = ENGLISH.topical[0]


def desk(name: str, **asked: str) -> Callable[[], str]:
    query = f"?{urlencode(asked)}" if asked else ""
    return lambda: reverse(f"admin:{name}") + query


def form(model: str, found: Callable[[], Any], what: str = "change") -> Callable[[], str]:
    return lambda: reverse(f"admin:blog_{model}_{what}", args=[found().pk])


def _comment() -> Comment:
    return middle(Comment.objects.approved().order_by("pk"))


def _last(rows: Any, per_page: int) -> str:
    """The last page of a list, or the twentieth."""
    return str(min(20, (rows.count() + per_page - 1) // per_page))


def _lists() -> list[Kind]:
    """The list of each model that the desk has, whichever it will be."""
    models = [model._meta for model in admin.site._registry]
    return [
        Kind(f"desk: {meta.label_lower}", desk(f"{meta.app_label}_{meta.model_name}_changelist"))
        for meta in models
        if meta.model_name != "sitesettings"
    ]


POSTS, COMMENTS = "blog_post_changelist", "blog_comment_changelist"
LABELS, SOURCES = "blog_label_changelist", "blog_source_changelist"
PHOTOS, PEOPLE = "blog_photo_changelist", "accounts_user_changelist"

DESK = [
    Kind("desk", desk("index")),
    *_lists(),
    *(
        Kind(f"desk: posts, {state}", desk(POSTS, state=state))
        for state in ("draft", "review", "scheduled", "public", "trash")
    ),
    Kind("desk: posts in French", desk(POSTS, language="fr")),
    Kind("desk: posts, deep", lambda: desk(POSTS, p=_last(Post.objects, 50))()),
    Kind("desk: posts with a word", desk(POSTS, q=WORD)),
    Kind("desk: posts with a rare word", lambda: desk(POSTS, q=uncommon_word())()),
    Kind("desk: calendar", desk("blog_post_calendar")),
    Kind("desk: board", desk("blog_post_board")),
    Kind("desk: unsaved changes", desk("blog_post_unsaved")),
    Kind("desk: form of a post", form("post", post)),
    Kind("desk: history of a post", form("post", post, "history")),
    *(
        Kind(f"desk: comments, {state}", desk(COMMENTS, state=state))
        for state in ("approved", "spam", "all")
    ),
    Kind("desk: comments with a word", desk(COMMENTS, state="all", q=WORD)),
    Kind("desk: comments by a name", desk(COMMENTS, state="all", writer="Bel")),
    Kind("desk: comments of a post", lambda: desk(COMMENTS, state="all", post=str(post().pk))()),
    Kind("desk: a comment", form("comment", _comment)),
    Kind("desk: labels, deep", lambda: desk(LABELS, p=_last(Label.objects, 100))()),
    Kind("desk: labels with a word", desk(LABELS, q="energy")),
    Kind("desk: labels by use", desk(LABELS, o="-2")),
    Kind("desk: labels that may be duplicates", desk("blog_label_duplicates")),
    Kind("desk: labels changed", desk("blog_label_changes")),
    Kind("desk: form of a label", form("label", label)),
    Kind("desk: sources, people", desk(SOURCES, kind__exact="person")),
    Kind("desk: sources with a word", desk(SOURCES, q="Bel")),
    Kind("desk: sources by use", desk(SOURCES, o="-5")),
    Kind("desk: form of a source", form("source", source)),
    Kind("desk: photos in use", desk(PHOTOS, use="used")),
    Kind("desk: photos unused", desk(PHOTOS, use="unused")),
    Kind("desk: photos with a word", desk(PHOTOS, q="agency")),
    Kind("desk: form of a photo", form("photo", lambda: Photo.objects.latest("pk"))),
    Kind("desk: people with a word", desk(PEOPLE, q="bel")),
    Kind("editor: labels offered", desk("blog_editor_labels", q="ener")),
    Kind("editor: sources offered", desk("blog_editor_sources", q="bel")),
    Kind("editor: photos offered", desk("blog_editor_photos")),
]
