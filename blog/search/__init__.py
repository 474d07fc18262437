"""Find posts and quotations by their words, each by the rules of its own language.

A search costs the same on a large site as on a small one: of what matches, the newest CANDIDATES
are ranked and counted, and words are marked only in the rows of the page that is shown.
"""

from blog.search.matching import (
    CANDIDATES,
    Found,
    both,
    posts,
    quotations,
)
from blog.search.parsing import Understood, understand
from blog.search.query import MAX_LENGTH, Wanted
from blog.search.results import quotations_for_readers, read_post_hits

__all__ = [
    "CANDIDATES",
    "MAX_LENGTH",
    "Found",
    "Understood",
    "Wanted",
    "both",
    "posts",
    "read_post_hits",
    "quotations",
    "quotations_for_readers",
    "understand",
]
