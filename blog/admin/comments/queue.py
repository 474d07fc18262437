"""What moderators see: comments of a state by pages, and what is known of their writers."""

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import FETCH_RAISE, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.comments.counters import WriterCounter
from blog.comments.models import Comment
from blog.comments.moderation import score
from blog.comments.moderation.models import Report
from blog.common import markup
from blog.common.db.search_fields import configuration
from blog.common.pagination import Page, page_of
from blog.common.text import normalize
from blog.common.text.truncate import shortened
from lib.hashing import keyed_hash

PER_PAGE = 50
MOST_COUNTED = 1_000
MOST_REPORTS = 20
LONG_TEXT = 1_500  # Letters from which a comment is folded in the queue.
ALL = "all"
State = Comment.State
TABS = [*State.choices, (ALL, pgettext_lazy("comments", "All"))]
_IN_CALENDAR = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=_IN_CALENDAR,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


class QueueFilterForm(forms.Form):
    """What a list of comments is narrowed by, as its address says it: what is no sense is said, and
    narrows nothing."""

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
    since = _day(_("From"))
    until = _day(_("Until"))
    reported = forms.BooleanField(label=_("Reported by readers"), required=False)
    # Links of the rows: all under the post, all by whoever wrote this comment.
    post = forms.IntegerField(required=False, widget=forms.HiddenInput)
    by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        """Two queries where words are asked for, one for the writer of a comment."""
        asked = self.asked()
        if words := asked.get("q"):
            comments = _with_words(comments, words)
        if writer := asked.get("writer"):
            comments = comments.filter(_called(writer))
        if key := asked.get("by"):
            comments = comments.filter(_same_writer(key))
        if key := asked.get("post"):
            comments = comments.filter(post=key)
        if asked.get("reported"):
            comments = comments.filter(pk__in=Report.objects.unanswered().values("comment"))
        if day := asked.get("since"):
            comments = comments.filter(created_at__gte=_start_of(day))
        if day := asked.get("until"):
            comments = comments.filter(created_at__lt=_start_of(day + timedelta(days=1)))
        return comments

    def describe(self) -> list[tuple[Any, str]]:
        """Label and value of what the list is narrowed by, of a mark '' as value."""
        shown = {field.name: field for field in self.visible_fields()}
        asked = ((shown[name], value) for name, value in self.asked().items() if name in shown)
        return [(f.label, "" if value is True else str(f.value())) for f, value in asked]

    def count_by_state(self) -> list[tuple[str, Any, int]]:
        """State, its name and how many match, at most MOST_COUNTED of all; in the order of the
        tabs. One query and `narrow`'s."""
        matching = self.narrow(Comment.objects.all()).order_by()
        counted = Counter(matching.values_list("state", flat=True)[:MOST_COUNTED])
        return [(state, name, counted[state]) for state, name in State.choices if counted[state]]


# As the index `comment_words` has it.
SIMPLE = configuration(Value(""))
WORDS = SearchVector("text", config=SIMPLE)
FEW, MANY = 2_000, 100_000


