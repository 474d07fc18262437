"""Dossiers in the admin: the form and its buttons, search for items, preview and pairs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from blog.admin.dossiers import items
from blog.dossiers.models import Dossier
from blog.models import Post, PullQuote
from tests.support import factories as make
from tests.support.desk import errors, fields, send, signed_in

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/dossier/add/"
PAIRS = "/admin/blog/dossier/pairs/"


@pytest.fixture
def post(author) -> Post:
    return make.post(
        make.quotation("“Alpha.”", source_name="Ana Ruiz", said="2019-05-01")
        + make.quotation("“Beta.”", source_name="Ana Ruiz", said="2024-05-01"),
        authors=(author,),
        title="Quays and berths",
    )


@pytest.fixture
def draft(post, author) -> Dossier:
    quotations = post.pullquotes.order_by("position")
    return make.dossier(*quotations, post, title="Ports", author=author, published_at=None)


@pytest.fixture
def client(author):
    return signed_in(author)


def change(dossier: Dossier) -> str:
    return f"/admin/blog/dossier/{dossier.pk}/change/"


def shown(dossier: Dossier) -> list[str]:
    rows = dossier.items.values_list("quotation__text", "post__title")
    return [text or title or "missing" for text, title in rows]


def press(client, dossier: Dossier, button: str, value: object = "1", **changes) -> object:
    """Submit the form by another button than Save, and return the page that follows."""
    data = {**fields(client, change(dossier)), **changes, button: str(value)}
    data.pop("_save", None)
    data.pop("_continue", None)
    return client.post(change(dossier), data, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_new_dossier_leads_to_the_search_for_items(client, author):
    response = send(client, ADD, title="Ports", kind="collection", introduction="<p>Of ports.</p>")
    dossier = Dossier.objects.get()
    assert response["Location"] == f"/admin/blog/dossier/{dossier.pk}/items/"
    assert (dossier.author, dossier.introduction) == (author, "<p>Of ports.</p>")


def test_dossier_without_a_title_is_refused_at_its_field(client):
    response = send(client, ADD, title=" ", kind="collection")
    assert list(errors(response)) == ["title"] and not Dossier.objects.exists()


def test_slug_of_another_dossier_is_refused_at_its_field(client, draft):
    make.dossier(title="Other", slug="other")
    assert list(errors(send(client, change(draft), slug="other"))) == ["slug"]


@pytest.mark.parametrize(
    ("button", "place", "order"), [("_down", 0, "Beta Alpha Quays"), ("_up", 2, "Alpha Quays Beta")]
)
def test_move_button_saves_the_form_and_moves(button, place, order, client, draft):
    keys = list(draft.items.values_list("pk", flat=True))
    press(client, draft, button, keys[place], title="Quays", **{"items-0-note": "New note"})
    draft.refresh_from_db()
    assert [text.strip("“.”").split()[0] for text in shown(draft)] == order.split()
    assert draft.title == "Quays"
    assert draft.items.get(pk=keys[0]).note == "New note"


def test_items_are_removed_on_save(client, draft):
    send(client, change(draft), **{"items-1-DELETE": "on", "items-0-note": "Kept"})
    assert shown(draft) == ["“Alpha.”", "Quays and berths"]
    assert draft.items.first().note == "Kept"


def test_removing_what_a_published_dossier_needs_is_refused(draft, editor):
    Dossier.objects.update(published_at=timezone.now())
    everything = {f"items-{number}-DELETE": "on" for number in range(3)}
    response = send(signed_in(editor), change(draft), **everything)
    assert response.status_code == 200
    assert "Add at least one quotation or post" in response.content.decode()
    assert len(shown(draft)) == 3


def test_note_that_another_person_changed_stays_unless_changed_here(client, draft):
    draft.items.update(note="Mine")
    data = fields(client, change(draft))
    draft.items.update(note="Of a colleague")
    client.post(change(draft), {**data, "title": "Quays"})
    assert set(draft.items.values_list("note", flat=True)) == {"Of a colleague"}


def test_missing_item_is_shown_with_its_note(client, draft):
    draft.items.update(note="Why it was there")
    PullQuote.objects.filter(text="“Alpha.”").delete()
    page = client.get(change(draft)).content.decode()
    assert "Missing: this quotation or post was deleted." in page
    assert page.count("\nWhy it was there</textarea>") == 3


def test_author_is_told_to_ask_an_editor_and_cannot_publish(client, draft):
    page = client.get(change(draft)).content.decode()
    assert "ask an editor to publish it" in page and 'name="_publish"' not in page
    response = press(client, draft, "_publish")
    assert "An editor publishes" in messages(response)[-1]
    assert not Dossier.objects.published().exists()


def test_editor_publishes_schedules_and_withdraws(draft, editor):
    client = signed_in(editor)
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert (
        "It will be published on" in messages(press(client, draft, "_publish", publish_at=later))[0]
    )
    assert Dossier.objects.get().is_scheduled
    assert fields(client, change(draft))["publish_at"] == later
    assert messages(press(client, draft, "_publish", publish_at=""))[-1] == "Published."
    assert Dossier.objects.get().is_public
    press(client, draft, "_withdraw")
    assert Dossier.objects.get().published_at is None


def test_incomplete_comparison_is_saved_but_not_published(editor):
    comparison = make.comparison(title="Then", published_at=None)
    response = press(signed_in(editor), comparison, "_publish", title="Now")
    assert "needs exactly two quotations; this one has 0." in messages(response)[-1]
    comparison.refresh_from_db()
    assert (comparison.title, comparison.published_at) == ("Now", None)


def test_authors_see_only_their_own_dossiers(draft, author):
    make.dossier(title="Of another")
    page = signed_in(author).get("/admin/blog/dossier/").content.decode()
    assert "Ports" in page and "Of another" not in page
    stranger = signed_in(make.user("Author"))
    for address in ("items", "preview"):
        assert stranger.get(f"/admin/blog/dossier/{draft.pk}/{address}/").status_code == 404


@pytest.mark.parametrize("terms", ["alpha", "ana ruiz", "Ruiz", "alpha beta", "quays"])
def test_search_finds_quotations_by_text_and_source_and_posts(terms, draft, author):
    choices = items.find_choices(terms, author)
    texts = {row.text for row in choices.quotations} | {row.title for row in choices.posts}
    expected = {
        "alpha": {"“Alpha.”", "Quays and berths"},
        "alpha beta": {"Quays and berths"},
        "quays": {"Quays and berths"},
    }
    assert texts >= expected.get(terms, {"“Alpha.”", "“Beta.”"})


def test_search_offers_drafts_to_those_who_may_edit_them_only(author, editor):
    make.draft(make.quotation("“Gamma.”", source_name="Bo"), authors=(author,), title="Gamma post")
    for user, count in ((author, 1), (editor, 1), (make.user("Author"), 0)):
        choices = items.find_choices("gamma", user)
        assert (len(choices.quotations), len(choices.posts)) == (count, count)


def test_search_compares_the_last_quotations_of_drafts(author, monkeypatch):
    monkeypatch.setattr(items, "MAX_DRAFT_QUOTATIONS", 2)
    quotations = "".join(make.quotation(f"“Gamma {number}.”") for number in range(3))
    make.draft(quotations, authors=(author,))
    texts = [row.text for row in items.find_choices("gamma", author).quotations]
    assert texts == ["“Gamma 2.”", "“Gamma 1.”"]


def test_search_for_a_comparison_offers_no_posts(draft, author):
    assert items.find_choices("quays", author, with_posts=False).posts == []


def test_add_button_adds_and_returns_to_the_results(client, author, post):
    dossier = make.dossier(title="Ports", author=author, published_at=None)
    address = f"/admin/blog/dossier/{dossier.pk}/items/?q=alpha"
    key = PullQuote.objects.get(text="“Alpha.”").pk
    response = client.post(address, {"quotation": key}, follow=True)
    assert messages(response) == ["Added. The dossier has 1 item now."]
    assert "In this dossier" in response.content.decode()
    assert shown(dossier) == ["“Alpha.”"]
    client.post(address, {"post": post.pk})
    assert shown(dossier) == ["“Alpha.”", "Quays and berths"]


@pytest.mark.parametrize("sent", [{}, {"quotation": "x"}, {"post": ""}])
def test_adding_nothing_is_not_found(sent, client, draft):
    assert client.post(f"/admin/blog/dossier/{draft.pk}/items/", sent).status_code == 404


def test_quotation_that_is_gone_is_refused_with_a_reason(client, draft):
    address = f"/admin/blog/dossier/{draft.pk}/items/"
    response = client.post(address, {"quotation": 10**9}, follow=True)
    assert messages(response) == ["This quotation or post no longer exists. Search again."]


def test_hostile_search_terms_are_answered(client, draft):
    for terms in ("%", "\\", "'", '"', "\x01a", "a" * 999, "<b>", "!!", "and or", "🦀"):
        address = f"/admin/blog/dossier/{draft.pk}/items/"
        assert client.get(address, {"q": terms}).status_code == 200, terms


def test_preview_shows_a_draft_and_is_not_cached(client, draft):
    response = client.get(f"/admin/blog/dossier/{draft.pk}/preview/")
    assert "readers do not see this page yet" in response.content.decode()
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["X-Robots-Tag"] == "noindex"


def test_preview_counts_what_readers_do_not_see(client, draft):
    Post.objects.update(status=Post.Status.DRAFT)
    page = client.get(f"/admin/blog/dossier/{draft.pk}/preview/").content.decode()
    assert "3 items are left out" in page and "“Alpha.”" not in page


def test_compare_button_starts_a_draft_of_both(client, post, author):
    first, second = post.pullquotes.order_by("position").values_list("pk", flat=True)
    response = client.post(PAIRS, {"first": first, "second": second})
    comparison = Dossier.objects.comparisons().get()
    assert response["Location"] == change(comparison)
    assert comparison.title == "Ana Ruiz, May 1, 2019 and May 1, 2024"
    assert (comparison.author, comparison.published_at) == (author, None)
    assert shown(comparison) == ["“Alpha.”", "“Beta.”"]


def test_pair_that_is_gone_starts_nothing(client):
    response = client.post(PAIRS, {"first": "1", "second": "x"}, follow=True)
    assert "no longer public" in messages(response)[0]
    assert not Dossier.objects.exists()


def test_pairs_page_never_claims_a_contradiction(client):
    for year in ("2019", "2024"):
        html = make.quotation("The quarantine harbour.", source_name="Ana", said=year)
        make.post(html)
    page = client.get(PAIRS).content.decode()
    assert "Words in common: harbour, quarantine" in page and "contradict" not in page.lower()


def test_pair_is_dismissed_and_offered_again(client):
    for year in ("2019", "2024"):
        make.post(make.quotation("The quarantine harbour.", source_name="Ana", said=year))
    first, second = PullQuote.objects.order_by("pk").values_list("pk", flat=True)
    pair = {"first": first, "second": second, "dismiss": "1"}
    page = client.post(PAIRS, pair, follow=True).text
    assert "Dismissed. The pair is not offered any more" in page
    assert "Words in common" not in page
    (key,) = re.findall(r'name="restore" value="(\d+)"', page)
    page = client.post(PAIRS, {"restore": key}, follow=True).text
    assert "can be offered again" in page and "Words in common" in page
    for nonsense in ({"restore": "x"}, {"dismiss": "1", "first": "x"}, {"restore": key}):
        assert "no longer there" in client.post(PAIRS, nonsense, follow=True).text
    assert not Dossier.objects.exists()


def test_deletion_is_refused_for_a_published_dossier_of_an_author(client, draft):
    address = f"/admin/blog/dossier/{draft.pk}/delete/"
    Dossier.objects.update(published_at=timezone.now())
    assert client.post(address, {"post": "yes"}).status_code == 403
    Dossier.objects.update(published_at=None)
    client.post(address, {"post": "yes"})
    assert not Dossier.objects.exists()


def test_form_query_count_does_not_grow_with_items(client, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(change(draft)).status_code == 200


def test_language_can_be_typed_by_its_name_and_is_shown_by_it(client):
    send(client, ADD, title="Ports", kind="collection", language="Deutsch")
    dossier = Dossier.objects.get()
    assert dossier.language == "de"
    page = client.get(change(dossier)).content.decode()
    assert re.search(r'<span class="help" lang="de"[^>]*>Deutsch</span>', page)
