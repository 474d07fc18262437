"""What is stored on a person: taken along, or erased."""

from io import BytesIO

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import privacy, rate_limits
from accounts.forms import ReauthenticateForm
from accounts.models import signed_in
from lib.error_pages import too_many

# Passwords of one person, whatever network they come from: whoever found a session open.
MAX_TRIES, SECONDS = 5, 300


@login_required
def data(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/data.html")


@login_required
def data_export(request: HttpRequest) -> FileResponse:
    """Whole before any of it is sent: half a file would pass for one."""
    file = BytesIO()
    privacy.write_everything_on(signed_in(request), file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="account.json", content_type="application/json"
    )


@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """POST with the password erases the account and ends what is signed in."""
    person = signed_in(request)
    if not person.has_usable_password():
        return redirect("account_set_password")
    if request.method == "POST" and (
        seconds := rate_limits.wait("erase", str(person.pk), MAX_TRIES, SECONDS)
    ):
        return too_many(request, seconds)
    reasons = privacy.why_not_erased(person)
    form = ReauthenticateForm(request.POST or None, user=person)
    if not reasons and form.is_valid():
        reasons = privacy.erase_all_of(person)
        if not reasons:
            logout(request)
            return redirect("accounts:erase-done")
    return TemplateResponse(request, "account/erase.html", {"form": form, "reasons": reasons})


def erase_done(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/erased.html")
