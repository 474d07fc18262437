"""Automatic saves: a post is a draft from its first words, and follows what is typed."""

import json
import uuid
from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import editing
from blog.models import Page, Post, PullQuote, Source
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import ADD, change, fields, signed_in

pytestmark = pytest.mark.django_db
SAVE_URL = "/admin/blog/post/save-draft/"


class OpenForm:
    """A form in a browser: it sends what was typed, and asks for a save."""

    def __init__(self, user, post=None, add=ADD):
        self.client, self.post, self.desk = signed_in(user), post, add.removesuffix("add/")
        self.values = {"revision": "", **fields(self.client, change(post) if post else add)}
        self.key, self.turn = self.values["form_key"], 0
        if post:
            body = {"form": self.key, "post": post.pk, "revision": self.values["revision"]}
            self._send("autosave/", body | {"values": None})

    def type(self, *, leaving=False, **values):
        self.turn += 1
        self.values |= values
        hidden = ("form_key", "next_key", "revision", "status", "csrfmiddlewaretoken")
        sent = {name: value for name, value in self.values.items() if name not in hidden}
        body = {"form": self.key, "turn": self.turn, "values": sent, "leaving": leaving}
        body |= {"post": self.post and self.post.pk, "revision": self.values["revision"]}
        assert "saved_at" in self._send("autosave/", body)

    def save(self):
        answer = self._send("save-draft/", {"form": self.key})
        if answer:
            self.post = Post.all_objects.get(pk=answer["post"])
            self.values["revision"] = answer["revision"]
        return answer

    def _send(self, view, body):
        sent = json.dumps(body)
        response = self.client.post(self.desk + view, sent, content_type="application/json")
        assert response.status_code == 200, response.content
        return response.json()


@pytest.fixture
def author():
    return make.user("Author")


def has_unsaved_input() -> bool:
    return Autosave.objects.recoverable().exists()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ({"title": "The  Lock "}, "The Lock"),
        ({"document": "<p>Ice on the Vik.</p><p>More.</p>"}, "Ice on the Vik. More."),
        ({"document": f"<p>{'word ' * 40}</p>"}, "word " * 10 + "word…"),
        ({"document": "<p>" + "港" * 90 + "</p>"}, "港" * 59 + "…"),
        ({"document": make.quotation("“No.”", attribution="Ana Ruiz")}, "“No.”"),
        ({"title": "<b>&", "document": "<p>x</p>"}, "<b>&"),
    ],
)
def test_new_post_is_a_draft_from_its_first_words(author, typed, title):
    form = OpenForm(author)
    form.type(**typed)
    answer = form.save()
    post = Post.objects.get()
    assert (post.title, post.status, post.kind) == (title, "draft", "post")
    assert [each.user for each in post.authorships.all()] == [author]
    assert answer["change"] == change(post)
    assert answer["revision"] == Revision.objects.get().pk
    assert Revision.objects.get().is_automatic
    assert not has_unsaved_input()
    assert title in form.client.get("/admin/blog/post/").text.replace("&lt;b&gt;&amp;", "<b>&")


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"title": " ", "document": "<p> </p>"},
        {"summary": "Only this"},
        {"title": "x" * 201},
        {"title": "Other", "slug": "taken"},
        {"title": "Bad date", "published_at_0": "tomorrow"},
        {"title": False, "document": False},
    ],
)
def test_new_post_without_text_or_with_errors_stays_unsaved(author, typed):
    make.post(slug="taken", title="Another")
    form = OpenForm(author)
    form.type(**typed)
    assert form.save() == {}
    assert Post.objects.count() == 1
    assert has_unsaved_input()


@pytest.mark.parametrize(
    ("role", "kind", "names"),
    [
        (
            "Author",
            "post",
            ["Share", "More", "Duplicate", "Save as template", "History", "Delete"],
        ),
        ("Editor", "page", ["Share", "More", "History", "Delete"]),
    ],
)
def test_first_save_answers_with_the_tools_of_the_form(role, kind, names):
    form = OpenForm(make.user(role), add=f"/admin/blog/{kind}/add/")
    form.type(title="<i>The Lock")
    answer = form.save()
    tools = lxml.html.fragments_fromstring(answer["tools"])
    reloaded = lxml.html.fromstring(form.client.get(answer["change"]).text)
    items = reloaded.xpath("//ul[@class='object-tools']/li")
    for each in (tools, items):
        assert [item.text_content().strip() for item in each] == names
    assert [item.xpath(".//@href | .//@action") for item in tools] == [
        item.xpath(".//@href | .//@action") for item in items
    ]
    form.type(title="The Locks")
    assert "tools" not in form.save()


