"""Candidates for quotations of an import, and the decisions about them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.models import Post
from blog.revisions.models import Revision
from transfer.models import Import


class ReviewDecision(models.Model):
    """A decision about candidates of one shape, undone as one."""

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
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")

    def __str__(self) -> str:
        return f"{self.verb} {self.shape}"


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
    attribution = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    decision = models.ForeignKey(
        ReviewDecision, on_delete=models.SET_NULL, null=True, related_name="candidates"
    )

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
    """The revisions of a post before and after a decision."""

    decision = models.ForeignKey(ReviewDecision, on_delete=models.CASCADE, related_name="raised")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("post with raised quotations")
        verbose_name_plural = _("posts with raised quotations")

    def __str__(self) -> str:
        return str(self.post)
