"""Redirects admin: addresses of this site, the only one."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.redirects.admin import RedirectAdmin as StockRedirectAdmin
from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib.deletions import describe_deletion

admin.site.unregister(Redirect)

# Django writes "--->".
Redirect.add_to_class("__str__", lambda self: f"{self.old_path} → {self.new_path}")


class RedirectForm(ModelForm):
    class Meta:  # Who may only look has a form without these fields.
        help_texts: ClassVar = {
            "old_path": gettext_lazy("An address of this site, such as /2019/old-post/."),
            "new_path": gettext_lazy("Another address of this site, or a whole URL."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site_id = settings.SITE_ID
        if "new_path" in self.fields:
            self.fields["new_path"].required = True  # One that leads nowhere has no effect.

    def clean_old_path(self) -> str:
        """Refuse the address of another redirect. One query."""
        old_path = self.cleaned_data["old_path"]
        others = Redirect.objects.filter(site_id=settings.SITE_ID).exclude(pk=self.instance.pk)
        if others.filter(old_path=old_path).exists():
            raise ValidationError(_("Another redirect already has this address."))
        return old_path


@admin.register(Redirect)
class RedirectAdmin(StockRedirectAdmin):
    form = RedirectForm
    fields = ("old_path", "new_path")
    list_filter = ()
    search_help_text = gettext_lazy("Search by the old or the new address")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        number = len(objs)
        text = ngettext(
            "Readers will not find the old address any more.",
            "Readers will not find the %(number)d old addresses any more.",
            number,
        )
        return describe_deletion(self, request, effects=[text % {"number": number}])
