"""What is stored on a person: taken along, or erased."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import personal_data
from accounts.forms import ReauthenticateForm
from accounts.models import signed_in


@login_required
def data(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/data.html")


@login_required
def export(request: HttpRequest) -> HttpResponse:
    everything = personal_data.everything_on(signed_in(request))
    response = JsonResponse(
        {"site": settings.SITE_URL} | everything,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = 'attachment; filename="account.json"'
    return response


@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """POST with the password erases the account and ends what is signed in."""
    person = signed_in(request)
    if not person.has_usable_password():
        return redirect("account_set_password")
    reasons = personal_data.why_not_erased(person)
    form = ReauthenticateForm(request.POST or None, user=person)
    if not reasons and form.is_valid():
        reasons = personal_data.erase_all_of(person)
        if not reasons:
            logout(request)
            return redirect("account_erased")
    return TemplateResponse(request, "account/erase.html", {"form": form, "reasons": reasons})


def erased(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/erased.html")
