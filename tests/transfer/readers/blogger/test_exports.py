"""Real exports of Blogger. The numbers were counted in the files with grep, not with the reader."""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.transfer.readers.blogger.visible_text import get_visible_text
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    RefusedItem,
    Status,
)
from transfer.readers.blogger import BloggerReader, TakeoutReader
from transfer.readers.blogger.body import convert_body


@dataclass(frozen=True)
class Counts:
    posts: int
    pages: int = 0
    drafts: int = 0
    comments: int = 0
    replies: int = 0
    labels: int = 0
    labellings: int = 0
    pictures: int = 0
    captions: int = 0
    embeds: int = 0
    blockquotes: int = 0
    jumps: int = 0
    addresses: int = 0
    own_comments: int = 0


EXPORTS = {
    "blog-03-21-2019_fizkult_ru.xml": (
        *("1804354869398604595", "http://fizkult-privet.blogspot.com/", "Физкульт-привет!", "ru"),
        "America/Los_Angeles",
        {"-07:00": 20, "-08:00": 16},
        Counts(33, 3, 0, 52, 26, 8, 80, 171, 5, 20, 0, 0, 36, 23),
    ),
    "blog-03-27-2020_sdudnic_ro.xml": (
        *("3680355192440469326", "http://www.dudnic.com/", "bodega lu Serge", "ro"),
        "Europe/Paris",
        {"+01:00": 8, "+02:00": 8},
        Counts(14, 2, 2, 3, 0, 28, 33, 57, 46, 1, 6, 0, 14),
    ),
    "blog-11-01-2017_deanshaff_en.xml": (
        *("8551793629529973046", "http://deanshaff.blogspot.com/", "Dean Shaff Personal Blog"),
        *("en", "America/Los_Angeles"),
        {"-07:00": 59, "-08:00": 12},
        # One of the 60 tables has an empty caption. Seven of the embeds are gists.
        Counts(71, 0, 6, 40, 0, 0, 0, 92, 59, 8, 0, 10, 65),
    ),
    "blog-11-22-2015_minsik_ko.xml": (
        *("902933560129960148", "http://yms9654.blogspot.com/", "minsik's blog", "ko"),
        "America/Los_Angeles",
        {"-07:00": 11, "-08:00": 14},
        Counts(25, 0, 0, 0, 0, 97, 119, 5, 0, 4, 18, 0, 25),
    ),
    "blogger-2011_plunkett_en.xml": (
        *("8602458710133943982", "http://blog.charleso.org/", "Plunkett", "en"),
        "America/Los_Angeles",
        {"-07:00": 8},
        Counts(8, 0, 0, 8, 0, 10, 10, 1, addresses=8, own_comments=3),
    ),
    "bloggerexport_pelican_unbound-prefix.xml": (
        *("6303278419262689239", "http://youngdoctornotes.blogspot.com/"),
        *("Notes of a Young Doctor", "nl", "America/Los_Angeles"),
        {"-07:00": 2, "-08:00": 2},
        Counts(2, 2, 2, 1, labels=2, labellings=2, addresses=2),
    ),
}
# Replies of fizkult: comment, post, parent.
REPLIES = """
158646525396390543 6998815492289861761 8937108285844745015
8166470917381189377 5276585653665841420 5962388019293426563
297947024271090526 2975375131787617449 2277877909581668558
8565484924908498169 1370889524807776503 5573271436731624708
3354920466344591307 5276585653665841420 875094787780507772
6008551384813956206 5276585653665841420 875094787780507772
2181281980953651074 1370889524807776503 4918121218142579058
6517994982565413173 1370889524807776503 6345392210215682216
4561020170850389171 1370889524807776503 7473127359646043031
5902227757327931001 5276585653665841420 875094787780507772
8740423334655576553 5276585653665841420 875094787780507772
8138908890529910766 5276585653665841420 875094787780507772
1285697539334234504 1340580908195776507 7783191581595485257
7531482960976344549 5276585653665841420 875094787780507772
4546505123426965893 5276585653665841420 875094787780507772
1023041716181178915 5276585653665841420 875094787780507772
8583825669395991604 5276585653665841420 875094787780507772
2985238660198329250 5276585653665841420 5206611905361632458
7348365885641818306 7479556354348253193 8452454477550233250
4847740054084763049 4867096401575664594 5500144848047698364
9098231213442168468 4867096401575664594 5500144848047698364
7747341428564156296 3538336502074418545 5182846738063855403
3054575715694556259 9023594598140302758 7208994926878994952
1784947557719412554 4273661212856379470 8502914747501518593
4720818344730362428 6864602003176275408 3919790687253590926
483797963378112682 4273661212856379470 6883116071332283925
"""


