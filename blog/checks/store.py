"""Store check results of posts: the number of open findings of each kind, and external links."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from blog.checks.extract import extract_parts
from blog.checks.findings import BLOCKING, Finding
from blog.checks.models import FindingCount, Link
from blog.checks.overrides import apply_overrides, record_overrides
from blog.checks.rules import pictures
from blog.checks.rules.links import get_external_url
from blog.checks.run import CheckInput, load_check_input, run
from blog.models import Photo, Post
from lib.safe_http import find_host

# Posts that are rechecked in one run: twenty queries each.
MAX_RECHECKED = 1_000
RECHECK_WINDOW = timedelta(days=7)


def store_results(
    post: Post,
    reasons: Mapping[str, str] | None = None,
    by: User | None = None,
    *,
    content: CheckInput | None = None,
    is_new: bool = False,
) -> None:
    """Check a post after it was stored with its blocks, and store results and overrides.

    `reasons` are those of new overrides, see `record_overrides`. `content` is the stored one if it
    is loaded already; a post that `is_new` has no results or overrides yet. Findings are stored for
    published posts only. At most 20 queries, one for a draft without reasons.
    """
    if post.status != Post.Status.PUBLISHED and not reasons:
        if not is_new:
            delete_results(post)
        return
    content = content or load_check_input(post)
    findings = run(content, post, AnonymousUser())
    if reasons and by is not None:
        # Includes findings that only this person sees, such as quotations in their own drafts.
        record_overrides(post, [*findings, *run(content, post, by)], reasons, by)
    if post.status == Post.Status.PUBLISHED:
        if reasons or not is_new:
            findings = apply_overrides(findings, post).open
        _store_findings(post, findings, is_new=is_new)
        store_links(post, content, is_new=is_new)


def recheck_posts(keys: Iterable[int]) -> None:
    """Check posts again after a change of the program, a photo or a link.

    Each in a transaction of its own; deleted posts are skipped.
    """
    for pk in sorted(set(keys)):
        with transaction.atomic():
            post = (
                Post.all_objects.select_for_update(no_key=True).defer("html").filter(pk=pk).first()
            )
            if post is not None:
                store_results(post)


@task
def recheck_posts_with_photo(photo: int) -> None:
    """Check all published posts that show a photo, after its texts were corrected."""
    posts = Post.all_objects.filter(figures__photo=photo, status=Post.Status.PUBLISHED)
    recheck_posts(posts.values_list("pk", flat=True))


@task
def recheck_posts_with_ending_rights() -> None:
    """Check published posts whose photos' rights ended or will end soon, in the last days.

    At most MAX_RECHECKED posts; two windows of a week around both dates, so
    that a day on which no worker ran is made up for.
    """
    today = timezone.localdate()
    soon = today + pictures.RIGHTS_WARNING
    photos = Photo.objects.filter(
        Q(rights_until__range=(today - RECHECK_WINDOW, today))
        | Q(rights_until__range=(soon - RECHECK_WINDOW, soon))
    )
    posts = Post.all_objects.filter(
        figures__photo__in=photos.values("pk"), status=Post.Status.PUBLISHED
    )
    recheck_posts(posts.order_by("pk").values_list("pk", flat=True).distinct()[:MAX_RECHECKED])


def delete_results(post: Post) -> None:
    """Delete the results of a post that is not published. One query."""
    FindingCount.objects.filter(post=post).delete()


def _store_findings(post: Post, findings: list[Finding], *, is_new: bool) -> None:
    numbers = Counter(finding.code for finding in findings)
    with transaction.atomic(savepoint=False):
        if not is_new:
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


def get_external_urls(content: CheckInput) -> set[str]:
    anchors = extract_parts(content.nodes).anchors
    return {get_external_url(anchor) for anchor in anchors} - {""}


def store_links(post: Post, content: CheckInput, *, is_new: bool = False) -> None:
    """Store the external links of a post; new ones are due at once. At most six queries."""
    urls = get_external_urls(content)
    through = Link.posts.through
    with transaction.atomic(savepoint=False):
        if not is_new:
            through.objects.filter(post=post).exclude(link__url__in=urls).delete()
        if not urls:
            return
        enqueue_links(urls)
        keys = Link.objects.filter(url__in=urls).values_list("pk", flat=True)
        through.objects.bulk_create(
            [through(post_id=post.pk, link_id=key) for key in keys], ignore_conflicts=True
        )


def enqueue_links(urls: set[str]) -> None:
    """Make links due, except those that are checked periodically. Two queries."""
    rows = [Link(url=url, host=find_host(url)[:255]) for url in sorted(urls)]
    Link.objects.bulk_create(rows, ignore_conflicts=True)
    Link.objects.filter(url__in=urls, due_at__isnull=True).update(due_at=Now())
