"""Letters about comments: text and simple HTML, in the site's language, with whole addresses."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from blog.models import Comment, SiteSettings
from mail.sender import from_address


def send(
    template: str,
    recipient: str,
    site: SiteSettings,
    subject: str,
    headers: dict[str, str],
    **context: Any,
) -> None:
    """Queue an e-mail from the site: two queries. `site.activated()` around it gives its language.

    `templates/blog/letters/NAME.txt` and `.html` say what is in it. The site's name comes before
    the subject, and is the sender's.
    """
    shown = {"site": site, "site_url": settings.SITE_URL, "subject": subject, **context}
    message = EmailMultiAlternatives(
        # A name or a title may hold line breaks.
        " ".join(f"{site.name}: {subject}".split()),
        render_to_string(f"blog/letters/{template}.txt", shown).strip() + "\n",
        from_address(site.name),
        [recipient],
        headers=headers,
    )
    message.attach_alternative(
        render_to_string(f"blog/letters/{template}.html", shown), "text/html"
    )
    message.send()


def host() -> str:
    return str(urlsplit(settings.SITE_URL).hostname)


def of_list(site: SiteSettings) -> dict[str, str]:
    """RFC 2919: by this, mail programs sort what is about comments."""
    name = " ".join(site.name.replace("<", "").replace(">", "").split())
    return {"List-Id": f"{name} <comments.{host()}>"}


def of_comment(comment: Comment) -> dict[str, str]:
    """RFC 5322, section 3.6.4: letters about a thread stand together in the order of its replies.

    Reads no row: the keys are in the comment's own.
    """
    before = [f"<post-{comment.post_id}@{host()}>"]
    before += [f"<comment-{pk}@{host()}>" for pk in comment.path[:-1]]
    if comment.parent_id and comment.parent_id not in comment.path:
        before.append(f"<comment-{comment.parent_id}@{host()}>")
    return {
        "Message-ID": f"<comment-{comment.pk}@{host()}>",
        "In-Reply-To": before[-1],
        "References": " ".join(before),
    }


def one_click(address: str) -> dict[str, str]:
    """RFC 8058: the mail program's own button asks the address by POST, without a visit."""
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
