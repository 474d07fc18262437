"""What readers see of a post's text: since when it is the same, and whether it is sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Func, JSONField


@dataclass(frozen=True, slots=True)
class TextHistory:
    """`since` is when readers first saw the text, `changes` the number of changes before."""

    since: datetime
    changes: int
    is_sealed: bool


def text_history_expression() -> Func:
    """Return a column of posts for `read_history`: about as many row reads as the post has
    revisions."""
    return Func(F("pk"), function="blog_text_history", output_field=JSONField())


def read_history(column: list[Any]) -> TextHistory:
    """Read the column, which is None for a post without a recorded version."""
    since, changes, is_sealed = column
    return TextHistory(datetime.fromisoformat(since), changes, is_sealed)
