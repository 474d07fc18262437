"""Redirects admin: addresses of this site, the only one."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.redirects.admin import RedirectAdmin as StockRedirectAdmin
from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _

admin.site.unregister(Redirect)

# Django writes "--->".
Redirect.add_to_class("__str__", lambda self: f"{self.old_path} → {self.new_path}")


class RedirectForm(ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site_id = settings.SITE_ID
        self.fields["old_path"].help_text = _("An address of this site, such as /2019/old-post/.")
        self.fields["new_path"].help_text = _("Another address of this site, or a whole URL.")

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
