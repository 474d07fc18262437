"""What is kept of a post's checks: how many of each kind stand, and to which addresses it leads."""

from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models.functions import Now
from django.tasks import task

from accounts.models import User
from blog.checks.extract import parts_of
from blog.checks.findings import BLOCKING, Finding
from blog.checks.models import FindingCount, Link
from blog.checks.overrides import apply_overrides, record_overrides
from blog.checks.rules.links import address_of
from blog.checks.run import Given, given_of, run
from blog.models import Post


def keep(post: Post, reasons: Mapping[str, str] | None = None, by: User | None = None) -> None:
    """To be called once a post and its blocks are stored, with the `reasons` that somebody gave:
    see `overrides`. What is not published has no findings kept. 20 queries at most, one for a
    draft without reasons."""
    if post.status != Post.Status.PUBLISHED and not reasons:
        forget(post)
        return
    given = given_of(post)
    findings = run(given, post, AnonymousUser())
    if reasons and by is not None:
        # Also what only this person sees, such as words in a draft of their own.
        record_overrides(post, [*findings, *run(given, post, by)], reasons, by)
    if post.status == Post.Status.PUBLISHED:
        _keep_findings(post, apply_overrides(findings, post).open)
        keep_links(post, given)


def keep_each(keys: Iterable[int]) -> None:
    """Anew, as what a check says may have changed with the program, a picture or a link: each in a
    transaction of its own. What is gone is passed over."""
    for pk in sorted(set(keys)):
        with transaction.atomic():
            post = (
                Post.all_objects.select_for_update(no_key=True).defer("html").filter(pk=pk).first()
            )
            if post is not None:
                keep(post)


@task
def keep_showing(photo: int) -> None:
    """Of all posts that show a photo, whose words were corrected at the photo itself."""
    showing = Post.all_objects.filter(figures__photo=photo, status=Post.Status.PUBLISHED)
    keep_each(showing.values_list("pk", flat=True))


def forget(post: Post) -> None:
    """It is no longer out, so nobody has to mend it. One query."""
    FindingCount.objects.filter(post=post).delete()


def _keep_findings(post: Post, stand: list[Finding]) -> None:
    numbers = Counter(finding.code for finding in stand)
    with transaction.atomic():
        FindingCount.objects.filter(post=post).exclude(code__in=numbers).delete()
        rows = [
            FindingCount(post=post, code=code, is_blocking=code in BLOCKING, number=number)
            for code, number in numbers.items()
        ]
        FindingCount.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["post", "code"],
            update_fields=["is_blocking", "number"],
        )


def addresses_of(given: Given) -> set[str]:
    """To which other sites it leads."""
    anchors = parts_of(given.nodes).anchors
    return {address_of(anchor) for anchor in anchors} - {""}


def keep_links(post: Post, given: Given) -> None:
    """The worker looks at those that are new as soon as it can. Six queries at most."""
    wanted = addresses_of(given)
    through = Link.posts.through
    with transaction.atomic():
        through.objects.filter(post=post).exclude(link__url__in=wanted).delete()
        if not wanted:
            return
        enqueue_links(wanted)
        keys = Link.objects.filter(url__in=wanted).values_list("pk", flat=True)
        through.objects.bulk_create(
            [through(post_id=post.pk, link_id=key) for key in keys], ignore_conflicts=True
        )


def enqueue_links(addresses: set[str]) -> None:
    """To be looked at, but for those that are known already and looked at by themselves."""
    rows = [Link(url=url, host=_host(url)) for url in sorted(addresses)]
    Link.objects.bulk_create(rows, ignore_conflicts=True)
    Link.objects.filter(url__in=addresses, due_at__isnull=True).update(due_at=Now())


def _host(url: str) -> str:
    """'' for what names none; asking for it will say so."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""
