"""Regular expressions that are compiled when they are first used.

Compiling all of the project's long ones takes a fifth of a second of CPU time, which each process
would pay at its start, though few use them.
"""

import re
from typing import Any

from django.utils.functional import SimpleLazyObject


def compile_lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a stand-in for `re.compile(pattern, flags)`, which has all of its methods.

    An invalid pattern raises re.error at its first use.
    """
    lazy: Any = SimpleLazyObject(lambda: re.compile(pattern, flags))
    return lazy
