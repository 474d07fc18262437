"""Notes of invited readers on a draft, and e-mails to its authors."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from blog.models import Post
from blog.notes import anchors, share_links
from blog.notes.models import Note
from blog.notes.notes import add_invited_note, add_note, reopen_note, reply_to_note, resolve_note
from blog.views.share_links import NOTE_SECONDS
from tests.support import factories as make
from tests.support.shared_drafts import note, page_of

pytestmark = pytest.mark.django_db


def test_note_form_offers_blocks_in_page_order(post, link):
    page = page_of(Client().get(link.get_absolute_url()))
    assert page.xpath("//select/option/text()") == [
        "The whole post",
        *("First words.", "Second words.", "“Said.”", "“Also.”", "A field"),
    ]


@pytest.mark.slow
def test_note_is_shown_at_its_block_to_all_with_the_link(post, link):
    client = Client()
    quotation = anchors.list_anchors(post)[3]
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


def test_invited_reader_sees_replies_and_resolution(post, link, author):
    note = add_invited_note(
        link=link, name="Bo", anchor=None, text="Who said it?", submission=uuid.uuid4()
    ).note
    reply_to_note(note=note, by=author, text="Her clerk.\n\n<b>Really.</b>")
    reply_to_note(
        note=add_note(post=post, by=author, text="Among us.").note, by=author, text="Quite."
    )
    resolve_note(note=note, by=author)
    page = page_of(Client().get(link.get_absolute_url()))
    (answer,) = page.xpath("//div[@class='invited-reply']")
    text = " ".join(answer.text_content().split())
    assert text.startswith(str(author)) and text.endswith("Her clerk. <b>Really.</b>")
    (settled,) = page.xpath("//p[@class='note-resolved']/text()")
    assert settled.startswith("Resolved by the authors on ")
    assert (settled[-1], settled[-2:] == "..") == (".", False)
    reopen_note(note=note)
    assert not page_of(Client().get(link.get_absolute_url())).xpath("//p[@class='note-resolved']")


def test_notes_of_other_links_and_editors_are_not_shown(post, link, author):
    other = share_links.create_share_link(
        post=post, by=author, name="Cy", days=7, may_note=True
    ).link
    add_invited_note(
        link=other, name="Cy", anchor=None, text="Of another link.", submission=uuid.uuid4()
    )
    Note.objects.create(post=post, by=author, text="Of the desk.")
    shown = Client().get(link.get_absolute_url()).content
    assert (b"Of another link." in shown, b"Of the desk." in shown) == (False, False)


@pytest.mark.slow
def test_name_is_stored_in_cookie_of_share_link(link):
    client = Client()
    sent = note(link, client, name="Bo Ågren")
    (cookie,) = (value for name, value in sent.cookies.items() if name != "wrote")
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        *(link.get_absolute_url(), True),
        "Lax",
    )
    page = page_of(client.get(link.get_absolute_url()))
    assert page.xpath("string(//details/summary)") == "Writing as Bo Ågren"
    assert page.xpath("//details//input/@value") == ["Bo Ågren"]
    client.cookies["invited"] = "forged"
    assert page_of(client.get(link.get_absolute_url())).xpath("//details") == []


def test_note_submitted_twice_is_stored_once(link):
    submission = str(uuid.uuid4())
    locations = {
        note(link, submission=submission, text=text)["Location"] for text in ("One", "One")
    }
    assert (len(locations), Note.objects.count()) == (1, 1)


def test_same_submission_id_of_other_link_is_separate_note(post, link, author):
    other = share_links.create_share_link(
        post=post, by=author, name="Cy", days=7, may_note=True
    ).link
    submission = uuid.uuid4()
    note(other, submission=str(submission), text="Theirs.")
    response = note(link, submission=str(submission), text="Mine.")
    assert response.status_code == 302
    assert [(n.share, n.text) for n in Note.objects.order_by("pk")] == [
        (other, "Theirs."),
        (link, "Mine."),
    ]


@pytest.mark.parametrize(
    ("invalid", "message"),
    [
        ({"text": ""}, "Enter your note."),
        ({"text": " \u200b "}, "Enter your note."),
        ({"text": "x" * 2001}, "at most 2000"),
        ({"name": ""}, "Enter your name"),
        ({"name": "\u202e"}, "Enter your name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"place": "prose-1.00000000"}, "This part of the post has changed"),
        ({"place": "x"}, "This part of the post has changed"),
    ],
)
def test_invalid_note_shows_error_and_keeps_input(link, invalid, message):
    response = note(link, **{"text": "My words."} | invalid)
    page = page_of(response)
    assert (response.status_code, Note.objects.count()) == (422, 0)
    assert message in page.xpath("string(//*[@role='alert'])")
    text = invalid.get("text", "My words.")
    assert page.xpath("string(//textarea)").strip() == text.strip()


def test_note_on_changed_block_is_refused(post, link, author):
    anchor = anchors.list_anchors(post)[0]
    make.document.save(post, make.document.parse("<p>Other words.</p>"), author)
    response = note(link, place=anchor.key)
    assert (response.status_code, Note.objects.count()) == (422, 0)


def test_link_without_notes_ignores_submitted_note(post, author):
    link = share_links.create_share_link(
        post=post, by=author, name="Bo", days=7, may_note=False
    ).link
    assert page_of(Client().get(link.get_absolute_url())).xpath("//textarea") == []
    assert note(link).status_code == 200
    assert Note.objects.count() == 0


@pytest.mark.slow
def test_notes_are_limited_by_link_and_client(link, monkeypatch):
    monkeypatch.setattr("blog.views.share_links.MAX_NOTES", 3)
    monkeypatch.setattr("blog.notes.notes.MAX_NOTES_OF_LINK", 2)
    responses = [note(link) for _ in range(4)]
    statuses = [response.status_code for response in responses]
    assert (statuses, Note.objects.count()) == ([302, 302, 409, 429], 2)
    assert 0 < int(responses[-1]["Retry-After"]) <= NOTE_SECONDS


def test_note_with_html_is_escaped(link):
    note(link, name="<b>Bo</b>", text="<script>alert(1)</script>")
    page = page_of(Client().get(link.get_absolute_url()))
    assert page.xpath("string(//*[@class='note-text'])").strip() == "<script>alert(1)</script>"
    assert page.xpath("//li//b | //li//script") == []


# E-mails.


def list_emails() -> list[tuple[str, str]]:
    return [(email.to[0], email.subject.removeprefix("Pullquote: ")) for email in mail.outbox]


@pytest.mark.slow
def test_authors_get_one_email_an_hour(post, link, author):
    make.user("Author", email="another@example.org")
    add_invited_note(link=link, name="Bo", anchor=None, text="One.", submission=uuid.uuid4())
    add_invited_note(link=link, name="Bo", anchor=None, text="Two.", submission=uuid.uuid4())
    share_links.notify_authors_of_notes.call()
    share_links.notify_authors_of_notes.call()
    assert list_emails() == [("ada@example.org", "2 notes on “Unpublished”")]
    add_invited_note(link=link, name="Bo", anchor=None, text="Three.", submission=uuid.uuid4())
    share_links.notify_authors_of_notes.call()
    assert len(list_emails()) == 1
    Note.objects.filter(notified_at__isnull=False).update(
        notified_at=timezone.now() - timedelta(hours=1)
    )
    share_links.notify_authors_of_notes.call()
    assert list_emails()[1:] == [("ada@example.org", "1 note on “Unpublished”")]


@pytest.mark.slow
def test_recent_email_does_not_delay_other_posts(post, link, author):
    other = make.draft(authors=(author,), title="Other")
    add_invited_note(link=link, name="Bo", anchor=None, text="One.", submission=uuid.uuid4())
    share_links.notify_authors_of_notes.call()
    theirs = share_links.create_share_link(
        post=other, by=author, name="Cy", days=7, may_note=True
    ).link
    add_invited_note(link=theirs, name="Cy", anchor=None, text="Two.", submission=uuid.uuid4())
    Note.objects.create(post=post, by=author, text="Of the desk: nobody is told by this.")
    share_links.notify_authors_of_notes.call()
    assert [subject for _, subject in list_emails()] == [
        "1 note on “Unpublished”",
        "1 note on “Other”",
    ]


def test_notes_on_trashed_post_send_no_email(post, link):
    add_invited_note(link=link, name="Bo", anchor=None, text="One.", submission=uuid.uuid4())
    post.set_trashed()
    share_links.notify_authors_of_notes.call()
    assert list_emails() == []


def test_notes_on_page_notify_creator_of_link():
    editor = make.user("Editor", email="ed@example.org")
    page = make.page(title="About", status=Post.Status.DRAFT)
    link = share_links.create_share_link(
        post=page, by=editor, name="Bo", days=7, may_note=True
    ).link
    add_invited_note(link=link, name="Bo", anchor=None, text="One.", submission=uuid.uuid4())
    share_links.notify_authors_of_notes.call()
    assert list_emails() == [("ed@example.org", "1 note on “About”")]
