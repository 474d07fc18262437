"""What the desk's delete pages say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Deletion:
    """The first value of `ModelAdmin.get_deleted_objects`: what else changes, in sentences.

    Django's list of each row that goes too is not shown.
    """

    effects: list[str]
