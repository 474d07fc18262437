"""Where somebody is signed in, and out again from afar."""

import re

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User, signed_in

# The first that is found: most also name those after them.
_BROWSERS = {
    "Edge": "Edg",
    "Opera": "OPR|Opera",
    "Samsung Internet": "SamsungBrowser",
    "Firefox": "Firefox|FxiOS",
    "Chrome": "Chrome|CriOS",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "ChromeOS": "CrOS",
    "macOS": "Macintosh|Mac OS X",
    "Linux": "Linux|X11",
}


def named(agent: str) -> tuple[str, str]:
    """Browser and system, as their owners call them; '' for what is not known."""

    def first(known: dict[str, str]) -> str:
        return next((name for name, signs in known.items() if re.search(signs, agent)), "")

    return first(_BROWSERS), first(_SYSTEMS)


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
