"""Medium's exports. The fixtures are written by hand in the shape that Medium writes."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer.readers.exports import (
    check_resuming,
    get_words,
    list_posts,
    list_refused,
    read_items,
    write_folder,
    write_zip,
)
from transfer.bodies import convert_body
from transfer.items import ExportedAuthor, Status
from transfer.readers.base import NotAnExport
from transfer.readers.medium import MediumReader

FOOTER = """<footer>
<p class="p-tags">Tagged in <a href="https://medium.com/tag/budget" class="p-tag">Budget</a>,
<a href="https://medium.com/tag/press" class="p-tag">Press</a></p>
<p>By <a href="https://medium.com/@ida" class="p-author h-card">Ida Moor</a> on
<a href="https://medium.com/p/0a1b2c3d4e5f"><time class="dt-published"
datetime="2019-03-04T05:06:07.890Z">March 4, 2019</time></a>.</p>
<p><a href="https://medium.com/@ida/the-long-budget-0a1b2c3d4e5f" class="p-canonical">Canonical
link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on May 1, 2020.</p></footer>"""
DRAFT_FOOTER = """<footer><p><a href="https://medium.com/p/0a1b2c3d4e5f">View original.</a></p>
<p>Exported from <a href="https://medium.com">Medium</a> on May 1, 2020.</p></footer>"""
TITLES = """<h4 name="k1" class="graf graf--h4 graf--leading graf--kicker">Money</h4>
<h3 name="t1" class="graf graf--h3 graf-after--h4 graf--title">The long budget</h3>
<h4 name="t2" class="graf graf--h4 graf-after--h3 graf--subtitle">A subtitle that is longer than
what Medium shows</h4>"""
SUMMARY = '<section data-field="subtitle" class="p-summary">A subtitle that is…</section>'


def build_post(
    body: str, *, title: str = "The long budget", summary: str = SUMMARY, footer: str = FOOTER
) -> str:
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type"
content="text/html; charset=utf-8"><title>{title}</title><style>* {{ margin: 0 }}</style></head>
<body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>{summary}
<section data-field="body" class="e-content"><section name="0f1e" class="section section--body
section--first"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner sectionLayout--insetColumn">{body}</div>
</div></section></section>{footer}</article></body></html>"""


def write_export(path: Path, **posts: str) -> Path:
    files = {f"posts/{name}.html": content for name, content in posts.items()}
    return write_zip(path / "medium.zip", files)


def read_body(path: Path, body: str) -> str:
    """Return the HTML of the only post of an export, none of whose words are lost."""
    post = build_post(body, summary=SUMMARY)
    [item] = list_posts(read_items(MediumReader(write_export(path, post=post))))
    return item.html


def test_post_has_all_of_its_fields(tmp_path: Path) -> None:
    text = '<p name="a1" class="graf graf--p">First <em class="markup--em">words</em>.</p>'
    name = "2019-03-04_The-long-budget-0a1b2c3d4e5f"
    path = write_export(tmp_path, **{name: build_post(TITLES + text)})
    assert MediumReader.recognizes(path)
    [post] = list_posts(read_items(MediumReader(path)))
    assert post.key == "0a1b2c3d4e5f"
    assert post.title == "The long budget"
    assert post.summary == "A subtitle that is longer than what Medium shows"
    assert post.slug == "the-long-budget"
    assert post.status == Status.PUBLISHED
    assert post.published_at == datetime(2019, 3, 4, 5, 6, 7, 890_000, UTC)
    assert post.authors == ("Ida Moor",)
    assert post.labels == ("Budget", "Press")
    assert post.former_urls == (
        "https://medium.com/@ida/the-long-budget-0a1b2c3d4e5f",
        "https://medium.com/p/0a1b2c3d4e5f",
        "/p/0a1b2c3d4e5f",
    )
    assert get_words(post.html) == ["Money", "First", "words", "."]
    assert "<em>words</em>" in post.html


