"""Candidates for quotations of an import, and the decisions about them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.models import Post, Source
from blog.revisions.models import Revision
from transfer.models import Import


class ReviewDecision(models.Model):
    """A decision about candidates of one form, undone as one.

    `shape` is the key of the form: a shape, or a family of shapes (`families.py`).
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("candidates", "Accepted")
        REJECT = "reject", pgettext_lazy("candidates", "Declined")

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=6, choices=Verb)
    shape = models.CharField(max_length=100)
    # The key of a part of the form (`parts.py`), '' for all of it.
    part = models.CharField(max_length=100, blank=True, default="", db_default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")

    def __str__(self) -> str:
        return f"{self.verb} {self.shape}"


class QuotationCandidateQuerySet(models.QuerySet["QuotationCandidate"]):
    def undecided(self) -> Self:
        """Filter candidates that are neither accepted nor declined."""
        return self.filter(state=QuotationCandidate.State.PROPOSED, decision=None)

    def decided(self) -> Self:
        """Filter candidates that are declined, or accepted but not raised yet."""
        State = QuotationCandidate.State
        is_waiting = models.Q(state=State.PROPOSED, decision__isnull=False)
        return self.filter(is_waiting | models.Q(state=State.REJECTED))


class QuotationCandidate(models.Model):
    """A quotation that a post may have, as found in its present text.

    `key` is that of `transfer.review.candidates.Candidate`. A proposed one with a decision is about
    to be raised; an accepted one is a quotation now; a stale one is no longer in the text.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("a candidate", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("a candidate", "Accepted")
        REJECTED = "rejected", pgettext_lazy("a candidate", "Declined")
        STALE = "stale", pgettext_lazy("a candidate", "Changed since")

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="candidates")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotation_candidates")
    key = models.CharField(max_length=64)
    shape = models.CharField(max_length=100)
    text = models.TextField()
    # The lines as they stood, with the one above.
    context = models.TextField(blank=True)
    # The lines of the attribution as they stood, '' if it is within another line.
    line = models.TextField(blank=True, default="", db_default="")
    attribution = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    decision = models.ForeignKey(
        ReviewDecision, on_delete=models.SET_NULL, null=True, related_name="candidates"
    )

    objects = QuotationCandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate for a quotation")
        verbose_name_plural = _("candidates for quotations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "post", "key"], name="candidate_key_unique")
        ]
        indexes: ClassVar = [
            # The groups of the review, and the candidates of one.
            models.Index(fields=["run", "shape", "state", "id"], name="candidate_by_shape")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class RaisedPost(models.Model):
    """The revisions of a post before and after a decision.

    A post that somebody edited after the decision, or that cannot be saved, stays as it is when the
    decision is undone.
    """

    decision = models.ForeignKey(ReviewDecision, on_delete=models.CASCADE, related_name="raised")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    is_edited = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("post with raised quotations")
        verbose_name_plural = _("posts with raised quotations")

    def __str__(self) -> str:
        return str(self.post)


class ShapeRule(models.Model):
    """How the attributions of one shape are read, as somebody corrected it.

    `meanings` are values of `transfer.review.reading.Meaning`, one for each part of a line.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="shape_rules")
    shape = models.CharField(max_length=100)
    is_attribution = models.BooleanField(default=True)
    has_date = models.BooleanField(default=True)
    meanings: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("corrected form")
        verbose_name_plural = _("corrected forms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "shape"], name="shaperule_shape_unique")
        ]

    def __str__(self) -> str:
        return self.shape


class ReviewedSource(models.Model):
    """A source that candidates of an import name, or the host of their links without a name.

    `match` says whether the site has it; `match_source` or `match_row` is the known source, or the
    proposal. `choice` is what somebody decided, with `chosen_source` or `chosen_row`. The keys of
    sources stay after a merge, because it says what became of them.
    """

    class Match(models.TextChoices):
        NEW = "new", pgettext_lazy("a source", "New")
        KNOWN = "known", pgettext_lazy("a source", "Known")
        SIMILAR = "similar", pgettext_lazy("a source", "Same as…?")

    class Choice(models.TextChoices):
        OPEN = "", pgettext_lazy("a source", "Not decided")
        SAME = "same", pgettext_lazy("a source", "Same as another")
        NEW = "new", pgettext_lazy("a source", "Kept as new")

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="reviewed_sources")
    # A hash of name, affiliation and host, without case.
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    host = models.CharField(max_length=255, blank=True)
    match = models.CharField(max_length=7, choices=Match, default=Match.NEW)
    match_source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    match_row = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    choice = models.CharField(max_length=4, choices=Choice, default=Choice.OPEN, blank=True)
    chosen_source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    chosen_row = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    # The source whose quotations the choice moved.
    moved_from = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("source of an import")
        verbose_name_plural = _("sources of an import")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "key"], name="reviewedsource_key_unique")
        ]

    def __str__(self) -> str:
        name = self.name or self.host
        return f"{name} ({self.affiliation})" if self.affiliation else name


class CandidateCredit(models.Model):
    """A source that a candidate names."""

    class Part(models.TextChoices):
        SOURCE = "source", pgettext_lazy("of a quotation", "Source")
        SPEAKER = "speaker", pgettext_lazy("of a quotation", "Speaker")

    candidate = models.ForeignKey(
        QuotationCandidate, on_delete=models.CASCADE, related_name="credits"
    )
    source = models.ForeignKey(ReviewedSource, on_delete=models.CASCADE, related_name="credits")
    part = models.CharField(max_length=7, choices=Part)

    class Meta:
        verbose_name = _("credit of a candidate")
        verbose_name_plural = _("credits of candidates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "part"], name="candidatecredit_unique")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.part}"
