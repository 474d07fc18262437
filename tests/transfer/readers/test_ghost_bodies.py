"""Texts of Ghost's posts as HTML: Lexical, Mobiledoc, Markdown and Ghost's own HTML."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.transfer.readers.ghost_exports import read_post
from tests.transfer.stored_messages import compose_all

TWEET = (
    '<blockquote class="twitter-tweet"><p>Short words.</p>— Ana (@ana) '
    '<a href="https://twitter.com/ana/status/1">May 21, 2015</a></blockquote>'
)


def build_text(text: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": bits, "version": 1}


def build_node(kind: str, *children: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"type": kind, "children": list(children), "version": 1, **values}


def render_lexical(folder: Path, *nodes: dict[str, Any]) -> str:
    source = json.dumps({"root": build_node("root", *nodes)})
    return read_post(folder, html=None, lexical=source).html


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (build_node("paragraph", build_text("a < b & c")), "<p>a &lt; b &amp; c</p>"),
        (build_node("paragraph", build_text("ب", 1)), "<p><strong>ب</strong></p>"),
        (build_node("paragraph", build_text("x", 3)), "<p><em><strong>x</strong></em></p>"),
        (build_node("paragraph", build_text("x", 4 | 16)), "<p><s><code>x</code></s></p>"),
        (build_node("paragraph", build_text("2", 64)), "<p><sup>2</sup></p>"),
        (build_node("paragraph", build_text("2", 32 | 128)), "<p><mark><sub>2</sub></mark></p>"),
        (
            build_node("paragraph", build_text("a"), {"type": "linebreak"}, build_text("b")),
            "<p>a<br>b</p>",
        ),
        (build_node("paragraph"), ""),
        (build_node("extended-heading", build_text("H"), tag="h3"), "<h3>H</h3>"),
        (build_node("heading", build_text("H"), tag="script"), "<h2>H</h2>"),
        (
            build_node("paragraph", build_node("link", build_text("l"), url="/x?a=1&b=2")),
            '<p><a href="/x?a=1&amp;b=2">l</a></p>',
        ),
        (
            build_node("paragraph", build_node("autolink", build_text("l"), url='"><b>')),
            "<p><a href='\"&gt;&lt;b&gt;'>l</a></p>",
        ),
        (build_node("extended-quote", build_text("q")), "<blockquote><p>q</p></blockquote>"),
        (
            build_node("quote", build_node("paragraph", build_text("q"))),
            "<blockquote><p>q</p></blockquote>",
        ),
        (
            build_node("aside", build_text("q")),
            '<blockquote class="kg-blockquote-alt"><p>q</p></blockquote>',
        ),
        (
            build_node(
                "list",
                build_node("listitem", build_text("a")),
                build_node("listitem", build_node("list", build_node("listitem", build_text("b")))),
                listType="number",
                start=3,
            ),
            '<ol start="3"><li>a<ul><li>b</li></ul></li></ol>',
        ),
        (build_node("unheard-of", build_text("kept")), "<p>kept</p>"),
        (build_node("paragraph", build_text("a\ud800b")), "<p>a\ufffdb</p>"),
    ],
)
def test_lexical_text_becomes_html(tmp_path: Path, node: dict[str, Any], html: str) -> None:
    assert render_lexical(tmp_path, node) == html


CAPTION = '<p><span style="white-space: pre-wrap;">C</span></p>'
CARDS: list[tuple[str, dict[str, Any], str]] = [
    (
        "image",
        {"src": "/a.png", "alt": 'An "alt"', "caption": "<span>By <b>Ana</b></span>"},
        '<figure class="kg-image-card"><img src="/a.png" alt=\'An "alt"\'>'
        "<figcaption><span>By <b>Ana</b></span></figcaption></figure>",
    ),
    (
        "image",
        {
            "src": "/a.png",
            "title": "T",
            "caption": '<p><span style="white-space: pre-wrap;">C</span></p>',
        },
        '<figure class="kg-image-card"><img src="/a.png" alt="" title="T">'
        "<figcaption>C</figcaption></figure>",
    ),
    (
        "image",
        {"src": "/content/images/size/w600/a.png", "href": "/content/images/a.png"},
        '<figure class="kg-image-card"><a href="/content/images/a.png">'
        '<img src="/content/images/size/w600/a.png" alt=""></a></figure>',
    ),
    ("image", {"src": None, "caption": "Only this"}, "<p>Only this</p>"),
    (
        "gallery",
        {
            "images": [{"src": "/a.png", "alt": "A"}, {"src": "/b.png"}, {}, 1],
            "caption": "<p>Both</p>",
        },
        '<div data-gallery><figure><img src="/a.png" alt="A"></figure>'
        '<figure><img src="/b.png" alt=""></figure></div><p>Both</p>',
    ),
    (
        "embed",
        {"url": "https://youtu.be/x", "html": "<iframe src='https://e'></iframe>", "caption": "C"},
        '<figure data-embed="https://youtu.be/x"><figcaption>C</figcaption></figure>',
    ),
    (
        "embed",
        {"url": None, "html": "<iframe src='https://player.example/1'></iframe>"},
        '<figure data-embed="https://player.example/1"></figure>',
    ),
    (
        "embed",
        {"url": "https://twitter.com/ana/status/1", "html": TWEET},
        f'<figure class="kg-embed-card">{TWEET}</figure>',
    ),
    (
        "bookmark",
        {"url": "https://b.example", "metadata": {"title": "T & U", "author": "x"}, "caption": ""},
        '<figure data-embed="https://b.example"><figcaption>T &amp; U</figcaption></figure>',
    ),
    (
        "bookmark",
        {"url": "https://b.example", "metadata": {"title": "T"}, "caption": "Read <i>it</i>"},
        '<figure data-embed="https://b.example" data-title="T">'
        "<figcaption>Read <i>it</i></figcaption></figure>",
    ),
    (
        "video",
        {"src": "/content/media/v.mp4", "fileName": "v.mp4", "caption": "Moving"},
        '<figure data-file="/content/media/v.mp4"><figcaption>Moving</figcaption></figure>',
    ),
    (
        "audio",
        {"src": "/content/media/a.mp3", "title": "Talk", "duration": 12},
        '<figure data-file="/content/media/a.mp3" data-title="Talk"><figcaption>Talk</figcaption>'
        "</figure>",
    ),
    (
        "file",
        {"src": "/f.pdf", "fileTitle": "Report", "fileCaption": "2 pages", "fileName": "f.pdf"},
        '<figure data-file="/f.pdf" data-title="Report"><figcaption>Report: 2 pages</figcaption>'
        "</figure>",
    ),
    ("html", {"html": "<div><p>open"}, "<div><p>open</p></div>"),
    (
        "html",
        {"html": '<blockquote cite="https://s.example">W<cite>Ana</cite></blockquote>'},
        '<blockquote cite="https://s.example">W<cite>Ana</cite></blockquote>',
    ),
    (
        "markdown",
        {"markdown": "a\nb **c** ~~d~~ H~2~O"},
        "<p>a<br>\nb <strong>c</strong> <s>d</s> H<sub>2</sub>O</p>\n",
    ),
    (
        "callout",
        {"calloutEmoji": "💡", "calloutText": "<b>N.B.</b>"},
        '<div class="kg-callout-card"><p>💡 <b>N.B.</b></p></div>',
    ),
    (
        "toggle",
        {"heading": "Why?", "content": "<p>Because.</p>"},
        '<div class="kg-toggle-card"><h4>Why?</h4><p>Because.</p></div>',
    ),
    ("button", {"buttonText": "Go", "buttonUrl": "/go"}, '<p><a href="/go">Go</a></p>'),
    (
        "header",
        {
            "header": "Big",
            "subheader": "Small",
            "backgroundImageSrc": "/h.png",
            "buttonEnabled": True,
            "buttonText": "Go",
            "buttonUrl": "/go",
        },
        '<figure><img src="/h.png" alt=""></figure><h2>Big</h2><p>Small</p>'
        '<p><a href="/go">Go</a></p>',
    ),
    (
        "product",
        {
            "productTitle": "Book",
            "productDescription": "<p>Good.</p>",
            "productImageSrc": "/p.png",
            "productButtonEnabled": True,
            "productButton": "Buy",
            "productUrl": "/buy",
        },
        '<figure><img src="/p.png" alt=""></figure><h4>Book</h4><p>Good.</p>'
        '<p><a href="/buy">Buy</a></p>',
    ),
    (
        "call-to-action",
        {"textValue": "<p>Try.</p>", "buttonText": "Go", "buttonUrl": "/go", "imageUrl": "/c.png"},
        '<div class="kg-cta-card"><figure><img src="/c.png" alt=""></figure><p>Try.</p>'
        '<p><a href="/go">Go</a></p></div>',
    ),
    ("a-later-card", {"title": "New", "text": "Kept"}, "<p>New</p><p>Kept</p>"),
]


@pytest.mark.parametrize(("name", "card", "html"), CARDS)
def test_cards_are_the_same_in_lexical_and_mobiledoc(
    tmp_path: Path, name: str, card: dict[str, Any], html: str
) -> None:
    assert render_lexical(tmp_path, {**card, "type": name}) == html
    mobiledoc = {"version": "0.3.1", "cards": [[name, card]], "sections": [[10, 0]]}
    assert read_post(tmp_path, html=None, mobiledoc=json.dumps(mobiledoc)).html == html


@pytest.mark.parametrize("name", ["code", "codeblock"])
def test_code_card_keeps_its_text(tmp_path: Path, name: str) -> None:
    card = {"type": name, "code": "if a < b:\n    &c", "language": "python", "caption": "Listing"}
    assert render_lexical(tmp_path, card) == (
        '<pre><code class="language-python">if a &lt; b:\n    &amp;c</code></pre><p>Listing</p>'
    )


@pytest.mark.parametrize(
    ("card", "note"),
    [
        (
            {"type": "email", "html": "<p>Dear subscriber</p>"},
            "A part that was in e-mails only is left out.",
        ),
        (
            {"type": "email-cta", "html": "<p>Dear</p>"},
            "A part that was in e-mails only is left out.",
        ),
        (
            {
                "type": "html",
                "html": "x",
                "visibility": {"web": {"nonMember": False, "memberSegment": ""}},
            },
            "A part that was in e-mails only is left out.",
        ),
        ({"type": "signup", "header": "Join"}, "A form to subscribe is left out."),
        (
            {"type": "paywall"},
            "The text after a certain place was for members only; all of it is imported.",
        ),
    ],
)
def test_cards_that_readers_did_not_see_are_notes(
    tmp_path: Path, card: dict[str, Any], note: str
) -> None:
    paragraph = build_node("paragraph", build_text("Text"))
    source = json.dumps({"root": build_node("root", card, paragraph)})
    post = read_post(tmp_path, html=None, lexical=source)
    assert (post.html, post.notes) == ("<p>Text</p>", (note,))


def test_link_from_a_picture_to_another_page_is_a_note(tmp_path: Path) -> None:
    source = {"type": "image", "src": "/a.png", "href": "https://shop.example/"}
    post = read_post(tmp_path, html=None, lexical=json.dumps({"root": build_node("root", source)}))
    assert "<a" not in post.html
    assert compose_all(post.notes) == ("A picture linked to https://shop.example/.",)


def test_mobiledoc_markups_nest_and_overlap(tmp_path: Path) -> None:
    mobiledoc = {
        "version": "0.3.2",
        "atoms": [["soft-return", "", {}], ["mention", "@ana", {}]],
        "markups": [["strong"], ["a", ["href", "https://e.example/?a&b", "rel", "x"]], ["blink"]],
        "cards": [["hr", {}]],
        "sections": [
            [1, "p", [[0, [0], 0, "a "], [0, [1], 2, "b"], [1, [], 0, 0], [1, [2], 1, 1]]],
            [1, "blockquote", [[0, [], 0, "Q"]]],
            [1, "aside", [[0, [], 0, "A"]]],
            [1, "p", [[0, [0], 0, "never closed"]], ["data-md-text-align", "center"]],
            [3, "ol", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [2, "/old.png"],
            [10, 0],
        ],
    }
    assert read_post(tmp_path, html=None, mobiledoc=json.dumps(mobiledoc)).html == (
        '<p><strong>a <a href="https://e.example/?a&amp;b">b</a></strong><br>'
        "<span>@ana</span></p>"
        "<blockquote><p>Q</p></blockquote>"
        '<blockquote class="kg-blockquote-alt"><p>A</p></blockquote>'
        "<p><strong>never closed</strong></p>"
        "<ol><li>one</li><li>two</li></ol>"
        '<figure class="kg-image-card"><img src="/old.png" alt=""></figure><hr>'
    )


MARKDOWN_WITH_NOTE = "Said[^1] so.[^long]\n\n[^1]: First *note*.\n[^long]: One.\n\n    Two.\n"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            MARKDOWN_WITH_NOTE,
            "<p>Said<small data-footnote>First <em>note</em>.</small> so."
            "<small data-footnote>One.<br>\nTwo.</small></p>\n",
        ),
        (
            "#Heading\n\n```\n#no heading\n```",
            "<h1>Heading</h1>\n<pre><code>#no heading\n</code></pre>\n",
        ),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<table>"),
        ("![Katze](/k.jpg)", '<p><img src="/k.jpg" alt="Katze"></p>\n'),
        ("> 引用\n", "<blockquote>\n<p>引用</p>\n</blockquote>\n"),
    ],
)
def test_markdown_without_html_is_rendered(tmp_path: Path, markdown: str, html: str) -> None:
    rendered = read_post(tmp_path, html=None, markdown=markdown).html
    assert rendered.replace('data-footnote=""', "data-footnote").startswith(html)


def test_html_of_ghost_0_is_preferred_to_its_markdown(tmp_path: Path) -> None:
    post = read_post(tmp_path, html="<p>shown</p>", markdown="source")
    assert post.html == "<p>shown</p>"


def test_html_is_used_where_the_source_lacks_its_words(tmp_path: Path) -> None:
    lexical = json.dumps({"root": build_node("root", build_node("paragraph", build_text("Old")))})
    assert (
        read_post(tmp_path, html="<p>Old and new</p>", lexical=lexical).html == "<p>Old and new</p>"
    )
    assert read_post(tmp_path, html="<p>Old</p>", lexical=lexical).html == "<p>Old</p>"


@pytest.mark.parametrize(
    ("html", "normal"),
    [
        (
            "<!--kg-card-begin: html--><p>a</p><!--kg-card-end: html--><!--members-only-->",
            "<p>a</p>",
        ),
        (
            '<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container">'
            '<div class="kg-gallery-row"><div class="kg-gallery-image">'
            '<img src="/a.png" alt="A"></div>'
            '<div class="kg-gallery-image"><img src="/b.png"></div></div></div>'
            "<figcaption><p>Both</p></figcaption></figure><p>after</p>",
            '<div data-gallery><figure><img src="/a.png" alt="A"></figure>'
            '<figure><img src="/b.png"></figure></div><p>Both</p><p>after</p>',
        ),
        (
            '<figure class="kg-card kg-bookmark-card"><a href="https://b.example">'
            '<div class="kg-bookmark-content"><div class="kg-bookmark-title">Title</div>'
            '<div class="kg-bookmark-description">Text</div></div></a></figure>',
            '<figure data-embed="https://b.example"><figcaption>Title</figcaption></figure>',
        ),
        (
            '<figure class="kg-card kg-embed-card"><iframe src="https://e.example/1"></iframe>'
            "<figcaption>C</figcaption></figure>",
            '<figure data-embed="https://e.example/1"><figcaption>C</figcaption></figure>',
        ),
        (
            f'<figure class="kg-card kg-embed-card">{TWEET}</figure>',
            f'<figure class="kg-card kg-embed-card">{TWEET}</figure>',
        ),
        (
            '<figure class="kg-card kg-video-card"><div class="kg-video-container">'
            '<video src="/v.mp4"></video><span class="kg-video-current-time">0:00</span></div>'
            "<figcaption>C</figcaption></figure>",
            '<figure data-file="/v.mp4"><figcaption>C</figcaption></figure>',
        ),
        (
            '<div class="kg-card kg-audio-card"><div class="kg-audio-title">Talk</div>'
            '<audio src="/a.mp3"></audio><span>0:00</span></div>',
            '<figure data-file="/a.mp3"><figcaption>Talk</figcaption></figure>',
        ),
        (
            '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/f.pdf">'
            '<div class="kg-file-card-title">Report</div>'
            '<div class="kg-file-card-caption">Two</div>'
            '<div class="kg-file-card-filesize">1 MB</div></a></div>',
            '<figure data-file="/f.pdf"><figcaption>Report: Two</figcaption></figure>',
        ),
        (
            '<div class="kg-toggle-card"><div><h4>Why?</h4><button><svg></svg></button></div>'
            "<p>So.</p></div>",
            '<div class="kg-toggle-card"><div><h4>Why?</h4></div><p>So.</p></div>',
        ),
        (
            '<p>a<sup id="fnref:1"><a href="#fn:1" rel="footnote">1</a></sup> b</p>'
            '<div class="footnotes"><ol><li class="footnote" id="fn:1">'
            '<p>Note. <a href="#fnref:1" title="return">↩</a></p></li></ol></div>',
            "<p>a<small data-footnote>Note.</small> b</p>",
        ),
        (
            '<p>x<sup><a href="#fn9">9</a></sup> y<sup><a href="#top">2</a></sup></p>',
            '<p>x<sup><a href="#fn9">9</a></sup> y<sup><a href="#top">2</a></sup></p>',
        ),
        (
            "<p>q</p><blockquote>Ghost's own</blockquote>",
            "<p>q</p><blockquote>Ghost's own</blockquote>",
        ),
        (
            "<figure><blockquote><p>W</p></blockquote><figcaption>— Ana</figcaption></figure>",
            "<blockquote><p>W</p><footer>— Ana</footer></blockquote>",
        ),
        (
            f'<figure class="kg-embed-card">{TWEET}<figcaption>C</figcaption></figure>',
            f'<figure class="kg-embed-card">{TWEET}<figcaption>C</figcaption></figure>',
        ),
        ("plain & simple", "plain &amp; simple"),
        ("<p>ab\x00c\ufffe</p>", "<p>abc</p>"),
        ("", ""),
        ("<script>track()</script><p>a</p>", "<script>track()</script><p>a</p>"),
    ],
)
def test_html_of_ghost_takes_the_forms_of_items(tmp_path: Path, html: str, normal: str) -> None:
    result = read_post(tmp_path, html=html).html
    for name in ("data-footnote", "data-gallery"):
        result = result.replace(f'{name}=""', name)
    assert result == normal


@pytest.mark.parametrize(
    "node",
    [
        {"type": "tides", "text": "High water", "children": []},
        {"type": "tides", "data": {"place": {"title": "High water"}}},
        {"type": "tides", "title": "High water", "metadata": {"title": "High water"}},
    ],
)
def test_text_of_an_unknown_node_stays(tmp_path: Path, node: dict[str, Any]) -> None:
    assert render_lexical(tmp_path, node) == "<p>High water</p>"


@pytest.mark.parametrize(
    ("card", "html"),
    [
        (
            {"beforeImage": {"src": "https://old.example/a.jpg"}, "caption": "At noon"},
            '<figure><img src="https://old.example/a.jpg"></figure><p>At noon</p>',
        ),
        ({"url": "https://b.example/x"}, '<figure data-embed="https://b.example/x"></figure>'),
        (
            {"html": '<img src="https://old.example/a.jpg">', "src": "https://old.example/a.jpg"},
            '<img src="https://old.example/a.jpg">',
        ),
        ({"url": "/x", "colour": "red"}, ""),
    ],
)
def test_pictures_and_address_of_an_unknown_card_stay(
    tmp_path: Path, card: dict[str, Any], html: str
) -> None:
    assert render_lexical(tmp_path, {"type": "tides", **card}) == html


def test_card_for_members_is_noted(tmp_path: Path) -> None:
    visibility = {"web": {"nonMember": False, "memberSegment": "status:-free"}}
    card = {"type": "html", "html": "<p>a</p>", "visibility": visibility}
    source = json.dumps({"root": build_node("root", card)})
    post = read_post(tmp_path, html=None, lexical=source)
    assert post.html == "<p>a</p>"
    assert compose_all(post.notes) == ("A part was for members only; it is imported.",)


def test_plain_text_is_used_where_there_is_nothing_else(tmp_path: Path) -> None:
    post = read_post(tmp_path, html=None, plaintext="One < two\n\nthree")
    assert post.html == "<p>One &lt; two</p><p>three</p>"