def _with_words(comments: QuerySet[Comment], words: str) -> QuerySet[Comment]:
    """Those of rare words by their keys, those of frequent ones by looking at each: the database
    knows too little of rare words to tell, and would look at all there are. Of frequent ones it
    knows enough, and their keys are too many to be read. Two queries, the first for the plan.

    What is written without spaces is one word to the index, however long: of such scripts what was
    asked for is looked for anywhere in the text."""
    runs = words.split()
    for unspaced in (run for run in runs if len(normalize.words(run)) > len(normalize.runs(run))):
        comments = comments.filter(text__icontains=unspaced)
        runs.remove(unspaced)
    if not (words := " ".join(runs)):
        return comments
    asked = SearchQuery(words, config=SIMPLE)
    found = Comment.objects.alias(words=WORDS).filter(words=asked)
    if json.loads(found.explain(format="json"))[0]["Plan"]["Plan Rows"] <= MANY:
        keys = list(found.values_list("pk", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return comments.filter(pk__in=keys)
    return comments.alias(words=WORDS).filter(words=asked)


def _called(writer: str) -> Q:
    if "@" in writer:
        return Q(email_hash=keyed_hash("email", writer.strip().casefold()))
    return Q(name__istartswith=writer.strip())


def _same_writer(key: int) -> Q:
    """Who wrote the comment of that key: an account, or a guest by e-mail address or by name."""
    wrote = Comment.objects.filter(pk=key).values("user", "email_hash", "name").first()
    if wrote is None:
        return Q(pk=None)
    if wrote["user"]:
        return Q(user=wrote["user"])
    if wrote["email_hash"]:
        return Q(user=None, email_hash=wrote["email_hash"])
    return Q(user=None, email_hash="", name=wrote["name"])


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


@dataclass
class Known:
    """Of a writer, besides the comment in question: how many comments ended how, and since when."""

    ended: dict[str, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def told(self) -> list[tuple[str, Any, int]]:
        """State, its name, and how many; in the order of the tabs."""
        found = [(state, label, self.ended.get(state, 0)) for state, label in State.choices]
        return [told for told in found if told[2] > 0]


@dataclass
class Row:
    """A comment as the queue shows it. `submission` is of the reply that may be written to it."""

    comment: Comment
    known: Known
    reasons: list[str]
    submission: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def about(self) -> str:
        """What a button of it is about, as `blog.admin.comments.actions` reads it."""
        return f"{self.comment.pk}:{self.comment.version}"

    @property
    def is_long(self) -> bool:
        return len(self.comment.html) > LONG_TEXT

    @cached_property
    def text(self) -> str:
        """The comment in one line."""
        return in_one_line(self.comment)

    @property
    def beginning(self) -> str:
        """How a long comment begins."""
        return shortened(self.text, 300)

    @property
    def hidden(self) -> int:
        """How many characters of a long comment are folded."""
        return len(self.text) - len(self.beginning)

    @property
    def answered(self) -> str:
        """How the comment that it answers begins."""
        return shortened(in_one_line(self.comment.parent), 80) if self.comment.parent else ""


def in_one_line(comment: Comment) -> str:
    return " ".join(markup.plain_text(comment.html).split())


def page(state: str, narrowing: QueueFilterForm, query: QueryDict) -> Page[Comment]:
    """The queue by the longest wait, a state by the newest decision, and all by the newest comment.
    One query and `narrow`'s."""
    comments = narrowing.narrow(shown())
    if state == ALL:
        return page_of(comments, query, PER_PAGE, "created_at")
    comments = comments.filter(state=state)
    if state == State.WAITING:
        return page_of(comments, query, PER_PAGE, "waiting_since", oldest_first=True)
    return page_of(comments, query, PER_PAGE, "decided_at")


def shown() -> QuerySet[Comment]:
    """With the post, the comment that it answers, the account, since when and until when its writer
    wrote, and what readers reported, the latest first, in the one query."""
    post = ("kind", "title", "slug", "language", "published_at", "created_at", "status")
    account = ("username", "first_name", "last_name", "byline", "slug", "date_joined", "is_staff")
    answered = ("name", "html", "state")
    related = {"post": post, "user": account, "parent": answered}
    own = [f.attname for f in Comment._meta.concrete_fields if f.attname != "text"]
    names = [*own, *(f"{to}__{name}" for to, fields in related.items() for name in fields)]
    reports = Report.objects.filter(comment=OuterRef("pk")).order_by("-created_at", "-pk")
    found = Comment.objects.select_related(*related).only(*names)
    found = found.annotate(
        reported=ArraySubquery(reports.values("reason")[:MOST_REPORTS]),
        is_reported=Exists(Report.objects.unanswered().filter(comment=OuterRef("pk"))),
        first_of_writer=_of_writer("created_at"),
        last_of_writer=_of_writer("-created_at"),
    )
    return found.fetch_mode(FETCH_RAISE)


def rows(comments: list[Comment]) -> list[Row]:
    """Of comments as `shown` has them. One query for all that is known of the writers."""
    wrote = WriterCounter.objects.of(comment.writer for comment in comments)
    return [
        Row(c, _known(c, wrote[c.writer]), [str(score.in_words(r)) for r in c.reasons])
        for c in comments
    ]


def _known(comment: Any, states: dict[str, int]) -> Known:
    """Without the comment itself; of a guest whose address was forgotten nothing is known."""
    ended = Counter(states)
    ended[comment.state] -= 1
    if not any(n > 0 for n in ended.values()):
        return Known()
    return Known(ended, comment.first_of_writer, comment.last_of_writer)


def _of_writer(order: str) -> Case:
    """When the first or the last comment of a row's writer was written: the end of an index."""
    accounts = Comment.objects.filter(user=OuterRef("user"))
    guests = Comment.objects.filter(user=None, email_hash=OuterRef("email_hash"))
    guests = guests.exclude(email_hash="")  # Of which `comment_by_guest` has none.
    by_account, by_guest = (
        Subquery(theirs.order_by(order).values("created_at")[:1]) for theirs in (accounts, guests)
    )
    return Case(When(user__isnull=False, then=by_account), default=by_guest)
