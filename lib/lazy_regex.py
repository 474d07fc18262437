"""Regular expressions that are compiled when they are first used.

Compiling all of the project's long ones takes a fifth of a second of CPU time, which each process
would pay at its start, though few use them.
"""

import re
from typing import Any, cast


class _LazyPattern:
    """A pattern that is compiled when an attribute is first asked for.

    Attributes are then those of the instance, so that hot loops pay for no stand-in.
    """

    def __init__(self, source: str, flags: int) -> None:
        self._arguments = (source, flags)

    # mypy knows a class only, not one that is computed.
    @property  # type: ignore[misc]  # as above
    def __class__(self) -> type:
        return re.Pattern  # For the functions of `re`, which take a pattern as well.

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(re.compile(*self._arguments), name)
        setattr(self, name, value)
        return value


def compile_lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a stand-in for `re.compile(pattern, flags)`, which has all of its methods.

    An invalid pattern raises re.error at its first use.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
