"""The admin: posts and their editor, photos, sources, labels, corrections and comments."""

from blog.admin import (
    appearance,
    corrections,
    evidence,
    labels,
    media_files,
    redirects,
    seals,
    series,
    site_settings,
    sites,
)
from blog.admin.comments import admin as comments_admin
from blog.admin.comments import rules
from blog.admin.dossiers import admin as dossiers_admin
from blog.admin.photos import admin as photos_admin
from blog.admin.posts import admin as posts_admin
from blog.admin.posts import pages
from blog.admin.quotations import admin as quotations_admin
from blog.admin.sources import admin as sources_admin

__all__ = [
    "appearance",
    "comments_admin",
    "corrections",
    "dossiers_admin",
    "evidence",
    "labels",
    "media_files",
    "pages",
    "photos_admin",
    "posts_admin",
    "quotations_admin",
    "redirects",
    "rules",
    "seals",
    "series",
    "site_settings",
    "sites",
    "sources_admin",
]
