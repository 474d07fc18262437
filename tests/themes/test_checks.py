"""System checks say what a theme has wrong, and what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.checks import Error

from themes import checks
from themes.site_check import use_theme
from themes.static_files import PAGES_STYLE_SHEET, locate_file
from themes.theme import Theme

type Check = Callable[..., list[Error]]


@pytest.fixture
def check(tmp_path: Path) -> Iterator[Check]:
    """Check a theme of these files: templates by name, and one style sheet."""

    def run(css: str = "", **templates: str) -> list[Error]:
        theme = write_theme(tmp_path, css, templates)
        with use_theme(theme):
            return checks.check_theme(None)

    return run


def write_theme(folder: Path, css: str = "", templates: dict[str, str] | None = None) -> Theme:
    theme = Theme("Mine", folder)
    for name, text in (templates or {}).items():
        file = theme.templates / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if css:
        (theme.static / "theme").mkdir(parents=True, exist_ok=True)
        (theme.static / "theme" / "site.css").write_text(css)
    return theme


def test_empty_theme_passes(check):
    assert check() == []


@pytest.mark.parametrize(
    ("name", "text", "error", "advice"),
    [
        ("blog/posts/blocks/figure.html", "", "E001", "Remove it."),
        ("blog/feeds/atom.xml", "", "E001", "Remove it."),
        ("blog/post/detail.html", "", "E002", "Did you mean blog/posts/detail.html?"),
        ("base.html", "{% if %}", "E003", "Our own one is base/base.html."),
        ("base.html", '{% extends "base/bass.html" %}', "E003", "base/base.html"),
        ("base.html", '{% extends "base.html" %}', "E003", "base/base.html"),
        ("base.html", '{{ "a"|capitals }}', "E003", "base/base.html"),
        (
            "base.html",
            '{% extends "base/base.html" %}{% block mastheed %}{% endblock %}',
            "E004",
            "Did you mean masthead?",
        ),
        (
            "blog/posts/home.html",
            '{% extends "base/blog/posts/home.html" %}{% block nothing %}{% endblock %}',
            "E004",
            "It has: language,",
        ),
        (
            "blog/posts/entry.html",
            "{% macro card(post) %}{% endmacro %}",
            "E005",
            "{% set entry = ours.entry %}",
        ),
    ],
)
def test_wrong_template_is_one_error_with_advice(name, text, error, advice, check):
    (problem,) = check(**{name: text})
    assert problem.id == f"themes.{error}"
    assert name in problem.msg
    assert advice in problem.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own/motto.html", "Since 1962"),
        ("base.html", '{% extends "base/base.html" %}{% block masthead_line %}M{% endblock %}'),
        (
            "base.html",
            '{% extends "base/base.html" %}'
            "{% block main %}{% block mine %}{% endblock %}{% endblock %}",
        ),
        (
            "blog/posts/entry.html",
            '{% import "base/blog/posts/entry.html" as ours %}{% set entry = ours.entry %}',
        ),
    ],
)
def test_template_that_keeps_the_contract_passes(name, text, check):
    assert check(**{name: text}) == []


@pytest.mark.parametrize(
    ("css", "error", "advice"),
    [
        ("a { color: var(--acent); }", "E006", "Did you mean accent?"),
        (":root { --papre: #fff; }", "E007", "Did you mean paper?"),
    ],
)
def test_unknown_token_is_one_error_with_advice(css, error, advice, check):
    (problem,) = check(css)
    assert problem.id == f"themes.{error}"
    assert problem.msg.startswith("Theme Mine: static/theme/site.css ")
    assert advice in problem.hint


@pytest.mark.parametrize(
    "css",
    [
        ":root { --measure: 30rem; }",
        ":root { --mine: 1px; } a { margin: var(--mine); }",
        "/* var(--none), --nothing: 1 */ a { color: var(--ink); }",
    ],
)
def test_known_tokens_and_those_of_the_theme_pass(css, check):
    assert check(css) == []


def test_broken_theme_ends_process_with_one_line(tmp_path, capsys):
    with (
        use_theme(write_theme(tmp_path, ":root { --papre: #fff; }")),
        pytest.raises(SystemExit),
    ):
        checks.exit_if_broken()
    assert capsys.readouterr().err.startswith("pullquote: Theme Mine: static/theme/site.css sets")


def test_style_sheet_is_added_after_ours_and_other_files_replace_ours(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    theme = write_theme(tmp_path / "mine", "/* More. */\n\na {\n  color: red;\n}\n")
    (theme.static / "theme" / "favicon.svg").write_text("<svg/>")
    (theme.static / "mine.css").write_text("b {}")
    with use_theme(theme):
        joined = Path(finders.find("theme/site.css")).read_text()
        assert joined.startswith(":root {\ncolor-scheme: light dark;")
        assert joined.endswith("a {\ncolor: red;\n}\n")
        assert "/*" not in joined
        for name in ("theme/favicon.svg", "mine.css"):
            assert Path(finders.find(name)) == theme.static / name
        (theme.static / "theme" / "site.css").write_text("a { color: blue; }\n")
        assert Path(finders.find("theme/site.css")).read_text().endswith("a { color: blue; }\n")
        listed = {
            (name, Path(storage.path(name)).is_file())
            for name, storage in finders.get_finder("themes.static_files.ThemeFinder").list([])
        }
        names = ["theme/pages.css", "theme/site.css", "theme/post.css"]
        names += ["theme/favicon.svg", "mine.css"]
        assert listed == {(name, True) for name in names}
        assert locate_file(theme, "../theme.toml") is None
    assert "color: blue" not in Path(finders.find("theme/site.css")).read_text()


def test_pages_load_one_style_sheet_with_each_addition_in_its_place(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    ours = Path(finders.find(PAGES_STYLE_SHEET)).read_text()
    assert "/*" not in ours
    theme = write_theme(tmp_path / "mine", ".mine-site {}")
    for name in ("post", "comments", "pages"):
        (theme.static / "theme" / f"{name}.css").write_text(f".mine-{name} {{}}")
    with use_theme(theme):
        themed = Path(finders.find(PAGES_STYLE_SHEET)).read_text()
    # `.index` and `.related` are in other parts of site.css and post.css.
    parts = [":root {", "\n.index {", ".mine-site {}", ".single", "\n.related {", ".mine-post {}"]
    parts += [".comment", ".mine-comments"]
    places = [themed.index(part) for part in parts]
    assert places == sorted(places)
    assert themed.endswith(".mine-comments {}\n.mine-pages {}\n")
    assert Path(finders.find(PAGES_STYLE_SHEET)).read_text() == ours
