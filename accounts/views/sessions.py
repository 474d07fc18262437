"""Where somebody is signed in, and out again from afar."""

from ipaddress import ip_address

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts import user_sessions
from accounts.models import signed_in
from lib.client_ip import get_neighbouring_network


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """POST with `session`, a row's key, ends that one; without, all but this one."""
    mine = user_sessions.of(signed_in(request))
    if request.method == "POST":
        if wanted := request.POST.get("session"):
            ended = [session for session in mine if str(session.pk) == wanted]
            for session in ended:
                session.end()
            if any(session.session_key == request.session.session_key for session in ended):
                return redirect("blog:home")
        else:
            user_sessions.end_others(request)
        messages.success(request, _("Signed out on that device."))
        return redirect("accounts:sessions")
    rows = [
        (
            session,
            user_sessions.named(session.user_agent),
            get_neighbouring_network(ip_address(session.ip)),
        )
        for session in mine
    ]
    return TemplateResponse(request, "account/sessions.html", {"sessions": rows})
