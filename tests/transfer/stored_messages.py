"""Notes and reasons of items, as people read them."""

from collections.abc import Iterable

from transfer.messages import compose_stored


def compose_all(stored: Iterable[str]) -> tuple[str, ...]:
    """Return stored messages in the current language."""
    return tuple(map(compose_stored, stored))
