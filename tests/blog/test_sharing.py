"""A draft shown to the invited by a link: to them alone, for some days, until it is revoked."""

import uuid
from datetime import timedelta

import lxml.html
import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import noting, sharing
from blog.models import Note, Post, ShareLink
from tests import factories as make
from tests.desk import change, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author", byline="Ada Bell", email="ada@example.org")


@pytest.fixture
def post(author):
    html = (
        "<p>First words.</p><p>Second <em>words</em>.</p>"
        + make.quotation("“Said.”", "“Also.”", attribution="A judge")
        + make.figure(make.photo(author), caption="A field")
    )
    return make.draft(html, authors=(author,), title="Unpublished", labels=["Rivers"])


@pytest.fixture
def link(post, author):
    return sharing.make(post, author, "Bo", 7, True)


def share(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/share/"


def page_of(response) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(response.content.decode())


def note(link: ShareLink, client: Client | None = None, **sent: str):
    sent = {"name": "Bo", "text": "Is it so?", "submission": str(uuid.uuid4()), **sent}
    return (client or Client()).post(link.get_absolute_url(), sent)


# What is seen by the link.


def test_the_invited_see_it_as_it_is_saved_now(post, link, author):
    client = Client()
    page = page_of(client.get(link.get_absolute_url()))
    assert page.xpath("string(//h1)") == "Unpublished"
    assert "Draft for Bo, until" in page.xpath("string(//*[@class='banner'])")
    assert page.xpath("//article//img/@src") == [post.figures.get().photo.image.url]
    nodes = make.document.parse("<p>Corrected.</p>")
    make.document.save(post, nodes, author)
    assert b"Corrected." in client.get(link.get_absolute_url()).content


def test_it_is_kept_by_no_cache_found_by_no_search_engine_and_told_to_nobody(link):
    response = Client().get(link.get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response
    assert page_of(response).xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    # Nothing in the page says where it is, but the form.
    without_form = lxml.html.tostring(page_of(response)).decode().replace("action=", "")
    assert without_form.count(link.get_absolute_url()) == 1


def over(link: ShareLink) -> dict[str, str]:
    address = link.get_absolute_url()
    return {
        "unknown": f"/shared/{'0' * 16}.{'x' * 43}/",
        "no signature": f"/shared/{link.key}/",
        "another's signature": address.replace(link.key, "0" * 16),
        "cut off": address[:-2] + "/",
        "odd": "/shared/%00/",
    }


def test_what_leads_nowhere_says_the_same_whatever_the_reason(post, link):
    client = Client()
    answers = {name: client.get(address) for name, address in over(link).items()}
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1), made_at=long_ago())
    answers["expired"] = client.get(link.get_absolute_url())
    ShareLink.objects.update(expires_at=timezone.now() + timedelta(days=1), made_at=timezone.now())
    assert client.get(link.get_absolute_url()).status_code == 200
    post.put_into_bin()
    answers["in the bin"] = client.get(link.get_absolute_url())
    post.take_out_of_bin()
    assert client.get(link.get_absolute_url()).status_code == 200
    link.revoke()
    answers["revoked"] = client.get(link.get_absolute_url())
    answers["revoked, noted"] = note(link, client)
    assert {name: a.status_code for name, a in answers.items()} == dict.fromkeys(answers, 404)
    assert len({answer.content for answer in answers.values()}) == 1
    assert {answer["X-Robots-Tag"] for answer in answers.values()} == {"noindex, nofollow"}
    assert Note.objects.count() == 0


def long_ago():
    return timezone.now() - timedelta(days=1)


def test_of_what_is_published_it_leads_to_the_address(post, link):
    post.status, post.published_at = Post.Status.PUBLISHED, timezone.now() + timedelta(days=1)
    post.save()
    assert Client().get(link.get_absolute_url()).status_code == 200  # Only scheduled.
    post.published_at = timezone.now() - timedelta(hours=1)
    post.save()
    response = Client().get(link.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, post.get_absolute_url())


def test_a_link_opens_its_own_post_only(post, link, author):
    other = make.draft("<p>Another.</p>", authors=(author,), title="Other")
    theirs = sharing.make(other, author, "Cy", 1, False)
    assert b"Another." in Client().get(theirs.get_absolute_url()).content
    assert b"Another." not in Client().get(link.get_absolute_url()).content
    assert Client().get(other.get_absolute_url()).status_code == 404


