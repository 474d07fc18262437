"""Shared drafts, for people with a share link, and their notes."""

import uuid
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from blog.content.site_middleware import SiteRequest
from blog.notes import anchors, notes, share_links
from blog.notes.forms import GuestNoteForm
from blog.notes.models import Note, ShareLink
from blog.read_models.posts import PostPage
from blog.views.pages import lookup
from lib.client_ip import get_client_ip, get_client_network
from lib.error_pages import too_many_requests
from lib.parsing import parse_uuid

# Per client network.
MAX_VISITS, VISIT_SECONDS = 120, 60
MAX_NOTES, NOTE_SECONDS = 30, 600
# Remembers the guest's name. Its path limits it to one share link.
COOKIE, COOKIE_SECONDS = "invited", 30 * 24 * 60 * 60


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared_draft(request: SiteRequest, token: str) -> HttpResponse:
    """Show a shared draft and accept notes.

    The URL is the credential, so a POST needs no cookie and no CSRF token. The origin cannot be
    checked, because the page suppresses the referrer. At most ten queries to view, twelve to post.
    """
    network = get_client_network(get_client_ip(request))
    if seconds := rate_limits.count_attempt("shared", network, MAX_VISITS, VISIT_SECONDS):
        response = too_many_requests(request, seconds)
    elif (shared := lookup.find_shared_post(token)) is None:
        response = render(request, "blog/notes/share_link_expired.html", status=404)
    elif shared[1].is_public:
        response = redirect(shared[1].get_absolute_url())
    else:
        response = _respond(request, *shared, network)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


class _Refusal(NamedTuple):
    """Why a note was not stored. `seconds` are those to wait before it is sent again."""

    status: int
    problem: str = ""
    seconds: int = 0


def _respond(request: SiteRequest, link: ShareLink, post: PostPage, network: str) -> HttpResponse:
    options = anchors.list_anchors(link.post) if link.may_note else []
    choices = [(anchor.key, anchor.text) for anchor in options]
    name = _read_name(request)
    refusal = _Refusal(200)
    if request.method == "POST" and link.may_note:
        form = GuestNoteForm(request.POST, places=choices)
        submission = parse_uuid(request.POST.get("submission")) or uuid.uuid4()
        sent = _submit_note(link, form, options, submission, network)
        if isinstance(sent, Note):
            return _redirect_to_note(link, sent)
        refusal = sent
    else:
        form, submission = GuestNoteForm(places=choices, initial={"name": name}), uuid.uuid4()
    if request.method == "GET" and "noted" not in request.GET:
        share_links.count_visit(link=link)
    context = {
        "link": link,
        "post": replace(post, html=share_links.remove_internal_links(post.html)),
        "problem": refusal.problem,
        "submission": submission,
        "form": form,
        "known_name": name if not form.errors else "",
        "notes": [
            (n, anchors.Anchor(n.block, n.anchor_text).key) for n in share_links.load_notes(link)
        ],
        "is_noted": "noted" in request.GET,
    }
    response = render(request, "blog/notes/shared_draft.html", context, status=refusal.status)
    if refusal.seconds:
        response["Retry-After"] = str(refusal.seconds)
    return response


def _submit_note(
    link: ShareLink,
    form: GuestNoteForm,
    options: list[anchors.Anchor],
    submission: uuid.UUID,
    network: str,
) -> Note | _Refusal:
    """Store a note, or return the one of this submission, unless it is refused."""
    if (stored := link.notes.filter(submission=submission).first()) is not None:
        return stored
    if not form.is_valid():
        return _Refusal(422)
    if seconds := rate_limits.count_attempt("invited-note", network, MAX_NOTES, NOTE_SECONDS):
        problem = _("Too many notes at once. Nothing was lost: send it again in a few minutes.")
        return _Refusal(429, problem, seconds)
    values = form.cleaned_data
    try:
        saved = notes.add_invited_note(
            link=link,
            name=values["name"],
            anchor=next((each for each in options if each.key == values["place"]), None),
            text=values["text"],
            submission=submission,
        )
    except notes.NoteRefused as refused:
        return _Refusal(409, str(refused))
    return saved.note


def _read_name(request: SiteRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE))
    except signing.BadSignature:
        return ""


def _redirect_to_note(link: ShareLink, note: Note) -> HttpResponse:
    address = link.get_absolute_url()
    response = redirect(f"{address}?noted#note-{note.pk}")
    response.set_cookie(
        COOKIE,
        signing.dumps(note.guest_name, salt=COOKIE),
        max_age=COOKIE_SECONDS,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
