"""Substack's exports. The fixtures are written by hand in the shape that Substack writes."""

import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedSite, Status
from transfer.readers.base import NotAnExport
from transfer.readers.substack import SubstackReader

HEADER = (
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,"
    "podcast_url\n"
)
ROW = (
    "101.first-post,2022-03-04T05:06:07.890Z,true,2022-03-04T05:06:08Z,,newsletter,everyone,"
    '"First, post",A subtitle,\n'
)
ORIGINAL = "https://substack-post-media.s3.amazonaws.com/public/images/ab_800x600.png"
PROXIED = f"https://substackcdn.com/image/fetch/w_1456,f_auto/{quote(ORIGINAL, safe='')}"


def write_export(path: Path, table: str, **posts: str) -> Path:
    files = {"posts.csv": HEADER + table, "email_list.example.csv": "email\nreader@example.org\n"}
    for name, content in posts.items():
        files[f"posts/{name.replace('__', '.')}.html"] = content
    files["posts/101.opens.csv"] = "post_id,email\n101,reader@example.org\n"
    return write_zip(path / "substack.zip", files)


def read_post(path: Path, body: str) -> Any:
    export = write_export(path, ROW, **{"101__first-post": body})
    return list_posts(read_items(SubstackReader(export)))[0]


def build_data(**attributes: object) -> str:
    return f'data-attrs="{escape(json.dumps(attributes))}"'


def test_post_has_all_of_its_fields(tmp_path: Path) -> None:
    post = read_post(tmp_path, "<p>First <em>words</em>.</p>")
    assert post.key == "101"
    assert post.title == "First, post"
    assert post.summary == "A subtitle"
    assert post.slug == "first-post"
    assert post.status == Status.PUBLISHED
    assert post.published_at == datetime(2022, 3, 4, 5, 6, 7, 890_000, UTC)
    assert post.former_urls == ("/p/first-post",)
    assert post.html == "<p>First <em>words</em>.</p>"
    assert not post.is_page and not post.notes


@pytest.mark.parametrize(
    ("published", "kind", "audience", "status", "is_page", "note"),
    [
        ("true", "newsletter", "everyone", Status.PUBLISHED, False, ""),
        ("TRUE", "page", "everyone", Status.PUBLISHED, True, ""),
        ("true", "newsletter", "only_paid", Status.DRAFT, False, "paying subscribers"),
        ("true", "podcast", "founding", Status.DRAFT, False, "paying subscribers"),
        ("true", "newsletter", "only_free", Status.PUBLISHED, False, "subscribers only"),
        ("true", "thread", "everyone", Status.PUBLISHED, False, "discussion"),
        ("false", "newsletter", "everyone", Status.DRAFT, False, ""),
        ("", "newsletter", "only_paid", Status.DRAFT, False, ""),
    ],
)
def test_type_and_audience_decide_what_a_post_is(
    tmp_path: Path,
    published: str,
    kind: str,
    audience: str,
    status: Status,
    is_page: bool,
    note: str,
) -> None:
    row = f"7.a,2022-03-04T05:06:07Z,{published},,,{kind},{audience},T,S,\n"
    [post] = list_posts(read_items(SubstackReader(write_export(tmp_path, row, **{"7__a": "<p>x"}))))
    assert (post.status, post.is_page) == (status, is_page)
    assert note in " ".join(post.notes)


def test_podcast_begins_with_its_recording(tmp_path: Path) -> None:
    row = "7.a,2022-03-04T05:06:07Z,true,,,podcast,everyone,T,S,https://x.org/a.mp3\n"
    export = write_export(tmp_path, row, **{"7__a": "<p>Text</p>"})
    [post] = list_posts(read_items(SubstackReader(export)))
    assert post.html == '<figure data-file="https://x.org/a.mp3"></figure><p>Text</p>'


