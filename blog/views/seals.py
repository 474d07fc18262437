"""The list of seals with their files, and the proof of a post's text."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header

from blog.common.pagination import Page, paginate
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Post
from blog.seals import proofs
from blog.seals.models import Seal, SealedFile
from blog.views.pages import lookup
from blog.views.posts import page_detail

SEALS_PER_PAGE = 30
TEXT = "text/plain; charset=utf-8"
# Content types of the files of a seal, by their endings.
SEAL_FILES = {
    "txt": TEXT,
    "tsr": "application/timestamp-reply",
    "pem": "application/x-pem-file",
}

# Prints the root to which the proof of a text leads. Each step is in a test.
PATH_COMMANDS = """\
value() { sed -n "s/^$1 //p" proof.txt; }
{ printf '\\0'; value salt | openssl base64 -d -A; openssl dgst -sha256 -binary text.txt; } |
  openssl dgst -sha256 -binary > node
grep -E '^(left|right) ' proof.txt | while read -r side hash; do
  printf '%s' "$hash" | openssl base64 -d -A > sibling
  if [ "$side" = left ]; then set -- sibling node; else set -- node sibling; fi
  { printf '\\1'; cat "$@"; } | openssl dgst -sha256 -binary > next
  mv next node
done
od -An -v -tx1 node | tr -d ' \\n'; echo"""


def seal_list(request: SiteRequest) -> HttpResponse:
    """List the seals, newest first, and say how to check them. One query, besides the site's.

    Without an authority, the address is that of a page, if there is one.
    """
    if not settings.TIMESTAMP_URL:
        return page_detail(request, "integrity")
    rows = Seal.objects.defer("token", "tile_roots", "certificates", "statement")
    page: Page[Seal] = paginate(rows, request.GET, SEALS_PER_PAGE, time="created_at")
    head = head_tags.build_seal_list(request.site, page)
    context = {"page": page, "head": head, "path_commands": PATH_COMMANDS}
    return render(request, "blog/seals/list.html", context)


def seal_file(request: SiteRequest, year: int, month: int, day: int, format: str) -> HttpResponse:
    """Send the statement of a seal, its token or the certificates of the authority. One query,
    besides the site's."""
    if not settings.TIMESTAMP_URL:
        raise Http404
    try:
        seal = get_object_or_404(Seal, day=date(year, month, day))
    except ValueError as error:
        raise Http404 from error
    contents = {"txt": seal.statement, "tsr": seal.token, "pem": seal.certificates}
    if not (content := contents[format]):
        raise Http404
    return _send_file(f"{seal}.{format}", content, SEAL_FILES[format])


def post_proof(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Send the proof of the text that readers see. Three queries, besides the site's."""
    post, file = _find_sealed_or_404(slug)
    if iri_to_uri(request.path) != (address := f"{post.get_absolute_url()}proof.txt"):
        return redirect(address, permanent=True)
    shown = settings.SITE_URL + address.removesuffix("proof.txt")
    about = [("post", shown), ("text", f"{shown}text.txt")]
    return _send_file("proof.txt", proofs.write_proof(file, about), TEXT)


def post_text(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Send the text that readers see, as it is sealed. Four queries, besides the site's."""
    post, file = _find_sealed_or_404(slug)
    if iri_to_uri(request.path) != (address := f"{post.get_absolute_url()}text.txt"):
        return redirect(address, permanent=True)
    if (text := proofs.load_text(file)) is None:
        raise Http404
    return _send_file("text.txt", text, TEXT)


def _find_sealed_or_404(slug: str) -> tuple[Post, SealedFile]:
    """Return a published post with the hash of its text. Two queries."""
    if not settings.TIMESTAMP_URL:
        raise Http404
    post = lookup.get_post_or_404(slug)
    if (file := proofs.find_sealed_text(post)) is None:
        raise Http404
    return post, file


def _send_file(name: str, content: str | bytes | memoryview, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Robots-Tag"] = "noindex"
    return response
