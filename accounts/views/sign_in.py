"""The sign-in page, which explains how to create the first account of a site."""

from typing import Any

from allauth.account.views import LoginView
from django.urls import reverse

from accounts.first_account import get_account_command
from accounts.models import User


class SignInView(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `is_first`, and the command that creates the first account, if the way leads to the
        desk of a site without accounts. One query for those who come from the desk."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_for_desk = self.request.GET.get("next", "").startswith(reverse("admin:index"))
        is_first = is_for_desk and not User.objects.exists()
        command = get_account_command() if is_first else ""
        return context | {"is_first": is_first, "first_account": command}


sign_in = SignInView.as_view()
