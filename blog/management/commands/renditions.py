"""`manage.py renditions`: enqueue the missing renditions of photos for the worker."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.content import photo_renditions
from blog.models import Photo


class Command(BaseCommand):
    help = "Enqueue the missing sizes of all photos, which a worker generates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enqueue tasks. Enqueueing twice is harmless: an up-to-date photo costs one query."""
        photos = Photo.objects.order_by("pk").iterator()
        enqueued = [photo_renditions.enqueue(photo) for photo in photos]
        self.stdout.write(f"Enqueued for photos: {sum(enqueued)}.")
