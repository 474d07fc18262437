"""The desk, account pages and e-mails speak the language of a person, and no other page does."""

import json
from datetime import timedelta

import lxml.html
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blog import editing
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.notifications import notify_moderators, send_comment_notifications
from blog.comments.subscriptions import Subscription
from blog.content.sources.proposals import decline_proposal, propose_rename
from blog.evidence.models import QuotationCheck, QuotedPage
from blog.evidence.notifications import notify_authors
from blog.models import PullQuote, SiteSettings, Source
from blog.notes.models import Note, ShareLink
from blog.notes.share_links import notify_authors_of_notes
from tests.accounts.people import link, send_reset_emails, sign_in
from tests.support import factories as make
from tests.support.desk import ADD, fields, send, signed_in
from tests.support.pages import read

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


@pytest.fixture(autouse=True)
def english_site():
    return make.site(language="en-gb")


def person(role="Editor", language="de", **fields) -> User:
    return make.user(role, language=language, **fields)


def get_language(client: Client, path: str) -> tuple[str, str]:
    page = read(client, path)
    return page.get("lang"), page.get("dir")


def pop_languages() -> dict[str, str]:
    """Return the languages of the e-mails, by the name of the recipient, and forget these."""
    languages = {
        email.to[0].partition("@")[0]: lxml.html.fromstring(email.alternatives[0].content).get(
            "lang"
        )
        for email in mail.outbox
    }
    mail.outbox.clear()
    return languages


@pytest.mark.parametrize(
    ("language", "shown"),
    [("de", ("de", "ltr")), ("ar", ("ar", "rtl")), ("", ("en-gb", "ltr")), ("en", ("en", "ltr"))],
)
def test_desk_and_account_have_the_language_of_the_person(language, shown):
    post = make.post(title="Low water", language="en-gb")
    client = signed_in(person(language=language))
    for path in ("/admin/", ADD, PROFILE, "/accounts/2fa/"):
        assert get_language(client, path) == shown
    for path in ("/", post.get_absolute_url(), "/archive/", "/search/?q=low"):
        assert get_language(client, path) == ("en-gb", "ltr")


def test_scripts_of_the_desk_have_the_language_of_the_person():
    catalogs = [signed_in(person(language=code)).get("/admin/jsi18n/") for code in ("de", "")]
    german, english = (catalog.text for catalog in catalogs)
    assert "Sprache" in german and "Sprache" not in english
    assert all("no-store" in catalog["Cache-Control"] for catalog in catalogs)


def test_palette_finds_pages_by_their_names_in_the_language():
    client = signed_in(person())
    assert "Ihr Konto" in client.get("/admin/search/?q=konto").text
    assert "Ihr Konto" not in signed_in(person(language="")).get("/admin/search/?q=konto").text


def test_draft_at_a_public_address_has_the_language_of_the_site():
    author = person()
    post = make.draft(authors=(author,), language="en-gb")
    assert get_language(signed_in(author), post.get_absolute_url())[0] == "en-gb"


def test_new_post_has_the_language_of_the_site():
    client = signed_in(person())
    assert fields(client, ADD)["language"] == "en-gb"
    assert fields(client, "/admin/blog/dossier/add/")["language"] == "en-gb"


def test_previews_have_the_language_of_the_site():
    author = person("superuser")
    client = signed_in(author)
    sent = {"title": "Typed", "document": "<p>Words.</p>", "language": "en-gb"}
    preview = client.post("/admin/blog/post/preview/", sent)
    assert lxml.html.fromstring(preview.content).get("lang") == "en-gb"
    dossier = make.dossier(title="Dams", language="en-gb")
    assert get_language(client, f"/admin/blog/dossier/{dossier.pk}/preview/")[0] == "en-gb"
    answer = client.post("/admin/blog/appearance/preview/", {"accent_light": "red"}).json()
    assert lxml.html.fromstring(answer["page"]).get("lang") == "en-gb"
    assert "Farbe" in answer["errors"]["accent_light"]["message"]  # For the person.


