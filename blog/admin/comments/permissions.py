"""What the moderators' pages of the desk have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ModeratorAdmin(admin.ModelAdmin):
    """For whoever may decide about comments, and nobody else: one permission for all of it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.moderate_comments")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
