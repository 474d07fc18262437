"""`manage.py derivatives`: order the sizes of photos that lack them; the worker makes them."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.content import photo_renditions
from blog.models import Photo


class Command(BaseCommand):
    help = "Enqueue the missing sizes of all photos, which a worker generates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ordered twice does no harm: what is made already costs the worker one query."""
        photos = Photo.objects.order_by("pk").iterator()
        ordered = [photo_renditions.order(photo) for photo in photos]
        self.stdout.write(f"Ordered for photos: {sum(ordered)}.")
