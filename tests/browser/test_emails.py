"""Reply notifications, from the form to the mailbox and the unsubscription, with a real browser and
mail server."""

import urllib.parse
import urllib.request
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.notifications import send_comment_notifications
from blog.comments.subscriptions import Subscription
from mail.delivery import deliver
from tests.browser.conftest import Desk
from tests.mail import server
from tests.support import factories as make
from tests.support.commenting import send_guest_data_emails
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("comments_are_held")


@pytest.fixture
def smtp(settings, live_server):
    settings.SITE_URL = live_server.url
    with server.running() as running:
        settings.MAILERS = server.mailers(running.port)
        yield running


def comment(page: Page, address: str, name: str, notify: bool = False) -> Comment:
    page.goto(address)
    page.get_by_role("textbox", name="Your comment").fill(f"Words of {name}.")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("E-mail me when someone replies").set_checked(notify)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Your comment")).to_be_visible()
    return Comment.objects.get(name=name)


def approve(*comments: Comment) -> None:
    """Approve the comment, advance two minutes and run the due tasks."""
    moderate(comment_ids=[c.pk for c in comments], to=Comment.State.APPROVED, by=None)
    Comment.objects.filter(notice_at__isnull=False).update(notice_at=timezone.now())
    send_comment_notifications.call()
    deliver.call()


def delivered(smtp: server.MailServer, name: str) -> EmailMessage:
    """Return the only e-mail to them since the last call."""
    deliver.call()
    (message,) = [message for to, message in smtp.taken if to == f"{name}@example.org"]
    smtp.taken.clear()
    return message


def link(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    lines = body.get_content().splitlines()
    (url,) = [line for line in lines if "/comments/notices/" in line]
    return url


def test_guest_subscribes_confirms_is_notified_and_unsubscribes(desk: Desk, smtp):
    post = make.post(title="Dams", authors=(make.user("Author", notify_of_comments=False),))
    form = f"{post.get_absolute_url()}comment/"
    page = desk.page()
    ana = comment(page, form, "ana", notify=True)
    expect(page.get_by_text("Check your e-mail: follow the link")).to_be_visible()

    confirmation = delivered(smtp, "ana")
    assert confirmation["Subject"] == "Pullquote: Confirm that you want replies by e-mail"
    page.goto(link(confirmation))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You get an e-mail for each reply.")).to_be_visible()

    approve(ana)
    assert smtp.taken == []
    bo = comment(desk.page(), f"{form}?to={ana.pk}", "bo")
    send_comment_notifications.call()
    deliver.call()
    assert smtp.taken == []  # It is not sent yet.
    approve(bo)
    message = delivered(smtp, "ana")
    assert message["Subject"] == "Pullquote: bo replied on “Dams”"
    assert message["In-Reply-To"] == f"<comment-{ana.pk}@localhost>"
    page.goto(f"/comments/{bo.pk}/")
    expect(page.locator(f"#comment-{bo.pk}")).to_contain_text("Words of bo.")

    # Like a mail client: no cookie, no earlier visit.
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    response = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(address, data=response, timeout=PATIENCE) as answer:
        assert answer.status == 200
    assert not Subscription.objects.exists()
    approve(comment(desk.page(), f"{form}?to={ana.pk}", "cy"))
    assert smtp.taken == []
    page.goto(address)
    expect(page.get_by_text("You are unsubscribed")).to_be_visible()
    desk.ignore_error("404")


def test_guest_views_and_erases_stored_data(desk: Desk, smtp):
    post = make.post(title="Dams")
    page = desk.page()
    ana = comment(page, f"{post.get_absolute_url()}comment/", "ana")
    page.get_by_role("link", name="Your data").click()
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("If anything is stored")).to_be_visible()
    send_guest_data_emails()
    body = delivered(smtp, "ana").get_body(("plain",))
    assert body
    lines = body.get_content().splitlines()
    page.goto(next(line for line in lines if "/comments/mine/" in line))
    expect(page.get_by_role("blockquote").get_by_text("Words of ana.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert download.value.suggested_filename == "comments.json"
    page.get_by_role("link", name="Delete my personal details").click()
    page.get_by_role("button", name="Delete my personal details").click()
    expect(page.get_by_text("1 comment was made anonymous.")).to_be_visible()
    expect(page.get_by_text("Nothing is stored under this address.")).to_be_visible()
    ana.refresh_from_db()
    assert (ana.name, ana.email_hash, ana.text) == ("", "", "Words of ana.")
