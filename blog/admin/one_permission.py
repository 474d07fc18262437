"""Admin pages for which one permission is enough."""

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest


class OnePermissionAdmin(ModelAdmin):
    """Requires the permission `required_permission` for everything."""

    required_permission: str

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.required_permission)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
