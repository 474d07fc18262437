"""What each role may do, as groups of permissions: the one place where roles are defined.

Migrations call `apply`, so a role that changes is changed by a new migration.
"""

AUTHOR = "Author"
EDITOR = "Editor"

_AUTHOR = {
    "blog.add_post",
    "blog.change_post",
    "blog.delete_post",
    "blog.view_post",
    "blog.add_source",
    "blog.change_source",
    "blog.view_source",
    "blog.add_photo",
    "blog.change_photo",
    "blog.view_photo",
    "blog.view_label",
}
# `edit_all` lifts the limit to one's own rows; `publish_post` decides what readers see.
_EDITOR = _AUTHOR | {
    "blog.edit_all",
    "blog.publish_post",
    "blog.delete_source",
    "blog.delete_photo",
    "blog.add_label",
    "blog.change_label",
    "blog.delete_label",
}
ROLES: dict[str, set[str]] = {AUTHOR: _AUTHOR, EDITOR: _EDITOR}


def apply(group_model, permission_model) -> None:
    """Make the groups and give each exactly its permissions. A missing permission is an error."""
    for name, wanted in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        found = [
            permission_model.objects.get(content_type__app_label=app, codename=codename)
            for app, codename in (permission.split(".") for permission in sorted(wanted))
        ]
        group.permissions.set(found)
