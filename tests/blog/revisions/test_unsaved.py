"""Unsaved forms: listing, discarding and restoring them."""

import json
import uuid
from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from blog.admin.privacy import erase, export
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.cleanup import delete_expired_autosaves
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    fields,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
LIST_URL = "/admin/blog/post/unsaved/"
AUTOSAVE_URL = "/admin/blog/post/autosave/"


@pytest.fixture
def author():
    return make.user("Author", byline="Nadia")


def create_unsaved_form(
    user: User, post: Post | None = None, minutes: int = 0, **values
) -> Autosave:
    typed_at = timezone.now() - timedelta(minutes=minutes)
    kind = post.kind if post else "post"
    return Autosave.objects.create(
        form=uuid.uuid4(),
        user=user,
        post=post,
        kind=kind,
        values=values,
        typed_at=typed_at,
        seen_at=typed_at,
    )


def discard_url(autosave: Autosave) -> str:
    return f"{LIST_URL}{autosave.form}/discard/"


def list_names(client, address: str) -> list[str]:
    page = lxml.html.fromstring(client.get(address).text)
    return [link.text_content() for link in page.xpath("//li[@class='front-row']/a[1]")]


def post_autosave(client, **sent):
    sent = {"form": str(uuid.uuid4()), "values": {"title": "Typed"}} | sent
    return client.post(AUTOSAVE_URL, json.dumps(sent), content_type="application/json")


def load_offers(client, address: str) -> dict:
    page = lxml.html.fromstring(client.get(address).text)
    return json.loads(page.get_element_by_id("autosave").text)


def list_states(client, address: str = "/admin/blog/post/") -> dict[str, str]:
    page = lxml.html.fromstring(client.get(address).text)
    return {
        row.xpath("string(.//*[contains(@class, 'field-title')])"): " ".join(
            row.xpath("string(.//*[contains(@class, 'field-state')])").split()
        )
        for row in page.xpath("//table[@id='result_list']/tbody/tr")
    }


def test_list_says_which_posts_have_unsaved_changes_of_the_person(author):
    editor = make.user("Editor")
    names = ("Typed", "Discarded", "Opened", "Saved", "Of another")
    posts = {name: make.post(title=name, authors=(author,)) for name in names}
    for name in ("Typed", "Discarded"):
        create_unsaved_form(author, posts[name], title="Changed")
    create_unsaved_form(author, posts["Typed"], title="In another tab")
    Autosave.objects.filter(post=posts["Discarded"]).update(discarded_at=timezone.now())
    Autosave.objects.create(form=uuid.uuid4(), user=author, post=posts["Opened"], kind="post")
    create_unsaved_form(editor, posts["Of another"], title="Changed")
    expected = dict.fromkeys(names, "Published") | {"Typed": "Published unsaved changes"}
    assert list_states(signed_in(author)) == expected
    assert list_states(signed_in(author), "/admin/blog/post/?q=typed") == {
        "Typed": "Published unsaved changes"
    }
    expected |= {"Typed": "Published", "Of another": "Published unsaved changes"}
    assert list_states(signed_in(editor)) == expected
    Autosave.objects.close(posts["Typed"].autosaves.first().form, author, "post")
    posts["Typed"].autosaves.update(typed_at=None)
    assert list_states(signed_in(author))["Typed"] == "Published"


def test_action_on_a_post_with_unsaved_changes_keeps_them(author):
    post = make.draft(title="Typed", authors=(author,))
    create_unsaved_form(author, post, title="Changed")
    sent = {"action": "move_to_trash", "_selected_action": [post.pk]}
    assert signed_in(author).post("/admin/blog/post/", sent).status_code == 302
    assert Post.all_objects.get().status == Post.Status.TRASHED
    assert post.autosaves.recoverable().count() == 1


