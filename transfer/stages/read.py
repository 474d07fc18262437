"""Read an export into items. Nothing is written to the blog."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urljoin

from django.db import connection, transaction

from lib.urls import split_url
from transfer import addresses, pictures
from transfer.items import (
    DumpedItem,
    Entry,
    ExportedAuthor,
    ExportedFile,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    Kind,
    RefusedItem,
    get_kind,
    hash_payload,
)
from transfer.models import Import, ImportedFile, ImportedItem, ImportedPicture, Origin
from transfer.readers.base import Reader
from transfer.readers.batches import split_into_batches
from transfer.summary import add_to_summary

BATCH_SIZE = 500
MAX_KEY_LENGTH = 500
Key = tuple[str, str]  # Kind and key of an item.
_STORE_SQL = """
INSERT INTO transfer_importeditem AS item
    (origin_id, kind, key, payload, hash, written_hash, state, reason, notes, slug, last_import_id)
SELECT %s, kind, key, decode(payload, 'hex'), hash, '', state, reason, '[]', '', %s
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS new (kind, key, payload, hash, state, reason)
ON CONFLICT (origin_id, kind, key) DO UPDATE SET
    last_import_id = excluded.last_import_id,
    hash = excluded.hash,
    planned_path = NULL,
    payload = CASE
        WHEN item.state = 'written' AND item.hash = excluded.hash AND item.kind = 'comment' THEN ''
        ELSE excluded.payload END,
    state = CASE
        WHEN item.state = 'written' AND item.hash = excluded.hash THEN 'written'
        WHEN item.written_hash = excluded.hash THEN 'written'
        ELSE excluded.state END,
    reason = CASE
        WHEN item.state = 'written' AND item.hash = excluded.hash THEN item.reason
        ELSE excluded.reason END
RETURNING id, kind, key
"""
_STORE_ADDRESSES_SQL = """
INSERT INTO transfer_importedaddress (origin_id, address, item_id, old_path)
SELECT %s, address, item_id, '' FROM unnest(%s::text[], %s::bigint[]) AS new (address, item_id)
ON CONFLICT DO NOTHING
"""


class Stopped(Exception):
    """The import was paused or ended by somebody else."""


def find_origin(reader: Reader, path_name: str, site_url: str = "") -> Origin:
    """Return the blog of an export, which is recognised by its URL, else by its title or file."""
    site = next((e.item for e in reader.read() if isinstance(e.item, ExportedSite)), None)
    site = site or ExportedSite()
    name = site.url.rstrip("/").lower().partition("://")[2].removeprefix("www.")
    identity = name or f"{reader.platform}: {site.title or path_name}"
    origin, _is_new = Origin.objects.get_or_create(identity=identity[:500])
    origin.url = (site.url or site_url or origin.url)[:500]
    origin.title = site.title[:200]
    origin.language = site.language.lower().replace("_", "-")[:35]
    origin.save()
    return origin


def read_export(run: Import, reader: Reader, report: Callable[[], None] = lambda: None) -> None:
    """Store all items from `run.cursor` on; raises Stopped if the import was paused meanwhile.

    Each batch is one transaction with its cursor, so that nothing is lost or read twice. `report`
    is called after each.
    """
    entries = reader.read(run.cursor)
    for batch in split_into_batches(entries, lambda batch: len(batch) >= BATCH_SIZE):
        with transaction.atomic():
            lock_stage(run, Import.Stage.READING)
            _commit_without_waiting()
            store_items(run, batch)
            add_to_summary(run, [entry.item for entry in batch])
            run.cursor = batch[-1].cursor or run.cursor
            run.position = max(run.position, batch[-1].position)
            run.save(update_fields=["cursor", "position", "counts", "updated_at"])
        report()


def _commit_without_waiting() -> None:
    """Let this transaction end before it is on the disk. If PostgreSQL crashes, it may lose the
    last batches, and with them their cursors: they are read again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def lock_stage(run: Import, stage: Import.Stage) -> None:
    """Lock the import until the end of the transaction; raises Stopped if its stage is another."""
    stages = Import.objects.select_for_update().values_list("stage", flat=True)
    if stages.get(pk=run.pk) != stage:
        raise Stopped


