"""Pages that merge, split and rename sources: accessible, and usable with the keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from blog.content.sources import background
from blog.content.sources.background import run_source_task
from blog.content.sources.duplicates import mark_as_different, mark_duplicates
from blog.content.sources.merging import merge_sources
from blog.content.sources.proposals import propose_merge
from blog.models import Source, SourceIdentifier, SourceName, SourceTask
from tests.browser.axe import look
from tests.browser.conftest import Desk, new_document
from tests.support import factories as make

SOURCES = "/admin/blog/source/"
DAYS = {"Zelenskyy": "2019-05", "Selenskyj": "2020", "Зеленський": "2021-01-02"}


@pytest.fixture
def editor(transactional_db) -> User:
    return make.user("superuser", byline="Ben")


@pytest.fixture
def sources() -> list[Source]:
    """Three names of one person in two scripts, with what a merge warns of and fills."""
    for name, day in (
        ("Zelenskyy", "2019-05"),
        ("Selenskyj", "2020"),
        ("Зеленський", "2021-01-02"),
    ):
        make.post(
            make.quotation(f"“I need ammunition, not a ride, said {name}.”" * 2, source_name=name,
                           said=day, attribution=f"{name}, president"),
            title=f"A long title of a post that quotes {name}",
        )  # fmt: skip
    sources = list(Source.objects.order_by("pk"))
    Source.objects.filter(pk=sources[1].pk).update(
        kind="organisation", about="President of Ukraine since 2019", role="President"
    )
    SourceName.objects.create(source=sources[2], name="Володимир Зеленський")
    for source, value in zip(sources, ("Q3874799", "Q1"), strict=False):
        SourceIdentifier.objects.create(source=source, scheme="wikidata", value=value)
    return list(Source.objects.order_by("pk"))


def test_source_pages_are_accessible(desk: Desk, editor: User, sources: list[Source]) -> None:
    first, *_others = sources
    author = make.user("Author", byline="Ana")
    mark_duplicates.call()
    propose_merge(sources=sources, into=first, reason="The same president.", by=author)
    keys = ",".join(str(source.pk) for source in sources)
    extra = [Source.objects.create(name=name) for name in ("John Smith", "John Smythe")]
    mark_as_different(sources=extra, by=editor)
    page = desk.page(editor)
    for name, address in (
        ("list", ""),
        ("merge", f"merge/?sources={keys}"),
        ("rename", f"{first.pk}/rename/"),
        ("split", f"{first.pk}/split/"),
        ("duplicates", "duplicates/"),
        ("proposals", "proposals/"),
        ("changes-empty", "changes/"),
    ):
        page.goto(f"{SOURCES}{address}")
        look(page, name)
    merge_sources(sources=sources, into=first, by=editor)
    page.goto(f"{SOURCES}changes/")
    look(page, "changes")
    page = desk.page(author)
    page.goto(f"{SOURCES}{first.pk}/change/")
    with new_document(page):
        page.get_by_role("link", name="Propose a new name…").click()
    page.goto(f"{SOURCES}proposals/")
    look(page, "proposals-author")


def test_split_and_rename_are_previewed_and_undone(
    desk: Desk, editor: User, sources: list[Source]
) -> None:
    first = sources[0]
    page = desk.page(editor)
    page.goto(f"{SOURCES}{first.pk}/split/")
    page.locator(".source-quotations input").check()
    page.locator("#id_affiliation").fill("Film academy")
    with new_document(page):
        page.get_by_role("button", name="Move selected quotations").click()
    expect(page.locator(".source-effects")).to_contain_text("1 quotation in 1 post will move")
    look(page, "split-confirm")
    with new_document(page):
        page.get_by_role("button", name="Split").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 quotation moved to")
    with new_document(page):
        page.get_by_role("button", name="Undo").first.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Undone")
    page.goto(f"{SOURCES}{first.pk}/rename/")
    page.locator("#id_name").fill("Volodymyr Zelenskyy")
    with new_document(page):
        page.get_by_role("button", name="Continue").click()
    expect(page.locator(".source-effects")).to_contain_text("It will also be found as")
    look(page, "rename-confirm")
    with new_document(page):
        page.get_by_role("button", name="Rename").click()
    expect(page.locator(".messagelist")).to_contain_text("Renamed to")


def test_progress_of_a_merge_and_its_result_appear_without_a_reload(
    desk: Desk, editor: User, sources: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The merge page of the same sources shows the progress in place of its form."""
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 0)
    first, *_others = sources
    page = desk.page(editor)
    keys = ",".join(str(source.pk) for source in sources)
    page.goto(f"{SOURCES}merge/?sources={keys}")
    with new_document(page):
        page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Waiting for the worker; 2 quotations")).to_be_visible()
    SourceTask.objects.update(started_at=timezone.now(), moved_count=1)
    expect(page.get_by_text("1 of 2 quotations")).to_be_visible()
    look(page, "tasks-running")
    page.goto(f"{SOURCES}merge/?sources={keys}")
    expect(page.get_by_text("1 of 2 quotations")).to_be_visible()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_have_count(0)
    look(page, "merge-running")
    page.goto(f"{SOURCES}changes/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_source_task.call(SourceTask.objects.get().pk)
    expect(page.get_by_text("Merged into “Zelenskyy”")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    look(page, "tasks-finished")
    assert Source.objects.get() == first
