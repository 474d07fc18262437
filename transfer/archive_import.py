"""Load an archive of our own into an installation without posts.

The archive is of `transfer.exports.archive`. Rows keep their keys, so that the public pages are
the same; only accounts get others, where theirs are taken.
"""

import hashlib
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, Field, Model
from django.db.models.sql import InsertQuery

from accounts.models import User
from blog import checks
from blog.comments.models import Comment
from blog.common.db.fields import RenderedField
from blog.content import photo_renditions, rendering
from blog.models import Page, Photo, Post
from imaging.clean import EXTENSIONS
from lib.parsing import parse_json
from storage import media
from transfer.exports.archive import VERSION
from transfer.exports.archive_tables import EXPORTED, list_columns, list_models
from transfer.importing import ImportReport
from transfer.readers.base import NotAnExport
from transfer.readers.own_archive import MANIFEST
from transfer.readers.zip_files import ExportFiles

MAX_MANIFEST_BYTES = 1024**2
MAX_LINE_BYTES = 32 * 1024**2
ROWS_PER_QUERY = 500
_CHUNK_BYTES = 1024**2
# Filled by a trigger, from the rows of another table.
_DERIVED = {"blog.RevisionFile"}
# Tables of which an installation may have rows before.
_REPLACED = {"accounts.User", "blog.SiteSettings"}
# In every archive, even without rows.
_REQUIRED = {"tables/accounts.User.ndjson", "media.ndjson"}
# What uploads end with: a page or script would be served from this site.
_UPLOAD_SUFFIXES = {f".{extension}" for extension in EXTENSIONS.values()} | media.MEDIA_TYPES.keys()
# What a value of the wrong type, or one that is nested too deeply, raises.
_ROW_ERRORS = (
    *(ValueError, TypeError, KeyError, AttributeError, RecursionError),
    ValidationError,
)
# Keys of accounts in columns that are no foreign keys.
_ACCOUNT_NAMES = {"by_id", "created_by_id", "user_id", "uploaded_by_id"}

type Row = dict[str, Any]
type Report = Callable[[str, int], None]


class CannotLoad(Exception):
    """The archive was not loaded, and nothing has changed. The message is one line."""


def load_archive(path: Path, report: Report = lambda name, count: None) -> dict[str, int]:
    """Load an archive and return the number of rows by table. Everything or nothing.

    All hashes are compared first. Photos get their renditions from the worker. Raises CannotLoad,
    for example if the blog has posts.
    """
    try:
        with ExportFiles(path) as files:
            members = _verify(files)
            _refuse_if_used()
            return _load(files, members, report)
    except NotAnExport as error:
        raise CannotLoad(str(error)) from error
    except DatabaseError as error:
        line = str(error).strip().partition("\n")[0]
        raise CannotLoad(f"The archive does not fit into this database: {line}") from error


def count_rows(counts: dict[str, int]) -> ImportReport:
    """Return what `load_archive` has loaded as the report of an import. One query."""
    pages = Page.all_objects.count()
    return ImportReport(
        posts=counts.get("blog.Post", 0) - pages,
        pages=pages,
        comments=counts.get("blog.Comment", 0),
        labels=counts.get("blog.Label", 0),
        photos=counts.get("blog.Photo", 0),
        redirects=counts.get("redirects.Redirect", 0),
        quotations=counts.get("blog.PullQuote", 0),
    )


def _verify(files: ExportFiles) -> dict[str, Row]:
    """Return the members of the manifest, after their hashes and numbers of rows were compared."""
    try:
        manifest = parse_json(files.read(MANIFEST, MAX_MANIFEST_BYTES))
        version, members = manifest["version"], manifest["members"]
        expected = {name: (facts["rows"], facts["sha256"]) for name, facts in members.items()}
    except (ValueError, TypeError, KeyError, AttributeError, FileNotFoundError) as error:
        raise CannotLoad("The archive is damaged: its manifest cannot be read.") from error
    if version != VERSION:
        raise CannotLoad(
            f"The archive has the version {version}, and {VERSION} can be read here. Update this"
            " installation, or export with the same version."
        )
    unknown = {f"tables/{label}.ndjson" for label in EXPORTED} | {"media.ndjson"}
    if surplus := expected.keys() - unknown:
        raise CannotLoad(f"The archive is of a newer version: {min(surplus)} is unknown here.")
    if missing := _REQUIRED - expected.keys():
        raise CannotLoad(f"The archive is damaged: its manifest lacks {min(missing)}.")
    for name, facts in expected.items():
        if _measure(files, name) != facts:
            raise CannotLoad(f"The archive is damaged: {name} is not what the manifest says.")
    with _open_rows(files, "media.ndjson") as rows:
        for file in rows:
            name, digest = _read_file_row(file)
            if _measure(files, f"media/{digest}")[1] != digest:
                raise CannotLoad(f"The archive is damaged: the file {name} has changed.")
    return members