@pytest.mark.parametrize("prefix", ["draft_", "2019-01-01_"])
def test_draft_is_told_by_name_or_missing_time(tmp_path: Path, prefix: str) -> None:
    content = build_post(TITLES + "<p>Text</p>", footer=DRAFT_FOOTER)
    path = write_export(tmp_path, **{f"{prefix}The-long-budget-0a1b2c3d4e5f": content})
    [post] = list_posts(read_items(MediumReader(path)))
    assert post.status == Status.DRAFT
    assert post.published_at is None
    assert post.slug == "the-long-budget"


def test_response_is_refused_and_untitled_draft_is_kept(tmp_path: Path) -> None:
    body = '<p class="graf graf--p graf--leading graf--trailing">I agree with all of it.</p>'
    footer = FOOTER[FOOTER.index("<p>By ") :]
    content = build_post(body, title="I agree with…", summary="", footer=footer)
    draft = build_post(body, title="I agree with…", summary="", footer=DRAFT_FOOTER)
    path = write_export(tmp_path, **{"2019-1-1_x-0a1b2c3d4e5f": content, "draft_y-1a": draft})
    items = read_items(MediumReader(path))
    [refused], [post] = list_refused(items), list_posts(items)
    assert refused.item == "I agree with…"
    assert "response" in refused.reason
    assert get_words(post.html) == ["I", "agree", "with", "all", "of", "it."]


def test_untitled_post_with_tags_is_no_response(tmp_path: Path) -> None:
    content = build_post("<p>I agree with all.</p>", title="I agree with…", summary="")
    [post] = list_posts(read_items(MediumReader(write_export(tmp_path, post=content))))
    assert post.labels == ("Budget", "Press")


def test_malformed_addresses_cost_nothing(tmp_path: Path) -> None:
    content = build_post("<p>Text</p>").replace("https://medium.com/", "https://[medium.com/")
    export = write_folder(
        tmp_path / "export",
        {
            "posts/post.html": content,
            "profile/profile.html": '<a class="u-url" href="//[">@x</a><b class="p-name">X</b>',
        },
    )
    [post] = list_posts(read_items(MediumReader(export)))
    assert post.slug == "post"


def test_summary_that_repeats_the_text_is_dropped(tmp_path: Path) -> None:
    summary = '<section data-field="subtitle" class="p-summary">The first words…</section>'
    content = build_post('<p class="graf">The first words of it.</p>', summary=summary)
    [post] = list_posts(read_items(MediumReader(write_export(tmp_path, post=content))))
    assert post.summary == ""


def test_title_that_differs_from_the_heading_loses_no_word(tmp_path: Path) -> None:
    body = '<h3 class="graf graf--h3 graf--title">Another heading</h3><p>Text</p>'
    assert get_words(read_body(tmp_path, body)) == ["Another", "heading", "Text"]


def test_picture_becomes_figure_with_its_original(tmp_path: Path) -> None:
    body = """<figure class="graf graf--figure"><div class="aspectRatioPlaceholder"><div
class="aspectRatioPlaceholder-fill"></div><img class="graf-image" data-image-id="1*ab.jpeg"
alt="A gate" src="https://cdn-images-1.medium.com/max/800/1*ab.jpeg"></div><figcaption
class="imageCaption">The <strong>gate</strong> (Ida Moor)</figcaption></figure>"""
    assert read_body(tmp_path, body) == (
        '<figure><a href="https://miro.medium.com/1*ab.jpeg"><img '
        'src="https://cdn-images-1.medium.com/max/800/1*ab.jpeg" alt="A gate"></a>'
        "<figcaption>The <strong>gate</strong> (Ida Moor)</figcaption></figure>"
    )


def test_row_of_pictures_becomes_gallery(tmp_path: Path) -> None:
    picture = '<figure class="graf graf--figure"><img src="https://cdn/{}.jpg"></figure>'
    row = f'</div><div class="section-inner sectionLayout--outsetRow">{picture * 2}'
    html = read_body(tmp_path, row)
    assert html.count("<figure>") == 2
    assert html.startswith('<div data-gallery=""><figure>')


