"""Admin of the mail queue: delivery status only.

The text is not shown, as it may contain a link that signs its recipient in.
"""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from mail.delivery import deliver
from mail.models import QueuedEmail

# The list keeps e-mails after they were sent, too.
QueuedEmail._meta.verbose_name = _("e-mail")
QueuedEmail._meta.verbose_name_plural = _("e-mails")


class StateFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "state"
    fields = {"waiting": "due_at", "sent": "sent_at", "given-up": "given_up_at"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", capfirst(pgettext("an e-mail", "queued"))),
            ("sent", capfirst(pgettext("an e-mail", "sent"))),
            ("given-up", capfirst(pgettext("an e-mail", "failed"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[QueuedEmail]
    ) -> QuerySet[QueuedEmail]:
        field = self.fields.get(self.value() or "")
        return queryset.filter(**{f"{field}__isnull": False}) if field else queryset


@admin.register(QueuedEmail)
class QueuedEmailAdmin(admin.ModelAdmin):
    list_display = ("subject", "recipient", "created_at", "sent_at", "given_up_at")
    list_filter = (StateFilter,)
    search_fields = ("recipient", "subject")
    search_help_text = _("Search by recipient or subject")
    ordering = ("-created_at", "-pk")
    fields = (
        ("sender", "recipient"),
        "subject",
        "created_at",
        ("sent_at", "due_at", "given_up_at"),
        ("attempts", "last_error"),
    )
    actions = ("send_again",)
    change_form_template = "admin/desk/record.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: QueuedEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: QueuedEmail | None = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.change_queuedemail")

    @admin.action(description=pgettext_lazy("an e-mail", "Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[QueuedEmail]) -> None:
        """Requeue e-mails, but for those that a worker is sending right now."""
        now = timezone.now()
        with transaction.atomic():
            emails = list(queryset.select_for_update(skip_locked=True))
            for email in emails:
                email.requeue(now)
            fields = ["attempts", "due_at", "sent_at", "given_up_at"]
            QueuedEmail.objects.bulk_update(emails, fields)
            deliver.enqueue()
        message = ngettext(
            "%(count)d e-mail will be sent again.",
            "%(count)d e-mails will be sent again.",
            len(emails),
        )
        messages.info(request, message % {"count": len(emails)})