def test_dashboard_with_many_unsaved_posts_links_to_full_list(author):
    for number in range(61):
        create_unsaved_form(author, minutes=number, title=f"Post {number}")
    create_unsaved_form(make.user("Author"), title="Another's")
    client = signed_in(author)
    front = client.get("/admin/").text
    assert "Post 7" in front and "Post 8" not in front
    assert f'href="{LIST_URL}"' in front
    pages = [name for n in (1, 2) for name in list_names(client, f"{LIST_URL}?page={n}")]
    assert pages == [f"Post {number}" for number in range(61)]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"title": "", "document": "<p>مرحبا <strong>بالعالم</strong></p>"}, "مرحبا بالعالم"),
        ({"title": "  T\n "}, "T"),
        ({"title": "", "document": ""}, "Untitled"),
        ({"title": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
        ({"document": "<p>" + "long " * 400 + "</p>"}, None),
        ({"document": "<p>cut</p>" + "<p class='" + "x" * 2000}, "cut"),
        ({"title": True, "document": "<script>alert(1)</script>"}, "true"),
    ],
)
def test_unsaved_post_is_named_by_title_or_excerpt(values, name, author):
    create_unsaved_form(author, **values)
    (shown_name,) = list_names(signed_in(author), LIST_URL)
    assert shown_name == name or (
        name is None and shown_name.startswith("long long") and len(shown_name) <= 120
    )


def test_discard_asks_for_confirmation_and_can_be_undone(author):
    autosave, client = (
        create_unsaved_form(author, title="Mine", document="<p>A</p>"),
        signed_in(author),
    )
    page = client.get(discard_url(autosave))
    assert page.status_code == 200 and Autosave.objects.get().discarded_at is None
    message = client.post(discard_url(autosave), follow=True).text
    assert "You can restore it until" in message and f"?restore={autosave.form}" in message
    assert list_names(client, LIST_URL) == ["Mine"] and "Discard:" not in message
    assert load_offers(client, ADD)["lost"] == []
    assert "Mine" not in client.get("/admin/").text
    restored = load_offers(client, f"{ADD}?restore={autosave.form}")
    assert restored["restore"] == str(autosave.form)
    assert [each["values"]["title"] for each in restored["lost"]] == ["Mine"]
    new = str(uuid.uuid4())
    post_autosave(client, form=new, values={"title": "Mine"}, instead=[str(autosave.form)])
    assert [str(row.form) for row in Autosave.objects.recoverable()] == [new]
    assert load_offers(client, f"{ADD}?restore={autosave.form}")["missing"] is True


def test_discarded_form_ignores_late_autosave_and_is_restorable(author):
    client, form = signed_in(author), str(uuid.uuid4())
    post_autosave(client, form=form, turn=1)
    sent = post_autosave(client, form=form, turn=2, values={"title": "Last"}, discard=True)
    assert "saved_at" in sent.json()
    assert "new_form" in post_autosave(client, form=form, turn=3, values={"title": "Late"}).json()
    autosave = Autosave.objects.get()
    assert (autosave.values, autosave.is_over) == ({"title": "Last"}, True)
    assert autosave.discarded_at


def test_discard_of_unknown_form_stores_its_values(author):
    post_autosave(signed_in(author), turn=1, values={"title": "Offline"}, discard=True)
    autosave = Autosave.objects.get()
    assert (autosave.values["title"], bool(autosave.discarded_at)) == ("Offline", True)


@pytest.mark.parametrize(("typed_days", "discarded_days", "left"), [(29, 29, 1), (40, 31, 0)])
def test_discarded_form_is_deleted_30_days_after_discarding(
    typed_days, discarded_days, left, author
):
    now = timezone.now()
    autosave = create_unsaved_form(author, title="T")
    Autosave.objects.filter(pk=autosave.pk).update(
        typed_at=now - timedelta(days=typed_days),
        discarded_at=now - timedelta(days=discarded_days),
        is_over=True,
    )
    delete_expired_autosaves.call()
    assert Autosave.objects.count() == left


