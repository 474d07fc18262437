"""The navigation of the desk: what a person may open, by the work that it belongs to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """A page that is no list of a model, for those who may open the list of `model`."""

    label: Any
    url_name: str
    icon: str
    model: str


# Of more, each page of the desk would count all.
MAX_COUNT = 999


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    key: str  # The model, such as "blog.post", or the name of the page's URL.
    add_url: str = ""
    add_label: str = ""
    empty_text: str = ""  # Shown instead of an empty list, with a link.
    empty_url: str = ""
    empty_label: str = ""
    count: int = 0  # What waits there; 0 shows nothing.
    is_current: bool = False

    @property
    def count_label(self) -> str:
        return f"{MAX_COUNT}+" if self.count > MAX_COUNT else str(self.count)


@dataclass(frozen=True)
class Section:
    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class Navigation:
    sections: list[Section]

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def current(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.is_current), None)

    @property
    def write_url(self) -> str:
        """Return the URL of a new post, or nothing for those who may not write."""
        return next((entry.add_url for entry in self.entries if entry.key == "blog.post"), "")

    @property
    def bar(self) -> list[Entry]:
        """The entries of the bar on phones: the first two of BAR that the person has."""
        by_key = {entry.key: entry for entry in self.entries}
        return [by_key[key] for key in BAR if key in by_key][:2]


BOARD = Link(_("Board"), "admin:blog_post_board", "board", "blog.post")
CALENDAR = Link(_("Calendar"), "admin:blog_post_calendar", "calendar", "blog.post")
UNSAVED = Link(_("Unsaved changes"), "admin:blog_post_unsaved", "draft", "blog.post")
# Model labels and links. Models that no section names are listed last, under "Site".
SECTIONS: tuple[tuple[Any, tuple[str | Link, ...]], ...] = (
    (
        pgettext_lazy("section of the desk", "Write"),
        ("blog.post", "blog.page", UNSAVED, "blog.correction"),
    ),
    (pgettext_lazy("section of the desk", "Plan"), (BOARD, CALENDAR)),
    (
        pgettext_lazy("section of the desk", "Discuss"),
        ("blog.comment", "blog.rule", "blog.ban"),
    ),
    (
        pgettext_lazy("section of the desk", "Library"),
        (
            *("blog.photo", "blog.mediafile", "blog.source", "blog.pullquote", "blog.label"),
            *("blog.series", "blog.dossier", "blog.quotationcheck", "blog.seal"),
        ),
    ),
    (
        pgettext_lazy("section of the desk", "Site"),
        (
            *(
                "blog.sitesettings",
                "blog.appearance",
                "accounts.user",
                "auth.group",
                "redirects.redirect",
                "transfer.import",
                "transfer.export",
            ),
            *("mail.queuedemail", "django_tasks_database.dbtaskresult"),
        ),
    ),
)
# Names where those of the models would not be understood here.
LABELS = {
    "blog.sitesettings": _("Settings"),
    "blog.quotationcheck": _("Evidence"),
    "blog.seal": _("Seals"),
    "blog.pullquote": _("Quotations"),
    "blog.rule": _("Rules"),
    "accounts.user": pgettext_lazy("account", "People"),
    "auth.group": pgettext_lazy("account", "Roles"),
    "transfer.import": _("Imports"),
    "transfer.export": _("Exports"),
    "mail.queuedemail": _("E-mails"),
    "django_tasks_database.dbtaskresult": _("Background tasks"),
}
# Labels of the buttons for which “Add …” is the wrong verb.
ADD_LABELS = {
    "blog.post": _("Write a post"),
    "accounts.user": _("Invite a person"),
    "transfer.import": _("Import a blog"),
    "transfer.export": _("Export the blog"),
}
# What an empty list says; others only that they are empty.
EMPTY_TEXTS = {
    "blog.post": _("There are no posts yet. A post is listed as soon as you begin to write it."),
    "blog.page": _("There are no pages yet. Pages are for texts without a date, such as “About”."),
    "blog.correction": _(
        "There are no corrections yet. When you change a published post, its form asks for them."
    ),
    "blog.rule": _(
        "There are no rules yet. A rule holds comments with certain words or links, or marks them "
        "as spam."
    ),
    "blog.ban": _("Nobody is banned. You can ban a commenter in the list of comments."),
    "blog.mediafile": _(
        "There are no media files yet. Add audio, video and PDF files to the text of a post."
    ),
    "blog.source": _(
        "There are no sources yet. The attribution of a quotation adds its source to this list."
    ),
    "blog.pullquote": _("There are no quotations yet. This list has all that posts quote."),
    "blog.label": _("There are no labels yet. Labels that you give to posts are listed here."),
    "blog.series": _("There are no series yet. To begin one, name it in the form of a post."),
    "blog.dossier": _("There are no dossiers yet. A dossier collects quotations and posts."),
    "redirects.redirect": _(
        "There are no redirects. Add one for an address that has moved; posts that are renamed "
        "need none."
    ),
}
# Links beside the text of an empty list: the model, which of its URLs, and the label.
EMPTY_LINKS = {
    "blog.ban": ("blog.comment", "admin_url", _("Open the moderation queue")),
    "blog.mediafile": ("blog.post", "add_url", _("Write a post")),
    "blog.pullquote": ("blog.post", "add_url", _("Write a post")),
    "blog.series": ("blog.post", "add_url", _("Write a post")),
}
ICONS = {
    "blog.post": "post",
    "blog.page": "page",
    "blog.correction": "correction",
    "blog.comment": "comment",
    "blog.rule": "rule",
    "blog.ban": "ban",
    "blog.photo": "photo",
    "blog.mediafile": "file",
    "blog.source": "source",
    "blog.pullquote": "quotation",
    "blog.label": "label",
    "blog.series": "series",
    "blog.dossier": "dossier",
    "blog.quotationcheck": "evidence",
    "blog.seal": "seal",
    "blog.appearance": "appearance",
    "blog.sitesettings": "settings",
    "accounts.user": "person",
    "auth.group": "role",
    "redirects.redirect": "redirect",
    "transfer.import": "import",
    "transfer.export": "export",
    "mail.queuedemail": "mail",
    "django_tasks_database.dbtaskresult": "task",
}
BAR = ("blog.post", "blog.comment", "admin:blog_post_board", "blog.source")


def build_navigation(
    path: str, apps: Iterable[Mapping[str, Any]], counts: Mapping[str, int]
) -> Navigation:
    """Build the navigation of the person whose `apps` Django's admin lists. No query.

    `path` is the path of the request; the entry whose URL is its longest beginning is the current
    one. `counts` are the numbers of what waits, by the keys of entries.
    """
    models = {
        f"{app['app_label']}.{model['object_name'].lower()}": model
        for app in apps
        for model in app["models"]
        if model.get("admin_url")
    }
    placed = {item for _label, items in SECTIONS for item in items if isinstance(item, str)}
    rest = [key for key in models if key not in placed]
    drafts = []
    for number, (label, items) in enumerate(SECTIONS, 1):
        keys = [*items, *(rest if number == len(SECTIONS) else [])]
        entries = [entry for key in keys for entry in _build_entries(key, models, counts)]
        drafts.append((label, entries))
    current = _find_current(path, [entry for _label, entries in drafts for entry in entries])
    return Navigation(
        [
            Section(str(label), [replace(entry, is_current=entry is current) for entry in entries])
            for label, entries in drafts
            if entries
        ]
    )


def _build_entries(
    item: str | Link, models: Mapping[str, Any], counts: Mapping[str, int]
) -> list[Entry]:
    if isinstance(item, Link):
        if item.model not in models or models[item.model]["view_only"]:
            return []
        url = reverse(item.url_name)
        count = counts.get(item.url_name, 0)
        return [Entry(str(item.label), url, item.icon, item.url_name, count=count)]
    if item not in models:
        return []
    model = models[item]
    linked, url_key, empty_label = EMPTY_LINKS.get(item, ("", "", ""))
    return [
        Entry(
            label=str(LABELS.get(item, model["name"])),
            url=model["admin_url"],
            icon=ICONS.get(item, "list"),
            key=item,
            add_url=model.get("add_url") or "",
            add_label=str(
                ADD_LABELS.get(item) or gettext("Add %s") % model["model"]._meta.verbose_name
            ),
            empty_text=str(EMPTY_TEXTS.get(item, "")),
            empty_url=models.get(linked, {}).get(url_key) or "",
            empty_label=str(empty_label),
            count=counts.get(item, 0),
        )
    ]


def _find_current(path: str, entries: Collection[Entry]) -> Entry | None:
    opened = [entry for entry in entries if path.startswith(entry.url)]
    return max(opened, key=lambda entry: len(entry.url), default=None)
