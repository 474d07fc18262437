"""Exports of WordPress: WXR, an RSS file with everything that a blog has."""

from transfer.readers.wxr.reader import WordPressReader

__all__ = ["WordPressReader"]
