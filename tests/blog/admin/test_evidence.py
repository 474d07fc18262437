"""Evidence on the desk: findings with differences, copies, and what editors do about them."""

import gzip
from typing import Any

import lxml.html
import pytest
from django.utils import timezone

from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage
from blog.evidence.overrule import overrule
from blog.models import Post
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/quotationcheck/"
COPIES = f"{LIST}copies/"
URL = "https://example.org/bridge"
DIFFERENCE = [["same", "We will"], ["removed", "rebuild"], ["added", "mend"], ["same", "it."]]


def create_finding(post: Post, **values: Any) -> QuotationCheck:
    """Create what two looks would have stored, with a copy."""
    page, _is_new = QuotedPage.objects.get_or_create(url=URL, host="example.org")
    text = "<script>alert(1)</script> We will mend it."
    copy = PageCopy.objects.filter(page=page).first() or PageCopy.objects.create(
        page=page,
        requested_url=URL,
        final_url=URL,
        status=200,
        headers={},
        body_hash="a" * 64,
        text_hash="b" * 64,
        body=gzip.compress(b"<script>alert(1)</script>"),
        text=gzip.compress(text.encode()),
        size=25,
        text_length=len(text),
        title="The <bridge>",
        byline="Bo Berg",
    )
    now = timezone.now()
    fields = {
        "verdict": "changed",
        "looks": 2,
        "since": now,
        "checked_at": now,
        "there": "We will mend it.",
        "difference": DIFFERENCE,
        "copy": copy,
        "first_copy": copy,
    }
    return QuotationCheck.objects.create(
        quotation=post.pullquotes.get(), page=page, text_hash="0" * 64, **fields | values
    )


def write(author: Any = None, **fields: Any) -> Post:
    html = make.quotation("We will rebuild it.", source_name="Anne", url=URL)
    return make.post(html, authors=(author or make.user("Author"),), **fields)


def change(check: QuotationCheck) -> str:
    return f"{LIST}{check.pk}/change/"


def test_findings_are_listed_with_their_difference():
    check = create_finding(write(title="On the bridge"))
    response = signed_in(make.user("Editor")).get(LIST)
    page = lxml.html.fromstring(response.text)
    (entry,) = page.xpath("//article")
    assert entry.xpath("string(h3)") == "On the bridge"
    form = f"/admin/blog/post/{check.quotation.post_id}/change/"
    assert entry.xpath("h3/a/@href") == [form]
    assert "rebuild" in entry.xpath("string(.//del)")
    assert "mend" in entry.xpath("string(.//ins)")
    assert entry.xpath(".//a[@class='button']/@href") == [change(check)]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "findings"),
        ({"verdict": "gone"}, "findings"),
        ({"looks": 1}, ""),
        ({"verdict": "same"}, ""),
        ({"verdict": "", "unread_reason": "blocked", "unread_at": timezone.now()}, "unread"),
        ({"overruled_at": timezone.now(), "overrule_reason": "Why."}, "overruled"),
    ],
)
def test_check_is_in_the_list_of_its_kind_only(values, shown):
    create_finding(write(), **values)
    client = signed_in(make.user("Editor"))
    for kind in ("findings", "unread", "overruled"):
        page = lxml.html.fromstring(client.get(f"{LIST}?show={kind}").text)
        assert len(page.xpath("//article")) == (kind == shown), kind


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (LIST, "No quotation has changed or gone."),
        (f"{LIST}?show=unread", "All pages could be read."),
        (f"{LIST}?show=overruled", "No result is overruled."),
        (COPIES, "No copy is public."),
        (f"{COPIES}?show=ended", "No copy was taken back."),
    ],
)
def test_empty_list_says_what_it_has_none_of(address, text):
    assert text in signed_in(make.user("Editor")).get(address).text


def test_unknown_list_is_404():
    assert signed_in(make.user("Editor")).get(f"{LIST}?show=x").status_code == 404


