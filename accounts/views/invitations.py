"""The page where passwords are chosen by a link, which welcomes those who were invited."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.password_reset import perform_password_reset_login
from allauth.account.views import PasswordResetFromKeyView
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import invitations
from accounts.site_protocol import get_site


class ChoosePasswordView(PasswordResetFromKeyView):
    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(super().get, *args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(super().post, *args, **kwargs)

    def _answer(self, view: Callable[..., Any], *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer in the language of the person, who is not signed in yet."""
        if invitations.is_open(self.reset_user):
            invitations.choose_language(self.reset_user, self.request)
        with override(self.reset_user.get_language(get_site(self.request))):
            response = view(*args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.reset_user and invitations.is_open(self.reset_user):
            title = _("Welcome to %(name)s") % {"name": get_site(self.request).name}
            context |= {"title": title, "invited": self.reset_user}
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in those who were invited, through the same stages as with a password.

        Others sign in themselves: a link for a new password may be in the wrong hands.
        """
        if not invitations.is_open(self.reset_user):
            return super().form_valid(form)
        form.save()
        return perform_password_reset_login(self.request, self.reset_user)


choose_password = ChoosePasswordView.as_view()
