"""Operations on saved views: list, save and delete those of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common.markup import clean_text
from blog.models.saved_views import MAX_NAME_LENGTH, MAX_QUERY_LENGTH, SavedView

MAX_VIEWS = 20  # Of a list.
# Parameters of the admin that belong to no view: the page, an error, a choice in a window.
_OMITTED = ("p", "all", "e")


class ViewRefused(Exception):
    """The message is for the user. Nothing was changed."""


@dataclass(frozen=True)
class Tab:
    """`pk` is None for the whole list."""

    pk: int | None
    name: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class ViewTabs:
    """The views of a list, and the `query` that is shown: '' for the whole list."""

    tabs: Sequence[Tab]
    query: str

    @property
    def current(self) -> Tab | None:
        return next((tab for tab in self.tabs if tab.is_current), None)

    @property
    def can_save(self) -> bool:
        return self.current is None


def normalize_query(parameters: Mapping[str, str]) -> str:
    """Return the query string of a view: the same for each order of the parameters."""
    shown = {name: value for name, value in parameters.items() if value}
    names = [name for name in sorted(shown) if name not in _OMITTED and not name.startswith("_")]
    return urlencode([(name, shown[name]) for name in names])


def list_tabs(user: User, list_name: str, query: str) -> ViewTabs:
    """List a person's views of a list, the first saved first. One query."""
    views = SavedView.objects.filter(user=user, list_name=list_name).order_by("pk")
    saved = [Tab(view.pk, view.name, view.query, view.query == query) for view in views]
    return ViewTabs([Tab(None, _("All"), "", not query), *saved], query)


def save_view(*, user: User, list_name: str, name: str, query: str) -> SavedView:
    """Save a view of a list, or replace the person's view of that name.

    Raises ViewRefused with a message. Four queries.
    """
    name = " ".join(clean_text(name).split())
    query = normalize_query(QueryDict(query).dict())
    if not name:
        raise ViewRefused(_("Enter a name for the view."))
    if len(name) > MAX_NAME_LENGTH:
        raise ViewRefused(
            _("The name can have at most %(limit)d characters.") % {"limit": MAX_NAME_LENGTH}
        )
    if not query:
        raise ViewRefused(_("Search, filter or sort the list first, then save the view."))
    if len(query) > MAX_QUERY_LENGTH:
        raise ViewRefused(_("This search is too long to be saved."))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        views = SavedView.objects.filter(user=user, list_name=list_name)
        if views.exclude(name=name).count() >= MAX_VIEWS:
            raise ViewRefused(
                _("You have %(limit)d views of this list. Delete one first.") % {"limit": MAX_VIEWS}
            )
        view, _created = SavedView.objects.update_or_create(
            user=user, list_name=list_name, name=name, defaults={"query": query}
        )
    return view


def delete_view(*, user: User, list_name: str, pk: int) -> bool:
    """Delete a person's own view; return whether there was one. One query."""
    count, _rows = SavedView.objects.filter(user=user, list_name=list_name, pk=pk).delete()
    return bool(count)
