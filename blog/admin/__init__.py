"""The desk: posts with their editor, photos, sources, labels, and what readers say."""

from blog.admin import (
    comments,
    corrections,
    labels,
    pages,
    photos,
    posts,
    rules,
    settings,
    sites,
    sources,
)

__all__ = [
    "comments",
    "corrections",
    "labels",
    "pages",
    "photos",
    "posts",
    "rules",
    "settings",
    "sites",
    "sources",
]
