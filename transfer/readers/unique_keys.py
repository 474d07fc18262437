"""Keys that are unique within one export."""

from hashlib import blake2b


class UniqueKeys:
    """Makes keys unique: what has the key of an earlier item gets a number behind it.

    Holds eight bytes and the overhead of a set for each key. Items must come in the same order
    in each run, from the first one of the export.
    """

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def make_unique(self, key: str) -> str:
        candidate, number = key, 1
        while (digest := _hash(candidate)) in self._hashes:
            number += 1
            candidate = f"{key}-{number}"
        self._hashes.add(digest)
        return candidate


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(errors="replace"), digest_size=8).digest())
