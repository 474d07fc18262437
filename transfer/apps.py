from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "transfer"
    verbose_name = _("import and export")

    def import_models(self) -> None:
        super().import_models()
        import_module("transfer.exports.models")
        import_module("transfer.review.models")