def test_form_discarded_late_is_stored_30_days_longer(author):
    autosave = create_unsaved_form(author, title="T")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        Autosave.objects.discard(autosave.form, author)
    Autosave.objects.update(discarded_at=timezone.now() + timedelta(days=29))
    for days, left in ((58, 1), (60, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            delete_expired_autosaves.call()
        assert Autosave.objects.count() == left


@pytest.mark.parametrize("role", ["Author", "Editor", "superuser"])
def test_unsaved_form_of_another_user_is_inaccessible(role, author):
    autosave = create_unsaved_form(author, title="Secret")
    other = signed_in(make.user(role))
    assert other.get(discard_url(autosave)).status_code == 404
    assert other.post(discard_url(autosave)).status_code == 404
    assert "Secret" not in other.get(f"{ADD}?restore={autosave.form}").text
    assert "Secret" not in other.get(LIST_URL).text
    assert Autosave.objects.get(pk=autosave.pk).discarded_at is None


@pytest.mark.parametrize("restore", ["", "x", "0", "%01", str(uuid.UUID(int=1)), "é" * 500])
def test_restore_of_unknown_form_opens_empty_form(restore, author):
    assert signed_in(author).get(f"{ADD}?restore={restore}").status_code == 200


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_list_of_unsaved_posts_is_refused_to_non_authors(role):
    assert signed_in(make.user(role)).get(LIST_URL).status_code in {302, 403}


def test_discarded_form_is_exported_and_erased_with_account(author):
    autosave = create_unsaved_form(author, title="Mine")
    Autosave.objects.discard(autosave.form, author)
    (row,) = [row for row in export(author)["forms_opened"] if row["values"]]
    assert row["values"] == {"title": "Mine"} and row["discarded_at"]
    erase(author)
    author.delete()
    assert not Autosave.objects.exists()


@pytest.mark.slow
def test_author_restoring_after_publication_keeps_text_and_date(author):
    """The browser submits all fields except the disabled date."""
    post = make.draft("<p>One.</p>", authors=(author,), title="T")
    client, editor = signed_in(author), signed_in(make.user("Editor"))
    client.post(change(post), fields(client, change(post)))  # The first recorded save.
    opened = fields(client, change(post))
    assert not opened.get("published_at_0")
    assert send(editor, change(post), transition="published").status_code == 302
    published = Post.objects.get().published_at
    page = lxml.html.fromstring(client.get(change(post)).text)
    assert all(
        page.get_element_by_id(f"id_published_at_{part}").get("disabled") is not None
        for part in (0, 1)
    )
    assert "Only an editor can change the date" in page.text_content()
    assert load_offers(client, change(post))["published"]
    sent = fields(client, change(post)) | {
        "document": "<p>One, restored.</p>",
        "revision": opened["revision"],
        "published_at_0": "",
        "published_at_1": "",
    }
    response = client.post(change(post), sent)
    assert response.status_code == 302, errors(response)
    post.refresh_from_db()
    assert (post.html.strip(), post.status) == ("<p>One, restored.</p>", "published")
    assert post.published_at == published.replace(microsecond=0) or post.published_at == published


@pytest.mark.slow
def test_editor_clearing_date_of_published_post_keeps_it(author):
    post = make.post(published_at=make.moment(2024, 5, 6))
    client = signed_in(make.user("Editor"))
    sent = fields(client, change(post)) | {"published_at_0": "", "published_at_1": ""}
    assert client.post(change(post), sent).status_code == 302
    post.refresh_from_db()
    assert post.published_at == make.moment(2024, 5, 6)


@pytest.mark.slow
def test_date_conflict_shows_formatted_date(author):
    ana, ben = (signed_in(make.user("Editor", byline=name)) for name in ("Ana", "Ben"))
    post = make.draft(published_at=make.moment(2030, 1, 2, 9))
    ana.post(change(post), fields(ana, change(post)))
    opened = fields(ben, change(post))
    ana.post(change(post), fields(ana, change(post)) | {"published_at_0": "2030-03-04"})
    response = ben.post(change(post), opened | {"published_at_0": "2030-05-06"})
    (message,) = errors(response)["published_at"]
    assert "March 4, 2030" in message and "T09:00" not in message
