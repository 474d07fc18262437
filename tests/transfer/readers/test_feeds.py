"""The reader of feeds: RSS, Atom and JSON Feed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from transfer.items import (
    Entry,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
    Status,
)
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.feeds import FeedReader

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
RSS_HEAD = (
    "<title>Blog &amp; News</title><link>https://blog.example/</link>"
    '<atom:link href="https://blog.example/feed" rel="self"/>'
    "<description>About</description><language>pt-BR</language>"
)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "feed.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def write_rss(folder: Path, *items: str, head: str = RSS_HEAD, attributes: str = "") -> Path:
    body = "".join(f"<item>{item}</item>\n" for item in items)
    return write(
        folder,
        f'<?xml version="1.0"?>\n<rss version="2.0" {NAMESPACES} {attributes}>'
        f"<channel>{head}{body}</channel></rss>",
    )


def write_atom(folder: Path, *entries: str, head: str = "", attributes: str = "") -> Path:
    body = "".join(f"<entry>{entry}</entry>\n" for entry in entries)
    return write(
        folder,
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Atom</title>'
        f'<link href="https://atom.example/"/>{head}{body}</feed>',
    )


def write_json(folder: Path, *items: Any, **head: Any) -> Path:
    version = "https://jsonfeed.org/version/1.1"
    return write(folder, json.dumps({"version": version, "title": "J", **head, "items": items}))


def read_all(path: Path, cursor: str = "") -> list[Entry]:
    return list(FeedReader(path).read(cursor))


def read_items[T: Item](path: Path, kind: type[T]) -> list[T]:
    return [entry.item for entry in read_all(path) if isinstance(entry.item, kind)]


def read_post(path: Path) -> ExportedPost:
    [post] = read_items(path, ExportedPost)
    return post


def test_feed_reader_follows_the_contract(tmp_path: Path) -> None:
    reader: Reader = FeedReader(write_rss(tmp_path))
    assert reader.platform == "RSS, Atom, JSON Feed"


def test_rss_of_wordpress_is_read(tmp_path: Path) -> None:
    path = write_rss(
        tmp_path,
        "<title>Ação &amp;amp; reação</title><link>https://blog.example/2024/acao/</link>"
        "<comments>https://blog.example/2024/acao/#comments</comments>"
        "<dc:creator><![CDATA[Ana Lima]]></dc:creator>"
        "<pubDate>Fri, 01 Mar 2024 09:00:00 -0300</pubDate>"
        "<category><![CDATA[Política]]></category><category>A &amp;amp; B</category>"
        '<guid isPermaLink="false">https://blog.example/?p=12</guid>'
        "<description><![CDATA[<p>First &#8230; [&#8230;]</p>]]></description>"
        '<content:encoded><![CDATA[<p>First words.</p><img src="/a.png">'
        '<img src="https://pixel.example/1" width="1" height="1">'
        '<p>The post <a href="https://blog.example/2024/acao/">Ação</a> appeared first on '
        '<a href="https://blog.example">Blog</a>.</p>]]></content:encoded>'
        "<wfw:commentRss>https://blog.example/2024/acao/feed/</wfw:commentRss>",
    )
    assert FeedReader.recognizes(path)
    assert read_items(path, ExportedSite) == [
        ExportedSite(
            url="https://blog.example/",
            title="Blog & News",
            description="About",
            language="pt-BR",
        )
    ]
    assert read_post(path) == ExportedPost(
        key="https://blog.example/?p=12",
        title="Ação & reação",
        html='<p>First words.</p><img src="https://blog.example/a.png">',
        summary="First … […]",
        slug="acao",
        published_at=datetime(2024, 3, 1, 12, tzinfo=UTC),
        authors=("Ana Lima",),
        labels=("Política", "A & B"),
        former_urls=("https://blog.example/2024/acao/", "https://blog.example/?p=12"),
    )


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("A lede of its own.", "A lede of its own."),
        ("One two three […]", ""),
        ("&lt;p&gt;One two&lt;/p&gt;", ""),
        ("", ""),
    ],
)
def test_description_that_begins_the_text_is_no_summary(
    tmp_path: Path, description: str, summary: str
) -> None:
    path = write_rss(
        tmp_path,
        f"<description>{description}</description>"
        "<content:encoded>&lt;p&gt;One two three four five&lt;/p&gt;</content:encoded>",
    )
    assert read_post(path).summary == summary
    assert read_post(path).notes == ()


@pytest.mark.parametrize(
    ("description", "html", "note"),
    [
        ("&lt;p&gt;All of it.&lt;/p&gt;", "<p>All of it.</p>", ""),
        ("Only a line", "Only a line", "The feed seems to have only a summary of this post."),
        (
            "&lt;p&gt;The beginning...&lt;/p&gt;",
            "<p>The beginning...</p>",
            "The feed seems to have only a summary of this post.",
        ),
        ("", "", "The feed has no text of this post."),
    ],
)
def test_feed_of_summaries_is_noted(tmp_path: Path, description: str, html: str, note: str) -> None:
    post = read_post(
        write_rss(tmp_path, f"<title>T</title><description>{description}</description>")
    )
    assert (post.html, post.summary) == (html, "")
    assert post.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>ana@example.org (Ana)</author>", ("Ana",)),
        ("<author>ana@example.org</author>", ()),
        ("<author>Ana &lt;ana@example.org&gt;</author>", ("Ana",)),
        ("<dc:creator>Ana</dc:creator><dc:creator>عمر</dc:creator>", ("Ana", "عمر")),
        ("", ()),
    ],
)
def test_authors_are_names_without_addresses(
    tmp_path: Path, author: str, names: tuple[str, ...]
) -> None:
    assert read_post(write_rss(tmp_path, f"<title>T</title>{author}")).authors == names


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Fri, 01 Mar 2024 09:00:00 GMT", datetime(2024, 3, 1, 9, tzinfo=UTC)),
        ("1 Mar 24 09:00 EST", datetime(2024, 3, 1, 14, tzinfo=UTC)),
        ("Fri, 01 Mar 2024 09:00:00", datetime(2024, 3, 1, 9, tzinfo=UTC)),
        ("2024-03-01T09:00:00+01:00", datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("2024-03-01", datetime(2024, 3, 1, tzinfo=UTC)),
        ("last Friday", None),
        ("Fri, 99 Mar 2024 09:00:00 GMT", None),
    ],
)
def test_dates_of_all_dialects_are_aware(
    tmp_path: Path, date: str, moment: datetime | None
) -> None:
    assert read_post(write_rss(tmp_path, f"<pubDate>{date}</pubDate>")).published_at == moment


@pytest.mark.parametrize(
    ("ids", "key"),
    [
        ("<guid>abc</guid><link>https://blog.example/a</link>", "abc"),
        ("<link>https://blog.example/a</link>", "https://blog.example/a"),
    ],
)
def test_key_is_the_id_or_else_the_address(tmp_path: Path, ids: str, key: str) -> None:
    assert read_post(write_rss(tmp_path, f"<title>T</title>{ids}")).key == key


def test_key_without_id_is_a_hash_of_title_and_date(tmp_path: Path) -> None:
    item = "<title>T</title><pubDate>1 Mar 2024 09:00 GMT</pubDate><description>{}</description>"
    path = write_rss(tmp_path, item.format("a"), item.format("b"), item.replace("T<", "U<", 1))
    first, second, third = read_items(path, ExportedPost)
    assert len(first.key) == 32
    assert second.key == f"{first.key}-2"
    assert third.key not in (first.key, second.key)


def test_original_address_comes_before_that_of_a_counter(tmp_path: Path) -> None:
    path = write_rss(
        tmp_path,
        "<link>https://feeds.example/~r/1</link>"
        "<feedburner:origLink>https://blog.example/2024/a.html</feedburner:origLink>"
        "<guid>https://blog.example/a</guid>",
    )
    post = read_post(path)
    assert post.former_urls == (
        "https://blog.example/2024/a.html",
        "https://feeds.example/~r/1",
        "https://blog.example/a",
    )
    assert post.slug == "a"


def test_media_become_lead_picture_figures_and_files(tmp_path: Path) -> None:
    path = write_rss(
        tmp_path,
        "<guid>g</guid><description>&lt;p&gt;T&lt;/p&gt;&lt;img src='/in.png'&gt;</description>"
        "<link>https://blog.example/p/</link>"
        '<enclosure url="https://cdn.example/talk.mp3" type="audio/mpeg" length="1"/>'
        '<media:content url="/lead.jpg" medium="image">'
        "<media:description>A fire</media:description>"
        "<media:credit>Ana / Agency</media:credit></media:content>"
        '<media:content url="https://blog.example/in.png" medium="image"/>'
        '<media:content url="https://blog.example/more.webp"><media:title>Alt</media:title>'
        "</media:content>"
        '<media:content url="https://0.gravatar.com/avatar/1" medium="image"/>',
    )
    pictures = read_items(path, ExportedPicture)
    assert pictures == [
        ExportedPicture(
            key="g#1",
            urls=("https://blog.example/lead.jpg",),
            caption="A fire",
            credit="Ana / Agency",
        ),
        ExportedPicture(key="g#3", urls=("https://blog.example/more.webp",), alt="Alt"),
    ]
    post = read_post(path)
    assert post.lead_picture == "https://blog.example/lead.jpg"
    assert post.html == (
        '<p>T</p><img src="https://blog.example/in.png">'
        '<figure><img src="https://blog.example/more.webp" alt="Alt"></figure>'
        '<figure data-file="https://cdn.example/talk.mp3"></figure>'
    )


def test_content_of_atom_at_an_address_is_a_picture_or_file(tmp_path: Path) -> None:
    entry = "<id>1</id><link href='https://atom.example/p/'/><summary>S</summary>"
    picture = read_post(write_atom(tmp_path, f"{entry}<content type='image/png' src='a.png'/>"))
    assert (picture.lead_picture, picture.html) == ("https://atom.example/p/a.png", "<p>S</p>")
    file = read_post(write_atom(tmp_path, f"{entry}<content type='audio/mpeg' src='/a.mp3'/>"))
    assert file.html == '<p>S</p><figure data-file="https://atom.example/a.mp3"></figure>'
    page = read_post(write_atom(tmp_path, f"{entry}<content type='text/html' src='/p/'/>"))
    assert page.html == "<p>S</p>"


def test_relative_addresses_follow_xml_base(tmp_path: Path) -> None:
    path = write_atom(
        tmp_path,
        '<id>1</id><link href="2024/post"/>'
        '<content type="html" xml:base="deep/">&lt;a href="x"&gt;a&lt;/a&gt;'
        '&lt;a href="#y"&gt;b&lt;/a&gt;</content>',
        attributes='xml:base="https://base.example/blog/"',
    )
    post = read_post(path)
    assert post.html == '<a href="https://base.example/blog/deep/x">a</a><a href="#y">b</a>'
    assert post.former_urls == ("https://atom.example/2024/post",)


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("<content>a &lt; b\n\nc\nd</content>", "<p>a &lt; b</p><p>c<br>d</p>"),
        ('<content type="text">x</content>', "<p>x</p>"),
        ('<content type="html">&lt;p&gt;x &amp;amp; y&lt;/p&gt;</content>', "<p>x &amp; y</p>"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a<br/>b</p> c'
            "</div></content>",
            "<p>a<br>b</p> c",
        ),
        (
            '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a</h:p>'
            "</h:div></content>",
            "<p>a</p>",
        ),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><code>a xmlns="b"'
            "</code><fb:like>c</fb:like></div></content>",
            '<code>a xmlns="b"</code><fb:like>c</fb:like>',
        ),
        ('<content type="text/html" mode="escaped">&lt;b&gt;x&lt;/b&gt;</content>', "<b>x</b>"),
        ('<summary type="html">&lt;p&gt;s&lt;/p&gt;</summary>', "<p>s</p>"),
        ('<content src="https://e.example/a"/>', ""),
    ],
)
def test_text_constructs_of_atom_become_html(tmp_path: Path, content: str, html: str) -> None:
    assert read_post(write_atom(tmp_path, f"<id>1</id>{content}")).html == html


def test_atom_entry_is_read(tmp_path: Path) -> None:
    path = write_atom(
        tmp_path,
        "<id>tag:atom.example,2024:1</id>"
        '<title type="html">A &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title>'
        '<link rel="self" href="/s"/><link rel="alternate" href="https://atom.example/2024/1"/>'
        '<link rel="enclosure" href="https://atom.example/f.pdf" title="Paper"/>'
        '<category term="news" label="News"/><category term="kind" '
        'scheme="http://schemas.google.com/g/2005#kind"/><published>2024-03-01T09:00:00Z</published>'
        "<updated>2024-03-02T09:00:00Z</updated><author><name>Ana</name><email>a@e.example</email>"
        '</author><app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft>'
        '</app:control><content type="html">t</content>',
        "<id>2</id><title>B</title>",
        head="<author><name>Everybody</name></author><subtitle>Sub</subtitle>",
        attributes='xml:lang="ar"',
    )
    first, second = read_items(path, ExportedPost)
    assert first == ExportedPost(
        key="tag:atom.example,2024:1",
        title="A <b> c",
        html='t<figure data-file="https://atom.example/f.pdf"><figcaption>Paper</figcaption></figure>',
        slug="",
        status=Status.DRAFT,
        published_at=datetime(2024, 3, 1, 9, tzinfo=UTC),
        updated_at=datetime(2024, 3, 2, 9, tzinfo=UTC),
        authors=("Ana",),
        labels=("News",),
        former_urls=("https://atom.example/2024/1",),
    )
    assert second.authors == ("Everybody",)
    [site] = read_items(path, ExportedSite)
    assert (site.url, site.description, site.language) == ("https://atom.example/", "Sub", "ar")


def test_rss_1_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {NAMESPACES}><channel rdf:about="x">'
        "<title>日本</title><link>https://jp.example/</link><dc:language>ja</dc:language>"
        "<items><rdf:Seq/></items></channel>"
        '<item rdf:about="https://jp.example/1"><title>題</title><link>https://jp.example/1</link>'
        "<dc:date>2024-03-01T09:00:00+09:00</dc:date><dc:subject>政治</dc:subject>"
        "<content:encoded>&lt;p&gt;本文&lt;/p&gt;</content:encoded></item></rdf:RDF>",
    )
    assert FeedReader.recognizes(path)
    post = read_post(path)
    assert (post.key, post.title, post.html) == ("https://jp.example/1", "題", "<p>本文</p>")
    assert (post.labels, post.published_at) == (("政治",), datetime(2024, 3, 1, tzinfo=UTC))
    assert read_items(path, ExportedSite)[0].language == "ja"


def test_prefixed_elements_of_atom_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title>'
        '<a:entry><a:id>1</a:id><a:content type="html">x</a:content></a:entry></a:feed>',
    )
    assert FeedReader.recognizes(path)
    assert read_post(path).html == "x"


def test_json_feed_is_read(tmp_path: Path) -> None:
    path = write_json(
        tmp_path,
        {
            "id": 12,
            "url": "https://j.example/2024/a",
            "title": "Ein & Titel",
            "content_html": '<p>Text <a href="/b">b</a></p>',
            "summary": "Kurz",
            "image": "https://j.example/lead.jpg",
            "date_published": "2024-03-01T09:00:00+01:00",
            "date_modified": "2024-03-02T09:00:00Z",
            "authors": [{"name": "Ana"}, {"name": "Bo"}, {"url": "x"}, 3],
            "tags": ["Politik", "Welt", "Politik", None],
            "language": "de",
            "attachments": [
                {"url": "https://j.example/a.mp3", "mime_type": "audio/mpeg", "title": "Ton"},
                {"url": "https://j.example/b.png", "mime_type": "image/png", "title": "Bild"},
            ],
        },
        {"id": "2", "content_text": "a < b\n\nc", "author": {"name": "Old form"}},
        {"url": "https://j.example/3", "summary": "Only this"},
        "no item",
        {"id": [], "title": {}, "content_html": 3, "tags": 4, "attachments": {}, "authors": "x"},
        home_page_url="https://j.example/",
        description="D",
        language="de",
        authors=[{"name": "Everybody"}],
    )
    assert FeedReader.recognizes(path)
    assert read_items(path, ExportedSite) == [
        ExportedSite(url="https://j.example/", title="J", description="D", language="de")
    ]
    first, second, third, last = read_items(path, ExportedPost)
    assert first == ExportedPost(
        key="12",
        title="Ein & Titel",
        html='<p>Text <a href="https://j.example/b">b</a></p>'
        '<figure><img src="https://j.example/b.png" alt="Bild"></figure>'
        '<figure data-file="https://j.example/a.mp3"><figcaption>Ton</figcaption></figure>',
        summary="Kurz",
        slug="a",
        language="de",
        published_at=datetime(2024, 3, 1, 8, tzinfo=UTC),
        updated_at=datetime(2024, 3, 2, 9, tzinfo=UTC),
        authors=("Ana", "Bo"),
        labels=("Politik", "Welt"),
        former_urls=("https://j.example/2024/a",),
        lead_picture="https://j.example/lead.jpg",
    )
    assert (second.html, second.authors) == ("<p>a &lt; b</p><p>c</p>", ("Old form",))
    assert (third.key, third.html, third.authors) == (
        "https://j.example/3",
        "Only this",
        ("Everybody",),
    )
    assert third.notes == ("The feed seems to have only a summary of this post.",)
    assert last.html == "3"


def test_page_that_a_post_of_json_feed_is_about_is_a_link(tmp_path: Path) -> None:
    item = {"id": "1", "content_html": "<p>x</p>", "external_url": "https://a.example/?b=1&c=2"}
    linked = '<p><a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a></p>'
    assert read_post(write_json(tmp_path, item)).html == f"<p>x</p>{linked}"
    assert read_post(write_json(tmp_path, {**item, "content_html": linked})).html == linked


@pytest.mark.parametrize(
    ("content", "is_added"),
    [
        ('<a href="https://a.example/b">x</a>', False),
        ('<a href="https://a.example/b?c=1&d=2">x</a>', True),
        ('<a href="https://a.example/b/c">x</a>', True),
        ("https://a.example/b.", False),
        ("https://a.example/b.html", True),
    ],
)
def test_longer_address_is_not_that_of_the_page(
    tmp_path: Path, content: str, is_added: bool
) -> None:
    item = {"id": "1", "content_html": content, "external_url": "https://a.example/b"}
    assert read_post(write_json(tmp_path, item)).html.endswith("/b</a></p>") is is_added


def test_ampersand_of_a_linked_page_may_be_written_as_it_is(tmp_path: Path) -> None:
    url = "https://a.example/?b=1&c=2"
    item = {"id": "1", "content_html": f'<a href="{url}">x</a>', "external_url": url}
    assert read_post(write_json(tmp_path, item)).html.count("a.example") == 1


def test_summary_of_a_post_about_a_page_is_its_text(tmp_path: Path) -> None:
    item = {"id": "1", "summary": "Tides < winds", "external_url": "https://a.example/b"}
    post = read_post(write_json(tmp_path, item))
    assert post.html.startswith("<p>Tides &lt; winds</p><p><a ")
    assert post.summary == ""


def test_last_paragraph_of_wordpress_is_told_without_a_query(tmp_path: Path) -> None:
    item = (
        "<title>T</title><link>https://blog.example/a/?utm_source=rss</link><content:encoded>"
        "<![CDATA[<p>x</p><p>The post <a href='https://blog.example/a/'>T</a> appeared first on "
        "<a href='https://blog.example'>B</a>.</p>]]></content:encoded>"
    )
    assert read_post(write_rss(tmp_path, item)).html == "<p>x</p>"
    credit = item.partition("<p>x</p>")[2].removesuffix("</content:encoded>")
    summary = f"<description><![CDATA[<p>In short.</p>{credit}</description>"
    assert read_post(write_rss(tmp_path, item + summary)).summary == "In short."


def test_json_feed_with_items_first_is_read(tmp_path: Path) -> None:
    feed = {"items": [{"id": "1", "content_text": "x"}], "author": {"name": "Ana"}}
    path = write(tmp_path, json.dumps({"version": "https://jsonfeed.org/version/1", **feed}))
    assert read_post(path).authors == ("Ana",)


def list_feeds(folder: Path) -> list[Path]:
    item = "<guid>{0}</guid><description>{0}</description>"
    item += '<media:content url="/{0}.png"><media:title>t</media:title></media:content>'
    (folder / "a").mkdir()
    return [
        write_rss(folder, *(item.format(number) for number in range(4))),
        write_json(folder / "a", *({"id": str(number)} for number in range(4))),
    ]


def test_cursors_continue_after_every_entry(tmp_path: Path) -> None:
    for path in list_feeds(tmp_path):
        entries = read_all(path)
        assert len(entries) >= 5
        for number, entry in enumerate(entries, 1):
            if entry.cursor:
                assert read_all(path, entry.cursor) == entries[number:]
        assert [entry.position for entry in entries] == sorted(entry.position for entry in entries)
        assert entries[-1].position <= FeedReader(path).total_bytes


def test_keys_of_one_id_differ_after_an_interruption(tmp_path: Path) -> None:
    path = write_rss(tmp_path, "<guid>a</guid>", "<guid>a</guid>", "<guid>a</guid>")
    entries = read_all(path)
    assert [entry.item.key for entry in entries[1:]] == ["a", "a-2", "a-3"]
    assert read_all(path, entries[1].cursor) == entries[2:]


def test_damaged_item_costs_one_item(tmp_path: Path) -> None:
    path = write_rss(
        tmp_path,
        "<guid>1</guid>",
        f"<guid>2</guid><description>{'&lt;div&gt;' * 3000}</description>",
        "<guid>3</guid>",
    )
    items = [entry.item for entry in read_all(path)][1:]
    assert [(item.key, type(item)) for item in items] == [
        ("1", ExportedPost),
        ("2", RefusedItem),
        ("3", ExportedPost),
    ]


def test_cut_feeds_yield_what_is_complete(tmp_path: Path) -> None:
    for path in list_feeds(tmp_path):
        data = path.read_bytes()
        path.write_bytes(data[: data.rindex(b"3")])
        posts = []
        with pytest.raises(NotAnExport, match="cut off"):
            for entry in FeedReader(path).read():
                posts += [entry.item] if isinstance(entry.item, ExportedPost) else []
        assert [post.key for post in posts] == ["0", "1", "2"]


def test_rss_091_with_a_doctype_is_refused(tmp_path: Path) -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
    )
    path = write(tmp_path, f'{doctype}<rss version="0.91"><channel/></rss>')
    with pytest.raises(NotAnExport, match="DOCTYPE"):
        FeedReader(path)


@pytest.mark.parametrize(
    "text",
    [
        '<xhtml:body xmlns:xhtml="http://www.w3.org/1999/xhtml"><p>Text</p></xhtml:body>',
        "<body><p>Text</p></body>",
        "<fullitem>&lt;p&gt;Text&lt;/p&gt;</fullitem>",
        "<dc:description>&lt;p&gt;Text&lt;/p&gt;</dc:description>",
    ],
)
def test_text_in_elements_of_old_modules_is_read(tmp_path: Path, text: str) -> None:
    assert "<p>Text</p>" in read_post(write_rss(tmp_path, f"<title>T</title>{text}")).html


def test_base64_of_atom_03_is_decoded(tmp_path: Path) -> None:
    parts = (
        '<title mode="base64">QSAmYW1wOyBC</title>',
        '<content type="text/html" mode="base64">PHA+T25lPC9wPg==</content>',
        "<issued>2004-01-02T03:04:05Z</issued>",
    )
    namespace = "http://purl.org/atom/ns#"
    path = write(
        tmp_path, f'<feed version="0.3" xmlns="{namespace}"><entry>{"".join(parts)}</entry></feed>'
    )
    assert (read_post(path).title, read_post(path).html) == ("A & B", "<p>One</p>")


@pytest.mark.parametrize("title", ["&lt;!DOCTYPE html", "&lt;html&gt;", "&lt;?php ?&gt;"])
def test_title_that_begins_like_a_document_is_no_error(tmp_path: Path, title: str) -> None:
    entry = f'<title type="html">{title}</title><content type="html">{title}</content>'
    head = f'<subtitle type="html">{title}</subtitle>'
    assert read_post(write_atom(tmp_path, entry, head=head)).title == ""


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Why <b> is bold", "Why <b> is bold"),
        ("Why <b>this</b> is bold", "Why this is bold"),
        ("Tom &amp; Ann", "Tom & Ann"),
        ("a < b", "a < b"),
    ],
)
def test_title_of_json_feed_is_html_only_with_an_element(
    tmp_path: Path, title: str, plain: str
) -> None:
    assert read_post(write_json(tmp_path, {"id": "1", "title": title})).title == plain


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "<html><body>x</body></html>",
        '<?xml version="1.0"?><opml></opml>',
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>',
        '{"version": "1.0", "items": []}',
        "TITLE: no feed",
    ],
)
def test_other_files_are_refused_with_one_line(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(NotAnExport) as refusal:
        FeedReader(path)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "head",
    [
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>',
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1.archive</id>",
        "<feed xmlns:blogger='http://schemas.google.com/blogger/2018'>",
        "<html>",
    ],
)
def test_exports_of_other_platforms_are_not_recognized(tmp_path: Path, head: str) -> None:
    assert not FeedReader.recognizes(write(tmp_path, head))


def test_folder_is_no_feed(tmp_path: Path) -> None:
    assert not FeedReader.recognizes(tmp_path)
    with pytest.raises(NotAnExport):
        FeedReader(tmp_path)
    with pytest.raises(FileNotFoundError):
        FeedReader(write_rss(tmp_path)).open_file("a.png")


def test_bombs_are_refused(testdata: Path) -> None:
    files = sorted((testdata / "xml-bombs").rglob("*.xml"))
    assert files
    for path in files:
        with pytest.raises(NotAnExport):
            list(FeedReader(path).read())


def test_category_is_listed_as_label_once(tmp_path: Path) -> None:
    entry = '<id>{}</id><title>A</title><category term="News"/><category term="{}"/>'
    path = write_atom(tmp_path, entry.format("a", "Old"), entry.format("b", "New"))
    names = [entry.item.key for entry in read_all(path)][1:]
    assert names == ["News", "Old", "a", "New", "b"]
