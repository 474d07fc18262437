"""Regular expressions that an editor writes.

RE2 has no backtracking, so no expression can hold up the site, however it is written: what it
costs grows with the length of the text and of the expression, and both are bounded. What only
backtracking could do, look-around and back references, it refuses.
"""

from functools import lru_cache
from typing import Any

import re2

MOST_LETTERS = 300
_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.log_errors = False
_OPTIONS.max_mem = (
    1 << 16
)  # Of the compiled expression: the worst then takes 0.3 s for 10,000 letters.


class Unusable(ValueError):
    """Why an expression is none, in the engine's English words."""


@lru_cache(maxsize=500)
def compiled(pattern: str) -> Any:
    """Letters match whatever their case."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        raise Unusable(told.decode(errors="replace") if isinstance(told, bytes) else told) from None


def matches(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text) is not None
