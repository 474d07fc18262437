"""Title, date, byline, labels and furniture around an article."""

from dataclasses import dataclass, field

MAX_TITLE = 200


@dataclass(slots=True)
class Surroundings:
    """What surrounds the article; the blocks are marked as used."""

    title: str = ""
    date: str = ""
    byline: str = ""
    labels: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
