"""Results of background tasks of sources, in the language of whoever reads them."""

import pytest
from django.utils.translation import override

from blog.content.sources import background
from blog.content.sources.background import run_source_task, start_merge, start_undo
from blog.models import Source, SourceChange, SourceTask
from blog.models.source_messages import MESSAGES, SourceMessage
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
VALUES = {"change": "One → Two", "count": 2, "moved": 1, "name": "Ana", "total": 3}


@pytest.fixture(autouse=True)
def german_site(monkeypatch):
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 1)
    return make.site(language="de")


@pytest.fixture
def editor():
    return make.user("Editor", language="en")


@pytest.fixture
def sources() -> list[Source]:
    for text in ("One", "Two", "Three"):
        make.post(make.quotation(f"“{text}.”", source_name="Harbour Board"))
    make.post(make.quotation("“Four.”", source_name="Port Board"))
    return list(Source.objects.order_by("pk"))


def run_latest(language: str) -> str:
    """Run the latest task; return its result in a language."""
    run_source_task.call(SourceTask.objects.latest("pk").pk)
    with override(language):
        return SourceTask.objects.latest("pk").result


def test_result_of_task_follows_readers_language(sources, editor):
    start_merge(sources=sources, into=sources[1], by=editor)
    assert run_latest("en") == "Merged into “Port Board”. You can undo this below."
    page = signed_in(editor).get("/admin/blog/source/changes/").text
    assert "Merged into “Port Board”. You can undo this below." in page
    start_undo(change=SourceChange.objects.get(), by=editor)
    assert run_latest("en") == "Undone: “Harbour Board” → “Port Board”"
    assert run_latest("de").startswith("Rückgängig gemacht")


def test_failure_of_task_follows_readers_language(sources, editor):
    start_merge(sources=sources, into=sources[1], by=editor)
    Source.objects.filter(pk=sources[0].pk).update(name="Somebody else")
    assert run_latest("en").startswith("Nothing was changed, because someone else changed one")
    page = signed_in(editor).get("/admin/blog/source/changes/").text
    assert "Nothing was changed, because someone else changed one" in page


def test_former_result_is_shown_as_it_is():
    task = SourceTask(message="Zusammengeführt in „Port Board“.")
    with override("en"):
        assert task.result == "Zusammengeführt in „Port Board“."
        assert SourceTask().result == ""


@pytest.mark.parametrize("code", MESSAGES)
def test_message_of_each_code_has_a_text_in_each_language(code):
    for language in ("en", "de"):
        with override(language):
            message = str(SourceMessage(code, VALUES))
            assert message and "%(" not in message