def test_picture_becomes_figure_with_its_original(tmp_path: Path) -> None:
    body = f"""<div class="captioned-image-container"><figure><a class="image-link image2"
target="_blank" href="{ORIGINAL}"><div class="image2-inset"><picture><source type="image/webp"
srcset="{PROXIED} 424w"><img src="{PROXIED}" {build_data(src=ORIGINAL, alt="A gate")} class="sizing"
alt=""></picture><div class="image-link-expand"><button><svg></svg></button></div></div></a>
<figcaption class="image-caption">The <em>gate</em></figcaption></figure></div>"""
    assert read_post(tmp_path, body).html.replace("\n", "") == (
        f'<figure><a href="{ORIGINAL}"><img src="{PROXIED}" alt="A gate"></a>'
        "<figcaption>The <em>gate</em></figcaption></figure>"
    )


def test_picture_without_data_is_traced_to_its_original(tmp_path: Path) -> None:
    post = read_post(tmp_path, f'<p>Text</p><a class="image2"><img src="{PROXIED}"></a>')
    assert f'<a href="{ORIGINAL}">' in post.html


def test_link_of_picture_is_noted(tmp_path: Path) -> None:
    data = build_data(src=ORIGINAL, href="https://other.example/")
    post = read_post(tmp_path, f'<figure><img src="{PROXIED}" {data}></figure>')
    assert compose_all(post.notes) == ("A link on a picture was left out: https://other.example/.",)


def test_gallery_keeps_pictures_and_caption(tmp_path: Path) -> None:
    gallery = {
        "images": [{"src": "https://x.org/1.png"}, {"src": "https://x.org/2.png"}],
        "caption": "Two",
    }
    post = read_post(
        tmp_path, f'<div class="image-gallery-embed" {build_data(gallery=gallery)}></div>'
    )
    assert post.html.startswith('<div data-gallery=""><figure><img src="https://x.org/1.png"')
    assert post.html.count("<figure>") == 2
    assert get_words(post.html) == ["Two"]


def test_pull_quote_becomes_quotation(tmp_path: Path) -> None:
    post = read_post(tmp_path, '<div class="pullquote"><p>Pulled <em>words</em></p></div>')
    assert post.html == "<blockquote><p>Pulled <em>words</em></p></blockquote>"


def test_footnotes_move_to_their_places(tmp_path: Path) -> None:
    body = """<p>Claim<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM"
id="footnote-anchor-1" href="#footnote-1" target="_self">1</a> goes on.</p><div class="footnote"
data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1"
class="footnote-number" contenteditable="false" target="_self">1</a><div class="footnote-content">
<p>Its <em>proof</em>.</p><p>More.</p></div></div><div class="footnote"><a id="footnote-2"
class="footnote-number" href="#x">2</a><div class="footnote-content"><p>Lonely.</p></div></div>"""
    html = read_post(tmp_path, body).html
    assert html.startswith(
        '<p>Claim<small data-footnote="">Its <em>proof</em>.<br>More.</small> goes on.</p>'
    )
    assert html.count("proof") == 1
    assert "Lonely." in html


def test_footnotes_without_names_of_components_move_as_well(tmp_path: Path) -> None:
    body = """<p>Claim<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p>
<div class="footnote" id="footnote-1"><a href="#footnote-anchor-1" class="footnote-number">1</a>
<div class="footnote-content"><p>Proof.</p></div></div>"""
    html = read_post(tmp_path, body).html
    assert html.startswith('<p>Claim<small data-footnote="">Proof.</small></p>')


YOUTUBE = {"videoId": "abc", "startTime": None}
DIGEST = {"canonical_url": "https://a.org/p/x?utm_source=1", "title": "X", "caption": "About"}
POST = {"url": "https://a.org/p/y", "title": "Y", "publishedBylines": [{"id": 1}]}
TWEET = {
    "url": "https://twitter.com/ida/status/1?s=20",
    "full_text": "It is so",
    "username": "ida",
    "name": "Ida",
}
COMMENT = {"url": "https://a.org/c/1", "comment": {"body": "Yes", "name": "Ida"}}
SONG = {"url": "https://open.spotify.com/track/1", "title": "Song"}