def test_authors_see_their_own_quotations_without_copies():
    author = make.user("Author")
    mine, theirs = create_finding(write(author)), create_finding(write())
    client = signed_in(author)
    assert len(lxml.html.fromstring(client.get(LIST).text).xpath("//article")) == 1
    page = client.get(change(mine)).text
    assert "Copies of the page" not in page
    assert "/overrule/" not in page
    assert client.get(change(theirs)).status_code == 404
    copy = mine.copy.pk
    for place in ("", f"{copy}/", *(f"{copy}/{name}/" for name in ("text", "file", "warc"))):
        assert client.get(f"{COPIES}{place}").status_code == 403, place
    for action in ("overrule/", "reinstate/"):
        response = client.post(f"{LIST}{mine.pk}/{action}", {"reason": "Why."})
        assert response.status_code == 403
    assert PageCopy.objects.get().body is not None


def test_moderators_see_nothing():
    check = create_finding(write())
    client = signed_in(make.user("Moderator"))
    assert {client.get(address).status_code for address in (LIST, change(check))} == {403}


def test_navigation_counts_findings_for_editors(settings):
    settings.EVIDENCE = True
    create_finding(write())
    create_finding(write(), looks=1)
    page = lxml.html.fromstring(signed_in(make.user("Editor")).get("/admin/").text)
    (entry,) = page.xpath("//nav[@id='desk-navigation']//a[.//span='Evidence']")
    assert entry.xpath("string(.//b)") == "1"


def test_editors_find_the_copies_of_the_page():
    check = create_finding(write())
    page = signed_in(make.user("Editor")).get(change(check)).text
    assert "&lt;bridge&gt;" in page
    assert f'href="{COPIES}{check.copy.pk}/"' in page


def send_form(client: Any, check: QuotationCheck, action: str, **values: str) -> Any:
    """Submit a form of the page as a browser does."""
    page = lxml.html.fromstring(client.get(change(check)).text)
    (form,) = [form for form in page.forms if form.get("action", "").endswith(action)]
    return client.post(form.get("action"), dict(form.form_values()) | values, follow=True)


def test_editor_overrules_and_reinstates_a_finding():
    check = create_finding(write(), there="We will\nmend it.")
    client = signed_in(make.user("Editor"))
    response = send_form(client, check, "/overrule/", reason="A subheading.")
    assert "Readers no longer see the mark." in response.text
    assert "A subheading." in response.text
    assert not QuotationCheck.objects.get().is_mark_shown
    send_form(client, check, "/reinstate/")
    assert QuotationCheck.objects.get().is_mark_shown


def test_reason_for_editors_is_hidden_from_authors():
    author = make.user("Author")
    check = create_finding(write(author))
    overrule(check=check, by=make.user("Editor"), reason="A subheading.")
    addresses = [change(check), f"{LIST}?show=overruled"]
    for person, is_shown in ((make.user("Editor"), True), (author, False)):
        texts = [signed_in(person).get(address).text for address in addresses]
        assert ["A subheading." in text for text in texts] == [is_shown, is_shown]


def test_refused_reason_is_shown_and_kept():
    check = create_finding(write())
    client = signed_in(make.user("Editor"))
    response = send_form(client, check, "/overrule/", reason=" ")
    assert "Give the reason, for other editors." in response.text
    page = lxml.html.fromstring(client.get(change(check)).text)
    (form,) = [form for form in page.forms if form.get("action", "").endswith("/overrule/")]
    sent = dict(form.form_values()) | {"reason": "Old result."}
    QuotationCheck.objects.update(there="Newer words.")
    response = client.post(form.get("action"), sent)
    assert "There is a newer result." in response.text
    assert "Old result." in response.text


def test_list_costs_the_same_for_one_and_many(django_assert_max_num_queries):
    for _number in range(3):
        create_finding(write())
    client = signed_in(make.user("Editor"))
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
