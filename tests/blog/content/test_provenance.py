"""The provenance of quotations: steps that are typed in the editor, stored and shown."""

import json
from html import escape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.content import document
from blog.content.document.nodes import HopFields, SourceFields
from blog.editing.sources import delete_unquoted_sources, save_source
from blog.models import Hop, Post, PullQuote, Source
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def step(kind: str = "reported_by", name: str = "", url: str = "", source: int | None = None):
    return {"kind": kind, "source": source, "name": name, "url": url}


def quotation(*steps: dict, **attributes: str) -> str:
    hops = escape(json.dumps(steps))
    return make.quotation("“No.”", hops=hops, source_name="Ana Ruiz", **attributes)


def stored() -> list[tuple]:
    return list(Hop.objects.values_list("kind", "source__name", "url"))


def save(post: Post, html: str, user) -> list[str]:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    if not nodes.errors:
        document.save(post, nodes, user)
    return nodes.errors


def test_steps_are_stored_in_order_with_new_and_known_sources():
    afp = Source.objects.create(name="AFP", kind="organisation")
    make.post(
        quotation(
            step("said_to", "Le Canard"),
            step("reported_by", "AFP", "https://afp.example/1", afp.pk),
            step("quoted_in", "", "https://example.org/b"),
            step("translated_by", "Lea Kern"),
        )
    )
    assert stored() == [
        ("said_to", "Le Canard", ""),
        ("reported_by", "AFP", "https://afp.example/1"),
        ("quoted_in", None, "https://example.org/b"),
        ("translated_by", "Lea Kern", ""),
    ]
    kinds = dict(Source.objects.values_list("name", "kind"))
    assert kinds == {
        "Ana Ruiz": "person",
        "Le Canard": "publication",
        "AFP": "organisation",
        "Lea Kern": "person",
    }


ODD = {
    "not JSON": "[{",
    "no list": '{"kind": "said_to"}',
    "no objects": '["said_to", 1, null]',
    "empty step": json.dumps([step()]),
    "white space": json.dumps([step(name="  ", url=" ")]),
    "number": "7",
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("hops", ODD.values(), ids=ODD)
def test_malformed_steps_are_left_out(hops):
    make.post(make.quotation("“No.”", hops=escape(hops)))
    assert stored() == []
    assert PullQuote.objects.get().text == "“No.”"


REFUSED = {
    "unknown kind": ([step("shouted_by", "AFP")], "Choose what each step"),
    "long name": ([step(name="x" * 201)], "the limit is 200"),
    "script": ([step(url="javascript:alert(1)")], "must be a web address"),
    "long address": ([step(url="https://example.org/" + "x" * 1000)], "the limit is 1000"),
    "eleven steps": ([step(name=f"Name {n}") for n in range(11)], "at most 10 steps"),
}


@pytest.mark.parametrize(("steps", "message"), REFUSED.values(), ids=REFUSED)
def test_invalid_steps_are_refused_and_change_nothing(steps, message):
    author = make.user("Author")
    post = make.post(quotation(step(name="AFP")), authors=(author,))
    [error] = save(post, quotation(*steps), author)
    assert message in error
    assert stored() == [("reported_by", "AFP", "")]


def test_saved_steps_return_to_editor_unchanged():
    post = make.post(quotation(step("said_to", "AFP & Co <b>", "https://example.org/?a=1&b=2")))
    [node] = document.load_document(post).quotations
    source = Source.objects.get(name="AFP & Co <b>")
    assert node.hops == [
        HopFields("said_to", SourceFields(source.pk, source.name), "https://example.org/?a=1&b=2")
    ]
    html = "".join(document.blocks_to_html(document.load_document(post)))
    assert document.to_html(document.parse(html)) == html
    assert save(post, html, make.user("Editor")) == []
    assert "".join(document.blocks_to_html(document.load_document(post))) == html


@pytest.mark.parametrize(
    "after",
    [[], [step(name="Reuters")], [step(name="AFP"), step("quoted_in", "Die Zeit")]],
    ids=["none", "another", "one more"],
)
def test_changed_steps_replace_stored_ones(after):
    author = make.user("Author")
    post = make.post(quotation(step(name="AFP")), authors=(author,))
    key = PullQuote.objects.get().pk
    assert save(post, quotation(*after), author) == []
    assert [name for _kind, name, _url in stored()] == [each["name"] for each in after]
    assert PullQuote.objects.get().pk == key


def test_unchanged_steps_are_not_written():
    author = make.user("Author")
    post = make.post(quotation(step(name="AFP")), authors=(author,))
    with CaptureQueriesContext(connection) as queries:
        save(post, document.to_html(document.load_document(post)), author)
    assert not [q["sql"] for q in queries if "blog_hop" in q["sql"] and "SELECT" not in q["sql"]]


def test_source_of_step_only_is_kept_while_it_is_named():
    author = make.user("Author")
    post = make.post(quotation(step(name="AFP")), authors=(author,))
    afp = Source.objects.get(name="AFP")
    assert delete_unquoted_sources([afp.pk]).count == 0
    save(post, quotation(), author)
    assert delete_unquoted_sources([afp.pk]).count == 1


def test_post_shows_steps_with_their_addresses(client):
    post = make.post(
        quotation(
            step("said_to", "Le Canard"), step("quoted_in", url="https://www.example.org/b?c=1")
        )
        + make.quotation("“Yes.”", locator="p. 4")
    )
    html = client.get(post.get_absolute_url()).content.decode()
    assert "said to <cite>Le Canard</cite>" in html
    assert 'quoted in <a href="https://www.example.org/b?c=1">example.org</a>' in html
    assert '<span class="locator">p. 4</span>' in html
    page = client.get(f"/quotes/{PullQuote.objects.first().pk}/").content.decode()
    assert "said to <cite>Le Canard</cite>" in page


def test_renamed_source_of_step_is_shown_under_new_name(client, django_capture_on_commit_callbacks):
    editor = make.user("Editor")
    post = make.post(quotation(step(name="Le Canar")))
    source = Source.objects.get(name="Le Canar")
    with django_capture_on_commit_callbacks(execute=True):
        save_source(fields={"name": "Le Canard"}, by=editor, source=source)
    assert "Le Canard" in client.get(post.get_absolute_url()).content.decode()


def test_quotations_with_different_steps_stay_apart():
    post = make.post(quotation(step(name="AFP")) + quotation(step(name="Reuters")))
    assert len(document.load_document(post).quotations) == 2


def test_machine_translation_is_marked(client):
    post = make.post(
        make.quotation("« Non. »", lang="fr", translation="“No.”", machine="1")
        + make.quotation("Yes.", machine="1")
    )
    assert list(PullQuote.objects.values_list("is_machine_translation", flat=True)) == [True, False]
    assert client.get(post.get_absolute_url()).content.decode().count("(machine translation)") == 1
