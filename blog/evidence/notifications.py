"""E-mails to the authors of a post when a quotation no longer stands."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from blog.common import emails
from blog.evidence.models import QuotationCheck
from blog.models import Post, SiteSettings


def notify_authors(check: QuotationCheck) -> None:
    """Queue an e-mail to each author of the post, unless it is in the trash, in the transaction of
    the finding.

    Two queries for each e-mail, and two.
    """
    post = check.quotation.post
    if post.status == Post.Status.TRASHED:
        return
    authors = User.objects.filter(authorships__post=post, is_active=True, is_staff=True)
    recipients = list(authors.exclude(email="").order_by("pk").distinct())
    if not recipients:
        return
    site = SiteSettings.load()
    address = reverse("admin:blog_quotationcheck_change", args=[check.pk])
    is_gone = check.verdict == QuotationCheck.Verdict.GONE
    with site.activated():
        for recipient in recipients:
            with override(recipient.get_language(site)):
                subject = (
                    _("A quotation in “%(post)s” is no longer on its page")
                    if is_gone
                    else _("A quotation in “%(post)s” now reads differently on its page")
                )
                emails.send(
                    "quotation_changed",
                    recipient.email,
                    site,
                    subject % {"post": post.title},
                    {"List-Id": f"<desk.{emails.get_site_host()}>"},
                    check=check,
                    post=post,
                    address=address,
                    is_gone=is_gone,
                )
