"""`manage.py restore FILE`: verify a backup, and restore the site from it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat

from lib import progress
from operations.backup import BackupError, archive, create, restore


class Command(BaseCommand):
    help = (
        "Restore the database and the media from a backup. All of it is checked before anything"
        " is touched. The web and the worker must not run. Ends with 1 if it fails."
    )
    # There may be no tables yet, or those of another version.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "backup", help="a file, s3://BUCKET/NAME, a name in BACKUP_TO, or 'latest' there"
        )
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the private key, of age-keygen"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="replace the site that is there already"
        )
        parser.add_argument(
            "--check", action="store_true", help="only read it, whole, and touch nothing"
        )

    def handle(
        self,
        *args: Any,
        backup: str,
        identity: Path | None,
        overwrite: bool,
        check: bool,
        **options: Any,
    ) -> None:
        try:
            if check:
                with progress.show_step(f"Reading {backup}"):
                    contents = restore.check(backup, identity)
            else:
                with progress.show_step(f"Restoring {backup}"):
                    contents = restore.restore(backup, identity, overwrite)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._report(contents, "is whole" if check else "is restored")
        if not check:
            self._report_next_step()

    def _report(self, contents: archive.Contents, state: str) -> None:
        manifest, counts = contents
        self.stdout.write(
            f"The backup of {manifest['site']}, {manifest['taken_at'][:19]} UTC, {state}: the"
            f" database, and {counts.files:,} files of {filesizeformat(counts.bytes)}."
        )
        if counts.gone:
            self.stdout.write(f"{counts.gone:,} files were deleted while it was taken.")
        if manifest["key"] != create.get_key_fingerprint():
            self.stdout.write(
                "SECRET_KEY is not the one that the site had: set it to that, or people sign in"
                " anew, and second factors and share links end."
            )

    def _report_next_step(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("It is of an older version: run migrate, then start the site.")
        else:
            self.stdout.write("Start the site.")
