"""Export personal data, or delete the account."""

from io import BytesIO

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import privacy, rate_limits
from accounts.forms import ReauthenticateForm
from accounts.models import signed_in
from lib.error_pages import too_many_requests

# Password attempts per user from all networks, against misuse of an open session.
MAX_ATTEMPTS, ATTEMPTS_WINDOW = 5, 300  # seconds


@login_required
def data(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/data.html")


@login_required
def data_export(request: HttpRequest) -> FileResponse:
    """Download the data as JSON, complete in memory first: half a file would look like a whole."""
    file = BytesIO()
    privacy.write_export(signed_in(request), file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="account.json", content_type="application/json"
    )


@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account on POST with the password, and sign out."""
    person = signed_in(request)
    if not person.has_usable_password():
        return redirect("account_set_password")
    if request.method == "POST" and (
        seconds := rate_limits.count_attempt("erase", str(person.pk), MAX_ATTEMPTS, ATTEMPTS_WINDOW)
    ):
        return too_many_requests(request, seconds)
    reasons = privacy.find_all_erasure_blockers(person)
    form = ReauthenticateForm(request.POST or None, user=person)
    if not reasons and form.is_valid():
        reasons = privacy.erase_account(person)
        if not reasons:
            logout(request)
            return redirect("accounts:erase-done")
    return TemplateResponse(request, "account/erase.html", {"form": form, "reasons": reasons})


def erase_done(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/erased.html")
