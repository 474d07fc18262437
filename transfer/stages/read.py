"""Read an export into items. Nothing is written to the blog."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from django.db import transaction

from transfer import addresses, pictures
from transfer.items import (
    Entry,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    Kind,
    RefusedItem,
    dump_item,
    get_kind,
)
from transfer.models import Import, ImportedAddress, ImportedItem, ImportedPicture, Origin
from transfer.readers.base import NotAnExport, Reader
from transfer.summary import add_to_summary

BATCH_SIZE = 500
MAX_KEY_LENGTH = 500


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
    for batch in _split(reader.read(run.cursor)):
        with transaction.atomic():
            lock_stage(run, Import.Stage.READING)
            items = [entry.item for entry in batch]
            store_items(run, items)
            add_to_summary(run, items)
            run.cursor = batch[-1].cursor or run.cursor
            run.position = max(run.position, batch[-1].position)
            run.save(update_fields=["cursor", "position", "counts", "updated_at"])
        report()


def lock_stage(run: Import, stage: Import.Stage) -> None:
    """Lock the import until the end of the transaction; raises Stopped if its stage is another."""
    stages = Import.objects.select_for_update().values_list("stage", flat=True)
    if stages.get(pk=run.pk) != stage:
        raise Stopped


def _split(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield batches, the last one even if nothing after it can be read."""
    batch: list[Entry] = []
    try:
        for entry in entries:
            batch.append(entry)
            if len(batch) >= BATCH_SIZE:
                yield batch
                batch = []
    except NotAnExport:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def store_items(run: Import, batch: list[Item]) -> None:
    """Insert or update items. Items that are as they were written stay; all others are pending."""
    assert run.origin
    rows: dict[tuple[str, str], ImportedItem] = {}
    for item in batch:
        payload = dump_item(item)
        key = shorten_key(item.key)
        rows[get_kind(item), key] = ImportedItem(
            origin=run.origin,
            kind=get_kind(item).value,
            key=key,
            payload=payload,
            hash=sha256(payload).hexdigest(),
            last_import=run,
            reason=item.reason if isinstance(item, RefusedItem) else "",
            state=_get_first_state(item),
        )
    known = {
        (row.kind, row.key): row
        for row in ImportedItem.objects.filter(
            origin=run.origin, key__in={key for _kind, key in rows}
        ).only("kind", "key", "hash", "written_hash", "state")
    }
    new = [row for kind_and_key, row in rows.items() if kind_and_key not in known]
    ImportedItem.objects.bulk_create(new)
    changed = []
    for kind_and_key, row in rows.items():
        if (before := known.get(kind_and_key)) is None:
            continue
        before.last_import = run
        if before.hash != row.hash or (before.state != ImportedItem.State.WRITTEN):
            before.payload, before.hash = row.payload, row.hash
            is_written = before.written_hash == row.hash
            before.state = ImportedItem.State.WRITTEN if is_written else row.state
            before.reason = row.reason
        else:
            before.payload = b"" if before.kind == Kind.COMMENT else row.payload
        changed.append(before)
        rows[kind_and_key] = before
    ImportedItem.objects.bulk_update(
        changed, ["last_import", "payload", "hash", "state", "reason"], batch_size=BATCH_SIZE
    )
    _store_addresses(run.origin, batch, rows)
    _store_pictures(run, batch, rows)


def _get_first_state(item: Item) -> ImportedItem.State:
    if isinstance(item, RefusedItem):
        return ImportedItem.State.REFUSED
    if isinstance(item, ExportedSite | ExportedPicture):
        return ImportedItem.State.WRITTEN  # Others refer to them.
    return ImportedItem.State.PENDING


def shorten_key(key: str) -> str:
    """Return the key of an item as its row has it."""
    if len(key) <= MAX_KEY_LENGTH and "\0" not in key:
        return key
    return f"{key[:400]}#{sha256(key.encode(errors='replace')).hexdigest()}".replace("\0", "")


def _store_addresses(
    origin: Origin, batch: list[Item], rows: dict[tuple[str, str], ImportedItem]
) -> None:
    new: dict[str, ImportedAddress] = {}
    for item in batch:
        if not isinstance(item, ExportedPost | ExportedLabel):
            continue
        for url in item.former_urls:
            address = addresses.normalize(url, origin.url)
            if address and address != "/":
                row = rows[get_kind(item), shorten_key(item.key)]
                new.setdefault(address, ImportedAddress(origin=origin, address=address, item=row))
    ImportedAddress.objects.bulk_create(new.values(), ignore_conflicts=True)


def _store_pictures(
    run: Import, batch: list[Item], rows: dict[tuple[str, str], ImportedItem]
) -> None:
    new: dict[str, ImportedPicture] = {}
    for item in batch:
        if not isinstance(item, ExportedPicture):
            continue
        row = rows[Kind.PICTURE, shorten_key(item.key)]
        names = [pictures.normalize(url) for url in item.urls] or [f"file:{item.file}"]
        for name in dict.fromkeys(filter(None, names[:1])):
            url = item.urls[0][:2000] if item.urls else ""
            new[name] = ImportedPicture(
                origin=run.origin, address=name, url=url, item=row, first_import=run
            )
    ImportedPicture.objects.bulk_create(
        new.values(),
        update_conflicts=True,
        unique_fields=["origin", "address"],
        update_fields=["item"],
    )
