"""Folders of generators of static sites, and what is read from them."""

from collections.abc import Mapping
from pathlib import Path

from tests.transfer.readers.exports import check_resuming, list_posts, read_items, write_folder
from transfer.items import ExportedLabel, ExportedPicture, ExportedPost, Item
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
    "content/old.rst": "Old\n###\n\n:date: 2020-03-07\n:tags: a, c\n\nText",
    "content/odd.adoc": "= Odd",
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
    "src/posts/posts.json": '{"tags": ["b"], "permalink": "/p/{{ page.fileSlug }}/"}',
    "src/posts/set.11tydata.js": "module.exports = { tags: 'c', layout: x() }",
    "src/posts/bad.json": "{",
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