def test_a_page_that_stands_by_itself_can_be_shared(author):
    page = make.page("<p>About us.</p>", title="About", status=Post.Status.DRAFT)
    made = sharing.make(page, make.user("Editor"), "Bo", 7, True)
    shown = page_of(Client().get(made.get_absolute_url()))
    assert shown.xpath("string(//h1)") == "About"
    assert shown.xpath("//*[contains(@class, 'date-header')] | //article//*[@rel='author']") == []


def test_each_visit_is_counted_and_a_sent_note_is_none(link):
    client = Client()
    for _ in range(2):
        client.get(link.get_absolute_url())
    client.head(link.get_absolute_url())
    client.get(note(link, client)["Location"])
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened_at is not None


def test_a_household_opens_so_many_in_a_minute(link, monkeypatch):
    monkeypatch.setattr("blog.views.shared.MOST_VISITS", 2)
    client = Client()
    statuses = [client.get(link.get_absolute_url()).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("blocks", [1, 10])
def test_a_long_post_with_many_notes_costs_no_more_queries(blocks, author):
    post = make.draft(f"<p>Words.</p>{make.quotation('A.')}" * blocks, authors=(author,))
    link = sharing.make(post, author, "Bo", 7, True)
    for number in range(blocks):
        note = sharing.leave(link, "Bo", None, f"Note {number}", uuid.uuid4())
        noting.reply(note, author, "So it is.")
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(link.get_absolute_url()).status_code == 200
    assert len(asked) == 10


# What the invited note.


def test_places_are_the_blocks_of_the_page_in_their_order(post, link):
    page = page_of(Client().get(link.get_absolute_url()))
    assert page.xpath("//select/option/text()") == [
        "The whole post",
        *("First words.", "Second words.", "“Said.”", "“Also.”", "A field"),
    ]


def test_a_note_stands_at_its_block_with_the_name_and_is_seen_by_all_with_the_link(post, link):
    client = Client()
    quotation = noting.places_of(post)[3]
    sent = note(link, client, place=quotation.key, text="Is it?\r\n\r\nReally?")
    stored = Note.objects.get()
    assert (stored.post, stored.share, stored.guest_name, stored.by) == (post, link, "Bo", None)
    assert stored.block == f"pullquote-{post.pullquotes.last().pk}"
    assert (stored.excerpt, stored.text, stored.is_invited) == (
        "“Also.”",
        "Is it?\n\nReally?",
        True,
    )
    assert sent["Location"] == f"{link.get_absolute_url()}?noted#note-{stored.pk}"
    other = page_of(Client().get(link.get_absolute_url()))
    (shown,) = other.xpath(f"//li[@id='note-{stored.pk}']")
    assert shown.get("data-place") == quotation.key
    assert [p.text for p in shown.xpath(".//div/p")] == ["Is it?", "Really?"]


def test_the_invited_see_what_was_answered_and_that_it_is_settled(post, link, author):
    note = sharing.leave(link, "Bo", None, "Who said it?", uuid.uuid4())
    noting.reply(note, author, "Her clerk.\n\n<b>Really.</b>")
    noting.reply(noting.write(post, author, "Among us."), author, "Quite.")
    note.resolve(author)
    page = page_of(Client().get(link.get_absolute_url()))
    (answer,) = page.xpath("//div[@class='invited-reply']")
    said = " ".join(answer.text_content().split())
    assert said.startswith(str(author)) and said.endswith("Her clerk. <b>Really.</b>")
    (settled,) = page.xpath("//p[@class='note-resolved']/text()")
    assert settled.startswith("Settled by the authors on ")
    note.reopen()
    assert not page_of(Client().get(link.get_absolute_url())).xpath("//p[@class='note-resolved']")


def test_notes_of_another_link_and_of_the_desk_are_not_shown(post, link, author):
    other = sharing.make(post, author, "Cy", 7, True)
    sharing.leave(other, "Cy", None, "Of another link.", uuid.uuid4())
    Note.objects.create(post=post, by=author, text="Of the desk.")
    shown = Client().get(link.get_absolute_url()).content
    assert (b"Of another link." in shown, b"Of the desk." in shown) == (False, False)


def test_the_name_is_asked_once_and_kept_at_this_address_alone(link):
    client = Client()
    sent = note(link, client, name="Bo Ågren")
    (cookie,) = sent.cookies.values()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        *(link.get_absolute_url(), True),
        "Lax",
    )
    page = page_of(client.get(link.get_absolute_url()))
    assert page.xpath("string(//details/summary)") == "You write as Bo Ågren"
    assert page.xpath("//details//input/@value") == ["Bo Ågren"]
    client.cookies["invited"] = "forged"
    assert page_of(client.get(link.get_absolute_url())).xpath("//details") == []