def test_quotations_of_one_kind_in_a_row_become_one(tmp_path: Path) -> None:
    body = """<blockquote class="graf graf--blockquote">First <em>one</em>.</blockquote>
<blockquote class="graf graf--blockquote graf-after--blockquote">Second.</blockquote><p>Prose</p>
<blockquote class="graf graf--blockquote">Alone.</blockquote>
<blockquote class="graf graf--pullquote">Pulled.</blockquote>"""
    html = read_body(tmp_path, body)
    assert html.replace("\n", "") == (
        "<blockquote><p>First <em>one</em>.</p><p>Second.</p></blockquote><p>Prose</p>"
        "<blockquote><p>Alone.</p></blockquote><blockquote><p>Pulled.</p></blockquote>"
    )


@pytest.mark.parametrize(
    ("media", "url"),
    [
        ('<iframe src="https://www.youtube.com/embed/x?a=b&amp;c=d"></iframe>', "embed/x?a=b&c=d"),
        (
            '<script src="https://gist.github.com/ida/1.js"></script>',
            "https://gist.github.com/ida/1",
        ),
    ],
)
def test_embedded_page_becomes_embed(tmp_path: Path, media: str, url: str) -> None:
    html = read_body(
        tmp_path, f'<figure class="graf--iframe">{media}<figcaption>Cap</figcaption></figure>'
    )
    assert f'{url.replace("&", "&amp;")}"><figcaption>Cap</figcaption></figure>' in html
    assert "iframe" not in html and "script" not in html


def test_tweet_becomes_embed_and_keeps_its_words(tmp_path: Path) -> None:
    body = """<figure class="graf graf--figure graf--iframe"><blockquote class="twitter-tweet">
<p>It is so</p>&mdash; Ida (@ida) <a href="https://twitter.com/ida/status/1">May 1</a>
</blockquote><script src="//platform.twitter.com/widgets.js"></script></figure>"""
    html = read_body(tmp_path, body)
    assert 'data-embed="https://twitter.com/ida/status/1"' in html
    assert get_words(html) == ["It", "is", "so", "—", "Ida", "(@ida)", "May", "1"]


@pytest.mark.parametrize(
    "address",
    [
        "https://medium.com/r/?url=https%3A%2F%2Fa.example%2Fx%3Fb%3D1",
        "http://medium.com/r?url=https://a.example/x%3Fb%3D1&source=post",
    ],
)
def test_link_through_medium_leads_to_its_target(tmp_path: Path, address: str) -> None:
    html = read_body(tmp_path, f'<p class="graf graf--p"><a href="{address}">x</a></p>')
    assert html == '<p><a href="https://a.example/x?b=1">x</a></p>'


def test_dividers_between_sections_stay(tmp_path: Path) -> None:
    body = """<p>One</p></div></div></section><section name="2" class="section section--body">
<div class="section-divider"><hr class="section-divider"></div><div class="section-content">
<div class="section-inner"><p>Two</p>"""
    html = read_body(tmp_path, body).replace("\n", "")
    assert html == "<p>One</p><hr><p>Two</p>"


def test_words_of_everything_stay(tmp_path: Path) -> None:
    body = """Loose text<ul class="postList"><li class="graf graf--li">Item <a href="https://x.org"
data-href="https://x.org" class="markup--anchor">link</a></li></ul><pre class="graf graf--pre">
code  &lt;b&gt;</pre><div class="graf graf--mixtapeEmbed"><a href="https://x.org"><strong>Title
</strong><br><em>About</em>x.org</a><a href="https://x.org" class="js-mixtapeImage mixtapeImage"
style="background-image: url(https://cdn/x.png)"></a></div><unknown>Own tag</unknown>tail
<p class="graf graf--p">1 < 2 & 3 — “é” 🎉</p>"""
    html = read_body(tmp_path, body)
    assert get_words(html) == get_words(body)
    assert html.count("https://x.org") == 2


def test_code_has_its_language(tmp_path: Path) -> None:
    body = (
        '<pre data-code-block-mode="1" data-code-block-lang="javascript" class="graf graf--pre '
        'graf--preV2"><span class="pre--content">a<br>b</span></pre>'
    )
    converted = convert_body(read_body(tmp_path, body)).html
    assert converted == '<pre><code class="language-javascript">a\nb</code></pre>'


