"""Pages of comments for moderators, with filters and the history of their authors."""

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import FETCH_RAISE, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.comments.counters import WriterCounter
from blog.comments.email_hash import hash_email
from blog.comments.models import HASH_FIELDS, MODERATE_PERMISSION, Comment, CommentQuerySet
from blog.comments.moderation import score
from blog.comments.moderation.models import Ban, Report
from blog.common import markup
from blog.common.db.search_fields import search_configuration
from blog.common.formatting.dates import full_date
from blog.common.pagination import Page, paginate
from blog.common.text import normalize
from blog.common.text.truncate import shorten
from lib.days import get_midnight

PER_PAGE = 50
MAX_COUNTED = 1_000
MAX_LISTED_REPORTS = 20
MIN_FOLDED_LENGTH = 1_500  # Comments with longer HTML are collapsed in the queue.
ALL = "all"
State = Comment.State
TABS = [*State.choices, (ALL, pgettext_lazy("comments", "All"))]
_DATE_VALIDATORS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


def _build_date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=_DATE_VALIDATORS,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


class QueueFilterForm(forms.Form):
    """Filters of a list of comments, from the query string. Invalid values show an error and filter
    nothing."""

    q = forms.CharField(
        label=_("Words"),
        max_length=200,
        required=False,
        help_text=_("Whole words only. All of them must match."),
    )
    writer = forms.CharField(
        label=_("Commenter"),
        max_length=254,
        required=False,
        help_text=_("The beginning of a name, or a complete e-mail address"),
    )
    since = _build_date_field(_("From"))
    until = _build_date_field(_("Until"))
    reported = forms.BooleanField(label=_("Reported by readers"), required=False)
    # From links in the rows: all comments on a post, or by the author of a comment.
    post = forms.IntegerField(required=False, widget=forms.HiddenInput)
    by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not user.has_perm(MODERATE_PERMISSION):
            # E-mail addresses, and who wrote under which names, are for moderators only.
            del self.fields["by"]
            self.fields["writer"].help_text = _("The beginning of a name")

    def get_active_filters(self) -> dict[str, Any]:
        """Return the valid values that are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        """Apply the filters. Two queries for words, one for the author of a comment."""
        filters = self.get_active_filters()
        if search := filters.get("q"):
            comments = _filter_by_words(comments, search)
        if commenter := filters.get("writer"):
            comments = comments.filter(self._match_commenter(commenter))
        if comment_id := filters.get("by"):
            comments = comments.filter(_match_author_of(comment_id))
        if post_id := filters.get("post"):
            comments = comments.filter(post=post_id)
        if filters.get("reported"):
            comments = comments.filter(pk__in=Report.objects.unanswered().values("comment"))
        if day := filters.get("since"):
            comments = comments.filter(created_at__gte=get_midnight(day))
        if day := filters.get("until"):
            comments = comments.filter(created_at__lt=get_midnight(day + timedelta(days=1)))
        return comments

    def describe(self) -> list[tuple[Any, str]]:
        """List labels and values of the active filters; the value of a checkbox is ''."""
        fields = {field.name: field for field in self.visible_fields()}

        def describe_value(name: str, value: Any) -> str:
            if isinstance(value, date):
                return full_date(value)
            return "" if value is True else str(fields[name].value())

        return [
            (fields[name].label, describe_value(name, value))
            for name, value in self.get_active_filters().items()
            if name in fields
        ]

    def count_by_state(self) -> list[tuple[str, Any, int]]:
        """Count matching comments, at most MAX_COUNTED, as states, labels and numbers in the order
        of the tabs. One query, and those of `apply`."""
        matching = self.apply(Comment.objects.moderated_by(self.user)).order_by()
        counts = Counter(matching.values_list("state", flat=True)[:MAX_COUNTED])
        return [(state, label, counts[state]) for state, label in State.choices if counts[state]]

    def _match_commenter(self, commenter: str) -> Q:
        if "@" in commenter and self.user.has_perm(MODERATE_PERMISSION):
            return Q(email_hash=hash_email(commenter))
        return Q(name__istartswith=commenter.strip())


# The expression of the index `comment_words`.
SIMPLE_CONFIG = search_configuration(Value(""))
WORDS_VECTOR = SearchVector("text", config=SIMPLE_CONFIG)
MAX_RARE_MATCHES, MAX_ESTIMATED_ROWS = 2_000, 100_000


def _filter_by_words(comments: QuerySet[Comment], search: str) -> QuerySet[Comment]:
    """Filter comments that contain all words.

    PostgreSQL has no statistics on rare words and would scan all comments, so their IDs are read
    first. For frequent words its plan is good, and there are too many IDs. At most two queries, the
    first for the plan.

    In scripts without spaces, the index takes a whole run of text for one word, so such words are
    searched as substrings.
    """
    runs = search.split()
    for unspaced in (
        run for run in runs if len(normalize.split_words(run)) > len(normalize.split_runs(run))
    ):
        comments = comments.filter(text__icontains=unspaced)
        runs.remove(unspaced)
    if not runs:
        return comments
    query = SearchQuery(" ".join(runs), config=SIMPLE_CONFIG)
    matches = Comment.objects.alias(vector=WORDS_VECTOR).filter(vector=query)
    if json.loads(matches.explain(format="json"))[0]["Plan"]["Plan Rows"] <= MAX_ESTIMATED_ROWS:
        ids = list(matches.values_list("pk", flat=True)[: MAX_RARE_MATCHES + 1])
        if len(ids) <= MAX_RARE_MATCHES:
            return comments.filter(pk__in=ids)
    return comments.alias(vector=WORDS_VECTOR).filter(vector=query)


def _match_author_of(comment_id: int) -> Q:
    """Match comments by the same account, or by a guest with the same e-mail address or, if its
    hash was deleted, the same name. One query."""
    author = Comment.objects.filter(pk=comment_id).values("user", "email_hash", "name").first()
    if author is None:
        return Q(pk=None)
    if author["user"]:
        return Q(user=author["user"])
    if author["email_hash"]:
        return Q(user=None, email_hash=author["email_hash"])
    return Q(user=None, email_hash="", name=author["name"])


@dataclass
class AuthorHistory:
    """An author's other comments: counts by state, and the dates of the first and last comment."""

    counts: dict[str, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def counts_by_state(self) -> list[tuple[str, Any, int]]:
        """List states, labels and numbers in the order of the tabs."""
        rows = [(state, label, self.counts.get(state, 0)) for state, label in State.choices]
        return [row for row in rows if row[2] > 0]


@dataclass
class QueueRow:
    """A comment in the queue. `submission` identifies the reply that a moderator may write."""

    comment: Comment
    history: AuthorHistory = field(default_factory=AuthorHistory)
    reasons: list[str] = field(default_factory=list)
    submission: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def about(self) -> str:
        """Return the value 'ID:VERSION' of the buttons; see `blog.admin.comments.actions`."""
        return f"{self.comment.pk}:{self.comment.version}"

    @property
    def is_long(self) -> bool:
        return len(self.comment.html) > MIN_FOLDED_LENGTH

    @cached_property
    def text(self) -> str:
        """Return the text of the comment in one line."""
        return format_one_line(self.comment)

    @property
    def excerpt(self) -> str:
        """Return the beginning of a long comment."""
        return shorten(self.text, 300)

    @property
    def hidden_length(self) -> int:
        """Return the number of characters that are collapsed."""
        return len(self.text) - len(self.excerpt)

    @property
    def parent_excerpt(self) -> str:
        """Return the beginning of the parent comment."""
        return shorten(format_one_line(self.comment.parent), 80) if self.comment.parent else ""


def format_one_line(comment: Comment) -> str:
    return " ".join(markup.plain_text(comment.html).split())


def get_page(state: str, filter_form: QueueFilterForm, query: QueryDict) -> Page[Comment]:
    """Return a page of the comments that the user of the form may moderate: the queue longest
    waiting first, a state by the newest action, all comments by the newest. One query, and those of
    `QueueFilterForm.apply`."""
    comments = filter_form.apply(select_comments().moderated_by(filter_form.user))
    if state == ALL:
        return paginate(comments, query, PER_PAGE, "created_at")
    comments = comments.filter(state=state)
    if state == State.WAITING:
        return paginate(comments, query, PER_PAGE, "waiting_since", oldest_first=True)
    return paginate(comments, query, PER_PAGE, "decided_at")


def select_comments() -> CommentQuerySet:
    """Select comments with post, parent, account, the dates of the author's first and last comment,
    whether the author is banned, and reasons of reports, the latest first. One query."""
    post = ("kind", "title", "slug", "language", "published_at", "created_at", "status")
    account = ("username", "first_name", "last_name", "byline", "slug", "date_joined", "is_staff")
    parent = ("name", "html", "state")
    related = {"post": post, "user": account, "parent": parent}
    own = [f.attname for f in Comment._meta.concrete_fields if f.attname != "text"]
    names = [*own, *(f"{to}__{name}" for to, fields in related.items() for name in fields)]
    moderators = User.objects.with_perm(MODERATE_PERMISSION).filter(pk=OuterRef("user"))
    reports = Report.objects.filter(comment=OuterRef("pk")).order_by("-created_at", "-pk")
    comments: CommentQuerySet = Comment.objects.select_related(*related).only(*names)
    comments = comments.annotate(
        reported=ArraySubquery(reports.values("reason")[:MAX_LISTED_REPORTS]),
        is_reported=Exists(Report.objects.unanswered().filter(comment=OuterRef("pk"))),
        is_banned=Exists(_select_bans_of_author()) & ~Exists(moderators),
        first_by_author=_build_author_date("created_at"),
        last_by_author=_build_author_date("-created_at"),
    )
    return comments.fetch_mode(FETCH_RAISE)


def _select_bans_of_author() -> QuerySet[Ban]:
    """Select the active bans of a comment's account or hashes. Bans by name, of networks that
    a moderator typed, of the domain above that of the address, and of the address without its
    `+tag` are left out: stored hashes do not match these."""
    by_hash = reduce(or_, (Q(hash=OuterRef(name)) for name in HASH_FIELDS))
    return Ban.objects.active().filter(Q(user=OuterRef("user")) | (by_hash & ~Q(hash="")))


def build_rows(comments: list[Comment], user: User) -> list[QueueRow]:
    """Build the rows of comments from `select_comments`. One query for their authors' history.

    Only users who moderate all comments get the history, which is of other posts as well, and the
    reasons of the score, which name rules. Others cost no query.
    """
    if not user.has_perm(MODERATE_PERMISSION):
        return [QueueRow(comment) for comment in comments]
    counts = WriterCounter.objects.count_by_state(comment.author_key for comment in comments)
    return [
        QueueRow(
            c,
            _build_history(c, counts[c.author_key]),
            [str(score.describe_reason(reason)) for reason in c.reasons],
        )
        for c in comments
    ]


def _build_history(comment: Any, states: dict[str, int]) -> AuthorHistory:
    """Build the history without the comment itself; empty for guests without an e-mail hash."""
    counts = Counter(states)
    counts[comment.state] -= 1
    if not any(n > 0 for n in counts.values()):
        return AuthorHistory()
    return AuthorHistory(counts, comment.first_by_author, comment.last_by_author)


def _build_author_date(order: str) -> Case:
    """Build an expression for the date of the author's first or last comment, from an index."""
    accounts = Comment.objects.filter(user=OuterRef("user"))
    guests = Comment.objects.filter(user=None, email_hash=OuterRef("email_hash"))
    guests = guests.exclude(email_hash="")  # The condition of the index `comment_by_guest`.
    by_account, by_guest = (
        Subquery(comments.order_by(order).values("created_at")[:1])
        for comments in (accounts, guests)
    )
    return Case(When(user__isnull=False, then=by_account), default=by_guest)