def store_items(run: Import, batch: list[Entry]) -> None:
    """Insert or update items. Items that are as they were written stay; all others are pending.

    Three queries, however many items there are, and one or two more if posts have notes; not by
    rows of models, which take longer than to read the export.
    """
    assert run.origin
    items = [entry.item for entry in batch]
    rows: dict[Key, tuple[str, ...]] = {}
    noted: dict[str, DumpedItem] = {}
    for entry in batch:
        item, dumped = entry.item, entry.dump()
        kind, key = get_kind(item).value, shorten_key(item.key)
        reason = item.reason if isinstance(item, RefusedItem) else ""
        state = _get_first_state(item).value
        rows[kind, key] = (kind, key, dumped.payload.hex(), dumped.hash, state, reason)
        if dumped.former_hash:
            noted[key] = dumped
    columns = [list(column) for column in zip(*rows.values(), strict=True)]
    if noted:
        _leave_notes_out_of_hashes(run.origin, noted)
    with connection.cursor() as cursor:
        cursor.execute(_STORE_SQL, [run.origin.pk, run.pk, *columns])
        keys = {(kind, key): pk for pk, kind, key in cursor.fetchall()}
    _store_addresses(run.origin, items, keys)
    _store_uploads(run, items, keys)


def _leave_notes_out_of_hashes(origin: Origin, noted: dict[str, DumpedItem]) -> None:
    """Replace hashes of versions before 1 December 2026, which hashed the notes of a post as well.
    They are recognised by the notes in the payload, in whatever language, or by those read now.

    The payloads of posts that changed are read; one query if none did, else two."""
    hashes = [dumped.hash for dumped in noted.values()]
    items = ImportedItem.objects.of_kind(Kind.POST).filter(origin=origin, key__in=noted)
    changed = items.exclude(hash__in=hashes, written_hash__in=[*hashes, ""])
    rehashed = []
    columns = ("key", "hash", "written_hash", "payload")
    for item in changed.select_for_update().only(*columns):
        hash, former_hash = hash_payload(bytes(item.payload))
        new = {former_hash: hash, noted[item.key].former_hash: noted[item.key].hash}
        before = item.hash, item.written_hash
        item.hash, item.written_hash = (new.get(value, value) for value in before)
        if (item.hash, item.written_hash) != before:
            rehashed.append(item)
    ImportedItem.objects.bulk_update(rehashed, ["hash", "written_hash"])


def _get_first_state(item: Item) -> ImportedItem.State:
    if isinstance(item, RefusedItem):
        return ImportedItem.State.REFUSED
    if isinstance(item, ExportedSite | ExportedPicture | ExportedFile):
        return ImportedItem.State.WRITTEN  # Others refer to them.
    return ImportedItem.State.PENDING


def shorten_key(key: str) -> str:
    """Return the key of an item as its row has it."""
    if len(key) <= MAX_KEY_LENGTH and "\0" not in key:
        return key
    return f"{key[:400]}#{sha256(key.encode(errors='replace')).hexdigest()}".replace("\0", "")


def _store_addresses(origin: Origin, items: list[Item], keys: dict[Key, int]) -> None:
    new: dict[str, int] = {}
    for item in items:
        if isinstance(item, ExportedSite):
            former = {unquote(split_url(item.url).path).rstrip("/"): None}  # Its home page.
        elif isinstance(item, ExportedAuthor | ExportedLabel | ExportedPost):
            former = {addresses.normalize(url, origin.url): None for url in item.former_urls}
        else:
            continue
        for address in former:
            if address and address != "/":
                new.setdefault(address, keys[get_kind(item).value, shorten_key(item.key)])
    if new:
        with connection.cursor() as cursor:
            cursor.execute(_STORE_ADDRESSES_SQL, [origin.pk, list(new), list(new.values())])


def _store_uploads(run: Import, items: list[Item], keys: dict[Key, int]) -> None:
    """Store where pictures and files are. A query for each of both that the batch has."""
    assert run.origin
    new: dict[Any, dict[str, Any]] = {ImportedPicture: {}, ImportedFile: {}}
    for item in items:
        if not isinstance(item, ExportedPicture | ExportedFile):
            continue
        url = _resolve(item.urls[0], run.origin) if item.urls else ""
        if name := pictures.normalize(url) if url else f"file:{item.file}":
            model = ImportedPicture if isinstance(item, ExportedPicture) else ImportedFile
            new[model][name] = model(
                origin=run.origin,
                address=name,
                url=url[:2000],
                item_id=keys[get_kind(item).value, shorten_key(item.key)],
                first_import=run,
            )
    for model, rows in new.items():
        model.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["origin", "address"],
            update_fields=["item"],
        )


def _resolve(url: str, origin: Origin) -> str:
    """Return the address of a path on the site, as the texts that show it have it."""
    is_path = url.startswith("/") and not url.startswith("//")
    return urljoin(origin.url, url) if is_path else url