def test_profile_gives_the_author(tmp_path: Path) -> None:
    profile = """<section class="h-card"><h3 class="p-name">Ida Moor</h3><ul><li><b>Profile:</b>
<a class="u-url" href="https://medium.com/@ida">@ida</a></li><li><b>Email address:</b>
ida@example.org</li><li><b>Twitter account ID:</b> 1</li></ul></section>"""
    files = {"profile/profile.html": profile, "posts/a.html": build_post("<p>Text</p>")}
    reader = MediumReader(write_zip(tmp_path / "a.zip", files))
    items = read_items(reader)
    [author], [post] = [i for i in items if isinstance(i, ExportedAuthor)], list_posts(items)
    assert author == ExportedAuthor(
        key="@ida", name="Ida Moor", email="ida@example.org", url="https://medium.com/@ida"
    )
    assert list_posts([post])[0].authors == ("@ida",)
    check_resuming(reader)


@pytest.mark.slow
def test_bad_post_costs_one_post(tmp_path: Path) -> None:
    posts = {
        "a": "\0\xff not a post",
        "b": build_post("<p>Text</p>"),
        "c": "",
        "d": "x" * 11_000_000,
    }
    path = write_folder(
        tmp_path / "export", {f"posts/{name}.html": content for name, content in posts.items()}
    )
    (path / "profile").mkdir()
    (path / "profile/profile.html").write_text("nothing")
    items = read_items(MediumReader(path))
    assert len(list_posts(items)) == 1
    assert {item.item for item in list_refused(items)} == {
        "posts/a.html",
        "posts/c.html",
        "posts/d.html",
    }


def test_folder_posts_alone_is_an_export(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", {"posts/a.html": build_post("<p>Text</p>")})
    assert MediumReader.recognizes(folder)
    assert MediumReader.recognizes(folder / "posts") is False
    assert len(list_posts(read_items(MediumReader(folder)))) == 1


def test_reading_goes_on_after_each_post(tmp_path: Path) -> None:
    posts = {f"post-{number}": build_post(f"<p>{number}</p>") for number in range(4)}
    check_resuming(MediumReader(write_export(tmp_path, **posts)))


@pytest.mark.parametrize("files", [{"a.txt": "x"}, {"posts/a.md": "x"}, {"other/a.html": "x"}])
def test_zip_without_posts_is_no_export(tmp_path: Path, files: dict[str, str]) -> None:
    path = write_zip(tmp_path / "a.zip", {**files, "top.txt": "x"})
    assert not MediumReader.recognizes(path)
    with pytest.raises(NotAnExport, match="no posts"):
        MediumReader(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>"])
def test_file_of_another_kind_is_not_recognized(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert not MediumReader.recognizes(path)
    assert not MediumReader.recognizes(tmp_path / "none")


def test_label_is_listed_before_first_post_that_has_it(tmp_path: Path) -> None:
    posts = {f"2019-03-0{day}_A-{day}{day}{day}{day}1b2c3d4e": build_post("Text") for day in (4, 5)}
    reader = MediumReader(write_export(tmp_path, **posts))
    names = [item.key for item in read_items(reader)]
    assert names == ["Budget", "Press", "44441b2c3d4e", "55551b2c3d4e"]
    check_resuming(reader)


def test_link_to_post_of_export_becomes_path_of_that_post(tmp_path: Path) -> None:
    body = """<p class="graf graf--p"><a href="https://medium.com/@ida/x-0a1b2c3d4e5f?source=y">1</a>
    <a href="https://own.example/x-0a1b2c3d4e5f#p">2</a> <a href="https://medium.com/p/ffffffffffff">3
    </a></p>"""
    own = FOOTER.replace("https://medium.com/@ida/the", "https://own.example/the")
    name = "2019-03-04_The-long-budget-0a1b2c3d4e5f"
    path = write_export(tmp_path, **{name: build_post(body, footer=own)})
    [post] = list_posts(read_items(MediumReader(path)))
    links = re.findall('href="([^"]*)"', post.html)
    assert links == ["/p/0a1b2c3d4e5f", "/p/0a1b2c3d4e5f", "https://medium.com/p/ffffffffffff"]
    assert "/the-long-budget-0a1b2c3d4e5f" in post.former_urls
