"""Where somebody is signed in, and out again from afar."""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User, signed_in


def of(person: User) -> list[UserSession]:
    """The newest first; what has ended by itself is forgotten."""
    mine = UserSession.objects.purge_and_list(person)
    return sorted(mine, key=lambda session: session.created_at, reverse=True)


def end_others(request: HttpRequest) -> int:
    """All but the one that asks; how many."""
    others = [session for session in of(signed_in(request)) if not session.is_current()]
    for session in others:
        session.end()
    return len(others)
