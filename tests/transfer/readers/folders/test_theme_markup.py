"""Markup of themes and of converting programs, as texts of blogs have it."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.readers.folders.test_bodies import read_post, render
from transfer.items import ExportedPost
from transfer.messages import compose_stored
from transfer.readers.folders.reader import FolderReader
from transfer.summary import list_notes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**강(Rhine)**은 길다", "<p><strong>강(Rhine)</strong>은 길다</p>"),
        ("川は**「長い」**です", "<p>川は<strong>「長い」</strong>です</p>"),
        ("**강** 과 **바다(Sea)**는", "<p><strong>강</strong> 과 <strong>바다(Sea)</strong>는</p>"),
        ("강 2 ** 3 ** 4", "<p>강 2 ** 3 ** 4</p>"),
        ("강 `a**(b)**은` c", "<p>강 <code>a**(b)**은</code> c</p>"),
        ("> [!quote]\n> Tides turn.", "<blockquote><p>Tides turn.</p></blockquote>"),
        (
            "> [!quote] Of tides\n> They turn.",
            "<blockquote><p><strong>Of tides</strong></p><p>They turn.</p></blockquote>",
        ),
        ('"[*a*]{style="color: red;"}"', '<p>"<span style="color: red;"><em>a</em></span>"</p>'),
    ],
)
def test_marks_of_other_markdown_are_read(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{< terminal >}}\nls <a>\n{{</ terminal >}}", "<pre><code>ls &lt;a&gt;</code></pre>"),
        ("{{< console >}}\nls\n{{< /console >}}", "<pre><code>ls</code></pre>"),
        ("{{< code-x >}}a{{</ code-x >}}", "<p>{{&lt; code-x &gt;}}a{{&lt;/ code-x &gt;}}</p>"),
        ('{{< button label="Get <it>" link="/g" >}}', '<p><a href="/g">Get &lt;it&gt;</a></p>'),
        (
            '{{< sourcefile "https://a.example/x.md" >}}',
            '<figure data-embed="https://a.example/x.md"></figure>',
        ),
        (
            '{{< frame "https://a.example/" >}}a{{< /frame >}}',
            '<p>{{&lt; frame "https://a.example/" &gt;}}a{{&lt; /frame &gt;}}</p>',
        ),
        ('{% include video.html id="abcdefghijk" title="Of it" %}',
         '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>'),
        (
            '{% include figure.liquid path="a/p.jpg" class="wide" %}\n<div class="caption">\n'
            "    The pier.\n</div>\n\nText.",
            '<figure><img src="a/p.jpg" alt=""><figcaption>    The pier.</figcaption></figure>'
            "<p>Text.</p>",
        ),
        (
            '{% include figure.html\n    src=page.title\n    caption=site.data.words.pier\n%}',
            "",
        ),
    ],
)  # fmt: skip
def test_tag_of_a_theme_becomes_html(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_caption_below_several_pictures_stays_text(tmp_path: Path) -> None:
    text = '<div><img src="a.jpg"><img src="b.jpg"></div>\n<p class="caption">Both piers</p>'
    assert "<figcaption>" not in read_post(tmp_path, text).html


@pytest.mark.parametrize("tag", ["{% include nav.html %}", '{% include icon.html id="x" %}'])
def test_include_without_words_is_left_out_and_noted(tmp_path: Path, tag: str) -> None:
    post = read_post(tmp_path, f"One.\n\n{tag}\n\nTwo.")
    assert post.html.replace("\n", "") == "<p>One.</p><p>Two.</p>"
    assert [note for note in post.notes if "include" not in note and ".html" in note]


def read_bundle(path: Path, text: str, *pictures: str) -> ExportedPost:
    files: dict[str, str | bytes] = {f"posts/pier/images/{name}": b"1" for name in pictures}
    files["posts/pier/index.md"] = f"---\ntitle: A\ncoverImage: cover.jpg\n---\n{text}"
    [post] = list_posts(read_items(FolderReader(write_folder(path / "export", files))))
    return post


GALLERY = '![](images/a.jpg)\n\n\\[gallery ids="3,4"\\]'


def test_gallery_shows_the_pictures_that_only_it_can_have(tmp_path: Path) -> None:
    post = read_bundle(tmp_path, GALLERY, "a.jpg", "b.jpg", "c.jpg", "cover.jpg")
    gallery = post.html.partition("<div data-gallery>")[2]
    assert gallery.count("<figure>") == 2
    assert "/images/b.jpg" in gallery
    assert not post.notes


@pytest.mark.parametrize(
    ("text", "pictures", "count"),
    [
        (GALLERY, ("a.jpg", "b.jpg"), 1),  # One of two is missing.
        (GALLERY, ("a.jpg", "b.jpg", "c.jpg", "d.jpg"), 0),  # They may be of another place.
        (f"{GALLERY}\n\n[gallery ids='5']", ("b.jpg", "c.jpg"), 0),
    ],
)
def test_gallery_with_unknown_pictures_is_noted(
    tmp_path: Path, text: str, pictures: tuple[str, ...], count: int
) -> None:
    post = read_bundle(tmp_path, text, *pictures)
    assert post.html.partition("<div data-gallery>")[2].count("<figure>") == count
    assert any("3,4" in note for note in post.notes)


@pytest.mark.parametrize(
    ("front_matter", "labels"),
    [
        ('tags: ["[[rail]]", road]', ("rail", "road")),
        ("tags:\n- http://schemas.google.com/blogger/2008/kind#post\n- rail", ("rail",)),
        ("tags: [rail]\nseries: Old piers", ("rail", "Old piers")),
        ("series:\n  name: Old piers\n  order: 2", ("Old piers",)),
    ],
)
def test_labels_are_those_that_readers_saw(
    tmp_path: Path, front_matter: str, labels: tuple[str, ...]
) -> None:
    files = {"posts/a.md": f"---\ntitle: A\n{front_matter}\n---\nText", "x.txt": "x"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert post.labels == labels


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("The **old** pier and `its` *end*.", "The old pier and its end."),
        ("See [it](/b/).", "See it."),
        ("2 * 3 * 4, snake_case_name, a*b", "2 * 3 * 4, snake_case_name, a*b"),
    ],
)
def test_summary_has_no_marks_of_markdown(tmp_path: Path, summary: str, expected: str) -> None:
    files = {"posts/a.md": f"---\ntitle: A\ndescription: '{summary}'\n---\nText", "x.txt": "x"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert post.summary == expected


def test_front_matter_may_end_in_its_last_line(tmp_path: Path) -> None:
    text = "---\nlayout: post\ntitle: Piers: one\ntags: - Rail\nRoad\nid: 7 ---\n\nText.\n"
    files = {"posts/a.md": text, "x.txt": "x"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert (post.title, post.html.strip()) == ("Piers: one", "<p>Text.</p>")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Он сказал, что мост стоит давно.", "cp1251"),
        ("Он сказал, что мост стоит давно.", "koi8_r"),
        ("これは日本語の本文です。", "cp932"),
        ("C’est l’œuvre d’un été.", "cp1252"),
        ("Für Müller ist der Käse schön, für Jörg zäh und öde.", "cp1252"),
    ],
)
def test_text_of_another_encoding_is_read(tmp_path: Path, text: str, encoding: str) -> None:
    content = f"---\ntitle: A\ndate: 2020-01-01\n---\n{text}".encode(encoding)
    folder = write_folder(tmp_path / "export", {"posts/a.md": content, "x.txt": "x"})
    [post] = list_posts(read_items(FolderReader(folder)))
    assert text in post.html
    assert compose_stored(list_notes(post)[0]).startswith("Its encoding was guessed as ")
    assert post.notes == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_no_guess(tmp_path: Path, encoding: str) -> None:
    content = "---\ntitle: A\ndate: 2020-01-01\n---\nCafé".encode(encoding)
    folder = write_folder(tmp_path / "export", {"posts/a.md": content, "x.txt": "x"})
    [post] = list_posts(read_items(FolderReader(folder)))
    assert "Café" in post.html
    assert post.encoding == ""


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    files = {"posts/a.md": "---\ntitle: A\n---\nText", "posts/b.md": bytes(range(256)) * 4}
    items = read_items(FolderReader(write_folder(tmp_path / "export", files)))
    assert [item.reason for item in items if hasattr(item, "reason")] == ["The file is no text."]


def test_folder_of_posts_in_restructuredtext_is_recognized(tmp_path: Path) -> None:
    files = {"pier.rst": ".. title: Pier\n.. date: 2020-01-01\n\nText.\n", "README.rst": "Of it"}
    folder = write_folder(tmp_path / "posts", files)
    assert FolderReader.recognizes(folder)
    assert [post.title for post in list_posts(read_items(FolderReader(folder)))] == ["Pier"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{< quote en >}}\nTides.\n{{< /quote >}}", "<p>Tides.</p>"),
        ("{{< blockquote info>}}\nTides.\n{{< /blockquote >}}", "<p>Tides.</p>"),
        ("{% pullquote mindmap mindmap-md %}\nTides.\n{% endpullquote %}", "<p>Tides.</p>"),
        ("{% pullquote center %}Tides.{% endpullquote %}", "<p>Tides.</p>"),
        ('{% include pullquote.html quote="Tides turn." %}', "<p>Tides turn.</p>"),
        ('{{< pullquote "Tides turn at noon." >}}', "<p>Tides turn at noon.</p>"),
        (
            '{{< quote name="Ada Moor" title="Mayor" company="Vik" >}}\nTides.\n{{< /quote >}}',
            "<p>Tides.</p><footer>Ada Moor, Mayor, Vik</footer>",
        ),
        (
            '{{< epigraph pre="Ada Moor, " cite="Of Tides" detail="p. 1" >}}\n'
            "Tides.\n{{< /epigraph >}}",
            "<p>Tides.</p><footer>Ada Moor, p. 1, Of Tides</footer>",
        ),
        (
            '{{< testimonial author="Ada" role="Mayor" org="Vik" >}}Tides.{{< /testimonial >}}',
            "<p>Tides.</p><footer>Ada, Mayor, Vik</footer>",
        ),
        (
            '{{< blockquote "Tides turn at noon." "Ada Moor" "The Bay" >}}',
            "<p>Tides turn at noon.</p><footer>Ada Moor, The Bay</footer>",
        ),
        (
            '{% include blockquote.html quote="Tides." source_text="The Bay" '
            'source_link="https://b.example/" %}',
            "<p>Tides.</p><footer>The Bay</footer>",
        ),
        (
            '{% include quote.html text="Tides." person="Ada Moor, Vik" %}',
            "<p>Tides.</p><footer>Ada Moor, Vik</footer>",
        ),
        (
            '{% quote "The bay", "https://b.example/" %}\nTides.\n{% endquote %}',
            "<p>Tides.</p><footer>The bay</footer>",
        ),
    ],
)
def test_quotation_of_a_theme_has_the_attribution_of_its_options(
    tmp_path: Path, text: str, html: str
) -> None:
    link = ' cite="https://b.example/"' if "b.example" in text else ""
    assert render(tmp_path, text) == f"<blockquote{link}>{html}</blockquote>"


@pytest.mark.parametrize(
    "text",
    [
        "| ![alt](/a.jpg) |\n|:--:|\n| *The pier* |",
        '<div><img src="/a.jpg" alt="alt"><p class="image-caption"><em>The pier</em></p></div>',
    ],
)
def test_line_below_a_picture_in_a_table_or_a_class_is_its_caption(
    tmp_path: Path, text: str
) -> None:
    figure = (
        '<figure><img src="/a.jpg" alt="alt"><figcaption><em>The pier</em></figcaption></figure>'
    )
    assert figure in render(tmp_path, text)


def test_table_of_a_picture_and_a_long_text_stays_a_table(tmp_path: Path) -> None:
    text = f"| ![alt](/a.jpg) |\n|:--:|\n| {'The pier. ' * 40} |"
    assert "<table>" in render(tmp_path, text)
