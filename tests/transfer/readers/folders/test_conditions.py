"""Conditions of Liquid in posts: the case that applies, by the front matter."""

from pathlib import Path

import pytest

from tests.transfer.readers.folders.sites import list_posts, read
from transfer.items import ExportedPost

FRONT_MATTER = """title: A
date: 2020-01-01
video: abc
empty: ""
off: false
report: /r.pdf
topics: [rail, press]
image: {path: /a.png}
parts: [{file: a}]
"""


def read_post(folder: Path, text: str) -> ExportedPost:
    [post] = list_posts(read(folder, {"posts/a.md": f"---\n{FRONT_MATTER}---\n{text}"}))
    return post


@pytest.mark.parametrize(
    ("test", "is_shown"),
    [
        ("page.video", True),
        ("page.video == 'abc'", True),
        ('page.video != "abc"', False),
        ('page["video"] == "abc"', True),
        ("page.missing", False),
        ("page.missing == nil", True),
        ('page.empty != ""', False),
        ("page.empty != blank", False),
        ("page.off", False),
        ("page.off == false", True),
        ("page.topics contains 'rail'", True),
        ("page.topics contains 'road'", False),
        ("page.video contains 'bc'", True),
        ("page.missing.size > 0", False),
        ("page.video and page.missing", False),
        ("page.missing or page.video", True),
        ("page.missing and site.data.x", False),
    ],
)
def test_condition_about_front_matter_is_decided(tmp_path: Path, test: str, is_shown: bool) -> None:
    post = read_post(tmp_path, f"{{% if {test} %}}\nyes\n{{% else %}}\nno\n{{% endif %}}\n")
    assert post.html.strip() == ("<p>yes</p>" if is_shown else "<p>no</p>")
    assert not post.notes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{% unless page.off %}a{% endunless %}", "<p>a</p>"),
        ("{% if page.off %}a{% elsif page.video %}b{% else %}c{% endif %}", "<p>b</p>"),
        ("{% if page.video %}a{% if page.off %}b{% endif %}c{% endif %}", "<p>ac</p>"),
        ("{% if page.off %}a{% if page.video %}b{% endif %}c{% endif %}d", "<p>d</p>"),
        ("{%- if page.video -%}a{%- endif -%}", "<p>a</p>"),
        ("`{% if page.off %}` a", "<p><code>{% if page.off %}</code> a</p>"),
        ("[r]({{ page.report | relative_url }})", '<p><a href="/r.pdf">r</a></p>'),
    ],
)
def test_conditions_leave_the_text_of_one_case(tmp_path: Path, text: str, html: str) -> None:
    post = read_post(tmp_path, text)
    assert post.html.strip() == html
    assert not post.notes


@pytest.mark.parametrize(
    "test",
    [
        *("site.author", "page.url", "page.next", "page.topics.size > 1"),
        *("page.video == site.video", "page.video != author", "page.image", "page.image == nil"),
        *("page.image.path", "page.parts", "page.missing and page.off or page.video"),
    ],
)
def test_undecidable_condition_leaves_all_texts_with_a_note(tmp_path: Path, test: str) -> None:
    post = read_post(tmp_path, f"{{% if {test} %}}\na\n{{% else %}}\nb\n{{% endif %}}")
    assert post.html.replace("\n", "") == "<p>a</p><p>b</p>"
    assert any(test in note for note in post.notes)


@pytest.mark.parametrize(
    "text",
    [
        "{% if page.video %}a",
        "a {% else %} b",
        "a {% endif %} b",
        "{% if item.x %}a{% else %}b{% endif %}",
        "{% for p in site.posts %}{% if page.off %}a{% endif %}{% endfor %}",
        "{% case page.video %}{% when 'x' %}a{% else %}b{% endcase %}",
    ],
)
def test_tags_without_end_and_in_loops_stay_text(tmp_path: Path, text: str) -> None:
    post = read_post(tmp_path, text)
    assert post.html.strip() == f"<p>{text}</p>"
    assert post.notes


def test_many_open_conditions_take_linear_time(tmp_path: Path) -> None:
    text = "{% if page.video %}a " * 5_000
    assert read_post(tmp_path, text).html.count("a {%") > 4_000
