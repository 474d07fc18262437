"""The documented contract is what the code gives: docs/developers/themes.md."""

import re
from pathlib import Path

import pytest

from tests.themes import contract_tables
from tests.themes.conftest import ThemePages
from themes import contract
from themes.theme import CONTRACT_VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/developers/themes.md").read_text()


def read_section(title: str) -> str:
    """Return the table of a section."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return "\n".join(line for line in section.splitlines() if line.startswith("|"))


def assert_documented(title: str, table: str, folder: Path) -> None:
    if read_section(title) != table:
        file = folder / "table.md"
        file.write_text(f"{table}\n")
        pytest.fail(f"The table of “{title}” is out of date; the current one is {file}.")


@pytest.mark.slow
@pytest.mark.django_db
def test_table_of_templates_is_up_to_date(theme_pages: ThemePages, tmp_path):
    table = contract_tables.build_template_table(theme_pages.contexts)
    assert_documented("Templates, their context and blocks", table, tmp_path)


@pytest.mark.slow
@pytest.mark.django_db
def test_table_of_types_is_up_to_date(theme_pages: ThemePages, tmp_path):
    table = contract_tables.build_type_table(theme_pages.contexts)
    assert_documented("Types", table, tmp_path)


@pytest.mark.slow
def test_table_of_macros_is_up_to_date(tmp_path):
    assert_documented("Macros", contract_tables.build_macro_table(), tmp_path)


def test_all_tokens_are_documented():
    tokens = re.findall(r"`(--[a-z0-9-]+)`", read_section("Tokens"))
    assert tokens == contract_tables.build_token_list()


def test_locked_templates_exist_and_are_documented():
    templates = contract.list_templates(contract.get_public_templates())
    section = read_section("Templates that no theme may have")
    documented = re.findall(r"^\| `templates/public/([^`]+)`", section, re.MULTILINE)
    assert documented == list(contract.LOCKED_TEMPLATES)
    for place in contract.LOCKED_TEMPLATES:
        assert any(name == place or name.startswith(place) for name in templates)


def test_documented_version_is_current():
    assert f"contract = {CONTRACT_VERSION}\n" in PAGE
