"""Pictures of an import: from its files, or from their addresses."""

import base64
import binascii
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from threading import Lock
from urllib.parse import unquote, unquote_to_bytes

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content.document import FigureNode
from blog.editing.photos import upload_photo
from blog.models import Photo
from lib import safe_http
from lib.safe_http import FetchError
from lib.urls import split_url
from transfer.disk import is_disk_full
from transfer.items import ExportedPicture
from transfer.models import Import, ImportedItem, ImportedPicture
from transfer.readers.base import Reader

MAX_BYTES = 30 * 1024 * 1024
MAX_ADDRESS_LENGTH = 1000
# After so many failures in a row, a host is not asked again in the same run, nor is any other.
MAX_HOST_FAILURES = 2
MAX_FAILURES = 8
USER_AGENT = "Pullquote import"
# Sizes that platforms put into addresses: `-300x200.jpg`, `/s1600/`, `/w640-h480/`, `=s320`.
_SIZE_PATTERNS = (
    (re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w{3,4}$)"), ""),
    (re.compile(r"/(?:[swh]\d{2,5}(?:-[a-z0-9]+)*)/(?=[^/]+$)"), "/"),
    (re.compile(r"/size/w\d+(?:h\d+)?(?:/format/\w+)?/"), "/"),
    (re.compile(r"=[swh]\d{1,5}(?:-[a-z0-9]+)*$"), ""),
    (re.compile(r"-scaled(?=\.\w{3,4}$)"), ""),
)


def normalize(url: str) -> str:
    """Return what all addresses of the same picture have in common, whatever their size."""
    if url.startswith("data:"):
        return ""
    parts = split_url(url)
    path = unquote(parts.path)
    for pattern, replacement in _SIZE_PATTERNS:
        path = pattern.sub(replacement, path)
    host = parts.netloc.lower().removeprefix("www.")
    # Photon, WordPress's image proxy, has the host of the original in its path.
    if re.fullmatch(r"i\d\.wp\.com", host):
        host, _slash, rest = path.lstrip("/").partition("/")
        path = f"/{rest}"
    return f"{host}{path}".replace("\0", "")[:MAX_ADDRESS_LENGTH]


