"""Steps between the password and being signed in."""

from allauth.account import stages
from allauth.account.models import EmailAddress
from django.http import HttpResponse

from accounts import addresses


class EmailVerificationStage(stages.EmailVerificationStage):
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """An address that an administrator gave counts as confirmed; without any there is nothing
        to confirm. Who signed up has one from the beginning."""
        user = self.login.user
        if user and not user.email:
            return None, True
        if user and not EmailAddress.objects.filter(user=user, email__iexact=user.email).exists():
            addresses.confirm(user)
            return None, True
        return super().handle()