@pytest.mark.parametrize(
    ("name", "attributes", "url", "caption"),
    [
        ("youtube-wrap", YOUTUBE, "https://www.youtube.com/watch?v=abc", ""),
        ("vimeo-wrap", {"videoId": 123}, "https://vimeo.com/123", ""),
        ("spotify-wrap", SONG, "https://open.spotify.com/track/1", "Song"),
        ("instagram", {"instagram_id": "Cx1"}, "https://www.instagram.com/p/Cx1/", ""),
        ("digest-post-embed", DIGEST, "https://a.org/p/x", "X — About"),
        ("embedded-post-wrap", POST, "https://a.org/p/y", "Y"),
        ("tweet", TWEET, "https://twitter.com/ida/status/1", "It is so — Ida (@ida)"),
        ("comment", COMMENT, "https://a.org/c/1", "Yes — Ida"),
    ],
)
def test_embedded_element_becomes_embed(
    tmp_path: Path, name: str, attributes: dict[str, Any], url: str, caption: str
) -> None:
    post = read_post(tmp_path, f'<div class="{name}" {build_data(**attributes)}></div><p>After</p>')
    figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
    assert post.html == f'<figure data-embed="{url}">{figcaption}</figure><p>After</p>'
    assert not post.notes


def test_document_becomes_file(tmp_path: Path) -> None:
    body = """<div class="file-embed-wrapper" data-component-name="FileToDOM"><div
class="file-embed-container-reader"><div class="file-embed-details"><div
class="file-embed-details-h1">Report</div><div class="file-embed-details-h2">2MB ∙ PDF file</div>
</div><a class="file-embed-button wide" href="https://a.org/report.pdf"><span>Download</span></a>
</div></div>"""
    data = build_data(url="https://a.org/report.pdf")
    body = body.replace("data-component-name", f"{data} data-component-name", 1)
    assert read_post(tmp_path, body).html == (
        '<figure data-file="https://a.org/report.pdf"><figcaption>Report</figcaption></figure>'
    )


@pytest.mark.parametrize(
    "widget",
    [
        '<div class="subscription-widget-wrap" data-attrs="{}"><form><input></form></div>',
        '<p class="button-wrapper" data-attrs="{}"><a href="%%checkout_url%%">Join</a></p>',
        '<p class="button-wrapper"><a href="https://a.org/p/x?action=share">Share</a></p>',
        '<div class="captioned-button-wrap" data-attrs="{}"><p>Thanks.</p>'
        '<p class="button-wrapper"><a class="button" href="https://a.org/subscribe?">Subscribe</a></p></div>',
        '<div class="poll-embed" data-attrs="{&quot;id&quot;:1}"></div>',
        '<div class="paywall-jump" data-component-name="PaywallToDOM"></div>',
        '<div class="native-video-embed" data-attrs="{&quot;mediaUploadId&quot;:1}"></div>',
    ],
)
def test_widget_is_left_out_with_a_note(tmp_path: Path, widget: str) -> None:
    post = read_post(tmp_path, f"<p>Before</p>{widget * 2}after<p>End</p>")
    assert post.html == "<p>Before</p>after<p>End</p>"
    assert len(post.notes) == 1


def test_button_of_author_becomes_link(tmp_path: Path) -> None:
    body = '<p class="button-wrapper"><a class="button" href="https://shop.example/">Buy it</a></p>'
    assert read_post(tmp_path, body).html == '<p><a href="https://shop.example/">Buy it</a></p>'


def test_style_of_picture_does_not_part_it_from_its_caption(tmp_path: Path) -> None:
    body = (
        '<figure><a class="image-link" href="https://a.org/b.png"><img src="https://a.org/a.png">'
        "<style>a.image-link { padding: 0 }</style></a><figcaption>By <a href='/x'>Ida</a>"
        "</figcaption></figure>"
    )
    assert read_post(tmp_path, body).html == (
        '<figure><img src="https://a.org/a.png" alt=""><figcaption>By <a href="/x">Ida</a>'
        "</figcaption></figure>"
    )


