"""Words typed while a form is sent: they are autosaved under the key that the save has for them."""

import json
import uuid
from typing import Any

import lxml.html
import pytest
from django.test import Client

from accounts.models import User
from blog import revisions
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import ADD, change, fields, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DESK = "/admin/blog/post/"


class SentForm:
    """A form of a post that is sent while its author types on."""

    def __init__(self, author: User, post: Post | None) -> None:
        self.client, self.post, self.path = signed_in(author), post, change(post) if post else ADD
        self.values = fields(self.client, self.path) | {"next_key": str(uuid.uuid4())}
        self.autosave(form=self.values["form_key"])

    def autosave(self, client: Client | None = None, **sent) -> dict:
        sent = {"turn": 1, "values": {"document": "<p>Later.</p>"}} | sent
        sent |= {"post": self.post and self.post.pk, "revision": self.values.get("revision", "")}
        return self._send(client or self.client, "autosave/", sent)

    def type_on(self, client: Client | None = None) -> dict:
        keys: dict[str, Any] = {
            "form": self.values["next_key"],
            "instead": [self.values["form_key"]],
        }
        return self.autosave(client, **keys)

    def send(self, **values) -> int:
        sent = self.values | {"title": "Ice", "document": "<p>Earlier.</p>"} | values
        return self.client.post(self.path, sent).status_code

    def save_draft(self, client: Client | None = None, **sent) -> dict:
        sent = {"form": self.values["next_key"]} | sent
        return self._send(client or self.client, "save-draft/", sent)

    def _send(self, client: Client, view: str, sent: dict) -> dict:
        answer = client.post(DESK + view, json.dumps(sent), content_type="application/json")
        assert answer.status_code == 200
        return answer.json()

    @property
    def row(self) -> Autosave:
        return Autosave.objects.get(form=self.values["next_key"])


@pytest.fixture
def author() -> User:
    return make.user("Editor")


@pytest.fixture(params=["draft", "review"])
def form(author, request) -> SentForm:
    post = make.post("<p>One.</p>", status=request.param, authors=(author,))
    revisions.record(post, author)
    return SentForm(author, post)


@pytest.mark.parametrize("is_first", [True, False])
def test_words_typed_during_a_save_go_on_from_its_revision(form, is_first):
    if is_first:
        form.type_on()
    assert form.send() == 302
    if not is_first:
        form.type_on()
    assert form.row.base_revision == revisions.get_latest_id(form.post)
    assert form.row.values == {"document": "<p>Later.</p>"}
    assert [row.form for row in Autosave.objects.recoverable()] == [form.row.form]


def test_words_typed_during_a_merged_save_go_on_from_the_revision_before(form, author):
    other = SentForm(author, form.post)
    assert other.send(document="<p>One.</p><p>Two.</p>", title=form.values["title"]) == 302
    assert form.send(document="<p>One.</p>") == 302
    form.type_on()
    assert "Two." in Post.objects.get().html
    assert str(form.row.base_revision) == form.values["revision"]


def test_words_typed_during_a_refused_save_go_on_from_the_revision_before(form):
    assert form.send(title="") == 200
    form.type_on()
    assert form.send(next_key=str(uuid.uuid4())) == 302  # The page with the errors has another one.
    assert str(form.row.base_revision) == form.values["revision"]
    assert form.row.post == form.post


def test_words_typed_during_the_save_of_a_new_post_belong_to_it(author):
    form = SentForm(author, None)
    form.type_on()
    assert form.send() == 302
    assert form.row.post == Post.objects.get()
    assert form.save_draft() == {}
    assert Post.objects.count() == 1


def test_words_typed_during_a_save_are_offered_instead_of_saved(form):
    """The page that shows the save has been rendered: it would go on from an older revision."""
    form.send()
    form.type_on()
    assert form.save_draft() == {}
    assert "Later." in form.client.get(form.path).text


def test_words_of_a_form_of_somebody_else_are_not_linked(form):
    other = make.user("Author")
    Autosave.objects.create(form=form.values["next_key"], user=other, kind="post")
    assert form.send() == 302
    assert (form.row.post, form.row.saved_revision) == (None, None)


def test_form_with_errors_has_no_key_of_the_words_typed_before(form):
    """They go on from no save of its corrections, which they lack, though no script has run."""
    page = form.client.post(form.path, form.values | {"title": ""})
    assert page.status_code == 200
    form.type_on()
    field = lxml.html.fromstring(page.text).get_element_by_id("id_next_key")
    assert form.send(next_key=field.get("value", "")) == 302
    assert str(form.row.base_revision) == form.values["revision"]


def test_form_of_words_typed_during_a_save_is_not_open(form):
    """The page that loads next has another one."""
    assert form.send() == 302
    assert not Autosave.objects.open_for(form.post).exists()


@pytest.fixture
def stored_draft(author) -> SentForm:
    """A form that was saved automatically, and then typed in."""
    post = make.post("<p>One.</p>", status="draft", authors=(author,))
    revisions.record(post, author)
    return store_draft(SentForm(author, post))


def store_draft(form: SentForm) -> SentForm:
    hidden = ("form_key", "next_key", "revision", "status", "csrfmiddlewaretoken")
    values = {name: value for name, value in form.values.items() if name not in hidden}
    keys: dict[str, Any] = {"form": form.values["form_key"]}
    form.autosave(**keys, turn=2, values=values | {"title": "Ice", "document": "<p>One, two.</p>"})
    answer = form.save_draft(**keys)
    if form.post is not None:
        form.values["revision"] = str(answer["revision"])
    form.autosave(**keys, turn=3, values=values | {"document": "<p>One, two, three.</p>"})
    return form


def test_form_of_a_new_post_whose_first_answer_was_lost_is_no_second_draft(author):
    form = store_draft(SentForm(author, None))
    form.type_on()
    assert form.send() == 302
    assert form.row.post == Post.objects.get()


@pytest.mark.django_db(transaction=True)
def test_words_typed_during_a_save_of_a_stored_draft_wait_for_it(stored_draft, author):
    client = signed_in(author)
    while_uncommitted(stored_draft.send, lambda: stored_draft.type_on(client))
    assert stored_draft.row.base_revision == revisions.get_latest_id(stored_draft.post)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_typed", "act"),
    [(False, SentForm.type_on), (True, SentForm.type_on), (True, SentForm.save_draft)],
)
def test_words_typed_during_a_save_wait_for_it(form, author, is_typed, act):
    client = signed_in(author)
    if is_typed:
        form.type_on()
    while_uncommitted(form.send, lambda: act(form, client))
    assert form.row.base_revision == revisions.get_latest_id(form.post)
    assert "Earlier." in Post.objects.get().html
