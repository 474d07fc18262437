"""E-mails with a link to a guest's data: the request does the same for every address, a task does
the rest. In the request, timing would disclose who has commented.
"""

from datetime import timedelta

from django.core import signing
from django.tasks import task
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.comments import privacy
from blog.comments.email_hash import hash_email
from blog.common import emails
from blog.models import SiteSettings
from lib.encryption import decrypt, encrypt
from mail.delivery import MAIL_PRIORITY

SALT = "blog.views.guest_data"
LINK_MAX_AGE = timedelta(days=1)
EMAIL_MAX_AGE = timedelta(days=1)  # Older tasks send nothing.


def enqueue_guest_data_email(address: str) -> None:
    """Enqueue the task, whether anything is stored under the address or not. One query.

    The address is encrypted in the task, as it may belong to somebody who never commented.
    """
    send_guest_data_email.enqueue(encrypt(address))


@task(priority=MAIL_PRIORITY)
def send_guest_data_email(encrypted: str) -> None:
    """Queue an e-mail with the link if there is data. Three queries, and two for the e-mail."""
    address = decrypt(encrypted, EMAIL_MAX_AGE)
    if address is None or not address.isascii():
        return
    email_hash = hash_email(address)
    if not privacy.has_guest_data(email_hash):
        return
    site = SiteSettings.load()
    with site.activated():
        link = reverse("blog:guest-data-detail", kwargs={"link": sign_link(email_hash)})
        emails.send("guest_data", address, site, _("Link to your data"), link=link)


def sign_link(email_hash: str) -> str:
    return signing.dumps(email_hash, salt=SALT)


def read_link(link: str) -> str:
    """Return the hash of the e-mail address. Raises `BadSignature`, also for an expired link."""
    return signing.loads(link, salt=SALT, max_age=LINK_MAX_AGE)