def _read_file_row(file: Row) -> tuple[str, str]:
    """Return the name and the hash of an upload. Raises CannotLoad for a name that none has."""
    name, digest = str(file.get("name")), str(file.get("sha256"))
    try:
        validate_file_name(name, allow_relative_path=True)
    except SuspiciousFileOperation as error:
        raise CannotLoad(f"The archive has a file with a bad name: {name!r}.") from error
    if PurePosixPath(name).suffix not in _UPLOAD_SUFFIXES:
        raise CannotLoad(f"The archive has a file that is no upload: {name!r}.")
    return name, digest


def _measure(files: ExportFiles, name: str) -> tuple[int, str]:
    """Return the number of lines of a member, and its hash."""
    digest, count = hashlib.sha256(), 0
    try:
        with files.open(name) as member:
            while part := member.read(_CHUNK_BYTES):
                digest.update(part)
                count += part.count(b"\n")
    except (FileNotFoundError, OSError) as error:
        raise CannotLoad(f"The archive is damaged: {name} is missing or cut off.") from error
    return count, digest.hexdigest()


@contextmanager
def _open_rows(files: ExportFiles, name: str) -> Iterator[Iterator[Row]]:
    with files.open(name) as member:
        yield _read_rows(member, name)


def _read_rows(member: BinaryIO, name: str) -> Iterator[Row]:
    while line := member.readline(MAX_LINE_BYTES):
        try:
            row = parse_json(line)
        except ValueError as error:
            raise CannotLoad(f"The archive is damaged: {name} has a broken line.") from error
        if not isinstance(row, dict):
            raise CannotLoad(f"The archive is damaged: {name} has a broken line.")
        yield row


def _refuse_if_used() -> None:
    """Raise CannotLoad if a table has rows that those of the archive could collide with."""
    models = list_models()
    for label in EXPORTED:
        model = models[label]
        if label not in _REPLACED and model._base_manager.exists():
            raise CannotLoad(
                "An archive is loaded into an empty blog, and this one has"
                f" {model._meta.verbose_name_plural}. Export WXR to add posts to it."
            )


def _load(files: ExportFiles, members: dict[str, Row], report: Report) -> dict[str, int]:
    models, counts = list_models(), {}
    written: list[str] = []
    try:
        with transaction.atomic():
            accounts = _load_accounts(files)
            for label in EXPORTED:
                name = f"tables/{label}.ndjson"
                if label == "accounts.User" or label in _DERIVED or name not in members:
                    continue
                loader = _TableLoader(models[label], label, accounts)
                with _open_rows(files, name) as rows:
                    counts[label] = loader.load(rows)
                report(str(models[label]._meta.verbose_name_plural), counts[label])
            _reset_sequences([models[label] for label in EXPORTED])
            keys = list(Post.all_objects.order_by("pk").values_list("pk", flat=True))
            rendering.enqueue(rendering.rerender_each(keys))
            checks.recheck_posts(keys)
            for photo in Photo.objects.without_taken_down().iterator():
                photo_renditions.enqueue(photo)
            with _open_rows(files, "media.ndjson") as rows:
                for file in rows:
                    written.append(_write_file(files, file))
                    report("files", len(written))
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    return counts


