"""Roles and their permissions, as Django groups.

Migrations call `apply`, so changing a role needs a new migration.
"""

from django.utils.translation import pgettext_lazy

from accounts.models import User

AUTHOR = "Author"
PUBLISHING_AUTHOR = "Publishing author"
EDITOR = "Editor"
MODERATOR = "Moderator"
ADMINISTRATOR = "Administrator"

# The groups have English names; people see these.
ROLE_NAMES = {
    AUTHOR: pgettext_lazy("role", "Author"),
    PUBLISHING_AUTHOR: pgettext_lazy("role", "Publishing author"),
    EDITOR: pgettext_lazy("role", "Editor"),
    MODERATOR: pgettext_lazy("role", "Moderator"),
    ADMINISTRATOR: pgettext_lazy("role", "Administrator"),
}

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
    "blog.view_series",
    "blog.add_dossier",
    "blog.change_dossier",
    "blog.delete_dossier",
    "blog.view_dossier",
    "blog.moderate_own_comments",
}
# Publishes, schedules and unpublishes their own posts, without an editor.
_PUBLISHING_AUTHOR = _AUTHOR | {"blog.publish_own_post"}
# `edit_all` allows editing other authors' rows.
_EDITOR = _AUTHOR | {
    "blog.edit_all",
    "blog.publish_post",
    "blog.delete_source",
    "blog.delete_photo",
    "blog.add_label",
    "blog.change_label",
    "blog.delete_label",
    "blog.add_series",
    "blog.change_series",
    "blog.delete_series",
    "blog.add_page",
    "blog.change_page",
    "blog.delete_page",
    "blog.view_page",
}
_MODERATOR = {"blog.moderate_comments"}
# The whole desk, including users and settings. Only superusers can create or edit superusers, and
# change roles.
_ADMINISTRATOR = (
    _EDITOR
    | _MODERATOR
    | {
        "accounts.add_user",
        "accounts.change_user",
        "accounts.delete_user",
        "accounts.view_user",
        "blog.change_sitesettings",
        "blog.view_sitesettings",
        "mail.change_queuedemail",
        "mail.view_queuedemail",
        "redirects.add_redirect",
        "redirects.change_redirect",
        "redirects.delete_redirect",
        "redirects.view_redirect",
        "transfer.add_import",
        "transfer.export_blog",
        "transfer.change_import",
        "transfer.view_import",
    }
)
_ACTIONS = ("add", "change", "delete", "view")
# Other permissions that migrations after the first one create.
_ADDED_LATER = {
    "blog.publish_own_post",
    "blog.moderate_own_comments",
    "transfer.export_blog",
}
ROLES: dict[str, set[str]] = {
    AUTHOR: _AUTHOR,
    PUBLISHING_AUTHOR: _PUBLISHING_AUTHOR,
    EDITOR: _EDITOR,
    MODERATOR: _MODERATOR,
    ADMINISTRATOR: _ADMINISTRATOR,
}


def apply(group_model, permission_model) -> None:
    """Create the groups and set their permissions. Raises DoesNotExist for a missing permission.

    The permissions of a model without any are skipped, and missing ones of `_ADDED_LATER`: a later
    migration creates them, and calls this again.
    """
    known = set(permission_model.objects.values_list("content_type__app_label", "codename"))
    later = {tuple(label.split(".")) for label in _ADDED_LATER} - known
    for name, labels in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        permissions = []
        for app, codename in (label.split(".") for label in sorted(labels)):
            action, _, model = codename.partition("_")
            if (app, codename) in later:
                continue
            if action in _ACTIONS and not {(app, f"{each}_{model}") for each in _ACTIONS} & known:
                continue
            permissions.append(
                permission_model.objects.get(content_type__app_label=app, codename=codename)
            )
        group.permissions.set(permissions)


def get_role_name(name: str) -> str:
    """Return the translated name of a built-in role; roles that a site adds keep theirs."""
    return str(ROLE_NAMES.get(name, name))


def list_role_names(user: User) -> str:
    """Return the translated names of a person's roles, such as 'Author, Moderator'. One query."""
    return ", ".join(sorted(get_role_name(role.name) for role in user.groups.all()))
