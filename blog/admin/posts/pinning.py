"""Actions on the list of posts that pin them to the top of the home page."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.decorators import action
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import signed_in
from blog.editing.pinning import pin_posts, unpin_posts
from blog.workflow import PUBLISH_PERMISSION, NotAllowed


class PinningAdmin(ModelAdmin):
    actions: Any = ("pin_to_home_page", "unpin_from_home_page")

    def has_pin_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH_PERMISSION)

    @action(description=gettext_lazy("Pin to the home page"), permissions=["pin"])
    def pin_to_home_page(self, request: HttpRequest, posts: QuerySet) -> None:
        try:
            pinned = pin_posts(posts, by=signed_in(request))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        message = ngettext(
            "Pinned %(count)d post to the home page.",
            "Pinned %(count)d posts to the home page.",
            pinned.count,
        )
        self.message_user(request, message % {"count": pinned.count})

    @action(description=gettext_lazy("Unpin from the home page"), permissions=["pin"])
    def unpin_from_home_page(self, request: HttpRequest, posts: QuerySet) -> None:
        unpinned = unpin_posts(posts, by=signed_in(request))
        message = ngettext("Unpinned %(count)d post.", "Unpinned %(count)d posts.", unpinned.count)
        self.message_user(request, message % {"count": unpinned.count})
