from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Models that are next to their feature. The label of the app is theirs as well.
FEATURES = (
    "blog.checks.models",
    "blog.comments.counters",
    "blog.comments.counters",
    "blog.comments.models",
    "blog.comments.moderation.models",
    "blog.comments.moderation.models",
    "blog.comments.subscriptions",
    "blog.corrections.models",
    "blog.notes.models",
    "blog.notes.models",
    "blog.revisions.autosave_models",
    "blog.revisions.models",
    "blog.search.models",
    "blog.workflow.models",
)


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def import_models(self) -> None:
        super().import_models()
        for feature in FEATURES:
            import_module(feature)
