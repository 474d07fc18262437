"""The setting THEME: which folder it names, and what is wrong with it."""

from pathlib import Path

import pytest

from themes.theme import CONTRACT_VERSION, load_theme

GOOD = f'name = "Mine"\ncontract = {CONTRACT_VERSION}\n'


def write_theme(folder: Path, toml: str = GOOD) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "theme.toml").write_text(toml)
    return folder


def test_no_theme_is_our_own_templates():
    assert load_theme("") is None


def test_name_is_a_bundled_theme():
    theme = load_theme("broadsheet")
    assert theme and theme.name == "Broadsheet" and theme.templates.is_dir()


def test_path_is_a_folder(tmp_path):
    theme = load_theme(str(write_theme(tmp_path / "mine")))
    assert theme and (theme.name, theme.folder) == ("Mine", tmp_path / "mine")


@pytest.mark.parametrize(
    ("toml", "advice"),
    [
        ("name = ", "cannot be read"),
        ('name = "Mine"\n', "needs two lines"),
        (f'name = ""\ncontract = {CONTRACT_VERSION}\n', "needs two lines"),
        (f"{GOOD}colour = 1\n", "needs two lines"),
        (f'name = "Mine"\ncontract = {CONTRACT_VERSION + 1}\n', "adapt it"),
        ('name = "Mine"\ncontract = "1"\n', "adapt it"),
    ],
)
def test_unusable_theme_file_ends_with_one_line_of_advice(toml, advice, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        load_theme(str(write_theme(tmp_path / "mine", toml)))
    error = capsys.readouterr().err
    assert end.value.code == 2
    assert error.startswith(f"pullquote: THEME is '{tmp_path}/mine', ")
    assert advice in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("value", "advice"), [("broadshet", "write broadsheet, or"), ("/nowhere/at/all", "no folder")]
)
def test_missing_folder_ends_with_one_line_of_advice(value, advice, capsys):
    with pytest.raises(SystemExit):
        load_theme(value)
    assert advice in capsys.readouterr().err


def test_folder_without_theme_file_ends_with_one_line_of_advice(tmp_path, capsys):
    with pytest.raises(SystemExit):
        load_theme(str(tmp_path))
    assert "without theme.toml" in capsys.readouterr().err
