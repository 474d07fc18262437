"""Exports whose files are in a bucket: stored when complete, downloaded in parts, deleted."""

from threading import Event

import boto3
import pytest

from operations.backup.media import get_media
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.transfer.exports.test_export_admin import read_body, url
from transfer.exports import background
from transfer.exports.control import FOLDER, delete_export, request_export
from transfer.exports.models import Export
from transfer.exports.selection import Selection
from transfer.exports.tasks import delete_old_exports

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def address(bucket, settings, tmp_path, monkeypatch):
    """Store all uploads in the bucket."""
    settings.MEDIA_S3, settings.MEDIA_ROOT = bucket, tmp_path / "nowhere"
    backend = {"BACKEND": "storage.s3.Bucket", "OPTIONS": {"address": bucket}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    monkeypatch.setattr(background, "PROGRESS_INTERVAL", 0.01)
    return bucket


def list_keys(address: str) -> list[str]:
    name, _slash, prefix = address.removeprefix("s3://").partition("/")
    objects = boto3.resource("s3").Bucket(name).objects.all()
    return [each.key.removeprefix(f"{prefix}/") for each in objects]


def test_export_in_a_bucket_is_downloaded_in_parts_and_deleted(address):
    by = make.user("Administrator")
    make.post(title="Low water")
    export = request_export(by=by, format="wxr", selection=Selection())
    assert background.write_next_export(Event())
    export.refresh_from_db()
    assert (export.state, export.message) == (Export.State.DONE, "")
    assert list_keys(address) == [export.file]
    assert export.file.startswith(f"{FOLDER}/")
    assert list(get_media().list_names()) == []
    client, page = signed_in(by), url(export, "download")
    whole = client.get(page)
    data = read_body(whole)
    assert (whole.status_code, len(data)) == (200, export.size)
    assert (whole["ETag"], whole["Content-Length"]) == (f'"{export.sha256}"', str(export.size))
    part = client.get(page, headers={"Range": "bytes=100-", "If-Range": whole["ETag"]})
    assert (part.status_code, read_body(part)) == (206, data[100:])
    assert part["Content-Range"] == f"bytes 100-{export.size - 1}/{export.size}"
    assert "private" in part["Cache-Control"]
    other = client.get(page, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, read_body(other)) == (200, data)
    beyond = client.get(page, headers={"Range": f"bytes={export.size}-"})
    assert beyond.status_code == 416
    delete_old_exports.call()
    assert list_keys(address) == [export.file]
    assert delete_export(export=export)
    assert list_keys(address) == []