def test_the_same_sent_twice_is_one_note(link):
    same = str(uuid.uuid4())
    places = {note(link, submission=same, text=text)["Location"] for text in ("One", "One")}
    assert (len(places), Note.objects.count()) == (1, 1)


def test_a_submission_of_one_link_is_none_of_another(post, link, author):
    other = sharing.make(post, author, "Cy", 7, True)
    same = uuid.uuid4()
    note(other, submission=str(same), text="Theirs.")
    response = note(link, submission=str(same), text="Mine.")
    assert response.status_code == 302
    assert [(n.share, n.text) for n in Note.objects.order_by("pk")] == [
        (other, "Theirs."),
        (link, "Mine."),
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": ""}, "Write something."),
        ({"text": " \u200b "}, "Write something."),
        ({"text": "x" * 2001}, "at most 2000"),
        ({"name": ""}, "Write your name"),
        ({"name": "\u202e"}, "Write your name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"place": "prose-1.00000000"}, "These words were changed meanwhile"),
        ({"place": "x"}, "These words were changed meanwhile"),
    ],
)
def test_what_cannot_be_noted_is_said_and_what_was_typed_is_still_there(link, wrong, told):
    response = note(link, **{"text": "My words."} | wrong)
    page = page_of(response)
    assert (response.status_code, Note.objects.count()) == (422, 0)
    assert told in page.xpath("string(//*[@role='alert'])")
    typed = wrong.get("text", "My words.")
    assert page.xpath("string(//textarea)").strip() == typed.strip()


def test_words_that_changed_meanwhile_are_to_be_chosen_again(post, link, author):
    place = noting.places_of(post)[0]
    make.document.save(post, make.document.parse("<p>Other words.</p>"), author)
    response = note(link, place=place.key)
    assert (response.status_code, Note.objects.count()) == (422, 0)


def test_a_link_to_read_only_takes_no_notes(post, author):
    link = sharing.make(post, author, "Bo", 7, False)
    assert page_of(Client().get(link.get_absolute_url())).xpath("//textarea") == []
    assert note(link).status_code == 200
    assert Note.objects.count() == 0


def test_there_is_an_end_to_notes(link, monkeypatch):
    monkeypatch.setattr("blog.views.shared.MOST_NOTES", 3)
    monkeypatch.setattr("blog.sharing.MOST_NOTES", 2)
    statuses = [note(link).status_code for _ in range(4)]
    assert (statuses, Note.objects.count()) == ([302, 302, 409, 429], 2)


def test_notes_are_plain_text(link):
    note(link, name="<b>Bo</b>", text="<script>alert(1)</script>")
    page = page_of(Client().get(link.get_absolute_url()))
    assert page.xpath("string(//*[@class='note-text'])").strip() == "<script>alert(1)</script>"
    assert page.xpath("//li//b | //li//script") == []


# Letters.


def letters() -> list[tuple[str, str]]:
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def test_the_authors_are_told_at_most_once_an_hour(post, link, author):
    make.user("Author", email="another@example.org")
    sharing.leave(link, "Bo", None, "One.", uuid.uuid4())
    sharing.leave(link, "Bo", None, "Two.", uuid.uuid4())
    sharing.tell_of_notes.call()
    sharing.tell_of_notes.call()
    assert letters() == [("ada@example.org", "2 notes on “Unpublished”")]
    sharing.leave(link, "Bo", None, "Three.", uuid.uuid4())
    sharing.tell_of_notes.call()
    assert len(letters()) == 1
    Note.objects.filter(told_at__isnull=False).update(told_at=timezone.now() - timedelta(hours=1))
    sharing.tell_of_notes.call()
    assert letters()[1:] == [("ada@example.org", "1 note on “Unpublished”")]


def test_one_post_does_not_keep_another_from_being_told_of(post, link, author):
    other = make.draft(authors=(author,), title="Other")
    sharing.leave(link, "Bo", None, "One.", uuid.uuid4())
    sharing.tell_of_notes.call()
    theirs = sharing.make(other, author, "Cy", 7, True)
    sharing.leave(theirs, "Cy", None, "Two.", uuid.uuid4())
    Note.objects.create(post=post, by=author, text="Of the desk: nobody is told by this.")
    sharing.tell_of_notes.call()
    assert [subject for _, subject in letters()] == ["1 note on “Unpublished”", "1 note on “Other”"]


