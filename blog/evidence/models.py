"""Pages that quotations were read at, private copies of them, and what became of each quotation."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.evidence.text_fragment import add_fragment
from blog.models import PullQuote

MAX_CONTEXT = 200  # Characters of a page on either side of a quotation that readers may see.
MAX_REASON_LENGTH = 300


class UnreadReason(models.TextChoices):
    """Why a page could not be read. Nothing is then known about its quotations."""

    ROBOTS = "robots", _("The site does not allow programs to read this page.")
    BLOCKED = "blocked", _("The site refused to show this page.")
    MISSING = "missing", _("There is no page at this address.")
    UNREACHABLE = "unreachable", _("The site did not respond.")
    FORMAT = "format", _("The file is damaged, or of a kind that is not read.")
    SCAN = "scan", _("This PDF has no text: it is a scan or a picture.")
    FONTS = "fonts", _("The letters of this PDF cannot be read: its fonts do not name them.")
    ENCRYPTED = "encrypted", _("This PDF is encrypted: it opens only with a password.")
    LARGE = "large", _("The page is too large to be read.")
    SHORT = "short", _("The page shows too little of the article, as behind a paywall.")


class QuotedPageQuerySet(models.QuerySet["QuotedPage"]):
    def due(self) -> "QuotedPageQuerySet":
        return self.filter(due_at__lte=timezone.now())


class QuotedPage(models.Model):
    """A URL at which quotations were read: when it was looked at, and when it will be again."""

    url = models.CharField(max_length=2000, unique=True)
    host = models.CharField(max_length=255)
    due_at = models.DateTimeField(null=True, db_default=Now())  # None: not looked at.
    asked_at = models.DateTimeField(null=True)  # When a worker last claimed it.
    # Consecutive looks that changed nothing, up to the last of the intervals.
    quiet_looks = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Of the last response, for conditional requests.
    etag = models.CharField(max_length=300, blank=True, default="", db_default="")
    last_modified = models.CharField(max_length=300, blank=True, default="", db_default="")
    # The author who opened it last in the editor: copies count against their quota of space.
    opened_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )

    objects = QuotedPageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # The next pages to look at.
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="quotedpage_due"
            ),
            models.Index(
                fields=["opened_by"],
                condition=models.Q(opened_by__isnull=False),
                name="quotedpage_opened_by",
            ),
        ]

    def __str__(self) -> str:
        return self.url[:60]


# Columns of copies that lists do not read.
LARGE_COLUMNS = ("body", "text", "exchanges", "snapshot")


class PageCopy(models.Model):
    """What a page was at one moment, for editors only.

    The database refuses every change but a withdrawal, which leaves hashes, times, sizes and
    `requested_url` only. `body`, `text` and `snapshot` are compressed with gzip; hashes are SHA-256
    of the uncompressed bytes.
    """

    page = models.ForeignKey(QuotedPage, on_delete=models.PROTECT, related_name="copies")
    requested_url = models.CharField(_("URL"), max_length=2000)
    final_url = models.CharField(_("URL after redirects"), max_length=2000)
    taken_at = models.DateTimeField(_("taken"), db_default=Now())
    status = models.PositiveSmallIntegerField(_("HTTP status"))
    headers = models.JSONField(_("headers"))
    # What was sent and received, for its WARC file: see `blog.evidence.exchanges`. None of a file
    # that was handed in.
    exchanges = models.JSONField(null=True)
    body_hash = models.CharField(_("hash of the file"), max_length=64)
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    body = models.BinaryField(null=True)
    text = models.BinaryField(null=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    text_length = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=300, blank=True)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    page_date = models.CharField(_("date on the page"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    # The site asks for no copies: only hashes, time and what is around quotations are kept.
    is_refused = models.BooleanField(default=False, db_default=False)
    # A file that an author saved: the server did not fetch it, and cannot vouch for its address.
    is_handed_in = models.BooleanField(_("handed in"), default=False, db_default=False)
    # A browser ran the scripts of the page: `body` is the HTML of what it showed, and `snapshot`
    # the same as MHTML, unless it was too large.
    is_rendered = models.BooleanField(_("shown by a browser"), default=False, db_default=False)
    snapshot = models.BinaryField(null=True)
    snapshot_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawal_reason = models.CharField(_("reason"), max_length=MAX_REASON_LENGTH, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            # The same text again makes no copy.
            models.UniqueConstraint(fields=["page", "text_hash"], name="pagecopy_once_for_a_text"),
            models.CheckConstraint(
                condition=models.Q(body_hash__regex="^[0-9a-f]{64}$")
                & models.Q(text_hash__regex="^[0-9a-f]{64}$"),
                name="pagecopy_hashes_are_sha256",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(withdrawn_at__isnull=False) | models.Q(is_refused=True),
                    body__isnull=True,
                    text__isnull=True,
                )
                | models.Q(
                    withdrawn_at__isnull=True,
                    is_refused=False,
                    body__isnull=False,
                    text__isnull=False,
                ),
                name="pagecopy_has_body_unless_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.requested_url[:60]


class QuotationCheckQuerySet(models.QuerySet["QuotationCheck"]):
    def findings(self) -> "QuotationCheckQuerySet":
        """Filter quotations that changed or disappeared, and that no editor has overruled."""
        return self.filter(_is_marked())

    def with_news(self) -> "QuotationCheckQuerySet":
        """Filter checks of which readers of the post see something; annotate with `is_marked`."""
        stood = models.Q(stood_first_at__isnull=False)
        return self.annotate(is_marked=_is_marked()).filter(stood | models.Q(is_marked=True))


def _is_marked() -> models.Q:
    """Match what `QuotationCheck.is_mark_shown` tells of one."""
    return models.Q(verdict__in=QuotationCheck.LOST, looks__gte=2, overruled_at__isnull=True)


class QuotationCheck(models.Model):
    """What the last look that could read a page found of a quotation there.

    Everything that readers see of it is stored here. *Changed* and *gone* count after a second look
    (`is_confirmed`). A look that cannot read the page sets only `unread_at`, and if it is not the
    first one `unread_reason`; before the page was read at all, it sets `looks` as well.
    """

    class Verdict(models.TextChoices):
        NONE = "", _("Not read yet")
        SAME = "same", _("Letter by letter")
        TYPOGRAPHIC = "typographic", _("In other typography")
        MARKED = "marked", _("With marked omissions or additions")
        CHANGED = "changed", _("Changed")
        GONE = "gone", _("Gone")

    STANDING: ClassVar = (Verdict.SAME, Verdict.TYPOGRAPHIC, Verdict.MARKED)
    LOST: ClassVar = (Verdict.CHANGED, Verdict.GONE)

    # The database cascades (0046_evidence.sql), so that deleting a quotation needs no query for it.
    quotation = models.OneToOneField(
        PullQuote, on_delete=models.DO_NOTHING, db_constraint=False, related_name="evidence"
    )
    page = models.ForeignKey(QuotedPage, on_delete=models.PROTECT, related_name="checks")
    text_hash = models.CharField(max_length=64)  # Of the quotation that is looked for.
    verdict = models.CharField(
        _("verdict"), max_length=11, choices=Verdict, blank=True, default="", db_default=""
    )
    # The place in the text of `copy`; nothing is around it if that is withdrawn.
    start = models.IntegerField(default=-1, db_default=-1)
    length = models.PositiveIntegerField(default=0, db_default=0)
    there = models.TextField(blank=True, default="", db_default="")
    before = models.CharField(max_length=MAX_CONTEXT, blank=True, default="", db_default="")
    after = models.CharField(max_length=MAX_CONTEXT, blank=True, default="", db_default="")
    # [["same" | "removed" | "added", text], …] from the quotation to `there`.
    difference = models.JSONField(default=list)
    fragment = models.CharField(max_length=500, blank=True, default="", db_default="")
    looks = models.PositiveSmallIntegerField(default=0, db_default=0)  # With this verdict.
    since = models.DateTimeField(_("since"), null=True)  # The first look with this verdict.
    checked_at = models.DateTimeField(_("last read"), null=True)
    stood_verdict = models.CharField(max_length=11, blank=True, default="", db_default="")
    stood_first_at = models.DateTimeField(null=True)
    stood_last_at = models.DateTimeField(null=True)
    unread_reason = models.CharField(
        max_length=11, choices=UnreadReason, blank=True, default="", db_default=""
    )
    unread_at = models.DateTimeField(null=True)
    first_copy = models.ForeignKey(PageCopy, on_delete=models.PROTECT, null=True, related_name="+")
    copy = models.ForeignKey(PageCopy, on_delete=models.PROTECT, null=True, related_name="+")
    overruled_at = models.DateTimeField(null=True)
    overruled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    overrule_reason = models.CharField(
        max_length=MAX_REASON_LENGTH, blank=True, default="", db_default=""
    )

    objects = QuotationCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a quotation")
        verbose_name_plural = _("checks of quotations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(overruled_at__isnull=True) | ~models.Q(overrule_reason=""),
                name="quotationcheck_overruled_with_reason",
            ),
        ]
        indexes = [
            # The findings of the desk, the newest first.
            models.Index(
                fields=["-since", "-id"],
                condition=models.Q(
                    verdict__in=["changed", "gone"], looks__gte=2, overruled_at__isnull=True
                ),
                name="quotationcheck_findings",
            ),
            models.Index(
                fields=["-unread_at", "-id"],
                condition=~models.Q(unread_reason=""),
                name="quotationcheck_unread",
            ),
            models.Index(
                fields=["-overruled_at", "-id"],
                condition=models.Q(overruled_at__isnull=False),
                name="quotationcheck_overruled",
            ),
            # The desk's list of quotations, the last added first.
            models.Index(fields=["verdict", "-quotation"], name="quotationcheck_by_verdict"),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()

    @property
    def is_confirmed(self) -> bool:
        """Return whether two looks found that the quotation is no longer there as quoted."""
        return self.verdict in self.LOST and self.looks >= 2

    @property
    def is_mark_shown(self) -> bool:
        """Return whether readers see that the page has changed."""
        return self.is_confirmed and self.overruled_at is None

    @property
    def standing_url(self) -> str:
        """Return the URL with a text fragment that leads to the words; '' if they do not stand."""
        if self.verdict not in self.STANDING or not self.fragment:
            return ""
        return add_fragment(self.quotation.url, self.fragment)

    @property
    def version_date(self) -> datetime | None:
        """Return when the first copy of the page was taken; None if there is none any more.

        A file that somebody handed in proves nothing to readers.
        """
        copy = self.first_copy
        if copy is None or copy.is_refused or copy.is_handed_in or copy.withdrawn_at is not None:
            return None
        return copy.taken_at

    @property
    def is_unread_last(self) -> bool:
        """Return whether the last two looks or more could not read the page: readers see that."""
        if not self.unread_reason or self.unread_at is None:
            return False
        if self.checked_at is None:
            # 0 in rows of earlier versions, which readers have seen.
            return self.looks != 1
        return self.checked_at < self.unread_at

    @property
    def last_look_at(self) -> datetime | None:
        return self.unread_at if self.is_unread_last else self.checked_at


class VerdictChange(models.Model):
    """Entry in the history of a quotation's check: a new verdict, or what an editor did."""

    class Kind(models.TextChoices):
        STANDS = "stands", _("The words stand on the page")
        CHANGED = "changed", _("The page says something else")
        GONE = "gone", _("The words are no longer on the page")
        OVERRULED = "overruled", _("Overruled by an editor")
        REINSTATED = "reinstated", _("No longer overruled")

    check_row = models.ForeignKey(
        QuotationCheck, on_delete=models.DO_NOTHING, db_constraint=False, related_name="changes"
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    created_at = models.DateTimeField(_("when"), db_default=Now())
    there = models.TextField(blank=True)
    copy = models.ForeignKey(PageCopy, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=MAX_REASON_LENGTH, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
