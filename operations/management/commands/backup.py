"""`manage.py backup`: back up the database and the media to a folder or bucket."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from lib import env, progress
from operations.backup import BackupError, create


class Command(BaseCommand):
    help = (
        "Take a backup of the database and of the media. Ends with 1 and leaves nothing behind if"
        " it fails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", metavar="PLACE", help="a folder, or s3://BUCKET/PREFIX (BACKUP_TO)"
        )
        parser.add_argument(
            "--keep",
            metavar="D,W,M",
            help="of how many days, weeks and months the newest stays (BACKUP_KEEP)",
        )

    def handle(self, *args: Any, to: str | None, keep: str | None, **options: Any) -> None:
        place = env.parse_destination("--to", to) if to else settings.BACKUP_TO
        retention = env.parse_retention("--keep", keep) if keep else settings.BACKUP_KEEP
        if not place:
            raise CommandError("Where to? Set BACKUP_TO, or name a folder or bucket with --to.")
        if Path(place).is_relative_to(settings.MEDIA_ROOT):
            raise CommandError(f"{place} lies in MEDIA_ROOT, for all to read.")
        # SIGTERM raises KeyboardInterrupt, so that no partial backup is left.
        previous_handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with progress.show_step(f"Taking a backup to {place}"):
                created = create.create_backup(place, retention, settings.BACKUP_RECIPIENT)
        except BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGTERM, previous_handler)
        self.stdout.write(f"{created.name}, {filesizeformat(created.bytes)}, checked.")
        if not settings.BACKUP_RECIPIENT:
            self.stdout.write("It is not encrypted, as BACKUP_RECIPIENT is not set.")
        for name in created.deleted:
            self.stdout.write(f"Deleted {name}.")
