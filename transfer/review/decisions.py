"""Find the candidates of an import, decide about a group of them, and undo it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog import revisions
from blog.content import document as documents
from blog.editing import save_post
from blog.editing.save_post import lock_post
from blog.models import Post
from blog.revisions.models import Revision
from transfer.items import Kind
from transfer.models import Import, ImportedItem
from transfer.review.candidates import find_candidates, raise_candidates
from transfer.review.models import QuotationCandidate, RaisedPost, ReviewDecision

EXAMPLES = 12
# After so many examples without an error, at least 90 % of a group are right (rule of three).
TRUSTED_EXAMPLES = 30
BATCH_SIZE = 100
State, Verb = QuotationCandidate.State, ReviewDecision.Verb


@dataclass(frozen=True)
class ShapeGroup:
    """The candidates of one shape, counted by state."""

    shape: str
    proposed: int
    accepted: int
    rejected: int


@dataclass(frozen=True)
class Undone:
    """`kept` are posts that somebody edited since, which stay as they are."""

    posts: int
    kept: list[Post]


def find_all(run: Import) -> int:
    """Find the candidates of all posts of an import; return how many are new.

    Decisions stay. Seven queries and some milliseconds for each post.
    """
    items = ImportedItem.objects.filter(
        last_import=run, kind=Kind.POST, post__isnull=False
    ).order_by("pk")
    count = last = 0
    while batch := list(items.filter(pk__gt=last).select_related("post")[:BATCH_SIZE]):
        last = batch[-1].pk
        count += sum(_find(run, item.post) for item in batch if item.post)
    return count


def _find(run: Import, post: Post) -> int:
    rows = [
        QuotationCandidate(
            run=run,
            post=post,
            key=each.key,
            shape=each.shape,
            text=each.text,
            attribution=each.attribution,
            url=each.url,
        )
        for each in find_candidates(documents.load_document(post))
    ]
    known = QuotationCandidate.objects.filter(run=run, post=post, state=State.PROPOSED)
    with transaction.atomic():
        known.exclude(key__in=[row.key for row in rows]).update(state=State.STALE)
        before = QuotationCandidate.objects.filter(run=run, post=post).count()
        QuotationCandidate.objects.bulk_create(rows, ignore_conflicts=True)
        return QuotationCandidate.objects.filter(run=run, post=post).count() - before


def list_groups(run: Import) -> list[ShapeGroup]:
    """Return the shapes of an import, those with most open candidates first. One query."""
    rows = QuotationCandidate.objects.filter(run=run).exclude(state=State.STALE)
    counted = rows.values_list("shape").annotate(
        proposed=Count("pk", filter=Q(state=State.PROPOSED)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        rejected=Count("pk", filter=Q(state=State.REJECTED)),
    )
    return [ShapeGroup(*row) for row in counted.order_by("-proposed", "shape")]


def list_examples(run: Import, shape: str, page: int = 0) -> list[QuotationCandidate]:
    """Return twelve open candidates of a shape, spread over the blog. Two queries."""
    rows = QuotationCandidate.objects.filter(run=run, shape=shape, state=State.PROPOSED)
    keys = list(rows.order_by("key").values_list("pk", flat=True))  # Hashes are in random order.
    chosen = keys[page * EXAMPLES : (page + 1) * EXAMPLES]
    return list(rows.filter(pk__in=chosen).select_related("post").order_by("key"))


def decide(
    run: Import, *, shape: str, verb: str, by: User, excluded: Collection[int] = ()
) -> ReviewDecision:
    """Accept or decline all open candidates of a shape but those of the excluded IDs.

    Each post with accepted ones is saved once, in a transaction with its record, and gets one
    revision; a candidate whose text has changed becomes stale. About sixty queries for a post.
    """
    rows = QuotationCandidate.objects.filter(run=run, shape=shape, state=State.PROPOSED)
    return _decide(run, rows.exclude(pk__in=excluded), shape, verb, by)


def decide_one(candidate: QuotationCandidate, *, verb: str, by: User) -> ReviewDecision:
    """Accept or decline one open candidate."""
    rows = QuotationCandidate.objects.filter(pk=candidate.pk, state=State.PROPOSED)
    return _decide(candidate.run, rows, candidate.shape, verb, by)


def _decide(
    run: Import, rows: QuerySet[QuotationCandidate], shape: str, verb: str, by: User
) -> ReviewDecision:
    decision = ReviewDecision.objects.create(run=run, shape=shape, verb=verb, by=by)
    if verb == Verb.REJECT:
        rows.update(state=State.REJECTED, decision=decision)
        return decision
    by_post = groupby(rows.order_by("post_id", "pk").select_related("post"), attrgetter("post"))
    for post, candidates in by_post:
        accept(decision, post, candidates, by)
    return decision


@transaction.atomic
def accept(
    decision: ReviewDecision, post: Post, candidates: Iterable[QuotationCandidate], by: User
) -> None:
    """Raise candidates of one post in one revision."""
    lock_post(post)
    rows = {row.key: row for row in candidates}
    before = Revision.objects.filter(pk=revisions.get_latest_id(post) or 0).first()
    document = documents.load_document(post)
    present = {each.key for each in find_candidates(document)} & rows.keys()
    raise_candidates(document, present)
    documents.update_credits(document, post, by)
    saved = save_post(
        post, by=by, document=document, note=_("Quotations of the import"), is_checked=True
    )
    for key, row in rows.items():
        row.state = State.ACCEPTED if key in present else State.STALE
        row.decision = decision
    QuotationCandidate.objects.bulk_update(rows.values(), ["state", "decision"])
    if before and saved.revision:
        RaisedPost.objects.create(decision=decision, post=post, before=before, after=saved.revision)


def undo(decision: ReviewDecision, *, by: User) -> Undone:
    """Undo a decision: its candidates are open again, and posts as they were before it.

    Posts with a later revision stay as they are, and their quotations with them.
    """
    kept: list[Post] = []
    count = 0
    for raised in decision.raised.select_related("post", "before", "after").order_by("-pk"):
        with transaction.atomic():
            lock_post(raised.post)
            if revisions.get_latest_id(raised.post) != raised.after.pk:
                kept.append(raised.post)
                continue
            html = "".join(revisions.load_blocks(raised.before))
            save_post(
                raised.post,
                by=by,
                document=documents.parse(html),
                note=_("Undo of the quotations of the import"),
                is_checked=True,
            )
            raised.delete()
            count += 1
    decision.candidates.exclude(post__in=kept).update(state=State.PROPOSED, decision=None)
    decision.undone_at = timezone.now()
    decision.save(update_fields=["undone_at"])
    return Undone(count, kept)
