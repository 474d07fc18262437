"""The dataset as an export: the files of the site, or those of some posts."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.support import factories as make

pytestmark = pytest.mark.django_db


def export(tmp_path: Path, **options) -> dict[str, list[dict]]:
    path = tmp_path / "dataset.zip"
    path.unlink(missing_ok=True)
    call_command("export", "dataset", str(path), **options)
    with zipfile.ZipFile(path) as archive:
        files = {name: gzip.decompress(archive.read(name)).decode() for name in archive.namelist()}
    assert "quotations.csv.gz" in files
    lines = {name: text.splitlines() for name, text in files.items() if "jsonl" in name}
    return {name: [json.loads(line) for line in rows] for name, rows in lines.items()}


def test_dataset_of_a_label_has_its_quotations_and_sources_only(tmp_path):
    make.post(
        make.quotation("One.", source_name="Ana Ruiz", speaker_name="Bo Ek"), labels=("Rivers",)
    )
    make.post(make.quotation("Two.", source_name="AFP"))
    make.draft(make.quotation("Draft.", source_name="Hidden"), labels=("Rivers",))
    whole, part = export(tmp_path), export(tmp_path, label="Rivers")
    assert [row["text"] for row in whole["quotations.jsonl.gz"]] == ["One.", "Two."]
    assert [row["text"] for row in part["quotations.jsonl.gz"]] == ["One."]
    assert {row["name"] for row in whole["sources.jsonl.gz"]} == {"Ana Ruiz", "Bo Ek", "AFP"}
    assert {row["name"] for row in part["sources.jsonl.gz"]} == {"Ana Ruiz", "Bo Ek"}