def select[Kind](items: list, kind: type[Kind]) -> list[Kind]:
    return [item for item in items if isinstance(item, kind)]


def count(items: list) -> Counts:
    posts = select(items, ExportedPost)
    comments = select(items, ExportedComment)
    html = "".join(post.html for post in posts)
    return Counts(
        posts=sum(not post.is_page for post in posts),
        pages=sum(post.is_page for post in posts),
        drafts=sum(post.status == Status.DRAFT for post in posts),
        comments=len(comments),
        replies=sum(comment.parent != "" for comment in comments),
        labels=len(select(items, ExportedLabel)),
        labellings=sum(len(post.labels) for post in posts),
        pictures=html.count("<img"),
        captions=html.count("<figcaption"),
        embeds=html.count("<figure data-embed="),
        blockquotes=html.count("<blockquote"),
        jumps=html.count("<hr data-jump"),
        addresses=sum(any("://" in url for url in post.former_urls) for post in posts),
        own_comments=sum(comment.author != "" for comment in comments),
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_old_export_of_a_real_blog_gives_every_item(testdata, name):
    path = testdata / "blogger" / name
    assert BloggerReader.recognizes(path)
    assert not TakeoutReader.recognizes(path)
    items = [entry.item for entry in BloggerReader(path).read()]
    number, url, title, language, time_zone, offsets, counts = EXPORTS[name]
    (site,) = select(items, ExportedSite)
    assert (site.key, site.url, site.title) == (number, url, title)
    assert (site.language, site.time_zone) == (language, time_zone)
    assert count(items) == counts
    posts = select(items, ExportedPost)
    assert Counter(f"{post.published_at:%:z}" for post in posts) == offsets
    assert {len(post.authors) for post in posts} == {1}
    assert len(select(items, ExportedAuthor)) == 1
    assert not select(items, RefusedItem)
    assert {comment.state for comment in select(items, ExportedComment)} <= {CommentState.APPROVED}
    keys = Counter((type(item), item.key) for item in items)
    assert max(keys.values()) == 1


@pytest.mark.parametrize("name", EXPORTS)
def test_comments_of_a_real_blog_belong_to_its_posts_and_comments(testdata, name):
    items = [entry.item for entry in BloggerReader(testdata / "blogger" / name).read()]
    posts = {post.key for post in select(items, ExportedPost)}
    comments = {comment.key: comment for comment in select(items, ExportedComment)}
    for comment in comments.values():
        assert comment.post in posts
        assert not comment.parent or comments[comment.parent].post == comment.post


def test_replies_of_a_real_blog_have_their_parents(testdata):
    path = testdata / "blogger" / "blog-03-21-2019_fizkult_ru.xml"
    items = [entry.item for entry in BloggerReader(path).read()]
    replies = {
        (comment.key, comment.post, comment.parent)
        for comment in select(items, ExportedComment)
        if comment.parent
    }
    assert replies == {tuple(line.split()) for line in REPLIES.split("\n") if line}


def test_takeout_of_a_real_blog_gives_every_item(testdata):
    path = testdata / "blogger" / "takeout_heisencoder"
    assert TakeoutReader.recognizes(path)
    items = [entry.item for entry in TakeoutReader(path).read()]
    (site,) = select(items, ExportedSite)
    assert (site.key, site.title) == ("4147841314301981805", "Heisencoder")
    assert (site.language, site.time_zone) == ("en-US", "America/Denver")
    assert site.description == "Matt Ball's Blog"
    # The export does not tell the domain; three links in posts do.
    assert site.url == "http://heisencoder.net/"
    # One of the 17 blockquotes is empty.
    assert count(items) == Counts(
        40, 0, 7, 306, 1, 13, 72, 3, blockquotes=16, addresses=34, own_comments=58
    )
    states = Counter(comment.state for comment in select(items, ExportedComment))
    assert states == {
        CommentState.APPROVED: 284,
        CommentState.SPAM: 20,
        CommentState.REMOVED: 2,
    }
    (reply,) = [item for item in select(items, ExportedComment) if item.parent]
    assert (reply.key, reply.post, reply.parent) == (
        *("8035075671438343309", "7694451485568280571"),
        "7045385320675117435",
    )
    assert [author.name for author in select(items, ExportedAuthor)] == ["Matthew V Ball"]
    assert not select(items, RefusedItem)


def test_albums_of_a_real_takeout_give_files_and_addresses(testdata):
    path = testdata / "blogger" / "takeout_heisencoder"
    reader = TakeoutReader(path)
    pictures = select([entry.item for entry in reader.read()], ExportedPicture)
    assert len(pictures) == 7
    sizes = {}
    for picture in pictures:
        with reader.open_file(picture.file) as file:
            sizes[picture.file.rpartition("/")[2]] = len(file.read())
    assert sizes == {
        "Flatirons.jpg": 22215,
        "NetBeansWithDarkTabBackground.PNG": 64817,
        "NetBeansWithDarkTabBackground.bmp": 111112,
        "NetBeansWithLightTabBackground(1).PNG": 63733,
        "NetBeansWithLightTabBackground.PNG": 63789,
        "NetBeansWithLightTabBackground.bmp": 110920,
        "emerald_bay_lake_tahoe.jpg": 27720,
    }
    shown = {picture.file.rpartition("/")[2] for picture in pictures if picture.urls}
    assert shown == {
        "NetBeansWithDarkTabBackground.PNG",
        "NetBeansWithLightTabBackground.PNG",
        "emerald_bay_lake_tahoe.jpg",
    }
    assert all("/s1600/" in picture.urls[0] for picture in pictures if picture.urls)


def read_bodies(path) -> list[str]:
    """Read the HTML of all posts and pages with another parser."""
    text = path.read_text().replace("app:", "app_")
    bodies = []
    for entry in ElementTree.fromstring(text).iter("{http://www.w3.org/2005/Atom}entry"):
        kinds = [
            each.get("term", "") for each in entry.iter("{http://www.w3.org/2005/Atom}category")
        ]
        kind = entry.findtext("{http://schemas.google.com/blogger/2018}type")
        if kind == "POST" or any(term.endswith(("kind#post", "kind#page")) for term in kinds):
            bodies.append(entry.findtext("{http://www.w3.org/2005/Atom}content") or "")
    return bodies


@pytest.mark.parametrize(
    ("name", "total"),
    [
        *((name, counts[-1].posts + counts[-1].pages) for name, counts in EXPORTS.items()),
        ("takeout_heisencoder/Takeout/Blogger/Blogs/Heisencoder/feed.atom", 40),
    ],
)
def test_conversion_of_a_real_post_keeps_the_visible_text(testdata, name, total):
    bodies = read_bodies(testdata / "blogger" / name)
    assert len(bodies) == total
    for body in bodies:
        converted = get_visible_text(convert_body(body).html)
        if "text/x-markdown" in body:
            # Here a script holds text as well.
            rest = iter(converted)
            assert all(character in rest for character in get_visible_text(body))
        else:
            assert converted == get_visible_text(body)
