"""Pictures and files of an import: from the files of the export, or from their addresses."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from threading import Lock
from typing import IO
from urllib.parse import unquote, unquote_to_bytes

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError
from django.db.models import QuerySet

from accounts.models import User
from blog.common.db.languages import normalize_language, validate_language
from blog.content.document import FigureNode
from blog.content.media_files.captions import MAX_BYTES as MAX_CAPTION_BYTES
from blog.content.media_files.captions import read_captions
from blog.editing.captions import Captions, change_captions
from blog.editing.media_files import CHUNK_BYTES, get_max_bytes, upload_media_file
from blog.editing.photos import upload_photo
from blog.editing.posters import set_poster
from blog.models import MediaFile, Photo
from lib import safe_http
from lib.safe_http import FetchError
from lib.urls import split_url
from storage.incoming import open_incoming
from transfer import reasons
from transfer.addresses import is_same_host
from transfer.bodies import FileLink
from transfer.disk import is_disk_full
from transfer.file_types import find_kind, is_media_name
from transfer.items import ExportedFile, ExportedPicture
from transfer.models import Import, ImportedFile, ImportedItem, ImportedPicture, ImportedUpload
from transfer.readers.base import NotAnExport, Reader
from transfer.reasons import read_reason

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
_MISSING_STATES = (ImportedUpload.State.MISSING, ImportedUpload.State.QUEUED)


def normalize(url: str) -> str:
    """Return what all addresses of the same picture have in common, whatever their size; a file has
    no others."""
    if url.startswith("data:"):
        return ""
    parts = split_url(url)
    path = unquote(parts.path)
    for pattern, replacement in () if is_media_name(path) else _SIZE_PATTERNS:
        path = pattern.sub(replacement, path)
    host = parts.netloc.lower().removeprefix("www.")
    # Photon, WordPress's image proxy, has the host of the original in its path.
    if re.fullmatch(r"i\d\.wp\.com", host):
        host, _slash, rest = path.lstrip("/").partition("/")
        path = f"/{rest}"
    return f"{host}{path}".replace("\0", "")[:MAX_ADDRESS_LENGTH]


class Pictures:
    """Finds and stores the pictures and files of one run of an import, in one thread at a time."""

    def __init__(self, run: Import, reader: Reader, by: User) -> None:
        assert run.origin
        self.run, self.origin, self.reader, self.by = run, run.origin, reader, by
        # By host; those of files apart, which may be too large for a slow server.
        self.failures: dict[tuple[str, bool], int] = {}
        self._hosts: dict[str, bool] = {}  # Whether they have files of the library.
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
        row = self._find(ImportedPicture, urls)
        if row and (row.photo is None or row.photo.withdrawn_at):
            self._store(row, urls)
        return row

    def get_file(self, urls: Iterable[str]) -> ImportedFile | None:
        """Return the row of an audio, video or PDF file as `get` does that of a picture."""
        with self._lock:
            urls = list(urls)
            row = self._find(ImportedFile, urls)
            if row and (row.file is None or row.file.withdrawn_at):
                self._store(row, urls)
            return row

    def is_of_blog(self, url: str, base_url: str) -> bool:
        """Return whether a file that a post links to is one of the blog: on its host, or on one
        that has pictures or files of its library. At most two queries for each other host."""
        host = split_url(url).netloc.lower().removeprefix("www.")
        own = (base_url, self.origin.url)
        if not host or any(is_same_host(host, split_url(each).netloc) for each in own):
            return True
        if host not in self._hosts:
            self._hosts[host] = any(
                model.objects.filter(
                    origin=self.origin, item__isnull=False, address__startswith=f"{host}/"
                ).exists()
                for model in (ImportedFile, ImportedPicture)
            )
        return self._hosts[host]

    def fetch_again(self, row: ImportedPicture | ImportedFile) -> None:
        """Store a picture or file that was missing, from the export or its address."""
        with self._lock:
            self._store(row, [row.url] if row.url else [])

    def _find[T: (ImportedPicture, ImportedFile)](
        self, model: type[T], urls: list[str]
    ) -> T | None:
        """Find or create the row of what has one of these addresses; None if all are malformed."""
        names = [name for name in map(normalize, urls) if name]
        if not names:
            return None
        stored = model.objects.filter(origin=self.origin, address__in=names)
        upload = "photo" if model is ImportedPicture else "file"
        rows = {row.address: row for row in stored.select_related(upload, "item").order_by("pk")}
        row = next((rows[name] for name in names if name in rows), None)
        return row or model.objects.create(
            origin=self.origin,
            address=names[0],
            url=urls[0][:2000],
            first_import=self.run,
            # At once: a killed process does not find it.
            item=self._find_by_file_name(model, names),
        )

    def get_by_name(self, name: str) -> ImportedPicture | None:
        """Return the row of a picture of the library whose address ends in a name."""
        url = self._find_url(ImportedPicture, name)
        return self.get([url]) if url else None

    def get_file_by_name(self, name: str) -> ImportedFile | None:
        """Return the row of a file of the library whose address ends in a name."""
        url = self._find_url(ImportedFile, name)
        return self.get_file([url]) if url else None

    def _find_url(self, model: type[ImportedPicture] | type[ImportedFile], name: str) -> str:
        rows = model.objects.filter(origin=self.origin, address__endswith=f"/{name}")
        return rows.order_by("pk").values_list("url", flat=True).first() or ""

    def _find_by_file_name(
        self, model: type[ImportedPicture] | type[ImportedFile], names: list[str]
    ) -> ImportedItem | None:
        """Return the only one in the export's files with the name of one of these addresses."""
        for name in names:
            file_name = PurePosixPath(name).name
            rows = model.objects.filter(
                origin=self.origin, address__startswith="file:", address__endswith=f"/{file_name}"
            )
            items = [row.item for row in rows.select_related("item")[:2] if row.item]
            if len(items) == 1 and "." in file_name:
                return items[0]
        return None

    def _store(self, row: ImportedPicture | ImportedFile, urls: list[str]) -> None:
        before = row.state
        try:
            if isinstance(row, ImportedFile):
                row.file = self._upload_file(row, urls)
            else:
                row.photo = self._upload_picture(row, urls)
        except (FetchError, NotAnExport, OSError) as error:
            if is_disk_full(error):
                raise  # All others would be missing as well.
            row.state, row.reason = row.State.MISSING, read_reason(error)
        except ValidationError as error:
            row.state, row.reason = row.State.MISSING, " ".join(error.messages)
        else:
            is_link = before in _MISSING_STATES and isinstance(row, ImportedFile)
            row.state, row.reason = row.State.SUPPLIED if is_link else row.State.FETCHED, ""
            row.save()
            return
        # Unless somebody has uploaded it meanwhile.
        rows = type(row).objects.filter(pk=row.pk, state=before)
        rows.update(state=row.state, reason=row.reason)

    def _upload_picture(self, row: ImportedPicture, urls: list[str]) -> Photo:
        exported = row.item.item if row.item else None
        data = self._read(exported if isinstance(exported, ExportedPicture) else None, urls)
        upload = SimpleUploadedFile(PurePosixPath(row.address).name[:100] or "picture", data)
        return upload_photo(file=upload, by=self.by).photo

    def _upload_file(self, row: ImportedFile, urls: list[str]) -> MediaFile:
        exported = row.item.item if row.item else None
        name = PurePosixPath(row.address).name
        with open_incoming() as incoming:
            length = self._copy(
                exported if isinstance(exported, ExportedFile) else None, urls, incoming
            )
            incoming.seek(0)
            return upload_media_file(stream=incoming, length=length, name=name, by=self.by).file

    def _copy(self, exported: ExportedFile | None, urls: list[str], target: IO[bytes]) -> int:
        """Write a file of the export, or from its address, to an empty one; return its size."""
        if exported and exported.file:
            most = get_max_bytes(find_kind(exported.file))
            with self.reader.open_file(exported.file) as file:
                while target.tell() <= most and (chunk := file.read(CHUNK_BYTES)):
                    target.write(chunk)
            if target.tell() > most:
                raise FetchError(f"more than {most} bytes")
            return target.tell()

        def download(url: str) -> int:
            target.seek(0)
            target.truncate()
            try:
                with self._count_failures(url, is_file=True):
                    most = get_max_bytes(find_kind(url))
                    return safe_http.download(url, target, most, USER_AGENT)
            except FetchError as error:
                if error.__cause__ and is_disk_full(error):
                    raise error.__cause__ from None
                raise

        missing = FetchError(reasons.NO_ADDRESS)
        return self._fetch_any(exported, urls, download, missing)

    def complete_file(self, file: MediaFile, link: FileLink) -> None:
        """Give a file without captions or a poster those that the export has for it; what cannot be
        read is left out. Two queries for each, and those of an upload."""
        if link.tracks and file.kind != MediaFile.Kind.DOCUMENT:
            with self._lock:
                self._add_captions(file, link)
        if link.poster and file.kind == MediaFile.Kind.VIDEO and file.poster_id is None:
            row = self.get([link.poster])
            if row and row.photo:
                with suppress(ValidationError):
                    set_poster(file=file, photo=row.photo, by=self.by)

    def _add_captions(self, file: MediaFile, link: FileLink) -> None:
        if file.caption_tracks.exists():
            return
        captions: dict[str, Captions] = {}
        for track in link.tracks:
            with suppress(FetchError, NotAnExport, FileNotFoundError, ValidationError):
                language = normalize_language(track.language or self.origin.language)
                validate_language(language)
                text = read_captions(self._read_captions(track.url))
                captions.setdefault(language.lower(), Captions(language, track.label[:100], text))
        if captions:
            with suppress(DataError, ValidationError):  # A language too long, or too many.
                change_captions(file=file, saved=captions.values())

    def _read_captions(self, url: str) -> bytes:
        rows = ImportedFile.objects.filter(origin=self.origin, address=normalize(url))
        row = rows.select_related("item").first()
        exported = row.item.item if row and row.item else None
        if isinstance(exported, ExportedFile) and exported.file:
            with self.reader.open_file(exported.file) as file:
                return file.read(MAX_CAPTION_BYTES + 1)
        self._require_fetching()
        with self._count_failures(url):
            return safe_http.fetch(url, MAX_CAPTION_BYTES, USER_AGENT).body

    def _require_fetching(self) -> None:
        if not self.run.fetches_pictures:
            raise FetchError(reasons.SWITCHED_OFF)

    def _read(self, exported: ExportedPicture | None, urls: list[str]) -> bytes:
        if exported and exported.file:
            with self.reader.open_file(exported.file) as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise FetchError(f"more than {MAX_BYTES} bytes")
            return data
        missing = FetchError(reasons.NO_ADDRESS)
        return self._fetch_any(exported, urls, self._fetch, missing)

    def _fetch_any[T](
        self,
        exported: ExportedPicture | ExportedFile | None,
        urls: list[str],
        fetch: Callable[[str], T],
        error: FetchError,
    ) -> T:
        """Return what the first address gives that answers; raise the last error, or `error`."""
        self._require_fetching()
        for url in dict.fromkeys([*(exported.urls if exported else ()), *urls]):
            try:
                return fetch(url)
            except FetchError as caught:
                error = caught
        raise error

    def _fetch(self, url: str) -> bytes:
        with self._count_failures(url):
            return safe_http.fetch(url, MAX_BYTES, USER_AGENT).body

    @contextmanager
    def _count_failures(self, url: str, is_file: bool = False) -> Iterator[None]:
        """Count failures of a request; raise FetchError if a server or all of them failed often."""
        host = split_url(url).netloc
        key = (host, is_file)
        if self.failures.get(key, 0) >= MAX_HOST_FAILURES:
            raise FetchError(reasons.HOST_FAILED)
        of_kind = [each for each in self.failures if each[1] == is_file]
        if sum(self.failures[each] for each in of_kind) >= MAX_FAILURES:
            raise FetchError(reasons.ALL_FAILED)
        try:
            yield
        except FetchError as error:
            if not str(error).startswith(("status", "more than")):
                self.failures[key] = self.failures.get(key, 0) + 1
            raise
        for each in of_kind:
            self.failures.pop(each, None)

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
    """Filter the pictures of the blog that have no file, also those that are queued by an import
    that was paused."""
    missing = ImportedPicture.objects.filter(origin=run.origin, state__in=_MISSING_STATES)
    return missing.order_by("address", "pk")


def find_missing_files(run: Import) -> QuerySet[ImportedFile]:
    """Filter the audio, video and PDF files of the blog that are links, also those queued."""
    missing = ImportedFile.objects.filter(origin=run.origin, state__in=_MISSING_STATES)
    return missing.order_by("address", "pk")


def take_texts(figure: FigureNode, photo: Photo) -> None:
    """Fill the texts that a figure lacks from its photo."""
    figure.alt = figure.alt or photo.alt
    figure.credit = figure.credit or photo.credit
    figure.licence_url = figure.licence_url or photo.licence_url
    figure.decorative = photo.decorative and not figure.alt
