"""Hide the Site model: redirects need its only row, and SITE_URL sets the domain."""

from django.contrib import admin
from django.contrib.sites.models import Site

admin.site.unregister(Site)
