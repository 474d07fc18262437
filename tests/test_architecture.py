"""Check docs/developers/architecture.md: its map against the layers contract, and the hops of its
flows against the code."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/developers/architecture.md").read_text()


def read_hops(text: str) -> list[tuple[str, str]]:
    """Parse the lines of a flow: the file of each hop, and the function or class in it."""
    return re.findall(r"^\d+\. `([\w/.]+)`(?: `(\w+)`)?", text, re.MULTILINE)


HOPS = read_hops(TEXT)
FLOWS = TEXT.partition("## Four flows")[2].partition("## One operation")[0].split("\n### ")[1:]


def test_map_lists_packages_in_order_of_contract():
    contract, *_ = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    diagram = re.search(r"```\n(.*?)```", TEXT, re.DOTALL)
    assert diagram
    packages = [re.split(r"\s{2,}", line)[0] for line in diagram[1].splitlines()]
    assert packages == contract["layers"]
    assert "ignore_imports" not in contract


def test_contract_has_every_package():
    contract, *_ = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    layers = {name.partition(".")[0] for layer in contract["layers"] for name in layer.split(" | ")}
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert layers == packages - {"tests"}


@pytest.mark.parametrize(("file", "name"), HOPS)
def test_hop_exists_in_code(file, name):
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
def test_flow_passes_through_few_files(flow):
    files = {file for file, _name in read_hops(flow)}
    assert 0 < len(files) <= (15 if flow.startswith("An author saves") else 12)