def test_stored_html_has_the_language_of_the_post():
    author = person()
    client = signed_in(author)
    html = "<p>Words.</p><aside data-kind='facts'><p>Low.</p></aside>"
    assert send(client, ADD, title="Low water", document=html).status_code == 302
    post = author.authorships.get().post
    assert post.language == "en-gb"
    assert "Fakten" not in post.html


def test_language_costs_no_query():
    counts = []
    for language in ("", "de"):
        client = signed_in(person(language=language))
        client.get("/admin/")
        for path in ("/admin/", PROFILE):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    with CaptureQueriesContext(connection) as queries:
        Client().get("/accounts/login/")
    assert not [query for query in queries if "session" in query["sql"]]


def test_person_chooses_the_language_in_the_profile():
    reader = make.user("")
    client = signed_in(reader)
    page = read(client, PROFILE)
    options = page.xpath("//select[@name='language']/option")
    assert [options[0].get("value"), options[0].text] == ["", "The language of the site"]
    assert "Deutsch" in [option.text for option in options]
    answer = client.post(PROFILE, {"byline": "Ada", "language": "de"}, follow=True)
    assert "Gespeichert." in answer.text
    reader.refresh_from_db()
    assert reader.language == "de"
    answer = client.post(PROFILE, {"byline": "Ada", "language": ""}, follow=True)
    assert "Saved." in answer.text


@pytest.mark.parametrize("forged", ["xx", "de'", "en-gb " * 20, "../de"])
def test_forged_language_is_refused(forged):
    reader = make.user("")
    answer = signed_in(reader).post(PROFILE, {"byline": "Ada", "language": forged})
    assert "language" in answer.context["form"].errors
    reader.refresh_from_db()
    assert reader.language == ""


def test_administrator_chooses_the_language_of_a_person():
    author = make.user("Author")
    client = signed_in(make.user("Administrator"))
    assert (
        send(client, f"/admin/accounts/user/{author.pk}/change/", language="ar").status_code == 302
    )
    author.refresh_from_db()
    assert author.language == "ar"


def test_settings_of_the_site_are_saved_in_the_language_of_the_person():
    client = signed_in(person("superuser"))
    send(client, "/admin/blog/sitesettings/1/change/", language="fr")
    assert SiteSettings.load().language == "fr"
    assert get_language(client, "/admin/blog/sitesettings/1/change/")[0] == "de"


def test_new_site_gets_the_language_of_the_browser_not_of_the_person():
    SiteSettings.objects.all().delete()
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person("superuser"))
    assert get_language(client, "/admin/")[0] == "de"
    client.get("/admin/blog/sitesettings/")
    assert SiteSettings.load().language == "fr"


def test_export_of_the_data_has_the_language():
    data = json.loads(signed_in(person()).get("/accounts/data/account.json").getvalue())
    assert data["account"]["language"] == "de"


def test_emails_of_the_workflow_have_the_language_of_each_recipient():
    author = person("Author", "ar", email="ana@example.org")
    person("Editor", "de", email="ben@example.org")
    eva = person("Editor", "", email="eva@example.org")
    post = make.draft(authors=(author,), title="Low water")
    editing.hand_in(post, by=author)
    assert pop_languages() == {"ben": "de", "eva": "en-gb"}
    editing.approve(post, by=eva)
    assert pop_languages() == {"ana": "ar"}


def test_emails_about_comments_have_the_language_of_each_recipient():
    author = person("Author", "fr", email="ana@example.org")
    person("Moderator", "de", email="mo@example.org", moderation_emails="each")
    post = make.post(authors=(author,))
    reader = person("", "es", email="rita@example.org")
    first = make.comment(post, user=reader)
    guest = make.comment(post, name="Gus", under=first)
    for comment, owner in ((first, {"user": reader}), (guest, {"email": "gus@example.org"})):
        hash = hash_email(reader.email if "user" in owner else owner["email"])
        Subscription.objects.create(
            comment=comment, confirmed_at=timezone.now(), email_hash=hash, **owner
        )
    reply = make.comment(post, name="", under=guest, state=Comment.State.WAITING)
    moderate(comment_ids=[reply.pk], to=Comment.State.WAITING, by=None)
    Comment.objects.filter(pk=reply.pk).update(notice_at=timezone.now())
    notify_moderators.call()
    assert pop_languages() == {"mo": "de"}
    moderate(comment_ids=[reply.pk], to=Comment.State.APPROVED, by=None)
    Comment.objects.filter(pk=reply.pk).update(notice_at=timezone.now())
    send_comment_notifications.call()
    assert pop_languages() == {"ana": "fr", "rita": "es", "gus": "en-gb"}


