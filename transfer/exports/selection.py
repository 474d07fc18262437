"""Which posts an export has: all, or those of an author, a label or a year."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from blog.models import Label, Post
from transfer.messages import MessageError


class ExportError(MessageError):
    """The export cannot be made. The message is for the operator: what is wrong, what to do."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Posts and pages outside the trash, of any status, that fit all that is not None."""

    author: User | None = None
    label: Label | None = None
    year: int | None = None

    @property
    def is_partial(self) -> bool:
        return self != Selection()

    def list_posts(self) -> QuerySet[Post]:
        """Return the posts without the HTML that readers get.

        A post without a date belongs to the year in which it was created, in the active time zone.
        """
        posts = Post.all_objects.exclude(status=Post.Status.TRASHED)
        if self.author:
            posts = posts.written_by(self.author)
        if self.label:
            posts = posts.filter(post_labels__tag=self.label)
        if self.year is not None:
            undated = Q(published_at=None, created_at__year=self.year)
            posts = posts.filter(Q(published_at__year=self.year) | undated)
        return posts.defer("html", "intro_html", "linked_data")


def build_selection(author: str = "", label: str = "", year: int | None = None) -> Selection:
    """Look up an author by username or slug and a label by name or slug. Raises ExportError."""
    chosen_author = chosen_label = None
    if author:
        named = Q(username__iexact=author) | Q(slug=author)
        if (chosen_author := User.objects.filter(named).first()) is None:
            raise ExportError(
                gettext_noop("There is no account with the username %(name)s."), {"name": author}
            )
    if label:
        named = Q(name__iexact=label) | Q(slug=label)
        if (chosen_label := Label.objects.filter(named).first()) is None:
            raise ExportError(gettext_noop("There is no label %(name)s."), {"name": label})
    if year is not None and not 1000 <= year < 9000:
        raise ExportError(gettext_noop("The year is not between 1000 and 8999."))
    return Selection(author=chosen_author, label=chosen_label, year=year)
