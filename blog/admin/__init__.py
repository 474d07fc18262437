"""The desk: posts with their editor, photos, sources and labels."""

from blog.admin import labels, photos, posts, sites, sources

__all__ = ["labels", "photos", "posts", "sites", "sources"]
