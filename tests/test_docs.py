"""The documentation names only what exists: files, headings, make targets, commands, options."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from scripts import markdown_links

ROOT = Path(__file__).resolve().parent.parent
PAGES = {str(page.relative_to(ROOT)): page for page in markdown_links.list_pages()}
READ = {name: page for name, page in PAGES.items() if not name.startswith(".github/")}
EACH_PAGE = pytest.mark.parametrize("name", READ)
CODE = re.compile(r"`([^`\n]+)`|^    (.*)$", re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS = get_commands() | {"demo": "devtools", "populate": "devtools"}
SOURCE = re.compile(r"[a-z_][\w.-]*\.(?:conf|css|html|js|mjs|po|py|sh|sql|toml|txt|vcl|yml)")
# Files that readers write, or that a run of the project or of another program writes.
EXAMPLES = {
    "0004_counters.sql",
    "docker-compose.override.yml",
    "hello.py",
    "postgresql.conf",
    "pg_hba.conf",
    "robots.txt",
    "security.txt",
}


def find_code(page: Path) -> list[str]:
    return [inline or block for inline, block in CODE.findall(page.read_text())]


def list_file_names() -> set[str]:
    names: set[str] = set()
    for folder in ROOT.iterdir():
        if folder.is_file():
            names.add(folder.name)
        elif folder.name not in markdown_links.SKIPPED_FOLDERS:
            files = [file for file in folder.rglob("*") if "node_modules" not in file.parts]
            names |= {file.name for file in files}
    return names


FILE_NAMES = list_file_names()


def test_links_of_all_pages_lead_somewhere() -> None:
    assert [*markdown_links.find_broken_links()] == []


def test_links_to_missing_files_and_headings_are_found(tmp_path: Path) -> None:
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
    heading, blank, first, *_ = READ[name].read_text().split("\n")
    assert heading.startswith("# ")
    assert blank == ""
    assert re.match(r"[\w*`“\[]", first)
    assert not re.match(r"\*\*.*\*\*$|\d+\. ", first)


@EACH_PAGE
def test_make_targets_exist(name: str) -> None:
    code = "\n".join(find_code(READ[name]))
    named = re.findall(r"(?:^|&& |-- )make ([a-z][\w-]*)", code, re.MULTILINE)
    assert {*named} - TARGETS == set()


@EACH_PAGE
def test_management_commands_and_their_options_exist(name: str) -> None:
    for line in find_code(READ[name]):
        for command, arguments in re.findall(r"manage\.py ([a-z]\w*)([^#]*)", line):
            parser = load_command_class(COMMANDS[command], command).create_parser(
                "manage.py", command
            )
            options = {text for action in parser._actions for text in action.option_strings}
            assert {*re.findall(r"(?<!\S)--[a-z][\w-]*", arguments)} - options == set()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_each_management_command_is_printed(command: str) -> None:
    loaded = load_command_class(COMMANDS[command], command)
    assert "usage:" in loaded.create_parser("manage.py", command).format_help()


@EACH_PAGE
def test_named_files_exist(name: str) -> None:
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir()
    } - markdown_links.SKIPPED_FOLDERS
    missing = []
    for code in re.findall(r"`([^`\s]+)`", READ[name].read_text()):
        if code in EXAMPLES or Path(code).name in EXAMPLES:
            continue
        first, slash, _ = code.partition("/")
        if slash and first in folders and "*" not in code:
            if not (ROOT / code).exists():
                missing.append(code)
        elif SOURCE.fullmatch(code) and code not in FILE_NAMES:
            missing.append(code)
    assert missing == []


def test_every_page_is_in_an_index() -> None:
    indexes = [ROOT / "docs/README.md", ROOT / "docs/adr/README.md"]
    listed = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in indexes
        for link in markdown_links.find_links(index.read_text())
    }
    pages = {page for name, page in READ.items() if name.startswith("docs/")}
    assert sorted(map(str, pages - listed - {*indexes})) == []
