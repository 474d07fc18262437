"""URLs and actions for each row of the table in docs/operators/accounts.md.

The method is `GET` unless another one precedes the URL. `own` and `another's` rows replace a key. A
new URL or action fails test_access_table.py until it is listed here.
"""

OBJECT = "<path:object_id>"


def list_form_urls(place: str, *, history: bool = True) -> list[str]:
    """Return the URLs of an object's change form and history."""
    urls = [f"admin/{place}/{OBJECT}/change/"]
    return [*urls, f"admin/{place}/{OBJECT}/history/"] if history else urls


def list_admin_urls(place: str) -> list[str]:
    return [
        f"admin/{place}/",
        f"admin/{place}/add/",
        f"POST admin/{place}/add/",
        *list_form_urls(place),
        f"POST admin/{place}/{OBJECT}/change/",
        f"admin/{place}/{OBJECT}/delete/",
        f"POST admin/{place}/{OBJECT}/delete/",
    ]


def list_version_urls(place: str) -> list[str]:
    return [
        f"admin/{place}/{OBJECT}/history/compare/",
        f"POST admin/{place}/{OBJECT}/history/restore/",
        *(f"POST admin/{place}/autosave/", f"POST admin/{place}/save-draft/"),
        f"admin/{place}/{OBJECT}/notes/",
        f"POST admin/{place}/{OBJECT}/notes/",
        *(f"POST admin/{place}/checks/", f"POST admin/{place}/checks/links/"),
        f"admin/{place}/unsaved/",
    ]


