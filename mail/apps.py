from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("Mail queue")

    def ready(self) -> None:
        from mail.checks import check_mail_delivery

        checks.register(check_mail_delivery, deploy=True)
