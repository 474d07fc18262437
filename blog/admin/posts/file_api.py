"""Audio, video and PDF files in the editor: upload, whose body is the file, and choice."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.admin.posts.api import author_required, search_term
from blog.content.document.nodes import FileNode
from blog.content.document.serializer import show_file
from blog.editing.media_files import exclude_expiring, upload_media_file
from blog.models import MediaFile
from lib.parsing import parse_pk

logger = logging.getLogger(__name__)
PAGE_SIZE = 24
STORAGE_ERROR = gettext_noop(
    "The file could not be stored; the server’s disk may be full. Your text is safe. Tell the"
    " site’s administrator, and try again later."
)


@require_POST
@author_required
def upload_file(request: HttpRequest) -> JsonResponse:
    """Upload the file that is the body, with `?name=` for authors.

    The body is read only now, after the permissions were checked. 200 with the editor's attributes
    of the file; with `error` 400 if it cannot be used, 507 if it cannot be stored.
    """
    if not request.user.has_perm("blog.add_photo"):
        raise PermissionDenied
    length = request.META.get("CONTENT_LENGTH") or ""
    name = request.GET.get("name", "")
    try:
        uploaded = upload_media_file(
            stream=request,
            length=int(length) if length.isdecimal() else 0,
            name=name,
            by=signed_in(request),
        )
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except UnreadablePostError:  # The author has cancelled, or left.
        return JsonResponse({"error": _("The upload was interrupted. Try again.")}, status=400)
    except OSError:
        logger.exception("A file could not be stored")
        return JsonResponse({"error": _(STORAGE_ERROR)}, status=507)
    return JsonResponse(_describe(uploaded.file))


@require_GET
@author_required
def files(request: HttpRequest) -> JsonResponse:
    """List the files that the user may use, newest first, PAGE_SIZE a page: `?q=words&before=ID`.

    One query.
    """
    usable = MediaFile.objects.usable_by(request.user).without_taken_down()
    matching = usable.matching(search_term(request).split(), request.user)
    queryset = exclude_expiring(matching).select_related("poster")
    if before := parse_pk(request.GET.get("before")):
        queryset = queryset.filter(pk__lt=before)
    page = list(queryset.order_by("-pk")[: PAGE_SIZE + 1])
    listed = [_describe(file) | {"thumbnail": _get_thumbnail(file)} for file in page[:PAGE_SIZE]]
    return JsonResponse({"files": listed, "more": len(page) > PAGE_SIZE})


def _describe(file: MediaFile) -> dict[str, Any]:
    """Return the editor's attributes of a file."""
    node = FileNode()
    show_file(node, file)
    return {
        "file": str(node.file),
        "kind": node.kind,
        "name": node.name,
        "details": node.details,
        "src": node.src,
        "title": file.name.rpartition(".")[0].replace("_", " ") or file.name,
    }


def _get_thumbnail(file: MediaFile) -> str:
    poster = file.shown_poster
    return poster.thumbnail_url if poster else ""
