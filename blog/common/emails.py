"""E-mails of the site: text and simple HTML, in its language, with absolute URLs."""

from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from mail.sender import from_address


class Site(Protocol):
    """Whom the e-mail is from."""

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
    """Queue an e-mail from the site: two queries. `site.activated()` around it gives its language.

    `templates/blog/emails/NAME.txt` and `.html` say what is in it. The site's name comes before
    the subject, and is the sender's. `List-Id` (RFC 2919) is always among the headers: mail
    programs sort by it.
    """
    shown = {"site": site, "site_url": settings.SITE_URL, "subject": subject, **context}
    message = EmailMultiAlternatives(
        # A name or a title may hold line breaks.
        " ".join(f"{site.name}: {subject}".split()),
        render_to_string(f"blog/emails/{template}.txt", shown).strip() + "\n",
        from_address(site.name),
        [recipient],
        headers={"List-Id": _list_id(site), **(headers or {})},
    )
    message.attach_alternative(render_to_string(f"blog/emails/{template}.html", shown), "text/html")
    message.send()


def one_click(address: str) -> dict[str, str]:
    """Headers by which mail programs offer a button that unsubscribes, by a POST to the address,
    without a visit (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _list_id(site: Site) -> str:
    name = " ".join(site.name.replace("<", "").replace(">", "").split())
    return f"{name} <comments.{host()}>"


def host() -> str:
    return str(urlsplit(settings.SITE_URL).hostname)
