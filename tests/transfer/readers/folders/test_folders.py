"""Folders of Hugo, Jekyll, Octopress, Hexo, Pelican, Eleventy and others."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from tests.transfer.readers.exports import (
    check_resuming,
    list_posts,
    list_refused,
    read_items,
    write_folder,
    write_zip,
)
from transfer.items import (
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    Status,
)
from transfer.readers.base import NotAnExport
from transfer.readers.folders.reader import FolderReader

Files = Mapping[str, str | bytes]

HUGO: Files = {
    "hugo.toml": """baseURL = "https://blog.example/"
title = "Long views"
languageCode = "en-us"
timeZone = "Europe/Berlin"
[languages.en]
[languages.fr]
[params]
description = "About it"
author = "Ida Moor"
[permalinks]
news = "/:year/:month/:slug/"
""",
    "archetypes/default.md": "+++\ntitle = ''\n+++\n",
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/about.md": "---\ntitle: About\n---\nAbout me, see [one](posts/one.md#part).",
    "content/posts/_index.md": "---\ntitle: Posts\n---\n",
    "content/posts/one.md": (
        '+++\ntitle = "One"\ndate = 2020-03-04T05:06:07+01:00\nlastmod = 2021-01-01\n'
        'tags = ["Press", "Rail"]\ncategories = ["News"]\naliases = ["/old/one/", "older"]\n'
        'description = "A summary"\n+++\nText ![](/img/top.png)'
    ),
    "content/posts/two/index.md": (
        "---\ntitle: Two\ndate: 2020-03-05\ncover:\n  image: lead.jpg\n---\n![](side.jpg)"
    ),
    "content/posts/two/side.jpg": b"1",
    "content/posts/two/lead.jpg": b"2",
    "content/posts/one.fr.md": "---\ntitle: Un\ndate: 2020-03-04\n---\nTexte",
    "content/news/The Big Story.md": "---\ntitle: The Big, Big Story!\ndate: 2019-12-31\n---\nx",
    "content/posts/draft.md": "---\ntitle: Draft\ndate: 2020-01-01\ndraft: true\n---\nx",
    "content/posts/slugged.md": "---\ntitle: S\ndate: 2020-01-01\nslug: other-name\n---\nx",
    "content/posts/set.md": "---\ntitle: S\ndate: 2020-01-01\nurl: /set/here/\n---\nx",
    "static/img/top.png": b"3",
    "static/favicon.ico": b"4",
    "themes/x/static/logo.png": b"5",
    "themes/x/README.md": "x",
    "layouts/index.html": "{{ .Content }}",
    "public/posts/one/index.html": "<title>One</title>",
    "README.md": "# Readme",
}
JEKYLL: Files = {
    "_config.yml": (
        "title: Long views\nurl: https://blog.example\nbaseurl: /blog\ntimezone: Europe/Berlin\n"
        "author: ida\npermalink: /:categories/:year/:month/:day/:title/\nlang: en\n"
    ),
    "_data/authors.yml": "ida:\n  name: Ida Moor\n  email: ida@example.org\n  bio: Writes.\n",
    "_posts/2020-03-04-one.md": (
        "---\nlayout: post\ntitle: One\ncategories: news rail\ntags: [a, b]\n"
        "redirect_from:\n- /p/1\n---\n![]({{ site.baseurl }}/assets/p.png)\n"
        "[two]({% post_url 2020-03-05-two %}) {% link about.md %}"
    ),
    "world/_posts/2020-03-05-two.markdown": (
        "---\ntitle: Two\ndate: 2020-03-05 23:30:00 +0000\nauthor: Ann Other\n---\nText"
    ),
    "_posts/2020-03-06-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nText",
    "_posts/2020-03-07-plain.md": "No front matter at all.",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nText",
    "_pages/contact.md": "---\ntitle: Contact\npermalink: /contact/\n---\nText",
    "about.md": "---\ntitle: About\n---\nText",
    "index.html": "---\nlayout: default\n---\n{% for post in site.posts %}x{% endfor %}",
    "_layouts/default.html": "<title>{{ page.title }}</title>",
    "_includes/head.html": "---\ntitle: x\n---\n",
    "assets/p.png": b"1",
    "LICENSE.md": "Licence",
}
HEXO: Files = {
    "_config.yml": "title: Views\nurl: https://blog.example\nroot: /\nnew_post_name: :title.md\n",
    "source/_posts/one.md": (
        "title: One\ndate: 2020-03-04 05:06:07\nupdated: 2020-04-01\ntags:\n- a\n- b\n"
        "categories:\n- [News, Rail]\n---\n{% asset_img p.png 'A gate' %}"
    ),
    "source/_posts/one/p.png": b"1",
    "source/_drafts/idea.md": "---\ntitle: Idea\n---\nText",
    "source/about/index.md": "---\ntitle: About\n---\nText",
    "scaffolds/post.md": "---\ntitle: {{ title }}\n---\n",
}
PELICAN: Files = {
    "pelicanconf.py": (
        "import os\nAUTHOR = 'Ida Moor'\nSITENAME = 'Views'\nSITEURL = 'https://blog.example'\n"
        "PATH = 'content'\nTIMEZONE = 'Europe/Berlin'\nDEFAULT_LANG = 'en'\n"
        "ARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{slug}/'\nTAG_URL = os.environ['X']\n"
        "open('/tmp/run', 'w')\n"
    ),
    "content/news/one.md": (
        "Title: Ünder, the gate\nDate: 2020-03-04 05:06\nModified: 2020-05-01\nTags: a, b c\n"
        "Authors: Ida Moor; Ann Other\nSummary: A summary\n\n"
        "![alt]({static}/images/p.png) [x]({filename}../other.md)"
    ),
    "content/other.md": "Title: Other\nDate: 2020-03-05\nCategory: Culture\nStatus: draft\n\nText",
    "content/pages/about.md": "Title: About\nSlug: who\n\nText",
    "content/page.html": (
        '<html><head><title>From HTML</title><meta name="date" content="2020-03-06">'
        '<meta name="tags" content="a, z"></head><body><p>Body</p></body></html>'
    ),
    "content/old.rst": "Old\n###\n\nText",
    "content/images/p.png": b"1",
    "output/posts/x.html": "<title>x</title>",
    "README.md": "Readme",
}
ELEVENTY: Files = {
    ".eleventy.js": "module.exports = () => process.exit(1)",
    "src/posts/2020-03-04-one.md": "---\ntitle: One\ndate: 2020-03-04\ntags: [posts, a]\n---\nText",
    "src/posts/set.md": (
        '---\ntitle: Set\ndate: 2020-03-05\npermalink: "/x/{{ page.fileSlug }}/"\n---\n'
    ),
    "src/about.md": "---\ntitle: About\n---\nText",
    "src/_includes/base.html": "<title>x</title>",
    "src/index.njk": "---\ntitle: Home\n---\n",
    "node_modules/x/README.md": "---\ntitle: x\n---\n",
}


def read(path: Path, files: Files) -> list[Item]:
    reader = FolderReader(write_folder(path / "export", files))
    items = read_items(reader)
    check_resuming(reader)
    return items


def get_posts(items: list[Item]) -> dict[str, ExportedPost]:
    return {post.key: post for post in list_posts(items)}


def get_pictures(items: list[Item]) -> dict[str, str]:
    return {item.file: item.urls[0] for item in items if isinstance(item, ExportedPicture)}


def get_labels(items: list[Item]) -> dict[str, tuple[str, ...]]:
    return {item.name: item.former_urls for item in items if isinstance(item, ExportedLabel)}


def test_hugo_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, HUGO)
    assert items[0] == ExportedSite(
        url="https://blog.example",
        title="Long views",
        description="About it",
        language="en-us",
        time_zone="Europe/Berlin",
    )
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "content/about.md": ("/about/",),
        "content/posts/one.md": ("/posts/one/", "/old/one/", "/posts/older"),
        "content/posts/two/index.md": ("/posts/two/",),
        "content/posts/one.fr.md": ("/fr/posts/one/",),
        "content/news/The Big Story.md": ("/2019/12/the-big-big-story/",),
        "content/posts/draft.md": ("/posts/draft/",),
        "content/posts/slugged.md": ("/posts/other-name/",),
        "content/posts/set.md": ("/set/here/",),
    }
    one = posts["content/posts/one.md"]
    assert one.title == "One"
    assert one.summary == "A summary"
    assert one.published_at == datetime(2020, 3, 4, 4, 6, 7, tzinfo=UTC)
    assert one.updated_at == datetime(2021, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert one.labels == ("News", "Press", "Rail")
    assert one.authors == ("Ida Moor",)
    assert one.slug == "one"
    assert 'src="/img/top.png"' in one.html
    assert [key for key, post in posts.items() if post.is_page] == ["content/about.md"]
    assert posts["content/posts/one.fr.md"].language == "fr"
    assert posts["content/posts/draft.md"].status == Status.DRAFT
    two = posts["content/posts/two/index.md"]
    assert two.lead_picture == "/posts/two/lead.jpg"
    assert 'src="/posts/two/side.jpg"' in two.html
    assert '<a href="/posts/one/#part">' in posts["content/about.md"].html
    assert get_pictures(items) == {
        "content/posts/two/lead.jpg": "/posts/two/lead.jpg",
        "content/posts/two/side.jpg": "/posts/two/side.jpg",
        "static/img/top.png": "/img/top.png",
    }
    assert get_labels(items)["Press"] == ("/tags/press/", "/tags/press/index.xml")
    assert get_labels(items)["News"] == ("/categories/news/", "/categories/news/index.xml")


def test_jekyll_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, JEKYLL)
    assert items[0] == ExportedSite(
        url="https://blog.example/blog",
        title="Long views",
        language="en",
        time_zone="Europe/Berlin",
    )
    assert items[1] == ExportedAuthor(
        key="ida", name="Ida Moor", email="ida@example.org", about="Writes."
    )
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "_posts/2020-03-04-one.md": ("/blog/news/rail/2020/03/04/one/", "/blog/p/1"),
        "world/_posts/2020-03-05-two.markdown": ("/blog/world/2020/03/06/two/",),
        "_posts/2020-03-06-hidden.md": ("/blog/2020/03/06/hidden/",),
        "_posts/2020-03-07-plain.md": ("/blog/2020/03/07/plain/",),
        "_drafts/idea.md": (),
        "_pages/contact.md": ("/blog/contact/",),
        "about.md": ("/blog/about/",),
    }
    one = posts["_posts/2020-03-04-one.md"]
    assert one.labels == ("news", "rail", "a", "b")
    assert one.authors == ("ida",)
    assert one.published_at == datetime(2020, 3, 4, tzinfo=ZoneInfo("Europe/Berlin"))
    assert 'src="/blog/assets/p.png"' in one.html
    assert '<a href="/blog/world/2020/03/06/two/">two</a> /blog/about/' in one.html
    assert get_pictures(items) == {"assets/p.png": "/blog/assets/p.png"}
    assert posts["world/_posts/2020-03-05-two.markdown"].labels == ("world",)
    assert posts["world/_posts/2020-03-05-two.markdown"].authors == ("Ann Other",)
    drafts = {key for key, post in posts.items() if post.status == Status.DRAFT}
    assert drafts == {"_posts/2020-03-06-hidden.md", "_drafts/idea.md"}
    pages = {key for key, post in posts.items() if post.is_page}
    assert pages == {"_pages/contact.md", "about.md"}
    assert not list_refused(items)


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("", "/news/2020/03/04/one.html"),
        ("pretty", "/news/2020/03/04/one/"),
        ("ordinal", "/news/2020/064/one.html"),
        ("none", "/news/one.html"),
        ("/:title", "/one"),
        ("/:year/:i_month/:i_day/:title:output_ext", "/2020/3/4/one.html"),
        ("/:year/:short_month/:slug", "/2020/Mar/one"),
    ],
)
def test_address_of_jekyll_follows_its_scheme(tmp_path: Path, permalink: str, address: str) -> None:
    files = {
        "_config.yml": f'title: x\npermalink: "{permalink}"\n',
        "_posts/2020-03-04-one.md": "---\ntitle: One\ncategory: news\n---\nText",
    }
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == (address,)
    assert post.slug == "one"


def test_jekyll_without_configuration_has_addresses_of_its_front_matter(tmp_path: Path) -> None:
    files = {
        "_posts/2020-03-04-one.md": "---\ntitle: One\npermalink: /x/:title.html\n---\nText",
        "_posts/2020-03-05-two.md": "---\ntitle: Two\n---\n[one](2020-03-04-one.md)",
        "other.txt": "x",
    }
    one, two = list_posts(read(tmp_path, files))
    assert one.former_urls == ("/x/one.html", "/_posts/2020-03-04-one.md")
    assert two.former_urls == ("/_posts/2020-03-05-two.md",)
    assert '<a href="/x/one.html">' in two.html


def test_comments_in_front_matter_are_read(tmp_path: Path) -> None:
    text = """---
