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
from blog.checks.findings import BLOCKING, Finding
from blog.checks.models import FindingCount, Link
from blog.checks.overrides import apply_overrides, record_overrides
from blog.checks.rules import pictures
from blog.checks.rules.links import get_external_url, load_links
from blog.checks.rules.quotations import load_compared
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
) -> None:
    """Check a post after it was stored with its blocks, and store results and overrides.

    `reasons` are those of new overrides, see `record_overrides`. `content` is the stored one if it
    is loaded already. Findings are stored for published posts only. At most 20 queries, one for a
    draft without reasons.
    """
    if post.status != Post.Status.PUBLISHED and not reasons:
        delete_results(post)
        return
    content = content or load_check_input(post)
    findings = run(content, post, AnonymousUser())
    if reasons and by is not None:
        # Includes findings that only this person sees, such as quotations in their own drafts.
        record_overrides(post, [*findings, *run(content, post, by)], reasons, by)
    if post.status == Post.Status.PUBLISHED:
        _store_findings({post: apply_overrides(findings, post).open}, are_new=False)
        _store_links({post: get_external_urls(content)}, are_new=False)


def store_results_of_new_posts(contents: Mapping[Post, CheckInput]) -> None:
    """Check posts that have just been stored, of which nothing is overridden, and store the results
    of the published ones. Eight queries, however many there are, and one more for each in which an
    attribution does not contain the main name of its source.
    """
    published = {
        post: content for post, content in contents.items() if post.status == Post.Status.PUBLISHED
    }
    urls = {post: get_external_urls(content) for post, content in published.items()}
    links = load_links(set().union(*urls.values()))
    anybody = AnonymousUser()
    documents = [(post, content.nodes) for post, content in published.items()]
    compared = load_compared(documents, anybody)
    findings = {
        post: run(published[post], post, anybody, links, of_post)
        for post, of_post in zip(published, compared, strict=True)
    }
    _store_findings(findings, are_new=True)
    _store_links(urls, are_new=True)


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
def recheck_posts_with_file(file: int) -> None:
    """Check all published posts that show a media file, after its captions changed."""
    posts = Post.all_objects.filter(embeds__file=file, status=Post.Status.PUBLISHED)
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


def _store_findings(findings: Mapping[Post, list[Finding]], *, are_new: bool) -> None:
    """Store the open findings of posts; those that `are_new` have none yet."""
    rows: list[FindingCount] = []
    with transaction.atomic(savepoint=False):
        for post, of_post in findings.items():
            numbers = Counter(finding.code for finding in of_post)
            if not are_new:
                FindingCount.objects.filter(post=post).exclude(code__in=numbers).delete()
            rows += [
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
    return {get_external_url(anchor) for anchor in content.parts.anchors} - {""}


def _store_links(urls: Mapping[Post, set[str]], *, are_new: bool) -> None:
    """Store the external links of posts; new ones are due at once. At most four queries, and one
    for each post unless they `are_new` and have none yet."""
    through = Link.posts.through
    with transaction.atomic(savepoint=False):
        if not are_new:
            for post, of_post in urls.items():
                through.objects.filter(post=post).exclude(link__url__in=of_post).delete()
        every_url = set().union(*urls.values())
        if not every_url:
            return
        enqueue_links(every_url)
        keys = dict(Link.objects.filter(url__in=every_url).values_list("url", "pk"))
        through.objects.bulk_create(
            [
                through(post_id=post.pk, link_id=keys[url])
                for post, of_post in urls.items()
                for url in sorted(of_post)
            ],
            ignore_conflicts=True,
        )


def enqueue_links(urls: set[str]) -> None:
    """Make links due, except those that are checked periodically. Two queries."""
    rows = [Link(url=url, host=find_host(url)[:255]) for url in sorted(urls)]
    Link.objects.bulk_create(rows, ignore_conflicts=True)
    Link.objects.filter(url__in=urls, due_at__isnull=True).update(due_at=Now())