class _TableLoader:
    """Inserts the rows of a table as they are, times of changes included."""

    def __init__(self, model: type[Model], label: str, accounts: dict[int, int]) -> None:
        self.model, self.label, self.accounts = model, label, accounts
        self.columns = {field.attname: field for field in list_columns(model, EXPORTED[label])}
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.fields = fields
        self.rendered = [
            field
            for field in fields
            if isinstance(field, RenderedField) and field.attname not in self.columns
        ]

    def load(self, rows: Iterator[Row]) -> int:
        if self.label in _REPLACED:
            self.model._base_manager.all().delete()
        count, batch = 0, []
        for row in rows:
            with _refuse_bad_row(self.label):
                batch.append(self.build(row))
            count += 1
            if len(batch) == ROWS_PER_QUERY:
                self.insert(batch)
                batch = []
        self.insert(batch)
        return count

    def insert(self, batch: list[Model]) -> None:
        if batch:  # Raw, so that no field sets itself to the present time.
            query = InsertQuery(self.model)
            query.insert_values(self.fields, batch, raw=True)
            with _refuse_bad_row(self.label):
                query.get_compiler(connection=connection).execute_sql()

    def build(self, row: Row) -> Model:
        _refuse_unknown_columns(self.label, row, self.columns)
        instance = self.model(
            **{name: self.convert(self.columns[name], value) for name, value in row.items()}
        )
        for field in self.rendered:
            assert field.render
            setattr(instance, field.attname, field.render(getattr(instance, field.source)))
        if isinstance(instance, Comment):
            instance.shown_below = 0  # A trigger counts the replies.
        elif isinstance(instance, Photo):
            # Their files are not in the archive.
            instance.rendition_hash, instance.avif_widths, instance.webp_widths = "", [], []
        return instance

    def convert(self, field: Field, value: Any) -> Any:
        if value is None:
            return None
        if field.remote_field and field.remote_field.model is User:
            return self.accounts.get(value)
        if self.label == "blog.Revision" and field.attname == "byline":
            return [self.accounts.get(key, key) for key in value]
        if isinstance(field, BinaryField):
            return bytes.fromhex(value)
        if field.get_internal_type() == "JSONField":
            return _map_accounts(value, self.accounts)
        return field.to_python(value)


@contextmanager
def _refuse_bad_row(label: str) -> Iterator[None]:
    try:
        yield
    except _ROW_ERRORS as error:
        raise CannotLoad(f"The archive is damaged: {label} has a row with a bad value.") from error


def _refuse_unknown_columns(label: str, row: Row, columns: Container[str]) -> None:
    """Raise CannotLoad for a column that is not exported, such as the password of an account."""
    if unknown := [name for name in row if name not in columns]:
        raise CannotLoad(
            f"The archive is of a newer version: {label}.{min(unknown)} is unknown here."
        )


def _map_accounts(value: Any, accounts: dict[int, int]) -> Any:
    """Replace the keys of accounts in the rows that undo needs."""
    if isinstance(value, list):
        return [_map_accounts(inner, accounts) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: accounts.get(inner, inner)
        if name in _ACCOUNT_NAMES and isinstance(inner, int)
        else _map_accounts(inner, accounts)
        for name, inner in value.items()
    }


def _load_accounts(files: ExportFiles) -> dict[int, int]:
    """Create the accounts, which cannot sign in; return their keys here by those of the archive.

    An account of the same name takes the byline of the other.
    """
    columns = {field.attname: field for field in list_columns(User, EXPORTED["accounts.User"])}
    rows: list[Row] = []
    with _open_rows(files, "tables/accounts.User.ndjson") as stored:
        for row in stored:
            _refuse_unknown_columns("accounts.User", row, columns)
            with _refuse_bad_row("accounts.User"):
                rows.append({name: field.to_python(row[name]) for name, field in columns.items()})
    known = {user.username.lower(): user for user in User.objects.all()}
    slugs = {user.slug: user for user in known.values()}
    keys = {user.pk for user in known.values()}
    following = max([*keys, *(row["id"] for row in rows), 0]) + 1
    accounts: dict[int, int] = {}
    for row in rows:
        same = known.get(row["username"].lower()) or slugs.get(row["slug"])
        user = same or User(username=row["username"], is_active=False)
        for name, value in row.items():
            if name not in ("id", "username"):
                setattr(user, name, value)
        if same is None:
            user.set_unusable_password()
            user.pk = row["id"] if row["id"] not in keys else following
            following += user.pk == following
            keys.add(user.pk)
        with _refuse_bad_row("accounts.User"):
            user.save_base(raw=True, force_insert=same is None)
        accounts[row["id"]] = user.pk
    _reset_sequences([User])
    return accounts


def _reset_sequences(models: list[type[Model]]) -> None:
    """Let new rows get keys after those of the archive."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _write_file(files: ExportFiles, file: Row) -> str:
    name, digest = _read_file_row(file)
    with files.open(f"media/{digest}") as content:
        media.write(name, content.read())
    return name
