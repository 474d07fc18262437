"""The admin: posts and their editor, photos, sources, labels, corrections and comments."""

from blog.admin import corrections, labels, photos, site_settings, sites, sources
from blog.admin.comments import admin as comments_admin
from blog.admin.comments import rules
from blog.admin.posts import admin as posts_admin
from blog.admin.posts import pages

__all__ = [
    "comments_admin",
    "corrections",
    "labels",
    "pages",
    "photos",
    "posts_admin",
    "rules",
    "site_settings",
    "sites",
    "sources",
]
