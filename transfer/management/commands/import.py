"""Import an export of another blog."""

import json
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from blog.models import SiteSettings
from transfer import importing
from transfer.accounts import get_importer
from transfer.archive_import import CannotLoad, count_rows, load_archive
from transfer.items import Kind
from transfer.locking import hold_import
from transfer.models import Import
from transfer.pace import Workload
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.own_archive import is_archive
from transfer.rollback import roll_back

PLURALS = {
    Kind.POST: "posts and pages",
    Kind.COMMENT: "comments",
    Kind.LABEL: "labels",
    Kind.AUTHOR: "authors",
    Kind.PICTURE: "pictures of the library",
    Kind.FILE: "audio, video, PDF and caption files",
}


class Command(BaseCommand):
    help = (
        "Import a blog from an export of Blogger, WordPress, Ghost, Substack, Medium, Movable Type"
        " or LiveJournal, a folder of Markdown or HTML files, a feed, or our own archive. The same"
        " command goes on after an interruption, and imports what is new or changed when the export"
        " is a newer one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="The exported file, zip or folder.")
        parser.add_argument("--yes", action="store_true", help="Write without asking.")
        parser.add_argument("--dry-run", action="store_true", help="Read and count only.")
        parser.add_argument("--report", metavar="FILE", help="Write what was imported as JSON.")
        parser.add_argument(
            "--url",
            default="",
            help="The address of the other blog, if the export does not tell it, like Ghost's.",
        )
        parser.add_argument("--user", default="", help="The account to record the import under.")
        parser.add_argument(
            "--no-pictures",
            action="store_true",
            help="Fetch no pictures and files from the other blog.",
        )
        parser.add_argument(
            "--roll-back",
            action="store_true",
            help="Undo the last import of this path, except for what was edited since.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["path"])
        if options["roll_back"]:
            self.roll_back(path)
            return
        if is_archive(path):
            self.load_archive(path, options)
            return
        try:
            by = get_importer(options["user"])
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account {options['user']!r}.") from error
        try:
            run, reader = importing.start_import(
                path,
                by=by,
                fetches_pictures=not options["no_pictures"],
                site_url=options["url"],
            )
        except NotAnExport as error:
            self.refuse(path, error, options["report"])
        with hold_import(run.pk) as is_held:
            if not is_held:
                raise CommandError("Another process is working on this import.")
            self.run_import(run, reader, by, options)

    def load_archive(self, path: Path, options: dict[str, Any]) -> None:
        """Load an archive of our own, of which there are no stages: all of it, or nothing."""
        self.stdout.write("An archive of Pullquote. It is loaded into an empty blog, as it is.")
        if options["dry_run"]:
            return
        if not options["yes"] and not self.confirm():
            self.stdout.write("Nothing was written.")
            return
        try:
            counts = load_archive(path, self.report_rows)
        except CannotLoad as error:
            refused = [{"item": path.name, "reason": str(error)}]
            self.write_report(options["report"], importing.ImportReport(refused=refused))
            raise CommandError(str(error)) from error
        report = count_rows(counts)
        self.write_report(options["report"], report)

    def report_rows(self, name: str, count: int) -> None:
        if count:
            self.stdout.write(f"  {count:>7} {name}")

    def run_import(self, run: Import, reader: Reader, by: User, options: dict[str, Any]) -> None:
        reading = _ReadingProgress(self, run)
        try:
            preview = importing.read(run, reader, reading.tick)
        except NotAnExport as error:
            self.refuse(Path(run.path), error, options["report"])
        reading.end()
        cut_off = []
        if run.message:
            cut_off = [{"item": Path(run.path).name, "reason": run.composed_message}]
        self.show_preview(run, preview)
        if options["dry_run"]:
            return
        if not options["yes"] and not self.confirm():
            self.stdout.write("Nothing was written. Run the command again to go on.")
            return
        writing = _WritingProgress(self, Workload(preview.pending))
        with SiteSettings.load().activated():  # As background tasks do.
            report = importing.write(run, reader, by, writing.tick)
        report = replace(report, refused=[*cut_off, *report.refused])
        writing.end()
        self.show_report(run, report)
        self.write_report(options["report"], report)

    def refuse(self, path: Path, error: NotAnExport, report: str | None) -> NoReturn:
        refused = [{"item": path.name, "reason": str(error)}]
        self.write_report(report, importing.ImportReport(refused=refused))
        raise CommandError(str(error)) from error

    def show_preview(self, run: Import, preview: importing.ImportPreview) -> None:
        self.stdout.write(f"{run.platform}: {run.origin}")
        for kind, name in PLURALS.items():
            count, pending = preview.counts.get(kind, 0), preview.pending.get(kind, 0)
            if count and kind in (Kind.PICTURE, Kind.FILE):
                self.stdout.write(f"  {count:>7} {name}, imported if a post shows them")
            elif count:
                self.stdout.write(f"  {count:>7} {name}, {pending} to write")
        if preview.refused:
            self.stdout.write(f"  {preview.refused:>7} items cannot be read")
        if run.message:
            self.stdout.write(self.style.WARNING(run.composed_message))

    def confirm(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Add --yes to write without a question.")
        return input("Write this to the blog? [y/N] ").strip().lower() in ("y", "yes")

    def show_report(self, run: Import, report: importing.ImportReport) -> None:
        for name, value in asdict(report).items():
            if name != "refused":
                self.stdout.write(f"  {value:>7} {name}")
        if missing := run.counts.get("missing"):
            self.stdout.write(f"  {missing:>7} pictures are missing; their captions are kept")
        if missing := run.counts.get("missing_files"):
            self.stdout.write(f"  {missing:>7} files are missing; links to them are kept")
        for refused in report.refused[:20]:
            self.stdout.write(self.style.WARNING(f"{refused['item']}: {refused['reason']}"))
        if len(report.refused) > 20:
            self.stdout.write(f"and {len(report.refused) - 20} more; --report lists all of them")

    def write_report(self, file: str | None, report: importing.ImportReport) -> None:
        if file:
            values = asdict(report)
            del values["files"]  # Programs read this report: its keys stay as they are.
            text = json.dumps(values, ensure_ascii=False, indent=2)
            Path(file).write_text(f"{text}\n", encoding="utf-8")

    def roll_back(self, path: Path) -> None:
        runs = Import.objects.filter(path=str(path.absolute()))
        run = runs.exclude(stage=Import.Stage.ROLLED_BACK).first()
        if run is None:
            raise CommandError("There is no import of this path.")
        result = roll_back(run)
        self.stdout.write(
            f"Deleted {result.posts} posts and pages, {result.labels} labels and"
            f" {result.accounts} accounts."
        )
        for post in result.edited:
            self.stdout.write(f"Left as it is, because it was edited since: {post}")


class _ProgressLine:
    """Prints how far a step is, once a second on a terminal, else every minute."""

    def __init__(self, command: BaseCommand) -> None:
        self.command = command
        self.interval = 1 if command.stdout.isatty() else 60
        self.is_shown = False

    def show(self, line: str) -> None:
        self.is_shown = True
        self.command.stdout.write(line.ljust(50), ending="\r" if self.interval == 1 else "\n")

    def end(self) -> None:
        if self.is_shown and self.interval == 1:
            self.command.stdout.write("".ljust(50), ending="\r")


class _ReadingProgress(_ProgressLine):
    def __init__(self, command: BaseCommand, run: Import) -> None:
        super().__init__(command)
        self.run, self.last = run, time.monotonic()

    def tick(self) -> None:
        now = time.monotonic()
        if now - self.last >= self.interval and self.run.total_bytes:
            self.last = now
            self.show(f"{min(self.run.position / self.run.total_bytes, 1):.0%} read")


class _WritingProgress(_ProgressLine):
    def __init__(self, command: BaseCommand, workload: Workload) -> None:
        super().__init__(command)
        self.workload, self.count = workload, 0
        self.start = self.last = 0.0

    def tick(self) -> None:
        now = time.monotonic()
        if not self.count:  # Reading came before, at another speed.
            self.start = self.last = now
        self.count += 1
        if now - self.last < self.interval:
            return
        self.last = now
        left = self.workload.estimate_seconds(self.count, now - self.start)
        minutes = f", about {left / 60:.0f} min left" if left > 90 else ""
        self.show(f"{self.count} of {self.workload.total} written{minutes}")
