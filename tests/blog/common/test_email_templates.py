"""Every e-mail of the site: its reason first, one button, and the same in its text part."""

from pathlib import Path

import lxml.html
import pytest
from allauth.core.context import request_context
from django.core import mail
from django.utils import timezone

from accounts.adapters import AccountAdapter
from blog.common import emails
from blog.evidence.models import QuotationCheck, QuotedPage
from blog.models import PullQuote, SourceProposal
from blog.workflow.models import WorkflowTransition
from tests.support import factories as make

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3] / "templates"
PARTS = {"base", "button", "settings"}

# Template: the first words of the e-mail, and the path of its button.
BLOG_EMAILS = {
    "comment": ("You get this e-mail because you wrote", "/comments/"),
    "confirmation": ("Someone entered this e-mail address", "/comments/notices/"),
    "guest_data": ("Someone asked for the data", "/comments/mine/x/"),
    "invited_notes": ("You get this e-mail, at most once an hour", "/admin/form/"),
    "moderation_queue": ("You get this e-mail because you moderate", "/admin/queue/"),
    "quotation_changed": ("You get this e-mail because you wrote", "/admin/post/"),
    "source_proposal": ("You get this e-mail because you made", "/admin/post/"),
    "reply": ("You get this e-mail because you asked for replies", "/comments/"),
    "transition": ("You get this e-mail because you review", "/admin/post/"),
}
ACCOUNT_EMAILS = {
    "account_already_exists": ("Someone tried to sign up", "/accounts/password/reset/"),
    "email_confirmation": ("Someone entered this e-mail address", "/accounts/confirm/"),
    "invitation": ("Ada Bell created an account for you", "/accounts/reset/"),
    "password_reset_key": ("Someone asked to reset the password", "/accounts/reset/"),
    "second_factors_removed": ("An administrator turned off", "/accounts/2fa/"),
    "signed_in": ("Someone signed in to your account", "/accounts/password/change/"),
}


def check(message: mail.EmailMultiAlternatives, reason: str, path: str) -> None:
    assert message.body.startswith(reason)
    html = lxml.html.document_fromstring(message.alternatives[0].content)
    assert " ".join(html.find("body")[0].text_content().split()).startswith(reason)
    (button,) = html.xpath("//a[@style]")
    assert path in button.get("href")
    assert button.text_content().strip()
    assert button.get("href") in message.body.splitlines()


@pytest.mark.parametrize("template", BLOG_EMAILS)
def test_blog_email_has_its_reason_and_one_button(template):
    site, post = make.site(), make.post(title="Low water")
    comment = make.comment(post, "Words.", name="Bo")
    transition = WorkflowTransition(kind="scheduled", post=post, publish_at=timezone.now())
    context = {
        "post": post,
        "comment": comment,
        "comments": [(comment, "Words.")],
        "subscription": make.subscription(comment, "ana@example.org"),
        "transition": transition,
        "is_for_editors": True,
        "check": QuotationCheck(
            quotation=PullQuote(text="Words."), page=QuotedPage(url="https://example.org/a")
        ),
        "proposal": SourceProposal(kind="rename", description="“A” → “B”"),
        **{"address": "/admin/post/", "queue": "/admin/queue/", "form": "/admin/form/"},
        "link": "/comments/mine/x/",
    }
    with site.activated():
        emails.send(template, "ana@example.org", site, "Subject", **context)
    check(mail.outbox[-1], *BLOG_EMAILS[template])


@pytest.mark.parametrize("template", ACCOUNT_EMAILS)
def test_account_email_has_its_reason_and_one_button(template, rf, settings):
    request = rf.get("/")
    request.site = make.site()
    context = {
        "timestamp": timezone.now(),
        "activate_url": f"{settings.SITE_URL}/accounts/confirm/",
        **{"inviter": "Ada Bell", "days": 3},
        "password_url": f"{settings.SITE_URL}/accounts/reset/",
        **(
            {"password_reset_url": f"{settings.SITE_URL}/accounts/reset/"}
            if "key" in template
            else {}
        ),
    }
    with request.site.activated(), request_context(request):
        AccountAdapter(request).send_mail(f"account/email/{template}", "ana@example.org", context)
    check(mail.outbox[-1], *ACCOUNT_EMAILS[template])


def test_every_template_of_an_email_has_a_row():
    blog = {file.stem for file in (ROOT / "blog" / "emails").iterdir()}
    assert blog - PARTS == set(BLOG_EMAILS)
    account = (ROOT / "account" / "email").glob("*_subject.txt")
    assert {file.stem.removesuffix("_subject") for file in account} == set(ACCOUNT_EMAILS)
