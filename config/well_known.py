"""Addresses that programs ask for without having looked at a page. They tell where it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static


def favicon(request: HttpRequest) -> HttpResponse:
    """For feed readers, and for browsers that show a file."""
    return redirect(static("theme/favicon.ico"))


def change_password(request: HttpRequest) -> HttpResponse:
    """For password managers (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")
