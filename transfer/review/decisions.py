"""Find the candidates of an import, decide about a group of them, and undo it."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from blog import revisions
from blog.content import document as documents
from blog.editing import save_post
from blog.editing.save_post import lock_post
from blog.models import Post
from blog.revisions import GeneratedNote
from blog.revisions.models import Revision
from transfer.items import Kind
from transfer.models import Import, ImportedItem
from transfer.review.candidates import (
    Candidate,
    find_candidates,
    raise_candidates,
    select_candidates,
)
from transfer.review.corrections import build_corrections
from transfer.review.forms import filter_open
from transfer.review.models import QuotationCandidate, RaisedPost, ReviewDecision
from transfer.review.parts import filter_part
from transfer.review.proposals import propose_sources
from transfer.review.rules import load_rules, take_over_rules
from transfer.review.sources import assign_sources, lock_review

logger = logging.getLogger(__name__)

BATCH_SIZE = 100
State, Verb = QuotationCandidate.State, ReviewDecision.Verb
# A post that cannot be saved, or was deleted meanwhile, does not stop the others.
SAVE_ERRORS = (ValidationError, IntegrityError, DataError, Post.DoesNotExist)


def find_all(run: Import, after: int = 0, limit: int | None = None) -> int | None:
    """Find the candidates of the posts of an import, from one item on.

    Returns the last item if there are more than `limit`, else None; then the sources that they name
    are compared. Decisions stay. Four queries and some milliseconds for each post, some twenty
    queries for a hundred posts, and those of `propose_sources`.

    Open candidates get the shape that is found now, so a search divides the groups that an earlier
    version stored. Decided ones keep theirs; until a search, all do, and are decided about in their
    old group. A group that is new takes over the rule of the shape that it was before.
    """
    items = filter_posts(run).order_by("pk")
    count = 0
    while batch := list(items.filter(pk__gt=after).select_related("post")[:BATCH_SIZE]):
        posts = [item.post for item in batch if item.post]
        present = {post: find_candidates(documents.load_document(post)) for post in posts}
        with transaction.atomic():
            lock_review(run)
            rows = _build_rows(run, present)
            take_over_rules(run, rows)
            rows = _store_rows(run, posts, rows)
            assign_sources(run, rows, load_rules(run))
        after, count = batch[-1].pk, count + len(batch)
        if limit is not None and count >= limit:
            return after
    propose_sources(run)
    return None


def filter_posts(run: Import) -> QuerySet[ImportedItem]:
    """Filter the items of an import that a search looks at: the posts that it wrote."""
    return ImportedItem.objects.filter(last_import=run, kind=Kind.POST, post__isnull=False)


def _build_rows(
    run: Import, candidates: Mapping[Post, Sequence[Candidate]]
) -> list[QuotationCandidate]:
    """Return a row for each candidate in the texts of posts, without storing them. One query.

    One that was decided about as an earlier version found it stays so.
    """
    decided = QuotationCandidate.objects.decided().filter(run=run, post__in=list(candidates))
    keys = set(decided.values_list("post", "key"))
    rows = [
        (post, each.earlier if each.earlier and (post.pk, each.earlier.key) in keys else each)
        for post, all_of_post in candidates.items()
        for each in all_of_post
    ]
    return [
        QuotationCandidate(
            run=run,
            post=post,
            key=each.key,
            shape=each.shape,
            text=each.text,
            context="\n".join(each.context),
            line=each.line,
            attribution=each.attribution,
            url=each.url,
        )
        for post, each in rows
    ]


def _store_rows(
    run: Import, posts: Sequence[Post], rows: Sequence[QuotationCandidate]
) -> list[QuotationCandidate]:
    """Store the candidates of posts; return them with their IDs, each once.

    Open ones get the shape that was found, the rows of others the stored one. Four queries, and one
    for each shape to which candidates move. Call `lock_review` before.
    """
    unique = {(row.post_id, row.key): row for row in rows}
    known = QuotationCandidate.objects.filter(run=run, post__in=posts)
    missing, restored = [], []
    moved: dict[str, list[int]] = defaultdict(list)
    for candidate in known.only("post", "key", "state", "decision", "shape"):
        row = unique.get((candidate.post_id, candidate.key))
        if row is None:
            missing.append(candidate.pk)
            continue
        if candidate.state == State.STALE:  # Its words were changed, and changed back.
            restored.append(candidate.pk)
        elif candidate.state != State.PROPOSED or candidate.decision_id:
            row.shape = candidate.shape
        if candidate.shape != row.shape:
            moved[row.shape].append(candidate.pk)
    known.undecided().filter(pk__in=missing).update(state=State.STALE)
    known.filter(pk__in=restored).update(state=State.PROPOSED, decision=None)
    for shape, keys in moved.items():
        known.undecided().filter(pk__in=keys).update(shape=shape)
    return QuotationCandidate.objects.bulk_create(
        unique.values(),
        update_conflicts=True,
        unique_fields=["run", "post", "key"],
        update_fields=["line", "context"],
    )


def decide(
    run: Import,
    *,
    shape: str,
    verb: str,
    by: User,
    shapes: Collection[str] | None = None,
    excluded: Collection[int] = (),
    part: str = "",
) -> ReviewDecision | None:
    """Accept or decline all open candidates of a form but those of the excluded IDs.

    `shape` is the key of a form, a shape or a family; of a family, only those of its `shapes` that
    somebody has seen, if they are named. With the key of a part, only those of this part. Accepted
    ones are raised by `work_on`. Returns None if none is open, as after a search that divided the
    shape. Four queries, and one each for a part and a family. Waits for the batch of a search.
    """
    with transaction.atomic():
        lock_review(run)
        rows = filter_part(filter_open(run, shape), part).exclude(pk__in=excluded)
        if shapes is not None:
            rows = rows.filter(shape__in=shapes)
        return _decide(run, shape, verb, by, rows, part)


def decide_one(candidate: QuotationCandidate, *, verb: str, by: User) -> ReviewDecision | None:
    """Accept or decline one candidate; return None if it is not open. Four queries."""
    with transaction.atomic():
        lock_review(candidate.run)
        rows = filter_open(candidate.run, candidate.shape).filter(pk=candidate.pk)
        return _decide(candidate.run, candidate.shape, verb, by, rows)


def _decide(
    run: Import,
    shape: str,
    verb: str,
    by: User,
    rows: QuerySet[QuotationCandidate],
    part: str = "",
) -> ReviewDecision | None:
    if not rows.exists():
        return None
    decision = ReviewDecision.objects.create(run=run, shape=shape, part=part, verb=verb, by=by)
    if verb == Verb.REJECT:
        rows.update(state=State.REJECTED, decision=decision)
    else:
        rows.update(decision=decision)
    return decision


def count_decided(decision: ReviewDecision) -> int:
    """Count the candidates of a decision, without those whose text has changed since. One query."""
    return decision.candidates.exclude(state=State.STALE).count()


def work_on(decision: ReviewDecision, *, by: User, limit: int | None = None) -> bool:
    """Raise the accepted candidates of a decision, or undo it, in at most `limit` posts; return
    whether others are left.

    Each post is saved once, in a transaction with its record, and gets one revision; a candidate
    whose text has changed becomes stale. If a post cannot be saved, its candidates are open again.
    About sixty queries for a post.
    """
    if decision.undone_at:
        return _work_on_undo(decision, by, limit)
    rows = decision.candidates.filter(state=State.PROPOSED)
    keys = list(rows.order_by("post").values_list("post", flat=True).distinct())
    for post in Post.all_objects.filter(pk__in=keys[:limit]).order_by("pk"):
        try:
            accept(decision, post, by)
        except SAVE_ERRORS as error:
            logger.warning("Quotations of post %s were not raised: %s", post.pk, error)
            rows.filter(post=post).update(decision=None)
    return limit is not None and len(keys) > limit


@transaction.atomic
def accept(decision: ReviewDecision, post: Post, by: User) -> None:
    """Raise the accepted candidates of one post in one revision."""
    lock_review(decision.run)
    rows = {row.key: row for row in decision.candidates.filter(state=State.PROPOSED, post=post)}
    if not rows:  # The decision was undone meanwhile.
        return
    lock_post(post)
    before = Revision.objects.filter(pk=revisions.get_latest_id(post) or 0).first()
    document = documents.load_document(post)
    present = select_candidates(document, rows.keys())
    rules = load_rules(decision.run)
    raise_candidates(document, present, build_corrections(rows.values(), rules))
    documents.update_credits(document, post, by)
    saved = save_post(
        post, by=by, document=document, note=GeneratedNote("candidates_accepted"), is_checked=True
    )
    keys = {each.key for each in present}
    for key, row in rows.items():
        row.state = State.ACCEPTED if key in keys else State.STALE
        row.decision = decision
    QuotationCandidate.objects.bulk_update(rows.values(), ["state", "decision"])
    if before and saved.revision:
        RaisedPost.objects.create(decision=decision, post=post, before=before, after=saved.revision)


@transaction.atomic
def undo(decision: ReviewDecision) -> None:
    """Undo a decision: its candidates are open again. Five queries.

    `work_on` brings the posts back to what they were before it.
    """
    lock_review(decision.run)
    decision.undone_at = timezone.now()
    decision.save(update_fields=["undone_at"])
    raised = decision.raised.values("post")
    decision.candidates.exclude(post__in=raised).update(state=State.PROPOSED, decision=None)


def filter_undoable(run: Import) -> QuerySet[ReviewDecision]:
    """Filter decisions that are not undone, or not in all of their posts, as after a crash."""
    left = RaisedPost.objects.filter(decision=OuterRef("pk"), is_edited=False)
    return run.decisions.filter(Q(undone_at=None) | Exists(left))


def list_left_as_edited(run: Import) -> list[Post]:
    """Return the posts that the last undo left as they are, as somebody had edited them. Two
    queries."""
    decision = run.decisions.filter(undone_at__isnull=False).order_by("-undone_at").first()
    rows = RaisedPost.objects.filter(decision=decision, is_edited=True)
    return [row.post for row in rows.select_related("post").order_by("post")]


def _work_on_undo(decision: ReviewDecision, by: User, limit: int | None) -> bool:
    rows = decision.raised.filter(is_edited=False).order_by("-pk")
    keys = list(rows.values_list("pk", flat=True))
    for raised in rows.filter(pk__in=keys[:limit]).select_related("post", "before"):
        try:
            _undo_post(raised, by)
        except SAVE_ERRORS as error:
            logger.warning("Quotations of post %s were not undone: %s", raised.post.pk, error)
            rows.filter(pk=raised.pk).update(is_edited=True)
    return limit is not None and len(keys) > limit


@transaction.atomic
def _undo_post(raised: RaisedPost, by: User) -> None:
    """Bring a post back to its revision before a decision, unless it has a later one."""
    post = raised.post
    lock_post(post)  # Before the row, as deletions of posts do.
    rows = RaisedPost.objects.filter(pk=raised.pk)
    after = rows.values_list("after", flat=True).first()
    if after is None:  # Another task has done it.
        return
    if revisions.get_latest_id(post) != after:
        rows.update(is_edited=True)
        return
    saved = save_post(
        post,
        by=by,
        document=documents.parse("".join(revisions.load_blocks(raised.before))),
        note=GeneratedNote("candidates_undone"),
        is_checked=True,
    )
    candidates = QuotationCandidate.objects.filter(decision=raised.decision_id, post=post)
    candidates.update(state=State.PROPOSED, decision=None)
    rows.delete()
    if saved.revision:  # The post is again as an earlier decision left it, which can be undone too.
        earlier = RaisedPost.objects.filter(post=post, after=raised.before)
        earlier.update(after=saved.revision)
