from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

# Models that live next to their feature. They share the app label `blog`.
MODEL_MODULES = (
    "blog.checks.models",
    "blog.comments.counters",
    "blog.comments.models",
    "blog.comments.moderation.models",
    "blog.comments.subscriptions",
    "blog.common.db.due_addresses",
    "blog.corrections.models",
    "blog.dossiers.models",
    "blog.evidence.models",
    "blog.evidence.publication_models",
    "blog.notes.models",
    "blog.revisions.autosave_models",
    "blog.revisions.models",
    "blog.search.models",
    "blog.seals.models",
    "blog.syndication.dataset.models",
    "blog.workflow.models",
)


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def import_models(self) -> None:
        super().import_models()
        for module in MODEL_MODULES:
            import_module(module)

    def ready(self) -> None:
        from blog.evidence.browser.checks import check_browser_copies

        checks.register(check_browser_copies)
