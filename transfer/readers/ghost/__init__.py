"""Exports of Ghost 0.x to 6: JSON files, and zips or folders with one."""

from transfer.readers.ghost.reader import GhostReader

__all__ = ["GhostReader"]