title: One
author:
  display_name: Ida Moor
  login: ida
wordpress_url: http://old.example/?p=17
date: '2011-07-09 16:05:20 -0300'
comments:
- id: 6
  author: Ann Other
  author_email: ann@example.org
  author_url: http://ann.example
  date: '2011-07-10 16:05:20 -0300'
  content: I <em>agree</em>.
- id: 6
  author: ''
  content: Again.
- just text
---
Text"""
    items = read(tmp_path, {"_config.yml": "title: x", "_posts/2011-07-09-one.html": text})
    [post] = list_posts(items)
    assert post.authors == ("Ida Moor",)
    assert post.former_urls == ("/2011/07/09/one.html", "/?p=17")
    first, second = (item for item in items if isinstance(item, ExportedComment))
    assert first == ExportedComment(
        key="_posts/2011-07-09-one.html#6",
        post="_posts/2011-07-09-one.html",
        name="Ann Other",
        email="ann@example.org",
        url="http://ann.example",
        html="I <em>agree</em>.",
        created_at=datetime(2011, 7, 10, 19, 5, 20, tzinfo=UTC),
    )
    assert (second.key, second.html) == ("_posts/2011-07-09-one.html#number-2", "Again.")


def test_drafts_by_default_of_pelican_are_drafts(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": "PATH = '.'\nDEFAULT_METADATA = {'status': 'draft'}\n",
        "a.md": "Title: A\n\nText",
        "b.md": "Title: B\nStatus: published\n\nText",
    }
    posts = list_posts(read(tmp_path, files))
    assert [post.status for post in posts] == [Status.DRAFT, Status.PUBLISHED]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("The <em>long</em> view &amp; more", "The long view & more"),
        ("Why <T> is &c, 1 < 2", "Why <T> is &c, 1 < 2"),
        ("*No* markup", "*No* markup"),
        ("<script>x</script> y", "<script>x</script> y"),
    ],
)
def test_title_and_summary_are_plain_text(tmp_path: Path, title: str, text: str) -> None:
    front_matter = f"---\ntitle: '{title}'\ndescription: '{title}'\n---\nText"
    [post] = list_posts(read(tmp_path, {"a/a.md": front_matter, "x.txt": "x"}))
    assert (post.title, post.summary) == (text, text)


def test_octopress_site_is_read(tmp_path: Path) -> None:
    files = {
        "_config.yml": (
            "title: x\nurl: http://blog.example\nroot: /\n"
            "permalink: /blog/:year/:month/:day/:title/\n"
            "source: source\ndestination: public\n"
        ),
        "Rakefile": "x",
        "source/_posts/2013-03-04-one.markdown": (
            "---\nlayout: post\ntitle: One\ncategories: [a]\ncomments: true\n---\n"
            "{% blockquote Ida Moor https://a.org The View %}\nWords\n{% endblockquote %}\n"
            "{% img /images/p.png %}"
        ),
        "source/about/index.markdown": "---\nlayout: page\ntitle: About\n---\nText",
        "source/images/p.png": b"1",
    }
    items = read(tmp_path, files)
    one, about = list_posts(items)
    assert one.former_urls == ("/blog/2013/03/04/one/",)
    assert '<blockquote cite="https://a.org">' in one.html
    assert "<footer>Ida Moor, The View</footer>" in one.html
    assert get_pictures(items) == {"source/images/p.png": "/images/p.png"}
    assert 'src="/images/p.png"' in one.html
    assert about.is_page and about.former_urls == ("/about/",)


def test_hexo_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, HEXO)
    posts = get_posts(items)
    one = posts["source/_posts/one.md"]
    assert one.former_urls == ("/2020/03/04/one/",)
    assert one.labels == ("News", "Rail", "a", "b")
    assert one.published_at == datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert 'src="/_posts/one/p.png"' in one.html
    assert get_pictures(items) == {"source/_posts/one/p.png": "/_posts/one/p.png"}
    assert posts["source/_drafts/idea.md"].status == Status.DRAFT
    assert posts["source/about/index.md"].is_page
    assert posts["source/about/index.md"].former_urls == ("/about/",)
    assert get_labels(items)["News"] == ("/categories/News/",)
    assert get_labels(items)["Rail"] == ("/categories/News/Rail/",)
    assert len(posts) == 3


def test_pelican_site_is_read_without_running_its_configuration(tmp_path: Path) -> None:
    items = read(tmp_path, PELICAN)
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "content/news/one.md": ("/posts/2020/Mar/under-the-gate/",),
        "content/other.md": ("/posts/2020/Mar/other/",),
        "content/page.html": ("/posts/2020/Mar/from-html/",),
        "content/pages/about.md": ("/pages/who.html",),
    }
    one = posts["content/news/one.md"]
    assert one.title == "Ünder, the gate"
    assert one.labels == ("news", "a", "b c")
    assert one.authors == ("Ida Moor", "Ann Other")
    assert one.summary == "A summary"
    assert 'src="/images/p.png"' in one.html
    assert 'href="/posts/2020/Mar/other/"' in one.html
    assert posts["content/other.md"].status == Status.DRAFT
    assert posts["content/pages/about.md"].is_page
    assert posts["content/page.html"].html == "<p>Body</p>"
    assert posts["content/page.html"].labels == ("a", "z")
    [refused] = list_refused(items)
    assert refused.item == "content/old.rst"
    assert refused.reason == "reStructuredText cannot be read. Convert the file to Markdown."
    assert get_labels(items)["news"] == ("/category/news.html", "/feeds/news.atom.xml")
    assert get_labels(items)["a"] == ("/tag/a.html",)


def test_eleventy_site_is_read(tmp_path: Path) -> None:
    posts = get_posts(read(tmp_path, ELEVENTY))
    assert {key: post.former_urls for key, post in posts.items()} == {
        "src/about.md": ("/about/",),
        "src/posts/2020-03-04-one.md": ("/posts/one/",),
        "src/posts/set.md": ("/x/set/",),
    }
    path = "---\ntitle: S\npermalink: /own/name/index.html\n---\nx"
    posts = get_posts(read(tmp_path / "other", {**ELEVENTY, "src/posts/set.md": path}))
    assert posts["src/posts/set.md"].slug == "name"
    posts = get_posts(read(tmp_path, ELEVENTY))
    assert posts["src/posts/2020-03-04-one.md"].labels == ("a",)
    assert posts["src/about.md"].is_page


ASTRO: Files = {
    "astro.config.mjs": "// site: 'https://no.example'\nexport default { site: 'https://a.example',\n"
    "  base: '/b', output: process.exit(1) }",
    "src/content/blog/First Post.md": "---\ntitle: 1\npubDate: 'Jul 08 2022'\n---\n[2](./second)",
    "src/content/blog/second/index.mdx": "---\ntitle: 2\npubDate: 2022-07-09\n---\nx",
    "src/content/notes/n.md": "---\ntitle: N\nslug: own/name\npubDate: 2022-07-10\n---\nx",
    "src/pages/about.md": "---\ntitle: About\n---\nx",
    "src/pages/articles/[...slug].astro": "---\n---",
    "src/pages/notes/[slug]/index.astro": "---\n---",
    "public/a.jpg": b"1",
}
DOCUSAURUS: Files = {
    "docusaurus.config.js": "module.exports = {title: 'Dino', url: 'https://d.example',"
    " baseUrl: '/', presets: [['classic', {blog: {showReadingTime: true,"
    " routeBasePath: '/news'}}]]}",
    "blog/2021-08-26-welcome/index.md": "---\ntitle: W\ntags: [Big News]\n---\n![](./p.png)",
    "blog/2021-08-26-welcome/p.png": b"1",
    "blog/2020/05-30-nested.md": "---\ntitle: N\n---\nx",
    "blog/2019-05-28-slugged.md": "---\ntitle: S\nslug: short\n---\nx",
    "docs/01-start/02-intro.md": "---\nsidebar_position: 1\n---\n# Intro\n\nx",
    "docs/README.md": "# Docs\n\nx",
    "src/pages/about.md": "---\ntitle: A\n---\nx",
}


def test_astro_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, ASTRO)
    assert {key: post.former_urls for key, post in get_posts(items).items()} == {
        "src/content/blog/First Post.md": ("/b/blog/first-post/",),
        "src/content/blog/second/index.mdx": ("/b/blog/second/",),
        "src/content/notes/n.md": ("/b/notes/own/name/",),
        "src/pages/about.md": ("/b/about/",),
    }
    only_route = {key: text for key, text in ASTRO.items() if "pages/notes" not in key}
    posts = get_posts(read(tmp_path / "other", only_route))
    assert posts["src/content/notes/n.md"].former_urls == ("/b/articles/own/name/",)
    assert posts["src/pages/about.md"].is_page


def test_docusaurus_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, DOCUSAURUS)
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "blog/2021-08-26-welcome/index.md": ("/news/2021/08/26/welcome",),
        "blog/2020/05-30-nested.md": ("/news/2020/05/30/nested",),
        "blog/2019-05-28-slugged.md": ("/news/short",),
        "docs/01-start/02-intro.md": ("/docs/start/intro",),
        "src/pages/about.md": ("/about",),
    }
    assert posts["blog/2020/05-30-nested.md"].published_at == datetime(2020, 5, 30, 12, tzinfo=UTC)
    assert posts["docs/01-start/02-intro.md"].is_page
    assert get_labels(items) == {"Big News": ("/news/tags/big-news",)}


def test_links_of_generators_lead_to_their_addresses(tmp_path: Path) -> None:
    jekyll = {
        "_config.yml": "url: https://b.example\nbaseurl: /b\ncollections:\n  tips:\n"
        "    output: true\n    permalink: /tips/:name/\n",
        "_tips/soup.md": "---\ntitle: Soup\n---\nx",
        "_posts/2020-01-01-a.md": "---\ntitle: A\n---\n[1]({% link _tips/soup.md %})"
        " [2]({{ '/x/' | relative_url }})",
    }
    pelican = {
        "pelicanconf.py": "SITEURL = 'https://p.example'",
        "content/a.md": "Title: A\nDate: 2020-01-01\nTags: Big News\n\n[1]({tag}Big%20News)",
    }
    html = get_posts(read(tmp_path / "jekyll", jekyll))["_posts/2020-01-01-a.md"].html
    assert 'href="/b/tips/soup/"' in html and 'href="/b/x/"' in html
    html = get_posts(read(tmp_path / "pelican", pelican))["content/a.md"].html
    assert 'href="/tag/big-news.html"' in html


def test_plain_folder_is_read(tmp_path: Path) -> None:
    files = {
        "2020-03-04-first.md": "# Heading\n\nText ![](p.jpg)",
        "deep/second.md": "---\ntitle: Second\n---\nSee [first](../2020-03-04-first.md).",
        "deep/p.html": "---\ntitle: HTML\n---\n<p>Text</p>",
        "README.md": "Readme",
        "p.jpg": b"1",
    }
    items = read(tmp_path, {**files, "top.md": "---\ntitle: Top\n---\n"})
    posts = get_posts(items)
    assert set(posts) == {"2020-03-04-first.md", "deep/second.md", "deep/p.html", "top.md"}
    first = posts["2020-03-04-first.md"]
    assert (first.title, first.slug) == ("Heading", "first")
    assert "Heading" not in first.html
    assert first.published_at == datetime(2020, 3, 4, 12, tzinfo=UTC)
    assert first.former_urls == ("/2020-03-04-first.md",)
    assert 'href="/2020-03-04-first.md"' in posts["deep/second.md"].html
    assert posts["deep/second.md"].published_at is None


@pytest.mark.parametrize(
    ("name", "day", "slug"),
    [
        ("blog/2020-03-04-first/index.md", 4, "first"),
        ("blog/2020/03/04/first.md", 4, "first"),
        ("blog/2020/03/04/first/index.md", 4, "first"),
        ("source/2020-03-04-first.html.markdown", 4, "first"),
        ("blog/2020-03-44-first/index.md", None, "2020-03-44-first"),
        ("blog/2020-03-04-first/second.md", None, "second"),
        ("journal/2020-03-04 First.md", 4, "First"),
        ("journal/2020-03-04.md", 4, "2020-03-04"),
    ],
)
def test_date_is_in_the_name_of_file_or_folder(
    tmp_path: Path, name: str, day: int | None, slug: str
) -> None:
    post = get_posts(read(tmp_path, {name: "---\ntitle: A\n---\nText", "a.txt": "x"}))[name]
    assert post.published_at == (datetime(2020, 3, day, 12, tzinfo=UTC) if day else None)
    assert post.slug == slug


def test_metadata_of_nikola_may_be_in_a_file_beside_the_text(tmp_path: Path) -> None:
    files = {
        "posts/one.md": "Text",
        "posts/one.meta": ".. title: One\n.. slug: first\n.. date: 2020-03-04 05:06:07 UTC+02:00\n",
        "posts/two.md": "<!--\n.. title: Two\n.. tags: a, private\n-->\nText",
        "conf.py": "x",
    }
    posts = get_posts(read(tmp_path, files))
    one, two = posts["posts/one.md"], posts["posts/two.md"]
    assert (one.title, one.slug) == ("One", "first")
    assert one.published_at == datetime(2020, 3, 4, 3, 6, 7, tzinfo=UTC)
    assert (two.title, two.labels, two.status) == ("Two", ("a",), Status.DRAFT)


@pytest.mark.parametrize(
    ("name", "date", "is_page"),
    [
        ("src/pages/about.md", "", True),
        ("src/pages/news.md", "date: 2020-01-02\n", False),
        ("src/content/blog/a.md", "", False),
    ],
)
def test_undated_file_in_a_folder_of_pages_is_a_page(
    tmp_path: Path, name: str, date: str, is_page: bool
) -> None:
    post = get_posts(read(tmp_path, {name: f"---\ntitle: A\n{date}---\nText", "a.txt": "x"}))[name]
    assert post.is_page == is_page


def test_links_of_zola_lead_to_posts(tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://blog.example"\n',
        "content/posts/one.md": "+++\ntitle = 'A'\ndate = 2020-01-02\n+++\n[b](@/posts/two.md#c)",
        "content/posts/two.md": "+++\ntitle = 'B'\ndate = 2020-01-02\nslug = 'second'\n+++\nText",
    }
    post = get_posts(read(tmp_path, files))["content/posts/one.md"]
    assert 'href="/posts/second/#c"' in post.html


def test_addresses_of_zola_are_its_own(tmp_path: Path) -> None:
    files = {
        "config.toml": "base_url = 'https://blog.example'\n[languages.fr]\n",
        "content/The News/2020-01-02-The Gate.md": (
            "+++\ntitle = 'A'\naliases = ['old/gate']\n[taxonomies]\ntags = ['Two words']\n+++\n"
        ),
        "content/The News/gate.fr.md": "+++\ntitle = 'B'\n+++\nTexte",
        "content/pages/who.md": "+++\ntitle = 'C'\npath = 'about/us'\n+++\nText",
    }
    items = read(tmp_path, files)
    assert [post.former_urls for post in list_posts(items)] == [
        ("/the-news/the-gate/", "/old/gate"),
        ("/fr/the-news/gate/",),
        ("/about/us",),
    ]
    [label] = [item for item in items if isinstance(item, ExportedLabel)]
    assert label.former_urls == ("/tags/two-words/", "/tags/two-words/atom.xml")


@pytest.mark.parametrize(
    ("files", "title", "html"),
    [
        ({"posts/a.md": "---\ntitle:\n---\n# The *gate*\n\nText"}, "The gate", "<p>Text</p>"),
        ({"posts/a.md": "---\ntitle: A\n---\n# B\n\nText"}, "A", "<h1>B</h1>\n<p>Text</p>"),
        ({"posts/a.md": "---\ntags: x\n---\nText\n\n# B"}, "", "<p>Text</p>\n<h1>B</h1>"),
        (
            {"_posts/2020-03-04-the-old_gate.md": "---\ntags: x\n---\nText"},
            "The Old Gate",
            "<p>Text</p>",
        ),
    ],
)
def test_title_is_the_heading_or_the_name_if_front_matter_has_none(
    tmp_path: Path, files: Files, title: str, html: str
) -> None:
    [post] = list_posts(read(tmp_path, files))
    assert (post.title, post.html) == (title, html)
    assert not post.notes


def test_draft_of_an_exporter_without_date_and_slug_is_read(tmp_path: Path) -> None:
    text = "---\ntitle: Idea\ndate: -001-11-30T00:00:00+00:00\ndraft: true\nurl: /?p=12\n---\nText"
    files = {"config.toml": "baseURL = 'https://blog.example'", "content/2019-04-18-.md": text}
    [post] = list_posts(read(tmp_path, files))
    assert (post.status, post.slug, post.former_urls) == (Status.DRAFT, "", ("/?p=12",))


def test_error_page_and_pages_of_lists_are_no_content(tmp_path: Path) -> None:
    files = {
        "404.html": "---\ntitle: Lost\n---\n<p>x</p>",
        "_posts/2020-03-04-a.md": "Text",
        "index.md": "---\nlayout: home\n---\n",
        "tags.md": "---\ntitle: Tags\nlayout: tags\n---\n",
        "archive.md": "---\ntitle: All\n---\n{% for post in site.posts %}\n- x\n{% endfor %}",
    }
    assert [post.key for post in list_posts(read(tmp_path, files))] == ["_posts/2020-03-04-a.md"]


def test_zip_of_folder_gives_the_same_items(tmp_path: Path) -> None:
    folder = FolderReader(write_folder(tmp_path / "export", HUGO))
    zipped = FolderReader(
        write_zip(tmp_path / "a.zip", {f"blog-main/{name}": text for name, text in HUGO.items()})
    )
    assert read_items(zipped) == read_items(folder)
    with zipped.open_file("static/img/top.png") as file:
        assert file.read() == b"3"
    with pytest.raises(FileNotFoundError):
        zipped.open_file("../x")


@pytest.mark.parametrize(
    ("metadata", "status", "note"),
    [
        ("date: 2020-01-01", Status.PUBLISHED, ""),
        ("date: 2999-01-01", Status.SCHEDULED, ""),
        ("date: 2020-01-01\npublishDate: 2999-01-01", Status.SCHEDULED, ""),
        ("draft: true", Status.DRAFT, ""),
        ("published: false", Status.DRAFT, ""),
        ("date: 2020-01-01\npassword: secret", Status.DRAFT, "password"),
        ("date: 2020-01-01\nexpiryDate: 2020-02-01", Status.DRAFT, "expired"),
        ("date: 2020-01-01\nstatus: private", Status.DRAFT, "private"),
        ("date: 2020-01-01\nhidden: true", Status.PUBLISHED, "no list"),
        ("date: tomorrow", Status.PUBLISHED, "Its date cannot be read: tomorrow."),
        ("pubDatetime: 2999-01-01T00:00:00Z", Status.SCHEDULED, ""),
        ("published: true\ncreated: 2999-01-01", Status.SCHEDULED, ""),
        ("date: 2020-01-01\nseries: Rail", Status.PUBLISHED, "series: Rail"),
    ],
)
def test_status_follows_front_matter(
    tmp_path: Path, metadata: str, status: Status, note: str
) -> None:
    files = {"posts/a.md": f"---\ntitle: A\n{metadata}\n---\nText", "x.txt": "x"}
    [post] = list_posts(read(tmp_path, files))
    assert post.status == status
    assert note in " ".join(post.notes)


@pytest.mark.parametrize(
    ("metadata", "address"),
    [
        ("image: /p.jpg", "/p.jpg"),
        ("cover:\n  image: p.jpg\n  relative: true", "/posts/p.jpg"),
        ("header:\n  teaser: /p.jpg", "/p.jpg"),
        ("featured_image: https://x.org/p.jpg", "https://x.org/p.jpg"),
        ("images: [/p.jpg, /q.jpg]", "/p.jpg"),
        ("heroImage: ../p.jpg", "/p.jpg"),
        ("coverImage: beside.jpg", "/posts/images/beside.jpg"),
        ("image: ''", ""),
        ("cover: no picture", ""),
        ("image: /in-text.jpg", ""),
    ],
)
def test_lead_picture_is_read_unless_it_is_in_the_text(
    tmp_path: Path, metadata: str, address: str
) -> None:
    text = f"---\ntitle: A\n{metadata}\n---\n![](/in-text.jpg)"
    files = {"posts/a.md": text, "p.jpg": b"1", "posts/p.jpg": b"2", "in-text.jpg": b"3"}
    files["posts/images/beside.jpg"] = b"4"
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == address


@pytest.mark.parametrize(
    ("name", "title", "by_path", "by_title"),
    [
        ("Mixed Case", "A Mixed: Title!", "mixed-case", "a-mixed-title"),
        ("with.dots.v1", 'What\'s "new"?', "with.dots.v1", "whats-new"),
        ("ünïcode-naïve", "Ünïcode & Naïve", "ünïcode-naïve", "ünïcode-naïve"),
        ("日本語の記事", "日本語の記事", "日本語の記事", "日本語の記事"),
        ("(paren) & amp", "Dash – en", "paren--amp", "dash-en"),
        ("a--b", "100% sure", "a--b", "100-sure"),
        ("2020-01-02-dated", "Ещё заголовок", "2020-01-02-dated", "ещё-заголовок"),
        ("trailing-", "v1.2 (beta)", "trailing-", "v1.2-beta"),
        ("post.fr", "a_b.c", "post.fr", "a_b.c"),
    ],
)
def test_addresses_are_those_that_hugo_builds(
    tmp_path: Path, name: str, title: str, by_path: str, by_title: str
) -> None:
    """Compared with the pages that Hugo 0.168 writes."""
    text = f"---\ntitle: '{title.replace("'", "''")}'\ndate: 2020-03-04T23:30:00Z\n---\n"
    files = {
        "hugo.toml": (
            'baseURL = "https://a.org/sub/"\ntimeZone = "Europe/Berlin"\n'
            '[permalinks]\nnews = "/:year/:month/:day/:title/"\n'
        ),
        f"content/posts/{name}.md": text,
        f"content/news/{name}.md": text,
    }
    news, post = list_posts(read(tmp_path, files))
    assert unquote(post.former_urls[0]) == f"/sub/posts/{by_path}/"
    assert unquote(news.former_urls[0]) == f"/sub/2020/03/04/{by_title}/"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A Mixed: Title!", "a-mixed-title"),
        ("Ünïcode & Naïve", "unicode-naive"),
        ("C++ / C# — dash", "c-c-dash"),
        ("日本語の記事", "ri-ben-yu-noji-shi"),
        ("Ещё заголовок", "eshchio-zagolovok"),
        ("v1.2 (beta), a_b", "v12-beta-a_b"),
    ],
)
def test_addresses_are_those_that_pelican_builds(tmp_path: Path, title: str, slug: str) -> None:
    """Compared with the pages that Pelican 4.12 writes."""
    text = f"Title: {title}\nDate: 2020-03-04\n\nText"
    files = {"pelicanconf.py": "PATH = 'content'\n", "content/a.md": text}
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == (f"/{slug}.html",)


@pytest.mark.parametrize(
    ("name", "label", "slug", "label_slug"),
    [
        ("Mixed Case", "A Mixed: Title!", "Mixed Case", "A-Mixed-Title"),
        ("2020-01-02-dated", 'What is "new"?', "2020-01-02-dated", "What-is-new"),
        ("ünïcode", "Ünïcode & Naïve", "ünïcode", "Unicode-Naive"),
        ("日本語", "Ещё заголовок", "日本語", "Ещё-заголовок"),
        ("(paren) & amp", "v1.2 (beta)", "(paren) & amp", "v1-2-beta"),
    ],
)
def test_addresses_are_those_that_hexo_builds(
    tmp_path: Path, name: str, label: str, slug: str, label_slug: str
) -> None:
    """Compared with the pages that Hexo 8 writes."""
    text = f"---\ntitle: A\ndate: 2020-03-04 23:30:00\ntags: ['{label}']\n---\n"
    files = {
        "_config.yml": "title: x\nnew_post_name: :title.md\ntimezone: Europe/Berlin\n",
        f"source/_posts/{name}.md": text,
    }
    items = read(tmp_path, files)
    [post] = list_posts(items)
    assert unquote(post.former_urls[0]) == f"/2020/03/04/{slug}/"
    assert unquote(get_labels(items)[label][0]) == f"/tags/{label_slug}/"


@pytest.mark.parametrize(
    ("categories", "addresses"),
    [
        ("[A, B]", ["/categories/A/", "/categories/A/B/"]),
        ("[[A, B], [C]]", ["/categories/A/", "/categories/A/B/", "/categories/C/"]),
        ("[[A, B], C]", ["/categories/A/", "/categories/A/B/", "/categories/C/"]),
        ("A", ["/categories/A/"]),
        ("{A: B}", []),
    ],
)
def test_categories_of_hexo_are_below_each_other(
    tmp_path: Path, categories: str, addresses: list[str]
) -> None:
    text = f"---\ntitle: A\ndate: 2020-01-02\ncategories: {categories}\n---\nText"
    items = read(tmp_path, {**HEXO, "source/_posts/one.md": text})
    assert [urls[0] for urls in get_labels(items).values()] == addresses


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("featured.jpg", "Text", "/posts/a/featured.jpg"),
        ("Feature-gate.png", "Text", "/posts/a/Feature-gate.png"),
        ("featured.jpg", "![](featured.jpg)", ""),
        ("other.jpg", "Text", ""),
    ],
)
def test_featured_picture_in_the_folder_of_a_post_is_its_lead_picture(
    tmp_path: Path, name: str, text: str, address: str
) -> None:
    files = {
        "hugo.toml": "baseURL = 'https://blog.example'",
        "content/posts/a/index.md": f"---\ntitle: A\ndate: 2020-01-02\n---\n{text}",
        f"content/posts/a/{name}": b"1",
    }
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == address


def test_lead_picture_with_caption_is_a_figure(tmp_path: Path) -> None:
    metadata = "cover:\n  image: /p.jpg\n  alt: A gate\n  caption: The <em>gate</em>"
    files = {"posts/a.md": f"---\ntitle: A\n{metadata}\n---\nText", "p.jpg": b"1"}
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == ""
    assert post.html == (
        '<figure><img src="/p.jpg" alt="A gate"><figcaption>The gate</figcaption></figure>'
        "<p>Text</p>"
    )


def test_languages_of_hugo_have_folders(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\n---\nText"
    files = {
        "hugo.yaml": (
            "baseURL: https://blog.example/\ndefaultContentLanguage: en\nlanguages:\n"
            "  en:\n    contentDir: content/english\n    title: Views\n"
            "  de:\n    contentDir: content/german\n"
        ),
        "content/english/posts/a.md": text,
        "content/german/posts/a.md": text,
        "content/german/about.md": "---\ntitle: About\n---\n",
    }
    items = read(tmp_path, files)
    posts = list_posts(items)
    assert {(post.language, post.former_urls, post.is_page) for post in posts} == {
        ("en", ("/posts/a/",), False),
        ("de", ("/de/posts/a/",), False),
        ("de", ("/de/about/",), True),
    }
    assert isinstance(items[0], ExportedSite) and items[0].title == "Views"


def test_collection_of_jekyll_has_its_name_in_addresses(tmp_path: Path) -> None:
    files = {"_config.yml": "title: x", "_recipes/soup.md": "---\ntitle: Soup\n---\nText"}
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == ("/recipes/soup.html",)


def test_bad_file_costs_one_file(tmp_path: Path) -> None:
    files = {
        "posts/a.md": "---\ntitle: a: b\n---\nText",
        "posts/b.md": "---\ntitle: Good\n---\nText",
        "posts/c.md": b"---\ntitle: Latin \xe9\n---\n\xff\xfe",
        "posts/d.md": "x" * 6_000_000,
        "posts/e.md": "",
        "posts/f.md": "\0\x01---",
        "posts/g.md": "\ufeff---\r\ntitle: Windows\r\n---\r\nText\r\n",
        "posts/h.md": "---\ntitle: UTF-16\n---\nText".encode("utf-16"),
    }
    items = read(tmp_path, {**files, "x.txt": "x"})
    assert [refused.item for refused in list_refused(items)] == ["posts/a.md", "posts/d.md"]
    titles = {post.title for post in list_posts(items)}
    assert titles == {"Good", "Latin é", "", "Windows", "UTF-16"}


@pytest.mark.parametrize(
    "config",
    [
        {"hugo.toml": "title = [[["},
        {"_config.yml": "a: b: c"},
        {"_config.yml": "- a"},
        {"pelicanconf.py": "def ("},
        {"pelicanconf.py": "X = " + "(" * 5_000},
        {"hugo.toml": 'baseURL = "http://[x"\ntimeZone = "../../etc"'},
        {"config.toml": "permalinks = 1\nparams = 2"},
        {"_config.yml": "timezone: Nowhere/Land\npermalink: [a]\nauthor: [x]"},
    ],
)
def test_malformed_configuration_is_ignored(tmp_path: Path, config: Files) -> None:
    text = "---\ntitle: A\ndate: 2020-01-01\n---\nText"
    files = {**config, "content/_posts/2020-01-01-a.md": text, "_posts/2020-01-01-a.md": text}
    assert list_posts(read(tmp_path, files))


@pytest.mark.parametrize("files", [HUGO, JEKYLL, HEXO, PELICAN, ELEVENTY, ASTRO, DOCUSAURUS])
def test_folder_is_recognized(tmp_path: Path, files: Files) -> None:
    assert FolderReader.recognizes(write_folder(tmp_path / "folder", files))
    assert FolderReader.recognizes(write_zip(tmp_path / "a.zip", files))


@pytest.mark.parametrize(
    ("files", "is_folder"),
    [
        ({"a.md": "Text", "b.md": "Text"}, True),
        ({"a.html": "---\ntitle: A\n---\n", "b.css": "x", "c.js": "x"}, True),
        ({"a.html": '<meta name="date" content="2020-01-01">', "b.css": "x"}, True),
        ({"posts/a.html": '<title>x</title><section data-field="body">'}, False),
        ({"posts.csv": "post_id", "posts/1.a.html": "<p>x</p>"}, False),
        ({"a.json": "{}", "b.xml": "<rss/>"}, False),
        ({"a.jpg": "x"}, False),
    ],
)
def test_other_folder_is_recognized_by_its_files(
    tmp_path: Path, files: Files, is_folder: bool
) -> None:
    assert FolderReader.recognizes(write_folder(tmp_path / "export", files)) is is_folder


def test_folder_without_posts_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="no files in Markdown or HTML"):
        FolderReader(write_folder(tmp_path / "export", {"a.jpg": "x", "b.txt": "x"}))
    assert not FolderReader.recognizes(tmp_path / "none")
