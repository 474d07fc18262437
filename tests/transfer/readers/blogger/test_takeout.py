"""Takeout: trees as folders and zips, albums, statuses, several blogs and feeds."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer.readers.blogger.feeds import (
    BLOG,
    build_old,
    build_old_entry,
    build_takeout,
    build_takeout_entry,
    select_refused,
    write,
)
from tests.transfer.stored_messages import compose_all
from transfer.items import (
    CommentState,
    ExportedComment,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Status,
)
from transfer.readers.base import NotAnExport
from transfer.readers.blogger import BloggerReader, TakeoutReader

SETTINGS = (
    "blog_name,blog_description,blog_locale,blog_time_zone,blog_publishing_mode,blog_subdomain\n"
    '"Low, Tide","Two\nlines",pt_BR,America/Bahia,{mode},lowtide\n'
)
FEED = "Takeout/Blogger/Blogs/Low Tide/feed.atom"
ALBUM = "Takeout/Blogger/Albums/Low Tide"
PICTURE = "https://blogger.googleusercontent.com/img/b/R29vZ2xl"


def build_tree(folder: Path, *entries: str, mode: str = "BLOGSPOT", **files: str) -> Path:
    root = folder / "export"
    write(root, build_takeout(*entries), FEED)
    write(root, SETTINGS.format(mode=mode), FEED.replace("feed.atom", "settings.csv"))
    write(root, "<html/>", FEED.replace("feed.atom", "theme-layouts.xml"))
    comment = build_takeout_entry(99, type="COMMENT", parent=f"{BLOG}.post-98")
    write(root, build_takeout(comment), "Takeout/Blogger/Comments/Other/feed.atom")
    for name, text in files.items():
        write(root, text, name)
    return root


def zip_tree(root: Path) -> Path:
    path = root.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*")):
            archive.write(file, file.relative_to(root).as_posix())
    return path


def read(path: Path) -> list:
    return [entry.item for entry in TakeoutReader(path).read()]


def select[Kind](items: list, kind: type[Kind]) -> list[Kind]:
    return [item for item in items if isinstance(item, kind)]


def test_zip_gives_the_same_items_as_its_folder(tmp_path):
    root = build_tree(tmp_path, build_takeout_entry(5), build_takeout_entry(6, title="ñ"))
    archive = zip_tree(root)
    assert TakeoutReader.recognizes(root)
    assert TakeoutReader.recognizes(archive)
    assert not BloggerReader.recognizes(root)
    assert not BloggerReader.recognizes(archive)
    assert read(archive) == read(root)
    assert [post.key for post in select(read(root), ExportedPost)] == ["5", "6"]


@pytest.mark.parametrize(
    "part",
    ["", "Takeout", "Takeout/Blogger", "Takeout/Blogger/Blogs", "Takeout/Blogger/Blogs/Low Tide"],
)
def test_any_folder_around_the_blog_can_be_chosen(tmp_path, part):
    root = build_tree(tmp_path, build_takeout_entry(5))
    items = read(root / part)
    assert [type(item).__name__ for item in items[:2]] == ["ExportedSite", "ExportedAuthor"]
    assert len(select(items, ExportedPost)) == 1
    assert not select(items, ExportedComment)


def test_comments_on_other_blogs_alone_are_no_export(tmp_path):
    root = build_tree(tmp_path)
    path = root / "Takeout/Blogger/Comments"
    assert not TakeoutReader.recognizes(path)
    with pytest.raises(NotAnExport, match="no blog of Blogger"):
        TakeoutReader(path)


def test_folders_may_have_names_in_another_language(tmp_path):
    root = build_tree(tmp_path, build_takeout_entry(5))
    (root / "Takeout/Blogger/Blogs").rename(root / "Takeout/Blogger/Blogue")
    (root / "Takeout/Blogger/Comments").rename(root / "Takeout/Blogger/Comentários")
    items = read(root)
    assert len(select(items, ExportedPost)) == 1
    assert not select(items, ExportedComment)


def test_old_export_in_a_zip_is_read(tmp_path):
    root = tmp_path / "old"
    write(root, build_old(build_old_entry(5)))
    write(root, "Read me", "notes.txt")
    assert [post.key for post in select(read(zip_tree(root)), ExportedPost)] == ["5"]


def test_site_is_told_by_the_settings(tmp_path):
    (site,) = select(read(build_tree(tmp_path)), ExportedSite)
    assert site == ExportedSite(
        key="77",
        url="https://lowtide.blogspot.com/",
        title="Low, Tide",
        description="Two\nlines",
        language="pt-BR",
        time_zone="America/Bahia",
    )


@pytest.mark.parametrize(
    ("mode", "link", "url"),
    [
        ("HOSTED", "https://shore.example/2019/05/title.html", "https://shore.example/"),
        ("HOSTED", "https://shore.example/2019/05/other.html", "https://lowtide.blogspot.com/"),
        ("BLOGSPOT", "https://shore.example/2019/05/title.html", "https://lowtide.blogspot.com/"),
    ],
)
def test_domain_of_a_blog_is_found_in_links_to_its_posts(tmp_path, mode, link, url):
    entry = build_takeout_entry(5, f'<a href="{link}">Before</a>')
    items = read(build_tree(tmp_path, entry, mode=mode))
    assert select(items, ExportedSite)[0].url == url
    assert select(items, ExportedPost)[0].former_urls == (
        f"{url}2019/05/title.html",
        "/2019/05/title.html",
    )


@pytest.mark.parametrize(
    "settings", ["", "a", "a,b\n", "blog_name\n", "blog_locale,blog_name\nen", '"', "\x00", "é"]
)
def test_settings_that_are_malformed_cost_nothing(tmp_path, settings):
    root = build_tree(tmp_path, build_takeout_entry(5))
    write(root, settings.encode("latin-1"), FEED.replace("feed.atom", "settings.csv"))
    items = read(root)
    assert select(items, ExportedSite)[0].title == "Low Tide"
    assert len(select(items, ExportedPost)) == 1


@pytest.mark.parametrize(
    ("parts", "status", "is_page"),
    [
        ({}, Status.PUBLISHED, False),
        ({"status": "DRAFT"}, Status.DRAFT, False),
        ({"status": "SCHEDULED"}, Status.SCHEDULED, False),
        ({"status": "SOFT_TRASHED"}, Status.TRASHED, False),
        ({"trashed": "2020-01-01T00:00:00Z"}, Status.TRASHED, False),
        ({"type": "PAGE", "filename": "/p/about.html"}, Status.PUBLISHED, True),
        ({"status": "NEW_KIND"}, Status.DRAFT, False),
    ],
)
def test_status_of_a_post_is_told(tmp_path, parts, status, is_page):
    (post,) = select(read(build_tree(tmp_path, build_takeout_entry(5, **parts))), ExportedPost)
    assert (post.status, post.is_page) == (status, is_page)
    assert bool(post.notes) == (parts.get("status") == "NEW_KIND")


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ({}, CommentState.APPROVED),
        ({"status": "SPAM_COMMENT"}, CommentState.SPAM),
        ({"status": "GHOSTED_COMMENT"}, CommentState.REMOVED),
        ({"status": "EMPTIED"}, CommentState.REMOVED),
        ({"status": "PENDING_MODERATION"}, CommentState.WAITING),
        ({"status": "SOFT_TRASHED"}, CommentState.REMOVED),
        ({"trashed": "2020-01-01T00:00:00Z"}, CommentState.REMOVED),
        ({"status": "NEW_KIND"}, CommentState.WAITING),
        ({"status": ""}, CommentState.WAITING),
    ],
)
def test_state_of_a_comment_is_told(tmp_path, parts, state):
    entry = build_takeout_entry(6, type="COMMENT", parent=f"{BLOG}.post-5", **parts)
    (comment,) = select(read(build_tree(tmp_path, entry)), ExportedComment)
    assert (comment.state, comment.post, comment.parent) == (state, "5", "")


def test_reply_has_its_parent_and_lines(tmp_path):
    entry = build_takeout_entry(
        7,
        "One.\nTwo.",
        type="COMMENT",
        parent=f"{BLOG}.post-5",
        inReplyTo=f"{BLOG}.post-6",
        author="<name/><blogger:type>ANONYMOUS</blogger:type>",
    )
    (comment,) = select(read(build_tree(tmp_path, entry)), ExportedComment)
    assert (comment.post, comment.parent, comment.html) == ("5", "6", "One.<br>Two.")
    assert (comment.name, comment.author) == ("", "")


@pytest.mark.parametrize(
    ("kind", "is_author"), [("BLOGGER", True), ("ANONYMOUS", False), ("OPENID", False)]
)
def test_comment_is_by_an_author_only_with_an_account(tmp_path, kind, is_author):
    entry = build_takeout_entry(
        6,
        type="COMMENT",
        parent=f"{BLOG}.post-5",
        author=f"<name>Ada Wren</name><blogger:type>{kind}</blogger:type>",
    )
    items = read(build_tree(tmp_path, entry, build_takeout_entry(5)))
    (comment,) = select(items, ExportedComment)
    assert bool(comment.author) is is_author


def test_post_keeps_its_description_title_link_and_recording(tmp_path):
    entry = build_takeout_entry(
        5,
        metaDescription="In short",
        extra="<link href='https://paper.example/'/><enclosure href='https://a.example/1.mp3'/>",
    )
    (post,) = select(read(build_tree(tmp_path, entry)), ExportedPost)
    assert post.summary == "In short"
    assert compose_all(post.notes) == ("The title was linked to https://paper.example/",)
    assert '<figure data-file="https://a.example/1.mp3">' in post.html


def test_comments_in_a_feed_beside_are_read_once(tmp_path):
    comments = [
        build_takeout_entry(number, type="COMMENT", parent=f"{BLOG}.post-5") for number in (6, 7)
    ]
    beside = "Takeout/Blogger/Blogs/Low Tide/comments/feed.atom"
    files = {beside: build_takeout(*comments)}
    root = build_tree(tmp_path, build_takeout_entry(5), comments[0], **files)
    items = read(root)
    keys = [comment.key for comment in select(items, ExportedComment)]
    assert sorted(keys) == ["6", "7"]
    assert len(select(items, ExportedSite)) == 1


def test_several_blogs_are_read_one_after_the_other(tmp_path):
    other = build_takeout(build_takeout_entry(8)).replace("blog-77", "blog-78")
    files = {"Takeout/Blogger/Blogs/Second/feed.atom": other}
    items = read(build_tree(tmp_path, build_takeout_entry(5), **files))
    assert [site.key for site in select(items, ExportedSite)] == ["77", "78"]
    assert [post.key for post in select(items, ExportedPost)] == ["5", "8"]


def test_blog_that_is_malformed_is_told_after_the_others(tmp_path):
    files = {
        "Takeout/Blogger/Blogs/A cut/feed.atom": build_takeout(build_takeout_entry(8))[:-40],
        "Takeout/Blogger/Blogs/B damaged/feed.atom": build_takeout(
            build_takeout_entry(9).replace("</entry>", ""), build_takeout_entry(10)
        ),
    }
    items = []
    with pytest.raises(NotAnExport, match="cut off"):
        for entry in TakeoutReader(build_tree(tmp_path, build_takeout_entry(5), **files)).read():
            items.append(entry.item)
    assert {post.key for post in select(items, ExportedPost)} == {"10", "5"}
    assert len(select_refused(items)) == 1


def test_doctype_in_a_feed_is_refused_at_once(tmp_path):
    root = build_tree(tmp_path, build_takeout_entry(5))
    text = (root / FEED).read_text().replace("<feed", '<!DOCTYPE feed [<!ENTITY a "b">]><feed', 1)
    write(root, text, FEED)
    with pytest.raises(NotAnExport, match="DOCTYPE"):
        TakeoutReader(root)


@pytest.mark.parametrize("size", [0, 100, -100])
def test_cut_zip_is_refused_at_once(tmp_path, size):
    archive = zip_tree(build_tree(tmp_path, build_takeout_entry(5)))
    archive.write_bytes(archive.read_bytes()[:size])
    assert not TakeoutReader.recognizes(archive)
    with pytest.raises(NotAnExport):
        TakeoutReader(archive)


def build_sidecar(name: str, uploaded_at: datetime, **parts: str) -> str:
    milliseconds = int(uploaded_at.timestamp() * 1000)
    return json.dumps({"filename": name, "creationTimestampMs": str(milliseconds)} | parts)


def test_picture_of_an_album_has_the_addresses_in_posts(tmp_path):
    moment = datetime(2019, 5, 6, 4, tzinfo=UTC)
    name = "My%2Bcat%2B%28a%29.JPG"
    image = f'<img src="{PICTURE}/A1/s320/{name}" />'
    body = f'<a href="{PICTURE}/A1/s1600-h/{name}">{image}</a>'
    files = {
        f"{ALBUM}/My cat (a).JPG": "picture",
        f"{ALBUM}/My cat (a).JPG.json": build_sidecar(
            "My cat (a).JPG", moment, description=" At home "
        ),
        f"{ALBUM}/metadata.json": "{}",
        f"{ALBUM}/unused.png": "picture",
        f"{ALBUM}/broken.png": "picture",
        f"{ALBUM}/broken.png.json": "{",
    }
    root = build_tree(tmp_path, build_takeout_entry(5, body), **files)
    reader = TakeoutReader(root)
    pictures = select([entry.item for entry in reader.read()], ExportedPicture)
    assert [picture.key for picture in pictures] == [
        "Low Tide/My cat (a).JPG@1557115200000",
        "Low Tide/broken.png",
        "Low Tide/unused.png",
    ]
    assert pictures[0].urls == (
        f"{PICTURE}/A1/s1600/{name}",
        f"{PICTURE}/A1/s1600-h/{name}",
        f"{PICTURE}/A1/s320/{name}",
    )
    assert pictures[0].caption == "At home"
    assert [picture.urls for picture in pictures[1:]] == [(), ()]
    with reader.open_file(pictures[0].file) as file:
        assert file.read() == b"picture"


def test_pictures_of_one_name_belong_to_the_posts_nearest_in_time(tmp_path):
    entries = [
        build_takeout_entry(number, f'<img src="{PICTURE}/{token}/s320/IMG_1.jpg">').replace(
            "2019-05-06", day
        )
        for number, token, day in ((5, "B", "2019-05-06"), (6, "A", "2015-02-03"))
    ]
    files = {
        f"{ALBUM}/IMG_1.jpg": "old",
        f"{ALBUM}/IMG_1.jpg.json": build_sidecar("IMG_1.jpg", datetime(2015, 2, 2, tzinfo=UTC)),
        f"{ALBUM}/IMG_1(1).jpg": "new",
        f"{ALBUM}/IMG_1.jpg(1).json": build_sidecar("IMG_1.jpg", datetime(2019, 5, 5, tzinfo=UTC)),
        # One more that no post shows.
        f"{ALBUM}/IMG_1(2).jpg": "third",
        f"{ALBUM}/IMG_1(2).jpg.supplemental-metadata.json": build_sidecar(
            "IMG_1.jpg", datetime(2017, 1, 1, tzinfo=UTC)
        ),
    }
    pictures = select(read(build_tree(tmp_path, *entries, **files)), ExportedPicture)
    shown = {picture.file.rpartition("/")[2]: picture.urls for picture in pictures}
    assert shown == {
        "IMG_1.jpg": (f"{PICTURE}/A/s1600/IMG_1.jpg", f"{PICTURE}/A/s320/IMG_1.jpg"),
        "IMG_1(1).jpg": (f"{PICTURE}/B/s1600/IMG_1.jpg", f"{PICTURE}/B/s320/IMG_1.jpg"),
        "IMG_1(2).jpg": (),
    }


def test_key_of_a_picture_does_not_depend_on_its_number(tmp_path):
    sidecar = build_sidecar("IMG_1.jpg", datetime(2019, 5, 5, tzinfo=UTC))
    first = build_tree(
        tmp_path / "a",
        **{f"{ALBUM}/IMG_1(1).jpg": "x", f"{ALBUM}/IMG_1.jpg(1).json": sidecar},
    )
    second = build_tree(
        tmp_path / "b", **{f"{ALBUM}/IMG_1.jpg": "x", f"{ALBUM}/IMG_1.jpg.json": sidecar}
    )
    keys = [
        [picture.key for picture in select(read(root), ExportedPicture)] for root in (first, second)
    ]
    assert keys[0] == keys[1]


def test_reading_from_any_cursor_goes_on_after_its_item(tmp_path):
    other = build_takeout(build_takeout_entry(8)).replace("blog-77", "blog-78")
    files = {
        "Takeout/Blogger/Blogs/Second/feed.atom": other,
        f"{ALBUM}/a.png": "x",
        f"{ALBUM}/b.png": "x",
    }
    entries = [build_takeout_entry(number) for number in (5, 6, 7)]
    reader = TakeoutReader(zip_tree(build_tree(tmp_path, *entries, **files)))
    everything = list(reader.read())
    assert sum(bool(entry.cursor) for entry in everything) == 6
    for index, entry in enumerate(everything):
        if entry.cursor:
            assert list(reader.read(entry.cursor)) == everything[index + 1 :]
    positions = [entry.position for entry in everything]
    assert positions == sorted(positions)
    assert positions[-1] <= reader.total_bytes


def test_single_feed_has_the_settings_beside_it(tmp_path):
    root = build_tree(tmp_path, build_takeout_entry(5))
    items = [entry.item for entry in BloggerReader(root / FEED).read()]
    assert select(items, ExportedSite)[0].title == "Low, Tide"
    assert len(select(items, ExportedPost)) == 1