def test_other_emails_of_the_desk_have_the_language_of_the_recipient():
    author = person("Author", "de", email="ana@example.org")
    post = make.post(make.quotation("“Low.”"), authors=(author,))
    quoted = PullQuote.objects.get()
    page = QuotedPage.objects.create(url="https://example.org/a")
    check = QuotationCheck(pk=1, quotation=quoted, page=page, verdict="gone")
    notify_authors(check)
    assert pop_languages() == {"ana": "de"}
    ends = timezone.now() + timedelta(days=1)
    share = ShareLink.objects.create(post=post, name="Lu", made_by=author, expires_at=ends)
    Note.objects.create(post=post, text="Why?", guest_name="Lu", share=share)
    notify_authors_of_notes.call()
    assert pop_languages() == {"ana": "de"}


def test_account_emails_have_the_language_of_the_recipient():
    person("", "de", email="ana@example.org", username="ana")
    sign_in(Client(), "ana", make.PASSWORD, REMOTE_ADDR="203.0.113.9")
    assert pop_languages() == {"ana": "de"}
    Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
    send_reset_emails()
    assert pop_languages() == {"ana": "de"}


def test_page_of_a_new_password_has_the_language_of_the_person():
    person("", "de", email="ana@example.org")
    client = Client(HTTP_HOST="localhost")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    send_reset_emails()
    form = client.get(link(mail.outbox[0]), follow=True)
    assert lxml.html.fromstring(form.content).get("lang") == "de"
    short = {"password1": "x", "password2": "x"}
    answer = client.post(form.redirect_chain[-1][0], short)
    assert lxml.html.fromstring(answer.content).get("lang") == "de"
    assert "Passwort ist zu kurz" in answer.text


def test_invitation_has_the_language_that_the_administrator_chose():
    administrator = signed_in(person("Administrator", "ar"))
    for language in ("de", ""):
        sent = {"email": f"nia{language}@example.org", "language": language}
        administrator.post("/admin/accounts/user/add/", sent)
    assert "Rolle" not in mail.outbox[1].body
    assert pop_languages() == {"niade": "de", "nia": "en-gb"}


@pytest.mark.parametrize(
    ("chosen", "accepted", "stored"),
    [
        ("", "de-AT,de;q=0.9", "de"),
        ("", "en-US,en;q=0.9", ""),  # The site's own, as spelt elsewhere.
        ("", "fi", ""),  # There is no translation.
        ("", "<script>,;q=x", ""),
        ("fr", "de", "fr"),
    ],
)
def test_invited_person_gets_the_language_of_the_browser(chosen, accepted, stored):
    sent = {"email": "nia@example.org", "language": chosen}
    signed_in(person("Administrator", "")).post("/admin/accounts/user/add/", sent)
    client = Client(HTTP_HOST="localhost", headers={"accept-language": accepted})
    form = client.get(link(mail.outbox[0]), follow=True)
    assert lxml.html.fromstring(form.content).get("lang") == (stored or "en-gb")
    passwords = {"password1": "quite another horse", "password2": "quite another horse"}
    client.post(form.redirect_chain[-1][0], passwords)
    assert User.objects.get(email="nia@example.org").language == stored


def test_decided_proposal_is_reported_in_the_language_of_its_author():
    author = person("Author", "de", email="ana@example.org")
    source = Source.objects.create(name="Bo Ek", slug="bo-ek", created_by=author)
    proposal = propose_rename(
        source=source, fields={"name": "Bo Eck"}, former_name="", reason="", by=author
    )
    mail.outbox.clear()
    decline_proposal(proposal=proposal, by=person("Editor", "ar"))
    assert pop_languages() == {"ana": "de"}
