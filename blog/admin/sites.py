"""Redirects belong to a 'site', of which there is one; its address comes from SITE_URL."""

from django.contrib import admin
from django.contrib.sites.models import Site

admin.site.unregister(Site)
