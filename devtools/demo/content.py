"""The demo blog as a whole: what `manage.py demo` turns into rows."""

from . import (
    posts_2023,
    posts_2024_autumn,
    posts_2024_spring,
    posts_2024_summer,
    posts_2024_winter,
    posts_2025_election,
    posts_2025_report,
    posts_2025_spring,
    posts_2025_winter,
    posts_2026_autumn,
    posts_2026_river,
    posts_unpublished,
)
from .authors import AUTHORS
from .parts import DemoPost
from .pictures import PHOTOS
from .sources import SOURCES

__all__ = ["AUTHORS", "LABELS", "PHOTOS", "POSTS", "SOURCES"]

LABELS: dict[str, str] = {
    "Archives": "Who keeps what was written, and who lets it go.",
    "Corrections": "Where we were wrong, with thanks to whoever said so.",
    "Courts": "Judgments, hearings, and what is said in them under oath.",
    "Elections": "Promises before, arithmetic after.",
    "Inquiries": "The Lorne inquiry into the deaths at Berth 9, and what has come of it.",
    "Labour": "Work, wages, strikes, and the people who do the lifting.",
    "Montaigre": "The neighbour upstream, its dam and its apricots.",
    "Official language": "Notices, statements and reports, read for their verbs.",
    "Parliament": "The Assembly at Merrow: bills, divisions, otters.",
    "Port of Skarholm": "The quays, the Authority that owns them, the streets behind.",
    "Press": "Newspapers, their owners and their memory.",
    "Public money": "What it costs, what it was said to cost, and who pays.",
    "Railways": "Timetables, branch lines, and the meaning of on time.",
    "River Orle": "A river, three states, and the treaties between them.",
    "Shipping": "Ships and barges, and those who live aboard.",
    "Statistics": "Numbers with their words put back.",
    "Surveillance": "The Retention of Movements Act, from its first draft to its repair.",
    "Tannwald": "Where the water comes from.",
    "Water": "Pipes, leaks, filters, and the bill.",
}

_WRITTEN: tuple[DemoPost, ...] = (
    *posts_2023.POSTS,
    *posts_2024_winter.POSTS,
    *posts_2024_spring.POSTS,
    *posts_2024_summer.POSTS,
    *posts_2024_autumn.POSTS,
    *posts_2025_winter.POSTS,
    *posts_2025_spring.POSTS,
    *posts_2025_election.POSTS,
    *posts_2025_report.POSTS,
    *posts_2026_river.POSTS,
    *posts_2026_autumn.POSTS,
    *posts_unpublished.POSTS,
)

# Published ones in the order of time, then what is not out yet.
POSTS: tuple[DemoPost, ...] = tuple(
    sorted(_WRITTEN, key=lambda post: (not post.published, post.published))
)
