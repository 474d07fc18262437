"""`manage.py dataset`: write the files of the dataset now, not only at night."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.syndication.dataset.export import write_dataset


class Command(BaseCommand):
    help = "Write the dataset of published quotations and their sources."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in write_dataset().row_counts.items():
            self.stdout.write(f"{name}: {count}")
