"""List a user's sessions, and end them remotely."""

import re

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User, signed_in

# In order: most user agents also contain the names of later entries.
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


def parse_user_agent(agent: str) -> tuple[str, str]:
    """Return the names of browser and operating system, '' if unknown."""

    def find_name(patterns: dict[str, str]) -> str:
        return next((name for name, regex in patterns.items() if re.search(regex, agent)), "")

    return find_name(_BROWSERS), find_name(_SYSTEMS)


def list_sessions(person: User) -> list[UserSession]:
    """List the user's sessions, newest first, and delete expired ones."""
    mine = UserSession.objects.purge_and_list(person)
    return sorted(mine, key=lambda session: session.created_at, reverse=True)


def end_other_sessions(request: HttpRequest) -> int:
    """End all sessions of the user but the request's own; return how many."""
    others = [session for session in list_sessions(signed_in(request)) if not session.is_current()]
    for session in others:
        session.end()
    return len(others)
