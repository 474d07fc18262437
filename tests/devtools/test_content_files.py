"""Errors in content files name the file and line, and abort loading."""

from pathlib import Path

import pytest

from accounts.models import User
from blog.models import Post, PullQuote
from devtools.demo import load
from devtools.demo.content_files import ContentError

EMPTY = (
    *("comments", "corrections", "transitions", "labels", "notes", "photos", "site", "sources"),
    *("source_facts", "tenures", "dossiers", "evidence"),
)
ACCOUNTS = """\
[[accounts]]
username = "ana"
role = "Editor"
byline = "Ana"
"""
FRONT = """\
+++
title = "A post"
slug = "a-post"
published_at = 2026-11-01 09:00:00
status = "published"
language = "en-gb"
authors = ["ana"]
labels = []
+++
"""
SOURCES = """\
[[sources]]
kind = "person"
name = "Jo Doe"
"""
BODY = """
<p>Words that go on
in another line.</p>

<section data-block="quotation" data-attribution="Jo Doe,
  2026" data-source-name="Jo Doe" data-lang="fr"
  data-translation="“One.”
“Two.”">
<p>« Un. »</p>
<p>«\u00a0Deux  mots.\u00a0»</p>
</section>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one account, one source and one post."""
    for name in EMPTY:
        (tmp_path / f"{name}.toml").write_text("")
    (tmp_path / "posts").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "accounts.toml").write_text(ACCOUNTS)
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "posts/one.html").write_text(FRONT + BODY)
    return tmp_path


@pytest.mark.django_db
def test_post_with_wrapped_lines_is_stored_without_line_breaks(folder: Path) -> None:
    load.load("a password", folder)
    post = Post.objects.get()
    assert (post.title, post.slug, [user.username for user in post.byline]) == (
        *("A post", "a-post"),
        ["ana"],
    )
    assert post.proses.get().html == "<p>Words that go on in another line.</p>"
    quotations = PullQuote.objects.order_by("position")
    assert [(q.html, q.translation) for q in quotations] == [
        ("« Un. »", "“One.”"),
        ("«&nbsp;Deux  mots.&nbsp;»", "“Two.”"),
    ]
    assert {(q.attribution, q.source.name) for q in quotations} == {("Jo Doe, 2026", "Jo Doe")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "line", "message"),
    [
        ("accounts.toml", '"ana"', '"ana', 2, "Illegal character"),
        ("accounts.toml", "Editor", "Boss", 3, "There is no 'Boss'; known are Administrator,"),
        ("accounts.toml", 'role = "Editor"\n', "", 1, "`role` is missing."),
        ("sources.toml", "kind", "kin", 2, "`kin` is unknown here; others are kind, name."),
        ("sources.toml", "person", "human", 2, "`kind`: Value 'human' is not a valid choice."),
        ("sources.toml", '"Jo Doe"', '""', 3, "`name`: This field cannot be blank."),
        ("posts/one.html", "+++\n", "", 1, "Begin with front matter between two lines of `+++`."),
        ("posts/one.html", "= []", "= [", 8, "Invalid value"),
        ("posts/one.html", "slug", "sulg", 3, "`sulg` is unknown here"),
        ("posts/one.html", "= []", '= ["Ports"]', 8, "There is no label 'Ports' in labels.toml."),
        ("posts/one.html", '["ana"]', '["bo"]', 7, "There is no account 'bo' in accounts.toml."),
        ("posts/one.html", "2026-11-01 09:00:00", '"1 May"', 4, "Write a day and time"),
        ("posts/one.html", "09:00:00", "09:00:00Z", 4, "Write a day and time"),
        ("posts/one.html", "<p>Words", "<b>Words", 11, "Posts cannot contain <b>"),
        ("posts/one.html", "<p>Words", '<p id="a">Words', 11, "Posts cannot contain <p id>"),
        ("posts/one.html", '-name="Jo Doe"', '-name="Jo Do"', 14, "The source 'Jo Do' is not in"),
        (
            "posts/one.html",
            "“Two.”",
            "“Two.”\n“Three.”",
            14,
            "The translation needs one line for each",
        ),
        (
            *("posts/one.html", "<section", '<figure data-block="figure" data-photo="x"></figure>'),
            *(14, "This photo is not in photos.toml."),
        ),
    ],
)
def test_error_in_file_is_reported_with_line(
    folder: Path, name: str, old: str, new: str, line: int, message: str
) -> None:
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ContentError) as raised:
        load.load("a password", folder)
    assert str(raised.value).startswith(f"{file}:{line}: {message}")
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        (
            "comments",
            '\n[[comments]]\npost = "b"\nname = "Bo"\ntext = "Yes."\nafter_minutes = 5\n',
            *(3, "There is no 'b'; known are a-post."),
        ),
        (
            "comments",
            '[[comments]]\npost = "a-post"\nname = "Bo"\ntext = "Yes."\n',
            *(1, "`after_minutes` is missing."),
        ),
        (
            "corrections",
            '[[corrections]]\npost = "a-post"\nkind = "typo"\nafter_minutes = 5\n'
            'was = "an"\nnow = "anymore"\n',
            *(6, "The post has this 0 times; write words that it has once."),
        ),
        (
            "transitions",
            '[[transitions]]\npost = "a-post"\nkind = "lost"\nhours_ago = 5\n',
            *(3, "There is no 'lost'; known are changes, handed_in, scheduled."),
        ),
    ],
)
def test_error_in_related_row_is_reported_with_line(
    folder: Path, name: str, text: str, line: int, message: str
) -> None:
    file = folder / f"{name}.toml"
    file.write_text(text)
    with pytest.raises(ContentError) as raised:
        load.load("a password", folder)
    assert str(raised.value) == f"{file}:{line}: {message}"