def test_form_of_a_new_post_whose_first_answer_was_lost_gets_its_tools(author):
    form = OpenForm(author)
    form.type(title="The Lock")
    form.save()
    form.values["revision"], form.post = "", None  # As before.
    form.type(title="The Locks")
    assert form.save()["tools"]
    assert Post.objects.get().title == "The Locks"


def test_draft_follows_what_is_typed(author):
    form = OpenForm(author)
    form.type(title="One", labels="Ports")
    first = form.save()
    form.type(title="One two", document="<p>Text.</p>", labels="Ports, Water", slug="one-two")
    second = form.save()
    post = Post.objects.get()
    assert (post.title, post.slug) == ("One two", "one-two")
    assert sorted(post.labels.names()) == ["Ports", "Water"]
    assert "Text." in post.html
    assert second["revision"] > first["revision"]


def test_lost_answer_to_a_save_is_sent_again(author):
    form = OpenForm(author)
    form.type(title="The Lock")
    first = form.save()
    second = form.save()  # Nothing was typed since.
    names = ["post", "revision", "title", "change", "notes"]
    assert [second[name] for name in names] == [first[name] for name in names]
    assert "tools" in second
    assert Revision.objects.count() == 1


def test_form_of_a_draft_is_saved_like_that_of_a_new_post(author):
    form = OpenForm(author, make.draft("<p>Before.</p>", authors=(author,)))
    form.type(document="<p>After.</p>")
    assert form.save()["post"] == form.post.pk
    assert "After." in Post.objects.get().html


def test_request_that_is_sent_twice_makes_one_post(author):
    form = OpenForm(author)
    form.type(title="Once")
    form.save()
    form.post = None  # The answer was lost, so the form still is one for a new post.
    form.values["revision"] = ""
    form.type(title="Once more")
    assert form.save()
    assert [post.title for post in Post.objects.all()] == ["Once more"]


@pytest.mark.slow
def test_submitted_form_of_a_lost_answer_changes_the_draft(author):
    form = OpenForm(author)
    form.type(title="Lost", document="<p>One.</p><p>Two.</p>")
    form.save()
    sent = form.values | {"revision": "", "title": "Kept", "document": "<p>One.</p>"}
    assert form.client.post(ADD, sent).status_code == 302
    post = Post.objects.get()
    assert (post.title, "Two." in post.html) == ("Kept", False)
    assert not Revision.objects.latest_first()[0].is_automatic


def submit_for_review(post, editor):
    editing.hand_in(post, by=editor)


def publish(post, editor):
    editing.publish(post, by=editor)


def move_to_trash(post, editor):
    editing.move_to_trash(Post.objects.filter(pk=post.pk), by=editor)


def save_in_another_form(post, editor):
    form = OpenForm(editor, post)
    form.type(title="Theirs")
    assert form.save()


@pytest.mark.parametrize(
    "change_post", [submit_for_review, publish, move_to_trash, save_in_another_form]
)
def test_form_of_a_post_that_somebody_changed_is_not_saved(author, change_post):
    post = make.draft("<p>Before.</p>", authors=(author,))
    form = OpenForm(author, post)
    form.type(document="<p>After.</p>")
    change_post(post, make.user("Editor"))
    assert form.save() == {}
    assert "After." not in Post.all_objects.get().html
    assert has_unsaved_input()


def test_form_of_somebody_else_is_not_saved(author):
    form = OpenForm(author)
    form.type(title="Mine")
    other = signed_in(make.user("Editor"))
    body = json.dumps({"form": form.key})
    assert other.post(SAVE_URL, body, content_type="application/json").json() == {}
    assert not Post.objects.exists()


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_save_by_non_author_is_refused(role):
    body = json.dumps({"form": str(uuid.uuid4())})
    response = signed_in(make.user(role)).post(SAVE_URL, body, content_type="application/json")
    assert response.status_code in {302, 403}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"form": 1}', '{"form": "x"}', '{"form": null}'])
def test_save_with_forged_body_is_refused(author, body):
    response = signed_in(author).post(SAVE_URL, body, content_type="application/json")
    assert response.status_code == 400


