"""Headers of e-mails about comments, by which mail programs sort, thread and unsubscribe."""

from django.conf import settings

from blog.comments.models import Comment
from blog.common.emails import host
from blog.models import SiteSettings


def of_list(site: SiteSettings) -> dict[str, str]:
    """RFC 2919: by this, mail programs sort what is about comments."""
    name = " ".join(site.name.replace("<", "").replace(">", "").split())
    return {"List-Id": f"{name} <comments.{host()}>"}


def of_comment(comment: Comment) -> dict[str, str]:
    """RFC 5322, section 3.6.4: e-mails about a thread stand together in the order of its replies.

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
