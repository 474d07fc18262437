"""Concurrent saves of one post: changes are merged or reported as conflicts."""

import lxml.html
import pytest

from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    fields,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def post():
    html = "<p>One.</p>" + make.quotation("“Said.”", attribution="Ana", source_name="Ana")
    html += "<p>Three.</p>"
    return make.post(html, title="Title", published_at=make.moment(2024), labels=["China"])


@pytest.fixture
def clients():
    return [signed_in(make.user("Editor", byline=name)) for name in ("Ana", "Ben")]


def save(client, post: Post, opened: dict, edit=None, **changes):
    sent = opened | changes
    for old, new in (edit or {}).items():
        assert old in sent["document"]
        sent["document"] = sent["document"].replace(old, new)
    return client.post(change(post), sent, follow=True)


@pytest.mark.parametrize("is_first", [True, False], ids=["first save", "later"])
def test_changes_of_different_blocks_are_merged(post, clients, is_first):
    if not is_first:
        save(clients[0], post, fields(clients[0], change(post)), {"Three.": "Three!"})
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], {"One.": "One, by Ana."}, summary="By Ana")
    response = save(clients[1], post, opened[1], {"“Said.”": "“Said so.”"}, title="By Ben")
    assert "Merged with changes that Ana saved" in response.text
    post.refresh_from_db()
    assert (post.title, post.summary) == ("By Ben", "By Ana")
    assert "One, by Ana." in post.html
    assert [quotation.text for quotation in post.pullquotes.all()] == ["“Said so.”"]


def test_changes_of_same_block_return_both_versions(post, clients):
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], {"One.": "One, by Ana."}, title="By Ana", labels="Ana")
    response = save(
        clients[1], post, opened[1], {"One.": "One, by Ben."}, title="By Ben", labels="Ben"
    )
    assert response.status_code == 200
    messages = errors(response)
    assert messages["__all__"][0].startswith("Ana saved this at ")
    assert messages["title"] == ["Saved in the meantime: “By Ana”"]
    assert messages["labels"] == ["Saved in the meantime: “Ana”"]
    post.refresh_from_db()
    assert (post.title, "by Ana" in post.html, "by Ben" in post.html) == ("By Ana", True, False)
    aside = Revision.objects.get(post=post, is_aside=True)
    assert (aside.fields["title"], aside.labels) == ("By Ben", ["Ben"])
    again = get_form_fields(response)
    assert ("by Ana" in again["document"], "by Ben" in again["document"]) == (True, True)
    assert again["title"] == "By Ben"
    saved = clients[1].post(change(post), again | {"document": "<p>One, by both.</p>"})
    assert saved.status_code == 302
    post.refresh_from_db()
    assert (post.title, "by both" in post.html) == ("By Ben", True)


OTHERS = {
    "summary": "By Ana",
    "labels": "Ana, Rivers",
    "published_at_0": "2023-05-06",
    "published_at_1": "07:08",
    "language": "de",
    "slug": "by-ana",
}


@pytest.mark.parametrize("mine", [{"edit": {"One.": "One, by Ben."}}, {"title": "By Ben"}])
def test_conflict_form_contains_fields_saved_by_other_user(post, clients, mine):
    cem = make.user("Author", byline="Cem")
    opened = [fields(client, change(post)) for client in clients]
    others = {**OTHERS, "byline_0": str(cem.pk), "byline_1": ""}
    save(clients[0], post, opened[0], {"One.": "One, by Ana."}, title="By Ana", **others)
    response = save(clients[1], post, opened[1], **mine)
    again = get_form_fields(response)
    assert {name: again[name] for name in others} == others
    assert again["title"] == mine.get("title", "By Ana")
    document = "<p>One, by Ana.</p>"
    assert clients[1].post(change(post), again | {"document": document}).status_code == 302
    post = Post.objects.get()
    assert (post.title, post.summary) == (again["title"], "By Ana")
    assert sorted(str(label) for label in post.labels.all()) == ["Ana", "Rivers"]
    assert (post.language, post.slug, post.byline) == ("de", "by-ana", [cem])
    assert post.published_at.year == 2023


def test_bylines_set_by_two_users_are_merged_or_refused(post, clients):
    ana, cem = (make.user("Author", byline=name) for name in ("Ana B.", "Cem"))
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], byline_0=str(ana.pk), change_kind="typo")
    save(clients[1], post, opened[1], summary="By Ben")
    post = Post.objects.get()
    assert (post.byline, post.summary) == ([ana], "By Ben")
    response = save(clients[1], post, opened[1], byline_0=str(cem.pk))
    assert errors(response)["byline"] == ["Saved in the meantime: “Ana B.”"]
    assert get_form_fields(response)["byline_0"] == str(cem.pk)
    assert Post.objects.get().byline == [ana]
    assert Revision.objects.get(post=post, is_aside=True).byline == [cem.pk]


def test_conflict_with_own_tab_names_no_other_user(post, clients):
    tabs = [fields(clients[0], change(post)) for _ in range(3)]
    save(clients[0], post, tabs[0], {"One.": "One, here."})
    assert "that you saved in another tab" in save(clients[0], post, tabs[1], summary="There").text
    response = save(clients[0], post, tabs[2], {"One.": "One, there."})
    assert errors(response)["__all__"][0].startswith("You saved this in another tab at ")
    document = get_form_fields(response)["document"]
    assert 'data-block="conflict"' in document and "Ana" not in document.split("</section>")[0]


def test_form_submitted_twice_causes_no_conflict(post, clients):
    opened = fields(clients[0], change(post))
    for _ in range(2):
        response = save(clients[0], post, opened, {"One.": "One and a half."})
        assert response.redirect_chain
    assert Revision.objects.filter(post=post).count() == 2


def test_form_opened_before_unpublishing_does_not_publish_post(post, clients):
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], status="draft")
    save(clients[1], post, opened[1], {"One.": "One, by Ben."})
    post.refresh_from_db()
    assert (post.status, "by Ben" in post.html) == ("draft", True)


def test_post_published_while_form_is_open_stays_published(clients):
    post = make.draft("<p>One.</p><p>Two.</p>")
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], status="published", labels="China")
    mine = {"Two.": "Two, by Ben."}
    assert list(errors(save(clients[1], post, opened[1], mine))) == [
        "change_kind"
    ]  # It is public now.
    assert save(clients[1], post, opened[1], mine, change_kind="typo").redirect_chain
    post.refresh_from_db()
    assert (post.is_public, "by Ben" in post.html) == (True, True)
    assert [str(label) for label in post.labels.all()] == ["China"]


@pytest.mark.parametrize("revision", ["", "0", "-1", "999999999", "x"])
def test_form_with_forged_revision_overwrites_nothing(post, clients, revision):
    opened = [fields(client, change(post)) for client in clients]
    save(clients[0], post, opened[0], {"One.": "One, by Ana."})
    save(clients[1], post, opened[1] | {"revision": revision}, {"One.": "One, by Ben."})
    post.refresh_from_db()
    assert ("by Ana" in post.html, "by Ben" in post.html) == (True, False)


def get_form_fields(response) -> dict[str, str]:
    page = lxml.html.fromstring(response.text)
    (form,) = [form for form in page.forms if form.get("id", "").endswith("_form")]
    return {name: (value or "").removeprefix("\n") for name, value in form.form_values()}
