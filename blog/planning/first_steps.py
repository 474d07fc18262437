"""First steps of a new site: what its administrator does before readers come."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post, SiteSettings

# A site with as many posts is not new.
MAX_POSTS = 5
# Fields of the settings that change the look of a site.
LOOK_FIELDS = ("accent_light", "accent_dark", "typeface", "logo_id", "icon_id", "home_layout")
NO_SETTINGS = SiteSettings()


@dataclass(frozen=True)
class Step:
    label: str
    hint: str
    url: str
    is_done: bool


def find_first_steps(site: SiteSettings, user: User) -> list[Step]:
    """Find the first steps, unless they are hidden or all done.

    Empty for those who may not change the settings, and for a site with MAX_POSTS posts. Two
    queries: none if the steps are hidden, one if there are as many posts.
    """
    if site.hides_first_steps or not user.has_perm("blog.change_sitesettings"):
        return []
    posts = Post.objects.filter(is_template=False).exclude(status=Post.Status.TRASHED)
    post_count = posts[:MAX_POSTS].count()
    if post_count == MAX_POSTS:
        return []
    steps = list(_build_steps(site, user, has_posts=post_count > 0))
    return [] if all(step.is_done for step in steps) else steps


def _build_steps(site: SiteSettings, user: User, has_posts: bool) -> Iterator[Step]:
    """Build the steps that the user may take. One query for those who may add people."""
    yield Step(
        _("Name the site"),
        _("Its language is %(language)s, its time zone %(zone)s: change them here as well.")
        % {
            "language": get_language_info(site.language)["name_local"],
            "zone": timezone.get_current_timezone_name(),
        },
        reverse("admin:blog_sitesettings_changelist") + "#id_name",
        site.name != NO_SETTINGS.name,
    )
    yield Step(
        _("Choose the look"),
        _("Logo, colours, typeface and home page, with a preview beside the form."),
        reverse("admin:blog_appearance_changelist"),
        any(getattr(site, field) != getattr(NO_SETTINGS, field) for field in LOOK_FIELDS),
    )
    yield Step(
        _("Enter your byline"),
        _("Readers see it above your posts. Without one, they see “%(name)s”.") % {"name": user},
        f"{reverse('accounts:profile')}?next={reverse('admin:index')}#id_byline",
        bool(user.byline),
    )
    if user.has_perm("blog.add_post"):
        yield Step(
            _("Write the first post"),
            _("It is saved as you type. Readers see it only after publication."),
            reverse("admin:blog_post_add"),
            has_posts,
        )
    if user.has_perm("accounts.add_user"):
        yield Step(
            _("Invite people"),
            _("Authors, editors and moderators each see what they need."),
            reverse("admin:accounts_user_add"),
            User.objects.filter(is_staff=True, is_active=True).exclude(pk=user.pk).exists(),
        )