def test_publication_becomes_embed(tmp_path: Path) -> None:
    data = build_data(name="Tides", base_url="https://tides.example", hero_text="On the sea")
    logo = '<a href="/x"><img src="/logo.png"></a>'
    body = f'<div class="embedded-publication-wrap" {data}>{logo}</div>'
    assert read_post(tmp_path, body).html == (
        '<figure data-embed="https://tides.example"><figcaption>Tides — On the sea</figcaption>'
        "</figure>"
    )


def test_button_of_author_with_caption_stays_below_it(tmp_path: Path) -> None:
    body = (
        f'<div class="captioned-button-wrap" {build_data(url="https://shop.example/", text="Buy")}>'
        '<div class="preamble"><p class="cta-caption">My book is <a href="/out">out</a>.</p></div>'
        f'<p class="button-wrapper" {build_data(url="https://shop.example/", text="Buy it")}>'
        '<a class="button primary" href="https://shop.example/"><span>Buy it</span></a></p></div>'
    )
    post = read_post(tmp_path, body)
    assert post.html == (
        '<div><div class="preamble"><p class="cta-caption">My book is <a href="/out">out</a>.</p>'
        '</div><p><a href="https://shop.example/">Buy it</a></p></div>'
    )
    assert not post.notes


def test_label_of_substack_above_verse_is_left_out(tmp_path: Path) -> None:
    label = '<label class="hide-text" contenteditable="false">Text within this block</label>'
    html = read_post(tmp_path, f'<div>{label}<pre class="text">Verse</pre></div>').html
    assert html == '<div><pre class="text">Verse</pre></div>'


def test_words_of_everything_stay(tmp_path: Path) -> None:
    body = """<h2 class="header-with-anchor-widget">Heading</h2><ul><li><p>Item</p></li></ul>
<blockquote><p>Quoted</p></blockquote><pre><code>code &lt;b&gt;</code></pre>
<div class="preformatted-block"><pre class="text">Verse</pre></div>
<div class="unknown" data-attrs="no JSON">Unknown words</div>
1 < 2 & 3 — “é” 🎉"""
    post = read_post(tmp_path, body)
    assert get_words(post.html) == get_words(body)
    assert not post.notes


def test_names_and_formulas_are_read_from_data(tmp_path: Path) -> None:
    body = f"""<p>Dear <span class="mention-wrap" {build_data(name="Ida Moor")}></span>, see</p>
<div class="latex-rendered" {build_data(persistentExpression="a^2 < b")}></div>"""
    assert read_post(tmp_path, body).html.replace("\n", "") == (
        "<p>Dear <span>Ida Moor</span>, see</p><pre><code>a^2 &lt; b</code></pre>"
    )


@pytest.mark.parametrize("data", ["[1]", '"x"', "{", '{"videoId": {"a": 1}}', "[" * 5_000, ""])
def test_malformed_data_of_element_loses_no_word(tmp_path: Path, data: str) -> None:
    for name in ("youtube-wrap", "tweet", "image-gallery-embed", "comment", "latex-rendered"):
        body = f'<div class="{name}" data-attrs="{escape(data)}">Words</div>'
        assert get_words(read_post(tmp_path, body).html) == ["Words"]


def test_missing_text_costs_one_post(tmp_path: Path) -> None:
    table = ROW + (
        "102.gone,2022-03-04T05:06:07Z,true,,,newsletter,everyone,Gone,S,\n"
        "103.talk,2022-03-04T05:06:07Z,true,,,thread,everyone,Talk,S,\n"
        "104.,,false,,,newsletter,everyone,,,\n"
        "105.idea,,false,,,newsletter,everyone,Idea,,\n"
    )
    items = read_items(SubstackReader(write_export(tmp_path, table, **{"101__first-post": "<p>x"})))
    assert [post.title for post in list_posts(items)] == ["First, post", "Talk", "Idea"]
    assert [refused.item for refused in list_refused(items)] == ["Gone", "104."]