def test_of_what_is_in_the_bin_nobody_is_told(post, link):
    sharing.leave(link, "Bo", None, "One.", uuid.uuid4())
    post.put_into_bin()
    sharing.tell_of_notes.call()
    assert letters() == []


def test_of_notes_on_a_page_whoever_shared_it_is_told():
    editor = make.user("Editor", email="ed@example.org")
    page = make.page(title="About", status=Post.Status.DRAFT)
    link = sharing.make(page, editor, "Bo", 7, True)
    sharing.leave(link, "Bo", None, "One.", uuid.uuid4())
    sharing.tell_of_notes.call()
    assert letters() == [("ed@example.org", "1 note on “About”")]


# On the desk.


def test_a_link_is_made_shown_again_and_revoked(post, author):
    client = signed_in(author)
    page = page_of(client.post(share(post), {"do": "make", "name": "Bo", "days": "7"}))
    link = ShareLink.objects.get()
    assert (link.post, link.made_by, link.may_note) == (post, author, False)
    assert link.expires_at - link.made_at == timedelta(days=7)
    address = f"http://localhost:8000{link.get_absolute_url()}"
    assert page.xpath("//input[@readonly]/@value") == [address]
    assert page_of(client.get(share(post))).xpath("//input[@readonly]/@value") == [address]
    assert client.get(change(post)).content.decode().count(f'href="{share(post)}"') == 1
    page = page_of(client.post(share(post), {"do": "revoke", "link": str(link.pk)}))
    assert page.xpath("//input[@readonly]") == []
    assert Client().get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 81}, {"days": "365"}, {"days": "x"}]
)
def test_a_link_that_cannot_be_made_is_not(sent, post, author):
    response = signed_in(author).post(share(post), {"name": "Bo", "days": "7"} | sent)
    assert response.status_code == 200
    assert page_of(response).xpath("//*[@class='errorlist']") != []
    assert ShareLink.objects.count() == 0


def test_only_who_may_edit_the_post_has_its_links(post, link):
    other = make.user("Author")
    mine = make.draft(authors=(other,))
    client = signed_in(other)
    assert client.get(share(post)).status_code == 404
    assert client.post(share(post), {"name": "Cy", "days": "7"}).status_code == 404
    # By one's own post, the link of another's cannot be ended.
    sent = {"do": "revoke", "link": str(link.pk)}
    assert client.post(share(mine), sent).status_code == 404
    assert signed_in(make.user("Editor")).get(share(post)).status_code == 200
    link.refresh_from_db()
    assert (link.is_over, ShareLink.objects.count()) == (False, 1)


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30])
def test_a_link_that_is_not_there_cannot_be_revoked(key, post, author):
    assert signed_in(author).post(share(post), {"do": "revoke", "link": key}).status_code == 404


def test_links_have_limits(post, author, monkeypatch):
    monkeypatch.setattr("blog.admin.sharing.MOST", 2)
    monkeypatch.setattr("blog.sharing.MOST_LIVE", 1)
    client = signed_in(author)
    told = [
        page_of(client.post(share(post), {"name": "Bo", "days": "1"})).xpath(
            "string(//*[@role='alert'])"
        )
        for _ in range(3)
    ]
    assert told == [
        "",
        "This post has many links already: revoke some of them first.",
        "That was a lot at once. Try again in an hour.",
    ]


def test_what_ended_long_ago_is_forgotten_and_its_notes_are_kept(post, link, author):
    kept = sharing.make(post, author, "Cy", 30, True)
    sharing.leave(link, "Bo", None, "One.", uuid.uuid4())
    past = timezone.now() - timedelta(days=38)
    ShareLink.objects.filter(pk=link.pk).update(made_at=past, expires_at=past + timedelta(days=7))
    revoked = sharing.make(post, author, "Di", 30, True)
    ShareLink.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now() - timedelta(days=31))
    sharing.forget_ended.call()
    assert list(ShareLink.objects.all()) == [kept]
    left = Note.objects.get()
    assert (left.share, left.guest_name, left.is_invited) == (None, "Bo", True)


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"expires_at": timezone.now() + timedelta(days=40)}]
)
def test_no_way_of_writing_makes_a_link_without_a_name_or_an_end(fields, link):
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.update(**fields)
