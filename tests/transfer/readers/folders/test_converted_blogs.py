"""Folders that programs made of exports of WordPress and Blogger."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedLabel, ExportedPost
from transfer.readers.folders.reader import FolderReader

CONFIG = "title: Tides\nurl: https://tides.example\n"
FIGURE = (
    '<figure><p><img src="/a.jpg" alt="alt"></p><figcaption>The <em>old</em> pier</figcaption>'
    "</figure>"
)


def read_post(path: Path, front_matter: str, text: str = "Text.") -> ExportedPost:
    files = {"_config.yml": CONFIG, "_posts/2020-03-04-one.md": f"---\n{front_matter}\n---\n{text}"}
    [post] = list_posts(read_items(FolderReader(write_folder(path / "blog", files))))
    return post


def render(path: Path, text: str) -> str:
    return read_post(path, "title: One", text).html.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        '[caption id="attachment_7" width="300"]![alt](/a.jpg) The _old_ pier[/caption]',
        '\\[caption id="attachment\\_7" align="left"\\]![alt](/a.jpg) The _old_ pier\\[/caption\\]',
        '[caption width="300" caption="The _old_ pier"]![alt](/a.jpg)[/caption]',
        '[caption width="3"]<img src="/a.jpg" alt="alt" /> The <em>old</em> pier[/caption]',
    ],
)
def test_caption_of_wordpress_is_that_of_a_figure(tmp_path: Path, text: str) -> None:
    html = render(tmp_path, f"One.\n\n{text}\n\nTwo.")
    assert html.replace("<p><img", "<img").replace('"alt"></p>', '"alt">') == (
        "<p>One.</p>" + FIGURE.replace("<p>", "").replace("</p>", "") + "<p>Two.</p>"
    )


def test_caption_of_wordpress_around_a_link_is_that_of_a_figure(tmp_path: Path) -> None:
    text = '[caption width="9"][![alt](/a-9.jpg)](/a.jpg) Pier (old)[/caption] After it.'
    html = render(tmp_path, text)
    assert '<a href="/a.jpg"><img src="/a-9.jpg" alt="alt"></a>' in html
    assert "<figcaption>Pier (old)</figcaption></figure><p>After it.</p>" in html
    assert "caption]" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "[embed]https://youtu.be/x1y2[/embed]",
            '<figure data-embed="https://youtu.be/x1y2"></figure>',
        ),
        (
            "\\[embed\\]https://youtu.be/x\\_1\\[/embed\\]",
            '<figure data-embed="https://youtu.be/x_1"></figure>',
        ),
        (
            "[youtube=https://youtu.be/x1y2]",
            '<figure data-embed="https://youtu.be/x1y2"></figure>',
        ),
        ("[vimeo 4321]", '<figure data-embed="https://vimeo.com/4321"></figure>'),
        (
            '[audio mp3="https://a.example/t.mp3"][/audio]',
            '<figure data-file="https://a.example/t.mp3"></figure>',
        ),
        (
            '[code language="sql"]\nselect a_b\n  from c &lt; 2;\n[/code]',
            '<pre><code class="language-sql">select a_b  from c &lt; 2;</code></pre>',
        ),
        ("a\n\n[TOC]\n\nb", "<p>a</p><p>b</p>"),
    ],
)
def test_shortcode_of_wordpress_is_expanded(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


@pytest.mark.parametrize(
    "text",
    [
        "[gallery](/g/)",
        "[video of it](/v/)",
        "[youtube channel 2][1]\n\n[1]: /c/",
        "[video below] and [audio]",
        "`[gallery]`",
        "```\n[caption]a[/caption]\n```",
        "[sic] [embed] [code]",
        "the [products] and [formidable] waves",
        "the [products] and [toc]\n\n[products]: /p/\n[toc]: /t/",
        "[code]\n[gallery]\n[/code]",
    ],
)
def test_what_looks_like_a_shortcode_of_wordpress_stays(tmp_path: Path, text: str) -> None:
    post = read_post(tmp_path, "title: One", text)
    assert post.notes == ()
    labels = ("gallery", "video of it", "youtube channel 2", "[caption]a", "[video below]")
    for label in (*labels, "products", "formidable", "toc"):
        assert (label in post.html) == (label in text)


def test_gallery_of_numbers_is_left_out_and_noted(tmp_path: Path) -> None:
    post = read_post(tmp_path, "title: One", 'a\n\n\\[gallery ids="3,4" type="columns"\\]\n\nb')
    assert post.html.replace("\n", "") == "<p>a</p><p>b</p>"
    assert compose_all(post.notes) == (
        "The export lacks pictures or files that the text shows: 3,4.",
    )


@pytest.mark.parametrize(
    ("front_matter", "address"),
    [
        ("wordpress_url: http://old.example/?p=7", "/?p=7"),
        ("wordpress_id: 7\nlink: http://old.example/2020/03/one/", "/2020/03/one/"),
        ("blogger_orig_url: https://old.example/2020/03/one.html", "/2020/03/one.html"),
    ],
)
def test_address_at_the_former_platform_is_known(
    tmp_path: Path, front_matter: str, address: str
) -> None:
    post = read_post(tmp_path, f"title: One\n{front_matter}")
    assert address in post.former_urls
    assert post.notes == ()


def test_link_of_a_post_without_a_number_is_another_page(tmp_path: Path) -> None:
    post = read_post(tmp_path, "title: One\nlink: https://news.example/story/")
    assert "/story/" not in post.former_urls
    assert post.notes == ("link: https://news.example/story/",)


def test_entities_in_labels_are_letters(tmp_path: Path) -> None:
    files = {
        "_config.yml": CONFIG,
        "_posts/2020-03-04-one.md": (
            "---\ntitle: One\ncategories:\n- Press &amp; Radio\ntags:\n- Q&#038;A\n---\nText."
        ),
    }
    items = read_items(FolderReader(write_folder(tmp_path / "blog", files)))
    [post] = list_posts(items)
    assert post.labels == ("Press & Radio", "Q&A")
    assert [item.key for item in items if isinstance(item, ExportedLabel)] == list(post.labels)


def test_time_of_change_of_blogger_is_read(tmp_path: Path) -> None:
    post = read_post(tmp_path, "title: One\nmodified_time: '2020-04-01T10:00:00.001-07:00'")
    assert post.updated_at is not None
    assert post.updated_at.isoformat() == "2020-04-01T10:00:00-07:00"


@pytest.mark.parametrize("mark", ["<!--break-->", "<!-- read more -->", "<!--more-->"])
def test_jump_break_has_many_names(tmp_path: Path, mark: str) -> None:
    html = render(tmp_path, f"One.\n\n{mark}\n\nTwo.")
    assert html == "<p>One.</p><hr data-jump><p>Two.</p>"


@pytest.mark.parametrize(
    ("tag", "picture"),
    [
        (
            "{% img [class names] /a.jpg [width] [height] \"Pier 'the old pier'\" %}",
            ("Pier", "the old pier"),
        ),
        ("{% img left /a.jpg 300 200 Pier %}", ("Pier", "Pier")),
    ],
)
def test_picture_of_octopress_has_title_and_text(
    tmp_path: Path, tag: str, picture: tuple[str, str]
) -> None:
    title, alt = picture
    assert render(tmp_path, f"One.\n\n{tag}\n") == (
        f'<p>One.</p><figure><img src="/a.jpg" alt="{alt}"><figcaption>{title}</figcaption>'
        "</figure>"
    )
