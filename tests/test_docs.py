"""Check the files, headings, make targets, commands and options that the documentation names."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from scripts import markdown_links

ROOT = Path(__file__).resolve().parent.parent
PAGES = {str(page.relative_to(ROOT)): page for page in markdown_links.list_pages()}
CHECKED_PAGES = {name: page for name, page in PAGES.items() if not name.startswith(".github/")}
EACH_PAGE = pytest.mark.parametrize("name", CHECKED_PAGES)
CODE_RE = re.compile(r"`([^`\n]+)`|^    (.*)$", re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS = get_commands() | {"demo": "devtools", "populate": "devtools"}
SOURCE_FILE_RE = re.compile(
    r"[a-z_][\w.-]*\.(?:conf|css|html|js|mjs|po|py|sh|sql|toml|txt|vcl|yml)"
)
# Files that readers create, or that the project or another program generates.
EXAMPLE_FILES = {
    "0004_counters.sql",
    "docker-compose.override.yml",
    "entry.js",
    "hello.py",
    "postgresql.conf",
    "pg_hba.conf",
    "robots.txt",
    "security.txt",
}


def find_code(page: Path) -> list[str]:
    return [inline or block for inline, block in CODE_RE.findall(page.read_text())]


@cache
def list_file_names() -> set[str]:
    names: set[str] = set()
    for folder in ROOT.iterdir():
        if folder.is_file():
            names.add(folder.name)
        elif folder.name not in markdown_links.SKIPPED_FOLDERS:
            files = [file for file in folder.rglob("*") if "node_modules" not in file.parts]
            names |= {file.name for file in files}
    return names


def test_links_of_all_pages_are_valid() -> None:
    assert [*markdown_links.find_broken_links()] == []


def test_links_to_missing_files_and_headings_are_reported(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(
        "# One `code`\n\n[a](two.md#second-title) [b](two.md#third) [c](three.md) [d](#one-code)\n"
        "[e](https://example.org/none) `[f](four.md)`\n\n    [g](five.md)\n"
    )
    (tmp_path / "two.md").write_text("# Two\n\nText.\n\n## Second title\n")
    assert [*markdown_links.find_broken_links(tmp_path)] == [
        "one.md: two.md#third: no such heading",
        "one.md: three.md: no such file",
    ]


@EACH_PAGE
def test_page_begins_with_a_heading_and_a_paragraph(name: str) -> None:
    heading, blank, first, *_ = CHECKED_PAGES[name].read_text().split("\n")
    assert heading.startswith("# ")
    assert blank == ""
    assert re.match(r"[\w*`“\[]", first)
    assert not re.match(r"\*\*.*\*\*$|\d+\. ", first)


@EACH_PAGE
def test_make_targets_exist(name: str) -> None:
    code = "\n".join(find_code(CHECKED_PAGES[name]))
    targets = re.findall(r"(?:^|&& |-- )make ([a-z][\w-]*)", code, re.MULTILINE)
    assert {*targets} - TARGETS == set()


@EACH_PAGE
def test_management_commands_and_their_options_exist(name: str) -> None:
    for line in find_code(CHECKED_PAGES[name]):
        for command, arguments in re.findall(r"manage\.py ([a-z]\w*)([^#]*)", line):
            parser = load_command_class(COMMANDS[command], command).create_parser(
                "manage.py", command
            )
            options = {text for action in parser._actions for text in action.option_strings}
            assert {*re.findall(r"(?<!\S)--[a-z][\w-]*", arguments)} - options == set()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_each_management_command_is_printed(command: str) -> None:
    command_class = load_command_class(COMMANDS[command], command)
    assert "usage:" in command_class.create_parser("manage.py", command).format_help()


@EACH_PAGE
def test_named_files_exist(name: str) -> None:
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir()
    } - markdown_links.SKIPPED_FOLDERS
    missing = []
    for code in re.findall(r"`([^`\s]+)`", CHECKED_PAGES[name].read_text()):
        if code in EXAMPLE_FILES or Path(code).name in EXAMPLE_FILES:
            continue
        first, slash, _ = code.partition("/")
        if slash and first in folders and "*" not in code:
            if not (ROOT / code).exists():
                missing.append(code)
        elif SOURCE_FILE_RE.fullmatch(code) and code not in list_file_names():
            missing.append(code)
    assert missing == []


def test_every_page_is_in_an_index() -> None:
    indexes = [ROOT / "docs/README.md", ROOT / "docs/adr/README.md"]
    indexed = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in indexes
        for link in markdown_links.find_links(index.read_text())
    }
    pages = {page for name, page in CHECKED_PAGES.items() if name.startswith("docs/")}
    assert sorted(map(str, pages - indexed - {*indexes})) == []
