"""Warnings of checks before a post is published or submitted."""

from json import dumps

import pytest

from blog import checks, editing
from blog.models import Post
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    fields,
    signed_in,
)

pytestmark = pytest.mark.django_db

WARNED_OF = "<p>“One.</p>"  # Without label and summary.
CODES = ["no_label", "no_summary", "mark_unbalanced"]
ASKED = {"__all__": ["Not published yet. Review the suggestions first."]}


@pytest.fixture
def client():
    return signed_in(make.user("Editor"))


@pytest.fixture
def post():
    return make.draft(WARNED_OF)


def press(client, post: Post, button: str = "published", **changes):
    button += " anyway" if "warned" in changes else ""
    return client.post(
        change(post),
        {
            **fields(client, change(post)),
            "transition": button,
            "schedule_at": "2999-01-01T09:00",
            **changes,
        },
    )


def get_codes(response) -> list[str]:
    """Return the codes of the findings in the warning."""
    return [one["key"].partition(":")[0] for one in response.context["warnings"]]


@pytest.mark.slow
@pytest.mark.parametrize("button", ["published", "scheduled"])
def test_warning_is_confirmed_by_the_same_button(button, client, post):
    asked = press(client, post, button, title="Changed")
    assert (errors(asked), sorted(get_codes(asked))) == (ASKED, sorted(CODES))
    post.refresh_from_db()
    assert (post.status, post.title == "Changed") == ("draft", False)
    page = asked.content.decode()
    assert (
        f'name="transition" value="{button} anyway">' in page.partition("data-publish-warning")[2]
    )
    keys = asked.context["warning_keys"]
    assert press(client, post, button, warned=keys, title="Changed").status_code == 302
    post.refresh_from_db()
    assert (post.status, post.title) == ("published", "Changed")


@pytest.mark.slow
def test_only_new_findings_are_warned_about_again(client, post):
    keys = press(client, post).context["warning_keys"]
    asked = press(client, post, warned=keys, document="<p>(Two.</p>")
    assert (errors(asked), get_codes(asked)) == (ASKED, ["mark_unbalanced"])
    assert "Check this first" in asked.text and "correct this" not in asked.text
    both = asked.context["warning_keys"]
    assert set(keys.split()) < set(both.split())
    assert press(client, post, warned=both, document="<p>(Two.</p>").status_code == 302


@pytest.mark.slow
def test_overridden_finding_causes_no_warning(client, post):
    editor = make.user("Editor")
    keys = [one.key for one in checks.run(checks.load_check_input(post), post, editor)]
    checks.store_results(post, dict.fromkeys(keys, "Known."), editor)
    assert press(client, post).status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize("button", ["", "handed_in", "approved"])
def test_draft_causes_no_warning(button, client, post):
    if button == "approved":
        editing.hand_in(post, by=post.authors.get())
    assert press(client, post, button).status_code == 302


FIGURE = make.figure(caption="Here", alt="A field")
BLOCKING = ["quotation_without_source", "figure_without_picture"]
BLOCKED = WARNED_OF + make.quotation("“Whose?”") + FIGURE


@pytest.mark.slow
def test_submission_warns_of_blocking_findings_once(client):
    author = make.user("Author")
    client, post = signed_in(author), make.draft(WARNED_OF, authors=(author,))
    asked = press(client, post, "handed_in", document=BLOCKED)
    assert errors(asked) == {
        "__all__": ["Not submitted yet. Review the check results that block publishing."]
    }
    assert get_codes(asked) == BLOCKING
    page = asked.content.decode().partition("data-publish-warning")[2]
    assert "Before you submit the post" in page
    assert 'name="transition" value="handed_in anyway">Submit anyway<' in page
    post.refresh_from_db()
    assert post.status == "draft"
    keys = asked.context["warning_keys"]
    assert press(client, post, "handed_in", warned=keys, document=BLOCKED).status_code == 302
    post.refresh_from_db()
    assert post.status == "review"


@pytest.mark.slow
@pytest.mark.parametrize("button", ["handed_in", "published", "scheduled"])
def test_repeated_form_warns_again(button, client, post):
    """Without JavaScript, the warning and its keys are part of the form that is sent again."""
    sent = {**fields(client, change(post)), "schedule_at": "2999-01-01T09:00"}
    sent["document"] = BLOCKED if button == "handed_in" else WARNED_OF
    for _ in range(3):
        asked = client.post(change(post), {**sent, "transition": button})
        assert asked.status_code == 200
        expected = BLOCKING if button == "handed_in" else CODES
        assert sorted(get_codes(asked)) == sorted(expected)
        sent["warned"] = asked.context["warning_keys"]
        assert len(sent["warned"].split()) == len(get_codes(asked))
    post.refresh_from_db()
    assert post.status == "draft"
    sent["transition"] = f"{button} anyway"
    assert client.post(change(post), sent).status_code == 302
    post.refresh_from_db()
    assert post.status == ("review" if button == "handed_in" else "published")


