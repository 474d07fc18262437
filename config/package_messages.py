"""Messages of Django and other packages that lack translations in some of our languages.

The project's catalogues come before those of packages, so it is enough to collect them here.
"""

from django.utils.translation import gettext_noop, pgettext_lazy

MESSAGES = (
    gettext_noop("- Select an option -"),
    gettext_noop("Run"),
    # In some languages with another word for "Save" than ours.
    gettext_noop("Save and add another"),
    gettext_noop("Save and continue editing"),
    gettext_noop("Save as new"),
    gettext_noop("Pagination %(name)s"),
    gettext_noop("Pagination %(name)s entries"),
    # Passwords of others.
    gettext_noop("Set password"),
    gettext_noop("Set password: %s"),
    gettext_noop("Enable password-based authentication"),
    gettext_noop(
        "This action will <strong>enable</strong> password-based authentication for this user."
    ),
    # Background tasks.
    pgettext_lazy("Task", "Ready"),
    pgettext_lazy("Task", "Running"),
    pgettext_lazy("Task", "Failed"),
    pgettext_lazy("Task", "Successful"),
    gettext_noop("enqueued at"),
    gettext_noop("started at"),
    gettext_noop("finished at"),
    # Tables without a page on the desk, among the permissions of a role.
    gettext_noop("known devices"),
    gettext_noop("rate limit windows"),
    gettext_noop("subscriptions"),
    gettext_noop("periodic tasks"),
    gettext_noop("user sessions"),
)
