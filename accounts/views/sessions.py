"""Where somebody is signed in, and out again from afar."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import signed_in


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """POST with `session`, a row's key, ends that one; without, all but this one."""
    person = signed_in(request)
    mine = UserSession.objects.purge_and_list(person)
    if request.method == "POST":
        wanted = request.POST.get("session")
        ended = [
            session
            for session in mine
            if (str(session.pk) == wanted if wanted else not session.is_current())
        ]
        for session in ended:
            session.end()
        if any(session.session_key == request.session.session_key for session in ended):
            return redirect("home")
        messages.success(request, _("Signed out there."))
        return redirect("account_sessions")
    newest_first = sorted(mine, key=lambda session: session.created_at, reverse=True)
    return TemplateResponse(request, "account/sessions.html", {"sessions": newest_first})
