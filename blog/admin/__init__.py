"""The desk: posts with their editor, photos, sources and labels."""

from blog.admin import labels, pages, photos, posts, rules, settings, sites, sources

__all__ = ["labels", "pages", "photos", "posts", "rules", "settings", "sites", "sources"]
