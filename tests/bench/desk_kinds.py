"""All admin lists that `make bench-pages` measures, and their forms."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

from blog.admin.photos.filters import ATTENTION
from blog.comments.models import Comment
from blog.dossiers.models import Dossier
from blog.models import Label, Photo, Post, Source
from devtools.populate.languages import ENGLISH
from tests.bench.kinds import Kind, label, middle, post, source, uncommon_word

WORD = ENGLISH.topical[0]


def admin_url(name: str, **query_parameters: str) -> Callable[[], str]:
    query = f"?{urlencode(query_parameters)}" if query_parameters else ""
    return lambda: reverse(f"admin:{name}") + query


def object_url(
    model: str, get_object: Callable[[], Any], action: str = "change"
) -> Callable[[], str]:
    return lambda: reverse(f"admin:blog_{model}_{action}", args=[get_object().pk])


def _comment() -> Comment:
    return middle(Comment.objects.approved().order_by("pk"))


def _shown_photo() -> Photo:
    """Return a photo that many posts show."""
    return Photo.objects.earliest("pk")


def _merge_url() -> str:
    first, second = Source.objects.order_by("pk").values_list("pk", flat=True)[:2]
    return admin_url("blog_source_merge", sources=f"{first},{second}")()


def _dossier_items_url() -> str:
    dossier = Dossier.objects.filter(kind=Dossier.Kind.COLLECTION).earliest("pk")
    return f"{object_url('dossier', lambda: dossier, 'items')()}?q={WORD}"


def _last(rows: Any, per_page: int) -> str:
    """Return the number of the last page of a list, at most 20."""
    return str(min(20, (rows.count() + per_page - 1) // per_page))


def _lists() -> list[Kind]:
    """Return the lists of all registered models."""
    models = [model._meta for model in admin.site._registry]
    return [
        Kind(
            f"desk: {meta.label_lower}", admin_url(f"{meta.app_label}_{meta.model_name}_changelist")
        )
        for meta in models
        if meta.model_name not in {"sitesettings", "appearance"}
    ]


POSTS, COMMENTS = "blog_post_changelist", "blog_comment_changelist"
LABELS, SOURCES = "blog_label_changelist", "blog_source_changelist"
PHOTOS, PEOPLE = "blog_photo_changelist", "accounts_user_changelist"

DESK = [
    Kind("desk", admin_url("index")),
    *_lists(),
    *(
        Kind(f"desk: posts, {state}", admin_url(POSTS, state=state))
        for state in ("draft", "review", "scheduled", "public", "trash")
    ),
    Kind("desk: posts in French", admin_url(POSTS, language="fr")),
    Kind("desk: posts, deep", lambda: admin_url(POSTS, p=_last(Post.objects, 50))()),
    Kind("desk: posts with a word", admin_url(POSTS, q=WORD)),
    Kind("desk: posts with a rare word", lambda: admin_url(POSTS, q=uncommon_word())()),
    Kind("desk: calendar", admin_url("blog_post_calendar")),
    Kind("desk: board", admin_url("blog_post_board")),
    Kind("desk: unsaved changes", admin_url("blog_post_unsaved")),
    Kind("desk: form of a post", object_url("post", post)),
    Kind("desk: history of a post", object_url("post", post, "history")),
    *(
        Kind(f"desk: comments, {state}", admin_url(COMMENTS, state=state))
        for state in ("approved", "spam", "all")
    ),
    Kind("desk: comments with a word", admin_url(COMMENTS, state="all", q=WORD)),
    Kind("desk: comments by a name", admin_url(COMMENTS, state="all", writer="Bel")),
    Kind(
        "desk: comments of a post", lambda: admin_url(COMMENTS, state="all", post=str(post().pk))()
    ),
    Kind("desk: a comment", object_url("comment", _comment)),
    Kind("desk: labels, deep", lambda: admin_url(LABELS, p=_last(Label.objects, 100))()),
    Kind("desk: labels with a word", admin_url(LABELS, q="energy")),
    Kind("desk: labels by use", admin_url(LABELS, o="-2")),
    Kind("desk: labels that may be duplicates", admin_url("blog_label_duplicates")),
    Kind("desk: labels changed", admin_url("blog_label_changes")),
    Kind("desk: form of a label", object_url("label", label)),
    Kind("desk: sources, people", admin_url(SOURCES, kind__exact="person")),
    Kind("desk: sources with a word", admin_url(SOURCES, q="Bel")),
    Kind("desk: sources by use", admin_url(SOURCES, o="-5")),
    Kind("desk: sources by use, least first", admin_url(SOURCES, o="5")),
    Kind("desk: sources with two letters", admin_url(SOURCES, q="be")),
    Kind("desk: sources that may be duplicates", admin_url("blog_source_duplicates")),
    Kind("desk: before merging sources", _merge_url),
    Kind("desk: before splitting a source", object_url("source", source, "split")),
    Kind("desk: form of a source", object_url("source", source)),
    Kind("desk: photos in use", admin_url(PHOTOS, use="used")),
    Kind("desk: photos unused", admin_url(PHOTOS, use="unused")),
    *(Kind(f"desk: photos, {name}", admin_url(PHOTOS, attention=name)) for name in ATTENTION),
    Kind("desk: photos with a word", admin_url(PHOTOS, q="agency")),
    Kind("desk: photos with two words", admin_url(PHOTOS, q=f"{WORD} agency")),
    Kind("desk: replacing a photo", object_url("photo", _shown_photo, "replace")),
    Kind("desk: taking a photo down", object_url("photo", _shown_photo, "take_down")),
    Kind("desk: form of a photo", object_url("photo", _shown_photo)),
    Kind("desk: pairs to compare", admin_url("blog_dossier_pairs")),
    Kind("desk: choosing items of a dossier", _dossier_items_url),
    Kind("desk: people with a word", admin_url(PEOPLE, q="bel")),
    Kind("editor: labels offered", admin_url("blog_editor_labels", q="ener")),
    Kind("editor: sources offered", admin_url("blog_editor_sources", q="bel")),
    Kind("editor: photos offered", admin_url("blog_editor_photos")),
    Kind("editor: files offered", admin_url("blog_editor_files")),
]
