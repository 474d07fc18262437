"""The labels of exports that have no list of them."""

from collections.abc import Iterable

from transfer.items import ExportedLabel


class NewLabels:
    """Names each label once, before the first post that has it.

    Posts must come in the same order in each run, from the first one of the export.
    """

    def __init__(self) -> None:
        self._names: set[str] = set()

    def build(self, names: Iterable[str]) -> list[ExportedLabel]:
        """Return items of the names that no post before had."""
        new = [name for name in dict.fromkeys(names) if name not in self._names]
        self._names.update(new)
        return [ExportedLabel(key=name, name=name) for name in new]