def test_half_typed_correction_of_a_source_of_other_posts_is_not_saved(author):
    credit = {"source_name": "Ana Ruiz", "source_role": "judge", "attribution": "Ana Ruiz, judge"}
    other = make.post(make.quotation("“Elsewhere.”", **credit), authors=(author,))
    post = make.draft(make.quotation("“Here.”", **credit), authors=(author,))
    form = OpenForm(author, post)
    html = form.values["document"]
    assert "judge" in html
    form.type(document=html.replace('source-role="judge"', 'source-role="jud"'))
    assert form.save() == {}
    assert Source.objects.get().role == "judge"
    assert "judge" in Post.objects.get(pk=other.pk).html
    assert has_unsaved_input()


def test_rename_of_a_source_waits_for_the_author(author):
    post = make.draft(make.quotation("“Here.”", source_name="Ana Ruz"), authors=(author,))
    form = OpenForm(author, post)
    renamed = form.values["document"].replace(
        'source-name="Ana Ruz"', 'source-name="Ana Ruiz" data-renamed-from="Ana Ruz"'
    )
    assert renamed != form.values["document"]
    form.type(document=renamed)
    assert form.save() == {}
    assert Source.objects.get().name == "Ana Ruz"


def test_source_of_a_half_typed_name_does_not_stay(author):
    form = OpenForm(author)
    for name in ("Ana", "Ana Ruiz"):
        form.type(document=make.quotation("“No.”", source_name=name))
        assert form.save()
    assert [source.name for source in Source.objects.all()] == ["Ana Ruiz"]
    assert PullQuote.objects.get().source.name == "Ana Ruiz"


def test_automatic_revisions_are_kept_ten_minutes_apart(author):
    form, start = OpenForm(author), timezone.now()
    for minutes in (0, 1, 2, 11, 12, 25):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            form.type(title=f"After {minutes}")
            answer = form.save()
            Post.objects.update(created_at=start)
            Revision.objects.filter(pk=answer["revision"]).update(created_at=timezone.now())
    titles = Revision.objects.order_by("pk").values_list("fields__title", flat=True)
    assert list(titles) == ["After 11", "After 25"]


def test_revision_that_a_person_saved_is_never_replaced(author):
    form = OpenForm(author, make.draft("<p>Before.</p>", authors=(author,)))
    before = form.values["revision"]
    for text in ("One", "Two"):
        form.type(document=f"<p>{text}</p>")
        assert form.save()
    assert Revision.objects.filter(is_automatic=True).count() == 1
    assert Revision.objects.filter(pk=before or Revision.objects.earliest("pk").pk).exists()


def test_form_with_an_older_automatic_revision_is_merged(author):
    post = make.draft("<p>One.</p><p>Two.</p>", authors=(author,))
    form = OpenForm(author, post)
    form.type(document="<p>One!</p><p>Two.</p>")
    form.save()
    second = OpenForm(author, post)
    form.type(document="<p>One!!</p><p>Two.</p>")
    form.save()
    sent = second.values | {"document": second.values["document"].replace("Two.", "Two?")}
    assert second.client.post(change(post), sent).status_code == 302
    html = Post.objects.get().html
    assert ("One!!" in html, "Two?" in html) == (True, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_form_submitted_during_its_automatic_save_is_that_draft(author):
    form, submitter = OpenForm(author), signed_in(author)
    form.type(title="Ice")
    submitted = form.values | {"title": "Ice and snow"}
    response = while_uncommitted(form.save, lambda: submitter.post(ADD, submitted))
    assert response.status_code == 302
    assert Post.objects.get().title == "Ice and snow"


def test_leaving_the_page_saves_the_draft(author):
    OpenForm(author).type(title="Left", leaving=True)
    assert Post.objects.get().title == "Left"


def test_save_of_a_long_draft_costs_as_many_queries_as_of_a_short_one(author):
    counts = []
    for length in (2, 60):
        form = OpenForm(author)
        for text in ("One", "Two"):
            form.type(title="Title", document=f"<p>{text}.</p>{make.quotation(text)}" * length)
            with CaptureQueriesContext(connection) as queries:
                assert form.save()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_is_a_draft_from_its_first_words():
    form = OpenForm(make.user("Editor"), add="/admin/blog/page/add/")
    form.type(title="About")
    assert form.save()
    assert Page.objects.get().status == "draft"
