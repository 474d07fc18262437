"""The setting THEME: the folder of a theme, and its theme.toml. No Django: the settings use it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lib import env

# Version of the contract. It changes when templates, blocks, context or tokens lose a name.
CONTRACT_VERSION = 1
BUNDLED_THEMES = Path(__file__).resolve().parent
NAME_RE = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Theme:
    """`folder` has theme.toml, and may have `templates/` and `static/`."""

    name: str
    folder: Path

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    @property
    def static(self) -> Path:
        return self.folder / "static"


def list_bundled_themes() -> list[str]:
    return sorted(file.parent.name for file in BUNDLED_THEMES.glob("*/theme.toml"))


def load_theme(value: str) -> Theme | None:
    """Return the theme of a bundled name or of a path, None for ''. An unusable one ends the
    process with one line."""
    if not value:
        return None
    is_name = NAME_RE.fullmatch(value) is not None
    folder = BUNDLED_THEMES / value if is_name else Path(value).expanduser().resolve()
    if not folder.is_dir():
        names = ", ".join(list_bundled_themes())
        _stop(value, f"no folder; write {names}, or the path of a theme’s folder, such as ./mine")
    try:
        content = tomllib.loads((folder / "theme.toml").read_text())
    except FileNotFoundError:
        _stop(value, "a folder without theme.toml; create it as docs/developers/themes.md shows")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        _stop(value, f"a theme whose theme.toml cannot be read: {error}")
    return Theme(_check_content(value, content), folder)


def _check_content(value: str, content: dict[str, object]) -> str:
    """Return the name in a theme.toml, whose keys are `name` and `contract`."""
    name, version = content.get("name"), content.get("contract")
    if set(content) != {"name", "contract"} or not isinstance(name, str) or not name.strip():
        _stop(value, 'a theme whose theme.toml needs two lines: name = "…" and contract = 1')
    if version != CONTRACT_VERSION:
        _stop(
            value,
            f"a theme for version {version} of the contract, and this is version"
            f" {CONTRACT_VERSION}: adapt it as docs/developers/themes.md says",
        )
    return name


def _stop(value: str, reason: str) -> NoReturn:
    env.stop(f"THEME is {value!r}, {reason}.")
