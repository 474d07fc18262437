"""E-mails from the site: text and simple HTML, in the active language, with absolute URLs."""

from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from mail.sender import format_sender


class Site(Protocol):
    """Sender of an e-mail."""

    @property
    def name(self) -> str: ...


def send(
    template: str,
    recipient: str,
    site: Site,
    subject: str,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> None:
    """Queue an e-mail from the site. Two queries. Call it within `site.activated()`, and in the
    language of the recipient.

    Renders `templates/blog/emails/TEMPLATE.txt` and `.html`. The site's name is the sender's name
    and precedes the subject. Sets `List-Id` (RFC 2919), by which mail programs filter.
    """
    context = {"site": site, "site_url": settings.SITE_URL, "subject": subject, **context}
    message = EmailMultiAlternatives(
        # A name or a title may contain line breaks.
        " ".join(f"{site.name}: {subject}".split()),
        render_to_string(f"blog/emails/{template}.txt", context).strip() + "\n",
        format_sender(site.name),
        [recipient],
        headers={"List-Id": _list_id(site), **(headers or {})},
    )
    html = render_to_string(f"blog/emails/{template}.html", context)
    message.attach_alternative(html, "text/html")
    message.send()


def build_unsubscribe_headers(address: str) -> dict[str, str]:
    """Return the headers for one-click unsubscribe (RFC 8058): mail programs POST to the path."""
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _list_id(site: Site) -> str:
    name = " ".join(site.name.replace("<", "").replace(">", "").split())
    return f"{name} <comments.{get_site_host()}>"


def get_site_host() -> str:
    return str(urlsplit(settings.SITE_URL).hostname)
