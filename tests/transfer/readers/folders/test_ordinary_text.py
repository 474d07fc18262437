"""Ordinary text that looks like a dialect of Markdown, a tag of a theme or a component: no words
are lost, doubled or attributed to somebody by mistake."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.readers.folders.test_bodies import read_post, render
from tests.transfer.readers.folders.test_theme_tags import read_mdx
from transfer.readers.folders.dialects import split_code_info
from transfer.readers.folders.metadata import Metadata, parse_time
from transfer.readers.folders.reader import FolderReader


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2014年1月1日10:00", "", "2014-01-01T10:00:00+00:00"),
        ("2014年1月5日10:00", "", "2014-01-05T10:00:00+00:00"),
        ("2009-02-11 22:15 EST", "Australia/Sydney", "2009-02-11T22:15:00+11:00"),
        ("2009-02-11 22:15 CST", "Asia/Shanghai", "2009-02-11T22:15:00+08:00"),
        ("2009-02-11 22:15 EST", "Europe/Berlin", "2009-02-11T22:15:00-05:00"),
        ("2009-02-11 22:15 Etc/GMT+5", "", "2009-02-11T22:15:00-05:00"),
    ],
)
def test_time_with_an_unclear_zone_is_in_that_of_the_blog(
    value: str, zone: str, expected: str
) -> None:
    moment = parse_time(value, ZoneInfo(zone) if zone else None)
    assert moment == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "texts"), [("[[rail]]", ("rail",)), ("[[rail]], [[bay]]", ("rail", "bay"))]
)
def test_list_of_links_of_a_wiki_is_read(value: str, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags") == texts


HIGHLIGHTED = "{% highlight md %}\n![a](b.png =9x9)\n[[toc]]\n{% endhighlight %}"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a](/b.png){see below}", '<p><img src="/b.png" alt="a">{see below}</p>'),
        (
            '![a](/b.png){title="The bay" width=50%}',
            '<figure><img src="/b.png" alt="a"><figcaption>The bay</figcaption></figure>',
        ),
        (
            "!!! tip\n    One.\n\n\n    Two.\n\nThree.",
            "<p><strong>Tip</strong></p><p>One.</p><p>Two.</p><p>Three.</p>",
        ),
        ("> Tides.\n{x = y}", "<blockquote><p>Tides.{x = y}</p></blockquote>"),
        ("!!! note that this is\n    important", "<p>!!! note that this isimportant</p>"),
        (
            '!!! quote "Ada Moor"\n    Tides.',
            "<p><strong>Ada Moor</strong></p><blockquote><p>Tides.</p></blockquote>",
        ),
        ("    ${toc}\n", "<pre><code>${toc}</code></pre>"),
        (
            HIGHLIGHTED,
            '<pre><code class="language-md">![a](b.png =9x9)[[toc]]</code></pre>',
        ),
        ("<pre>\n![a](b.png =9x9)\n</pre>", "<pre>![a](b.png =9x9)</pre>"),
    ],
)
def test_text_like_a_dialect_of_markdown_stays(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_link_with_brackets_is_no_link_of_a_wiki(tmp_path: Path) -> None:
    text = "---\ntitle: A\n---\n\\[[other]], [[other]](https://b.example/).\n\n|a|\n|-|\n|[[other\\|that]]|"
    files = {"one.md": text, "other.md": "---\ntitle: B\n---\nx"}
    posts = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert '<p>[[other]], <a href="https://b.example/">[other]</a>' in posts[0].html
    assert '<td><a href="/other.md">that</a></td>' in posts[0].html


def test_picture_of_a_wiki_is_the_one_beside_the_post(tmp_path: Path) -> None:
    text = "---\ntitle: A\n---\n![[pier.png]]"
    files: dict[str, str | bytes] = {"b/one.md": text, "a/pier.png": b"1", "b/pier.png": b"2"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert '<img src="/b/pier.png" alt="">' in post.html


@pytest.mark.parametrize(
    ("info", "language", "title"),
    [("js:tides.js live", "js", "tides.js"), ("js runnable editable", "js", "")],
)
def test_flags_of_code_are_no_title(info: str, language: str, title: str) -> None:
    assert split_code_info(info) == (language, title)


QUOTATION = "<blockquote><p>Tides turn at night</p><footer>{}</footer></blockquote>"
BOX = "<div><p><strong>{}</strong></p><p>In.</p></div>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('{{< quote "Tides turn at night" author="Ada" >}}', QUOTATION.format("Ada")),
        ('{{< quote "Tides turn at night" "Ada" "left" >}}', QUOTATION.format("Ada")),
        ('{% quote "Tides turn at night", "Ada" %}', QUOTATION.format("Ada")),
        (
            '{{< quote position="left" author="Ada" >}}Tides turn at night{{< /quote >}}',
            QUOTATION.format("Ada"),
        ),
        (
            '{{< quote author="Ada" link="/ada/" >}}Tides turn at night{{< /quote >}}',
            QUOTATION.format("Ada"),
        ),
        (
            "{% blockquote e-mail from a reader %}Tides turn at night{% endblockquote %}",
            QUOTATION.format("e-mail from a reader"),
        ),
        (
            '{% blockquote "Ada Moor", "The Bay" %}Tides turn at night{% endblockquote %}',
            QUOTATION.format("Ada Moor, The Bay"),
        ),
        ('{% note "Mind it" %}\nIn.\n{% endnote %}', BOX.format("Mind it")),
        ("{% note info Keep it simple %}\nIn.\n{% endnote %}", BOX.format("Keep it simple")),
        ("{% note custom flat %}\nIn.\n{% endnote %}", "<div><p>In.</p></div>"),
        ("{% folding red open, Look, see %}\nIn.\n{% endfolding %}", BOX.format("Look, see")),
        ("{% hideToggle Look,#fff,blue %}\nIn.\n{% endhideToggle %}", BOX.format("Look")),
        (
            '{{< gallery title="The bay" >}}\nIn.\n{{< /gallery >}}',
            BOX.format("The bay").replace("<div", "<div data-gallery"),
        ),
        ('{{< button text="Read on" link="/x" >}}', '<p><a href="/x">Read on</a></p>'),
        (
            '{{< card text="Of the tides" link="/x" title="The bay" >}}',
            '<p><strong><a href="/x">The bay</a></strong></p><p>Of the tides</p>',
        ),
        (
            '{{< callout "Bay" "Of the tides" >}}',
            "<p><strong>Bay</strong></p><p>Of the tides</p>",
        ),
        (
            '{{< quotes text="Of the tides" author="Ada" >}}',
            "<p>Of the tides</p><p>Ada</p>",
        ),
        (
            "{% timeline Bay,blue %}\n<!-- timeline May -->\nIn.\n<!-- endtimeline -->\n"
            "{% endtimeline %}",
            BOX.format("Bay").replace("<p>In.", "<p><strong>May</strong></p><p>In."),
        ),
        (
            '{{< timelineItem "The bay" >}}In.{{< /timelineItem >}}',
            BOX.format("The bay"),
        ),
        (
            "A{% sidenote 'x' 'It\\'s low.' %}",
            "<p>A<small data-footnote>It's low.</small></p>",
        ),
        ("{% sidenote of the bay %}", "<p>{% sidenote of the bay %}</p>"),
        (
            'Tides{{< sidenote title="The bay" >}}A.{{< /sidenote >}}',
            "<p>Tides<small data-footnote>The bay: A.</small></p>",
        ),
        ("{% btn one, two %}", "<p>{% btn one, two %}</p>"),
        (
            "{% imgcap /a.jpg The bay %}",
            '<figure><img src="/a.jpg" alt="The bay"><figcaption>The bay</figcaption></figure>',
        ),
        (
            "{% fullwidth /a.jpg The bay %}",
            '<figure><img src="/a.jpg" alt=""><figcaption>The bay</figcaption></figure>',
        ),
        (
            "{% link https://b.example/ The bay %}",
            '<p><a href="https://b.example/">The bay</a></p>',
        ),
        ("{{< hr >}}", "<hr>"),
        ("{% hr one two %}", "<p>{% hr one two %}</p>"),
        ("{% u note: this one %}", "<p><u>note: this one</u></p>"),
        ("{% label primary@one %}", "<p>one</p>"),
        ("{% span red, The sea is blue %}", "<p>The sea is blue</p>"),
        ("{% newthought a=b %} c", "<p>a=b c</p>"),
        ("{% btn 'https://b.example/',Go %}", '<p><a href="https://b.example/">Go</a></p>'),
        ("{% btn center large, Go, /go, fa-x %}", '<p><a href="/go">Go</a></p>'),
        ("{% maincolumn 'some words' %}", "<p>{% maincolumn 'some words' %}</p>"),
        (
            '{% include video id="abcdefghijk" image="/a.jpg" %}',
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>',
        ),
        (
            '{% include author.html image="/a.jpg" bio="Writes of tides" %}',
            '<p>{% include author.html image="/a.jpg" bio="Writes of tides" %}</p>',
        ),
        (
            '{% capture a %}One.{% endcapture %}{% include x.md content=a more="Of the bay" %}',
            "<p>One.</p><p>Of the bay</p>",
        ),
        (
            '{% assign a = "Tides" %}{{ a }}: x=a and y.',
            "<p>Tides: x=a and y.</p>",
        ),
        (
            'Tides{{< sidenote id="1" class="x" tone="y" >}}A.{{< /sidenote >}}',
            "<p>Tides<small data-footnote>A.</small></p>",
        ),
    ],
)
def test_words_in_options_of_tags_stay(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_tag_in_the_address_of_a_link_is_no_card(tmp_path: Path) -> None:
    html = render(tmp_path, "[a]({% go https://b.example/ %})")
    assert "[a]({% go" in html and "<figure" not in html


def test_text_that_would_be_shown_too_often_stays_a_tag(tmp_path: Path) -> None:
    text = f"{{% capture a %}}{'Tides. ' * 2_000}{{% endcapture %}}{'{{ a }} ' * 1_000}"
    assert len(read_post(tmp_path, text).html) < 100_000


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("This is <Mark>one</Mark> line.", "<p>This is one line.</p>"),
        ('See <Link to="/b">that</Link>.', '<p>See <a href="/b">that</a>.</p>'),
        ('<Card title="Bay">\nIn.\n</Card>', "<div><p><strong>Bay</strong></p><p>In.</p></div>"),
        (
            '<YouTube id="abcdefghijk"></YouTube>',
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>',
        ),
        ('<Video src="/a.mp4" />', '<figure data-file="/a.mp4"></figure>'),
        ("<Quote author={author}>\nTides.\n</Quote>", "<blockquote><p>Tides.</p></blockquote>"),
        (
            '<Quote icon={<Icon name="Tide" />}>\nTides.\n</Quote>',
            "<blockquote><p>Tides.</p></blockquote>",
        ),
        (
            "<Callout title='Say \"it\"'>\nIn.\n</Callout>",
            '<div><p><strong>Say "it"</strong></p><p>In.</p></div>',
        ),
        (
            '<Note title="Use {x}">\nIn.\n</Note>',
            "<div><p><strong>Use {x}</strong></p><p>In.</p></div>",
        ),
        ('<Button href="/x">Go</Button>', '<p><a href="/x">Go</a></p>'),
        ("a \\<Foo> b", "<p>a &lt;Foo&gt; b</p>"),
    ],
)
def test_component_within_words_leaves_them_together(tmp_path: Path, text: str, html: str) -> None:
    assert read_mdx(tmp_path, text) == (html, ())


def test_words_of_a_component_within_a_line_stay_apart(tmp_path: Path) -> None:
    html, _notes = read_mdx(tmp_path, 'a <Tooltip text="Of tides">b</Tooltip> c')
    assert html == "<p>a Of tides b c</p>"


@pytest.mark.parametrize(
    "text",
    [
        '<SEO title="Of tides" />',
        '<Icon name="Arrow left" />',
        '<Field name="email" />',
        "<LikeButton />",
        "<Image src={img.src} />",
        "<YouTube id={video} />",
    ],
)
def test_component_without_words_for_readers_shows_none(tmp_path: Path, text: str) -> None:
    html, notes = read_mdx(tmp_path, f"a\n\n{text}\n\nb")
    assert (html, len(notes)) == ("<p>a</p><p>b</p>", 1)


@pytest.mark.parametrize(
    "text",
    [
        f"![a](b {'a=bbbb=' * 60}",
        f"> a\n{{{'.a-b=c.d=' * 60}",
        f"> a\n{{x={'a' * 60_000}}}",
        f"b <B {'a' * 60_000}>",
        f"!!! note {'a ' * 5_000}\n    b",
        "{% raw %}" * 5_000 + "<pre>" * 5_000,
    ],
)
def test_text_that_nearly_fits_a_pattern_takes_no_long_time(tmp_path: Path, text: str) -> None:
    assert read_mdx(tmp_path, text)[0]