def test_post_that_the_list_misses_is_a_draft(tmp_path: Path) -> None:
    posts = {"101__first-post": "<p>x</p>", "9__lost": "<p>Lost</p>"}
    reader = SubstackReader(write_export(tmp_path, ROW, **posts))
    post = list_posts(read_items(reader))[1]
    assert (post.key, post.slug, post.status) == ("9", "lost", Status.DRAFT)
    assert "posts.csv" in post.notes[0]
    check_resuming(reader)


def test_damaged_list_ends_with_one_line_after_all_posts(tmp_path: Path) -> None:
    table = ROW + '102.b,2022,true,,,newsletter,everyone,"' + "x" * 140_000 + '",,\n'
    posts = {"101__first-post": "<p>x</p>", "102__b": "<p>B</p>"}
    entries = SubstackReader(write_export(tmp_path, table, **posts)).read()
    assert [next(entries).item.key, next(entries).item.key] == ["101", "102"]
    with pytest.raises(NotAnExport, match="posts.csv is damaged"):
        next(entries)


def test_lists_of_readers_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = SubstackReader(write_export(tmp_path, ROW, **{"101__first-post": "<p>x</p>"}))
    opened: list[str] = []
    original = reader._files.open
    monkeypatch.setattr(reader._files, "open", lambda name: opened.append(name) or original(name))
    read_items(reader)
    assert set(opened) == {"posts.csv", "posts/101.first-post.html"}


def test_equal_numbers_of_posts_have_different_keys(tmp_path: Path) -> None:
    table = ROW + ROW.replace("first-post", "second-post")
    posts = {"101__first-post": "<p>1</p>", "101__second-post": "<p>2</p>"}
    reader = SubstackReader(write_export(tmp_path, table, **posts))
    assert [post.key for post in list_posts(read_items(reader))] == ["101", "101.second-post"]
    check_resuming(reader)


@pytest.mark.parametrize("table", ["", "a,b\n1,2\n", "\0\xff", "email,active\n"])
def test_another_table_is_no_export(tmp_path: Path, table: str) -> None:
    folder = write_folder(tmp_path / "export", {"posts.csv": table, "posts/1.a.html": "x"})
    assert not SubstackReader.recognizes(folder)
    with pytest.raises(NotAnExport, match=r"posts\.csv is not"):
        SubstackReader(folder)


def test_zip_with_byte_order_mark_is_recognized(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip",
        {"x/posts.csv": "\ufeff" + HEADER + ROW, "x/posts/101.first-post.html": "<p>x"},
    )
    assert SubstackReader.recognizes(path)
    assert list_posts(read_items(SubstackReader(path)))[0].key == "101"


def test_zip_without_list_is_no_export(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"posts/1.html": "x", "b": "x"})
    assert not SubstackReader.recognizes(path)
    with pytest.raises(NotAnExport, match="no posts.csv"):
        SubstackReader(path)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ('<a href="https://ida.substack.com/p/first-post?utm=x">1</a>', "https://ida.substack.com"),
        ('<a href="http://Own.example/p/first-post">1</a>', "https://own.example"),
        (
            '<a href="https://ida.substack.com/subscribe?">1</a>'
            '<a href="https://bo.substack.com/p/other">2</a>',
            "https://ida.substack.com",
        ),
        ('<a href="https://open.substack.com/pub/bo/p/first-post">1</a>', ""),
        ('<a href="https://bo.substack.com/p/other">1</a>', ""),
    ],
)
def test_address_of_newsletter_is_that_of_links_to_its_posts(
    tmp_path: Path, body: str, url: str
) -> None:
    reader = SubstackReader(write_export(tmp_path, ROW, **{"101__first-post": body}))
    sites = [item.url for item in read_items(reader) if isinstance(item, ExportedSite)]
    assert sites == ([url] if url else [])
    check_resuming(reader)
