"""Feeds as files: RSS 0.9 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed."""

from transfer.readers.feeds.reader import FeedReader

__all__ = ["FeedReader"]
