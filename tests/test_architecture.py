"""docs/developers/architecture.md is true: its map is the layers contract, and its hops are in the
code."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/developers/architecture.md").read_text()


def read_hops(text: str) -> list[tuple[str, str]]:
    """Read the lines of a flow: the file of each hop, and the function or class in it."""
    return re.findall(r"^\d+\. `([\w/.]+)`(?: `(\w+)`)?", text, re.MULTILINE)


HOPS = read_hops(TEXT)
FLOWS = TEXT.partition("## Four flows")[2].partition("## One operation")[0].split("\n### ")[1:]


def test_map_names_the_rooms_in_the_order_of_the_contract():
    contract, *_ = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    drawn = re.search(r"```\n(.*?)```", TEXT, re.DOTALL)
    assert drawn
    rooms = [re.split(r"\s{2,}", line)[0] for line in drawn[1].splitlines()]
    assert rooms == contract["layers"]
    assert "ignore_imports" not in contract


def test_contract_has_every_package():
    contract, *_ = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    rooms = {name.partition(".")[0] for layer in contract["layers"] for name in layer.split(" | ")}
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert rooms == packages - {"tests"}


@pytest.mark.parametrize(("file", "name"), HOPS)
def test_hop_is_in_the_code(file, name):
    source = (ROOT / file).read_text()
    if not name:
        return
    defined = {
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assigned = set(re.findall(r"^(\w+) = ", source, re.MULTILINE))
    assert name in defined | assigned


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.partition("\n")[0])
def test_flow_passes_few_files(flow):
    files = {file for file, _name in read_hops(flow)}
    assert 0 < len(files) <= (15 if flow.startswith("An author saves") else 12)