@pytest.mark.slow
@pytest.mark.parametrize("button", [" anyway", "anyway", "nonsense anyway", "handed_in anyway" * 2])
def test_forged_confirmation_is_ignored(button, client, post):
    keys = press(client, post, "handed_in", document=BLOCKED).context["warning_keys"]
    sent = {**fields(client, change(post)), "transition": button, "warned": keys}
    client.post(change(post), sent)
    post.refresh_from_db()
    assert post.status == "draft"


@pytest.mark.slow
def test_card_submitted_on_the_board_warns_of_blocking_findings():
    author = make.user("Author")
    client, post = signed_in(author), make.draft(BLOCKED, authors=(author,))
    columns = client.get("/admin/blog/post/board/").context["columns"]
    (card,) = [card for column in columns for card in column.cards]
    sent = {"post": post.pk, "to": "review", "seen": card.seen}
    json = {"Accept": "application/json"}
    answer = client.post("/admin/blog/post/board/move/", sent, headers=json)
    assert answer.json() == {
        "question": (
            "This will block publishing: Figure without a picture; Quotation "
            "without a source. Submit the post for review anyway?"
        )
    }
    sent["confirmed"] = "on"
    assert client.post("/admin/blog/post/board/move/", sent, headers=json).status_code == 200
    post.refresh_from_db()
    assert post.status == "review"


@pytest.mark.slow
def test_figure_without_picture_cannot_be_overridden(client, post):
    (key,) = [
        one["key"]
        for one in client.post(
            "/admin/blog/post/checks/",
            {"document": FIGURE, "title": "T"},
            content_type="application/json",
        ).json()["open"]
        if not one["can_override"]
    ]
    reasons = dumps({key: "It is fine."})
    assert press(client, post, document=FIGURE, overrides=reasons).status_code == 200
    post.refresh_from_db()
    assert post.status == "draft"


@pytest.mark.slow
def test_source_not_named_can_be_overridden(client, post):
    html = make.quotation("“A b.”", attribution="Xi", source_name="习近平")
    refused = press(client, post, document=html)
    assert "The attribution does not name the source “习近平”" in refused.content.decode()
    sent = {"document": html, "title": "T"}
    answer = client.post("/admin/blog/post/checks/", sent, content_type="application/json")
    (key,) = [one["key"] for one in answer.json()["open"] if one["blocks"]]
    values = {"document": html, "overrides": dumps({key: "One man, two spellings."})}
    asked = press(client, post, **values)
    keys = asked.context["warning_keys"]
    assert press(client, post, warned=keys, **values).status_code == 302
    post.refresh_from_db()
    assert (post.status, post.pullquotes.get().source.name) == ("published", "习近平")


@pytest.mark.slow
def test_published_post_causes_no_warning(client):
    post = make.scheduled(WARNED_OF)
    assert press(client, post).status_code == 302


@pytest.mark.slow
def test_blocking_findings_are_shown_without_warnings(client, post):
    refused = press(client, post, document=WARNED_OF + make.quotation("“Whose?”"))
    assert get_codes(refused) == []
    assert "blocks publishing" in errors(refused)["__all__"][0]


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["x" * 60_000, "\0", "'; -- no_label:", "[]"])
def test_forged_finding_keys_are_ignored(keys, client, post):
    assert press(client, post, warned=keys).status_code == 200
    post.refresh_from_db()
    assert post.status == "draft"


def test_preview_causes_no_warning(client, post):
    sent = fields(client, change(post)) | {"transition": "published"}
    assert client.post("/admin/blog/post/preview/", sent).status_code == 200


@pytest.mark.slow
def test_card_published_on_the_board_shows_warnings(client, post):
    (card,) = [
        card
        for column in client.get("/admin/blog/post/board/").context["columns"]
        for card in column.cards
    ]
    sent = {"post": post.pk, "to": "public", "seen": card.seen}
    json = {"Accept": "application/json"}
    answer = client.post("/admin/blog/post/board/move/", sent, headers=json)
    assert answer.json() == {
        "question": f"Publish “{post.title}” now? Readers will see it immediately. The checks "
        "found: No summary; No label; Unbalanced quotation mark or bracket."
    }
    sent["confirmed"] = "on"
    assert client.post("/admin/blog/post/board/move/", sent, headers=json).status_code == 200
    post.refresh_from_db()
    assert post.status == "published"