class Pictures:
    """Finds and stores the pictures of one run of an import, in one thread at a time."""

    def __init__(self, run: Import, reader: Reader, by: User) -> None:
        assert run.origin
        self.run, self.origin, self.reader, self.by = run, run.origin, reader, by
        self.failures: dict[str, int] = {}
        self._lock = Lock()

    def get(self, urls: Iterable[str]) -> ImportedPicture | None:
        """Return the row of a picture, with its photo if there is one; None for a malformed one.

        The file is read or fetched once. Two queries, and those of an upload.
        """
        with self._lock:
            return self._get(list(urls))

    def _get(self, urls: list[str]) -> ImportedPicture | None:
        if urls and urls[0].startswith("data:"):
            return self._store_inline(urls[0])
        names = [name for name in map(normalize, urls) if name]
        if not names:
            return None
        rows = {
            row.address: row
            for row in ImportedPicture.objects.filter(origin=self.origin, address__in=names)
            .select_related("photo", "item")
            .order_by("pk")
        }
        row = next((rows[name] for name in names if name in rows), None)
        if row is None:
            row = ImportedPicture.objects.create(
                origin=self.origin,
                address=names[0],
                url=urls[0][:2000],
                first_import=self.run,
                item=self._find_by_file_name(names),  # At once: a killed process does not find it.
            )
        if row.photo is None or row.photo.withdrawn_at:
            self._store(row, urls)
        return row

    def get_by_name(self, name: str) -> ImportedPicture | None:
        """Return the row of a picture of the library whose address ends in a name."""
        rows = ImportedPicture.objects.filter(origin=self.origin, address__endswith=f"/{name}")
        row = rows.order_by("pk").first()
        return self.get([row.url]) if row and row.url else None

    def _find_by_file_name(self, names: list[str]) -> ImportedItem | None:
        """Return the only picture in the export's files with the name of one of these addresses."""
        for name in names:
            file_name = PurePosixPath(name).name
            rows = ImportedPicture.objects.filter(
                origin=self.origin, address__startswith="file:", address__endswith=f"/{file_name}"
            )
            items = [row.item for row in rows.select_related("item")[:2] if row.item]
            if len(items) == 1 and "." in file_name:
                return items[0]
        return None

    def _store(self, row: ImportedPicture, urls: list[str]) -> None:
        exported = row.item.item if row.item else None
        try:
            data = self._read(exported if isinstance(exported, ExportedPicture) else None, urls)
            upload = SimpleUploadedFile(PurePosixPath(row.address).name[:100] or "picture", data)
            row.photo = upload_photo(file=upload, by=self.by).photo
        except (FetchError, OSError) as error:
            if is_disk_full(error):
                raise  # All others would be missing as well.
            row.state, row.reason = ImportedPicture.State.MISSING, str(error)
        except ValidationError as error:
            row.state, row.reason = ImportedPicture.State.MISSING, " ".join(error.messages)
        else:
            row.state, row.reason = ImportedPicture.State.FETCHED, ""
        row.save()

    def _read(self, exported: ExportedPicture | None, urls: list[str]) -> bytes:
        if exported and exported.file:
            with self.reader.open_file(exported.file) as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise FetchError(_("The picture is larger than 30 MB."))
            return data
        if not self.run.fetches_pictures:
            raise FetchError(_("Fetching pictures was switched off."))
        error = FetchError(_("The export has no address of this picture."))
        for url in dict.fromkeys([*(exported.urls if exported else ()), *urls]):
            try:
                return self._fetch(url)
            except FetchError as caught:
                error = caught
        raise error

    def _fetch(self, url: str) -> bytes:
        host = split_url(url).netloc
        if self.failures.get(host, 0) >= MAX_HOST_FAILURES:
            raise FetchError(_("%(host)s did not answer before.") % {"host": host})
        if sum(self.failures.values()) >= MAX_FAILURES:
            raise FetchError(_("No server answered; is this machine connected?"))
        try:
            data = safe_http.fetch(url, MAX_BYTES, USER_AGENT).body
        except FetchError as error:
            if not str(error).startswith("status"):
                self.failures[host] = self.failures.get(host, 0) + 1
            raise
        self.failures.clear()
        return data

    def _store_inline(self, url: str) -> ImportedPicture | None:
        """Store a picture whose bytes are in its address."""
        head, _comma, body = url.partition(",")
        try:
            is_base64 = head.endswith(";base64")
            data = base64.b64decode(body) if is_base64 else unquote_to_bytes(body)
        except (ValueError, binascii.Error):
            return None
        if len(data) > MAX_BYTES:
            return None
        try:
            photo = upload_photo(file=SimpleUploadedFile("picture", data), by=self.by).photo
        except (ValidationError, OSError):
            return None
        row, _is_new = ImportedPicture.objects.update_or_create(
            origin=self.origin,
            address=f"data:{photo.sha256}",
            defaults={"photo": photo, "state": ImportedPicture.State.FETCHED},
            create_defaults={
                "photo": photo,
                "state": ImportedPicture.State.FETCHED,
                "first_import": self.run,
            },
        )
        return row


def find_missing(run: Import) -> QuerySet[ImportedPicture]:
    """Filter the pictures of the blog that have no file."""
    missing = ImportedPicture.objects.filter(origin=run.origin, state=ImportedPicture.State.MISSING)
    return missing.order_by("address", "pk")


def take_texts(figure: FigureNode, photo: Photo) -> None:
    """Fill the texts that a figure lacks from its photo."""
    figure.alt = figure.alt or photo.alt
    figure.credit = figure.credit or photo.credit
    figure.licence_url = figure.licence_url or photo.licence_url
    figure.decorative = photo.decorative and not figure.alt