COPY_FILES = ("text", "file", "warc", "snapshot")
SUPERUSER_ROW = "accounts of superusers"
ADDRESSES = {
    "open the desk": [
        *(
            "admin/",
            "admin/search/",
            "admin/jsi18n/",
            "admin/password_change/",
            "admin/password_change/done/",
        ),
    ],
    "posts: write, comment in notes, submit, preview, compare and restore versions": [
        *("admin/blog/post/add/", "POST admin/blog/post/add/", "POST admin/blog/post/preview/"),
        *list_form_urls("blog/post"),
        f"POST admin/blog/post/{OBJECT}/change/",
        *list_version_urls("blog/post"),
    ],
    "posts: duplicate, save as a template": [
        f"POST admin/blog/post/{OBJECT}/duplicate/",
        f"POST admin/blog/post/{OBJECT}/save-as-template/",
    ],
    "posts: pin to the home page": [f"POST admin/blog/post/{OBJECT}/pin/"],
    "posts: begin with a template": ["admin/blog/post/templates/"],
    "posts: view calendar and board": [
        *("admin/blog/post/calendar/", "admin/blog/post/board/"),
    ],
    "posts: submit and withdraw on the board": [
        "POST admin/blog/post/board/move/",
    ],
    "posts: move on the calendar": ["POST admin/blog/post/calendar/move/"],
    "posts: share drafts": [
        f"admin/blog/post/{OBJECT}/share/",
        f"POST admin/blog/post/{OBJECT}/share/",
    ],
    "posts: move to trash, restore": [
        f"admin/blog/post/{OBJECT}/delete/",
        f"POST admin/blog/post/{OBJECT}/delete/",
        *(f"admin/blog/post/{OBJECT}/trash/", f"POST admin/blog/post/{OBJECT}/trash/"),
    ],
    "posts: suggestions in the editor (photos, sources, labels)": [
        "admin/blog/post/",
        *("POST admin/blog/post/editor/upload/", "POST admin/blog/post/editor/file/"),
        *(
            f"admin/blog/post/editor/{what}/"
            for what in ("photos", "files", "sources", "labels", "embed", "links")
        ),
        "POST admin/blog/post/editor/attribution/",
        "POST admin/blog/post/editor/chart/",
        "POST admin/blog/post/editor/page/",
        "POST admin/blog/post/editor/page/saved/",
        "POST admin/blog/post/editor/quotations/",
        "POST admin/blog/post/editor/split/",
    ],
    "corrections: view, edit the correction note": [
        "admin/blog/correction/",
        *list_form_urls("blog/correction"),
        f"POST admin/blog/correction/{OBJECT}/change/",
    ],
    "static pages": [
        *list_admin_urls("blog/page"),
        *list_version_urls("blog/page"),
        "POST admin/blog/page/preview/",
        *(f"admin/blog/page/{OBJECT}/share/", f"POST admin/blog/page/{OBJECT}/share/"),
        *(f"admin/blog/page/{OBJECT}/trash/", f"POST admin/blog/page/{OBJECT}/trash/"),
    ],
    "photos: view": list_form_urls("blog/photo"),
    "photos: edit their text": [f"POST admin/blog/photo/{OBJECT}/change/"],
    "photos: upload in the library": [
        *("POST admin/blog/photo/upload/", "POST admin/blog/photo/undo-edit/"),
    ],
    "photos: replace everywhere": [
        "admin/blog/photo/changes/",
        *("admin/blog/photo/<int:pk>/replace/", "POST admin/blog/photo/<int:pk>/replace/"),
    ],
    "photos: take down, put back": [
        *("admin/blog/photo/<int:pk>/take-down/", "POST admin/blog/photo/<int:pk>/take-down/"),
    ],
    "photos: delete": [
        f"admin/blog/photo/{OBJECT}/delete/",
        f"POST admin/blog/photo/{OBJECT}/delete/",
    ],
    "media files: view": list_form_urls("blog/mediafile"),
    "media files: captions, poster": [f"POST admin/blog/mediafile/{OBJECT}/change/"],
    "media files: take down, put back": [
        *(f"{method}admin/blog/mediafile/<int:pk>/take-down/" for method in ("", "POST ")),
    ],
    "media files: delete": [
        f"admin/blog/mediafile/{OBJECT}/delete/",
        f"POST admin/blog/mediafile/{OBJECT}/delete/",
    ],
    "sources: view, add": [
        *("admin/blog/source/", "admin/blog/source/add/", "POST admin/blog/source/add/"),
        *list_form_urls("blog/source"),
    ],
    "sources: propose to merge, split and rename": [
        *("admin/blog/source/merge/", "POST admin/blog/source/merge/"),
        *("admin/blog/source/<int:pk>/split/", "POST admin/blog/source/<int:pk>/split/"),
        *("admin/blog/source/<int:pk>/rename/", "POST admin/blog/source/<int:pk>/rename/"),
        *("admin/blog/source/proposals/", "admin/blog/source/duplicates/"),
    ],
    "sources: merge, split and rename all, undo, decide on proposals": [
        *("admin/blog/source/changes/", "POST admin/blog/source/changes/<int:pk>/undo/"),
        "POST admin/blog/source/proposals/<int:pk>/accept/",
        "POST admin/blog/source/proposals/<int:pk>/decline/",
        "POST admin/blog/source/duplicates/different/",
        "POST admin/blog/source/duplicates/different/undo/",
    ],
    "sources: edit": [
        f"POST admin/blog/source/{OBJECT}/change/",
        "POST admin/blog/source/<int:pk>/roles/",
    ],
    "sources: delete": [
        f"admin/blog/source/{OBJECT}/delete/",
        f"POST admin/blog/source/{OBJECT}/delete/",
    ],
    "quotations: view the list, add them to dossiers, compare": [
        *("admin/blog/pullquote/", "POST admin/blog/pullquote/undo/"),
    ],
    "labels: view": ["admin/blog/label/", *list_form_urls("blog/label")],
    "labels: add, rename, describe, delete": [
        *("admin/blog/label/add/", "POST admin/blog/label/add/"),
        f"POST admin/blog/label/{OBJECT}/change/",
        f"admin/blog/label/{OBJECT}/delete/",
        f"POST admin/blog/label/{OBJECT}/delete/",
        *(f"admin/blog/label/{what}/" for what in ("merge", "duplicates", "changes")),
        "POST admin/blog/label/changes/<int:pk>/undo/",
    ],
    "series: view": ["admin/blog/series/", *list_form_urls("blog/series")],
    "series: add, rename, introduce, merge, delete": [
        *("admin/blog/series/add/", "POST admin/blog/series/add/"),
        f"POST admin/blog/series/{OBJECT}/change/",
        f"admin/blog/series/{OBJECT}/delete/",
        f"POST admin/blog/series/{OBJECT}/delete/",
        "admin/blog/series/merge/",
    ],
    "dossiers: write, add quotations and posts, preview": [
        *("admin/blog/dossier/", "admin/blog/dossier/add/", "POST admin/blog/dossier/add/"),
        *list_form_urls("blog/dossier"),
        f"POST admin/blog/dossier/{OBJECT}/change/",
        *(f"admin/blog/dossier/{OBJECT}/items/", f"admin/blog/dossier/{OBJECT}/preview/"),
        *("admin/blog/dossier/pairs/", "POST admin/blog/dossier/pairs/"),
    ],
    "dossiers: delete": [
        f"admin/blog/dossier/{OBJECT}/delete/",
        f"POST admin/blog/dossier/{OBJECT}/delete/",
    ],
    "evidence: compare quotations with their pages": [
        *("admin/blog/quotationcheck/", "admin/blog/quotationcheck/<int:pk>/change/"),
    ],
    "evidence: overrule findings, read and delete copies of pages": [
        "POST admin/blog/quotationcheck/<int:pk>/overrule/",
        "POST admin/blog/quotationcheck/<int:pk>/reinstate/",
        "admin/blog/quotationcheck/copies/",
        "admin/blog/quotationcheck/copies/opened/",
        "admin/blog/quotationcheck/copies/<int:copy>/",
        *(f"admin/blog/quotationcheck/copies/<int:copy>/{file}/" for file in COPY_FILES),
        "POST admin/blog/quotationcheck/copies/<int:copy>/withdraw/",
    ],
    "evidence: make copies of pages public, take them back": [
        "POST admin/blog/quotationcheck/copies/<int:copy>/publish/",
        "POST admin/blog/quotationcheck/copies/<int:copy>/take-back/",
    ],
    "seals: view the list, download proofs of copies and photos": [
        "admin/blog/seal/",
        *("admin/blog/seal/copies/<int:pk>/proof.txt", "admin/blog/seal/photos/<int:pk>/proof.txt"),
    ],
    "comments: view the queue, moderate, reply": [
        *("admin/blog/comment/", "POST admin/blog/comment/decide/"),
        "admin/blog/comment/new/",
        "admin/blog/comment/<int:pk>/change/",
        "POST admin/blog/comment/<int:pk>/reply/",
    ],
    "comments: see their writers' other comments, pick, lock threads, ban": [
        "POST admin/blog/comment/ban/",
        "POST admin/blog/comment/<int:pk>/mark/",
        *("admin/blog/comment/<int:pk>/ban/", "POST admin/blog/comment/<int:pk>/ban/"),
        f"admin/blog/comment/{OBJECT}/history/",
    ],
    "rules and bans": [
        *list_admin_urls("blog/rule"),
        *("admin/blog/rule/try/", "POST admin/blog/rule/try/"),
        *list_admin_urls("blog/ban"),
    ],
    "mail queue": ["admin/mail/queuedemail/", *list_form_urls("mail/queuedemail")],
    "redirects": list_admin_urls("redirects/redirect"),
    "imports of other blogs: read, write, roll back": [
        "admin/transfer/import/",
        *("admin/transfer/import/add/", "POST admin/transfer/import/add/"),
        *(
            f"admin/transfer/import/<int:pk>/{page}/"
            for page in ("change", "progress", "review", "review/progress", "review/sources")
        ),
        "POST admin/transfer/import/<int:pk>/review/find/",
        *(
            f"POST admin/transfer/import/<int:pk>/{action}/"
            for action in ("write", "pause", "go-on", "cancel", "conflicts", "missing", "fetch")
        ),
        "admin/transfer/import/<int:pk>/roll-back/",
        "POST admin/transfer/import/<int:pk>/roll-back/",
    ],
    "exports of the blog: begin, download, delete": [
        "admin/transfer/export/",
        *("admin/transfer/export/add/", "POST admin/transfer/export/add/"),
        *(f"admin/transfer/export/<int:pk>/{page}/" for page in ("change", "progress", "download")),
        *(f"POST admin/transfer/export/<int:pk>/{action}/" for action in ("cancel", "delete")),
    ],
    "accounts, except those of superusers": [
        *list_admin_urls("accounts/user"),
        *("admin/accounts/user/<id>/password/", "POST admin/accounts/user/<id>/password/"),
        *("admin/accounts/user/<id>/invitation/", "POST admin/accounts/user/<id>/invitation/"),
    ],
    "site settings": [
        *("admin/blog/sitesettings/", *list_form_urls("blog/sitesettings")),
        f"POST admin/blog/sitesettings/{OBJECT}/change/",
        *("admin/blog/appearance/", *list_form_urls("blog/appearance")),
        f"POST admin/blog/appearance/{OBJECT}/change/",
        "POST admin/blog/appearance/preview/",
    ],
    "roles, task results": [
        *list_admin_urls("auth/group"),
        "admin/django_tasks_database/dbtaskresult/",
        *list_form_urls("django_tasks_database/dbtaskresult"),
    ],
}
ACTIONS = {
    "posts: duplicate, save as a template": ["blog.Post duplicate_selected"],
    "posts: pin to the home page": [
        *("blog.Post pin_to_home_page", "blog.Post unpin_from_home_page"),
    ],
    "posts: move to trash, restore": [
        *("blog.Post move_to_trash", "blog.Post restore_selected"),
    ],
    "static pages": [
        *("blog.Page move_to_trash", "blog.Page restore_selected"),
    ],
    "photos: edit their text": ["blog.Photo edit_photos"],
    "photos: delete": ["blog.Photo delete_selected"],
    "media files: delete": ["blog.MediaFile delete_selected"],
    "sources: propose to merge, split and rename": ["blog.Source merge"],
    "sources: delete": ["blog.Source delete_selected"],
    "quotations: view the list, add them to dossiers, compare": [
        *("blog.PullQuote add_to_dossier", "blog.PullQuote compare"),
    ],
    "dossiers: delete": ["blog.Dossier delete_selected"],
    "labels: add, rename, describe, delete": ["blog.Label delete_selected", "blog.Label merge"],
    "series: add, rename, introduce, merge, delete": [
        *("blog.Series delete_selected", "blog.Series merge"),
    ],
    "rules and bans": ["blog.Rule delete_selected", "blog.Ban delete_selected"],
    "mail queue": ["mail.QueuedEmail send_again"],
    "redirects": ["redirects.Redirect delete_selected"],
    "accounts, except those of superusers": [
        *("accounts.User delete_selected", "accounts.User remove_second_factors"),
    ],
    "roles, task results": ["auth.Group delete_selected"],
}
# Rows of what a role may do with posts that it may publish.
PUBLISHING = (
    "posts: publish, schedule, unpublish, override checks",
    "corrections: withdraw",
)
# Exempt URLs, whose access does not follow from a role, with the reason.
PERMISSIONS = {
    "posts: request changes, approve, set the byline": ["blog.publish_post", "blog.edit_all"],
    "dossiers: publish, withdraw": ["blog.publish_post"],
}
# No role may add or delete these in the admin.
NOBODYS = [
    *("admin/blog/correction/add/", f"admin/blog/correction/{OBJECT}/delete/"),
    *("admin/blog/mediafile/add/", "admin/blog/photo/add/"),
    *("admin/mail/queuedemail/add/", "admin/blog/sitesettings/add/"),
    f"admin/blog/sitesettings/{OBJECT}/delete/",
    *("admin/blog/appearance/add/", f"admin/blog/appearance/{OBJECT}/delete/"),
    f"POST admin/mail/queuedemail/{OBJECT}/change/",
    f"admin/mail/queuedemail/{OBJECT}/delete/",
    "admin/django_tasks_database/dbtaskresult/add/",
    f"admin/django_tasks_database/dbtaskresult/{OBJECT}/delete/",
    "admin/autocomplete/",  # Not used by any form field.
]
# Tested separately.
ELSEWHERE = {
    **{
        f"admin/blog/{model}/views/{action}/": "one's own views: tests/blog/planning"
        for model in ("post", "photo", "source", "pullquote")
        for action in ("save", "<int:pk>/delete")
    },
    "admin/transfer/import/<int:pk>/review/group/": "finds candidates of an import only",
    "admin/transfer/import/<int:pk>/review/rule/": "finds candidates of an import only",
    "admin/transfer/import/<int:pk>/review/sources/decide/": "finds sources of an import only",
    "admin/transfer/import/<int:pk>/review/sources/<int:row_pk>/": "finds rows of an import only",
    "admin/transfer/import/<int:pk>/review/undo/": "finds decisions of an import only",
    "admin/first-steps/hide/": "leads back whoever may change settings: tests/blog/planning",
    "admin/first-steps/time-zone/": "leads back whoever may change settings: tests/blog/planning",
    "admin/login/": "leads to the site's sign-in",
    "admin/logout/": "ends the session of whoever sends it",
    "admin/(?P<url>.*)$": "whatever is not there",
    "admin/blog/photo/": "whoever may look at some gets the list of those",
    "admin/blog/mediafile/": "as the list of photos",
    "admin/blog/photo/changes/<int:pk>/undo/": "leads back, with a message to whoever may not",
    "admin/blog/photo/<int:pk>/private/": "of pictures that were taken down, for editors",
    "admin/blog/mediafile/<int:pk>/put-back/": "finds files that were taken down, for editors",
    "admin/blog/mediafile/<int:pk>/private/": "of files that were taken down, for editors",
    "admin/blog/photo/<int:pk>/original/": "of files with content credentials, for editors",
    "admin/blog/post/templates/<int:pk>/new/": "finds templates only",
    "admin/blog/post/unsaved/<uuid:form>/discard/": "finds one's own forms only",
    "admin/blog/page/unsaved/<uuid:form>/discard/": "finds one's own forms only",
}
SIGNING_IN = [
    *("accounts/login/", "accounts/signup/", "accounts/inactive/", "accounts/erased/"),
    *("accounts/confirm-email/", "accounts/confirm-email/x/"),
    *("accounts/password/reset/", "accounts/password/reset/done/"),
    *("accounts/password/reset/key/1-x/", "accounts/password/reset/key/done/"),
]
ONES_OWN = [
    *("accounts/profile/", "accounts/sessions/", "accounts/data/", "accounts/data/account.json"),
    *("accounts/erase/", "accounts/email/", "accounts/password/change/", "accounts/password/set/"),
    *("accounts/reauthenticate/", "accounts/2fa/", "accounts/2fa/reauthenticate/"),
    *("accounts/2fa/totp/activate/", "accounts/2fa/totp/deactivate/"),
    *("accounts/2fa/recovery-codes/", "accounts/2fa/recovery-codes/generate/"),
    *("accounts/2fa/webauthn/", "accounts/2fa/webauthn/add/"),
    "accounts/2fa/webauthn/reauthenticate/",
    *("accounts/2fa/webauthn/keys/1/edit/", "accounts/2fa/webauthn/keys/1/remove/"),
]
BETWEEN = {
    "accounts/": "leads to the profile",
    "accounts/logout/": "for whoever is signed in, and leads home who is not",
    "accounts/2fa/authenticate/": "only between the two steps",
    "accounts/2fa/webauthn/login/": "answers the script of the sign-in page",
}
