"""After a merge, a split, a rename and their undo, sources are found by the old and the new name in
completion, extraction and searches, at once after the commit."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from blog.content.sources import background, batches
from blog.content.sources.background import (
    run_source_task,
    start_merge,
    start_rename,
    start_split,
    start_undo,
)
from blog.content.sources.splitting import QuotationFilter
from blog.models import Source, SourceChange, SourceTask
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OLD, NEW, SPLIT = "Harbour Board", "Port Council", "Marina Trust"
# What each name finds: the main name of a source, None for nothing.
BEFORE = {OLD: OLD, NEW: NEW, SPLIT: None}


@pytest.fixture
def editor() -> User:
    for text, name in (("One", OLD), ("Two", OLD), ("Three", NEW)):
        make.post(make.quotation(f"“{text}.”", source_name=name), title=text)
    return make.user("Editor")


def get(name: str) -> Source:
    return Source.objects.get(name=name)


def merge(editor: User) -> None:
    start_merge(sources=[get(OLD), get(NEW)], into=get(NEW), by=editor)


def split(editor: User) -> None:
    fields = {"name": SPLIT, "kind": "organisation"}
    one = QuotationFilter(text="Two")
    start_split(source=get(OLD), quotations=one, into=None, fields=fields, by=editor)


def rename(editor: User) -> None:
    fields = {"name": SPLIT, "slug": "marina-trust"}
    start_rename(source=get(OLD), former_name="former", fields=fields, by=editor)


def complete(name: str, desk: Client) -> set[str]:
    answer = desk.get("/admin/blog/post/editor/sources/", {"q": name}).json()
    return {source["name"] for source in answer["sources"]}


def extract(name: str, desk: Client) -> set[str]:
    address = "/admin/blog/post/editor/attribution/"
    answer = desk.post(address, [f"{name}, 2 May 2020"], content_type="application/json").json()
    key = answer["attributions"][0].get("source")
    return {Source.objects.get(pk=key).name} if key else set()


def search_desk(name: str, desk: Client) -> set[str]:
    sources = desk.get("/admin/blog/source/", {"q": name}).context["cl"].result_list
    return {source.name for source in sources}


def search_sources(name: str, _desk: Client) -> set[str]:
    page = Client().get("/sources/", {"q": name}).text
    return {each for each in BEFORE if f">{each}<" in page}


def search_site(name: str, _desk: Client) -> set[str]:
    page = Client().get("/search/", {"q": name}).text
    slugs = Source.objects.values_list("name", "slug")
    return {each for each, slug in slugs if f'href="/sources/{slug}/"' in page}


FINDERS = (complete, extract, search_desk, search_sources, search_site)


@pytest.mark.parametrize("is_in_background", [False, True])
@pytest.mark.parametrize(
    ("change", "after"),
    [
        (merge, {OLD: NEW, NEW: NEW, SPLIT: None}),
        (split, {OLD: OLD, NEW: NEW, SPLIT: SPLIT}),
        (rename, {OLD: SPLIT, NEW: NEW, SPLIT: SPLIT}),
    ],
)
def test_each_name_finds_its_source_after_the_commit(
    is_in_background: bool,
    change: Callable[[User], None],
    after: dict[str, str | None],
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 0 if is_in_background else 100)
    monkeypatch.setattr(batches, "BATCH_SIZE", 1)
    desk = signed_in(editor)

    def list_differences(expected: dict[str, str | None]) -> list[tuple[str, str, set[str]]]:
        """Return where each name that finds another source was searched for, and what it finds."""
        return [
            (find.__name__, name, sources)
            for find in FINDERS
            for name, source in expected.items()
            for sources in [find(name, desk)]
            if sources != ({source} if source else set())
        ]

    def run_tasks() -> None:
        tasks = list(SourceTask.objects.filter(finished_at=None))
        assert bool(tasks) == (is_in_background and change is not rename)
        for row in tasks:
            run_source_task.call(row.pk)

    assert list_differences(BEFORE) == []
    change(editor)
    run_tasks()
    assert list_differences(after) == []
    start_undo(change=SourceChange.objects.get(), by=editor)
    run_tasks()
    assert list_differences(BEFORE) == []
