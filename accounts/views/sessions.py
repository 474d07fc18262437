"""List one's own sessions, and end them."""

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
    """List sessions. POST with `session`, a primary key, ends that one; without, all others."""
    own_sessions = user_sessions.list_sessions(signed_in(request))
    if request.method == "POST":
        if key := request.POST.get("session"):
            ended = [session for session in own_sessions if str(session.pk) == key]
            for session in ended:
                session.end()
            if any(session.session_key == request.session.session_key for session in ended):
                return redirect("blog:home")
            messages.success(request, _("Signed out on that device."))
        else:
            user_sessions.end_other_sessions(request)
            messages.success(request, _("Signed out on all other devices."))
        return redirect("accounts:sessions")
    rows = [
        (
            session,
            user_sessions.parse_user_agent(session.user_agent),
            get_neighbouring_network(ip_address(session.ip)),
        )
        for session in own_sessions
    ]
    return TemplateResponse(request, "account/sessions.html", {"sessions": rows})
