"""The editor's upload of audio, video and PDF files: the body of the request is the file."""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.posts.api import author_required
from blog.content.document.nodes import FileNode
from blog.content.document.serializer import show_file
from blog.editing.media_files import upload_media_file

logger = logging.getLogger(__name__)
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
    node = FileNode()
    show_file(node, uploaded.file)
    title = uploaded.file.name.rpartition(".")[0].replace("_", " ") or uploaded.file.name
    return JsonResponse(
        {
            "file": str(node.file),
            "kind": uploaded.file.kind,
            "name": node.name,
            "details": node.details,
            "src": node.src,
            "title": title,
        }
    )
