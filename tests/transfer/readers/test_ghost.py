"""The reader of Ghost: rows, relations, states, addresses, cursors and damaged files."""

import json
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.transfer.readers.ghost_exports import (
    build_post_row,
    read_all,
    read_items,
    read_post,
    read_until_error,
    write_export,
)
from tests.transfer.stored_messages import compose_all
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
from transfer.messages import compose_stored
from transfer.readers import json_values
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.ghost import GhostReader, relations

BLOG: dict[str, Any] = {
    "comments": [
        {
            "id": "c1",
            "post_id": f"{1:024x}",
            "member_id": "m1",
            "parent_id": None,
            "status": "published",
            "html": "<p>شكرا</p>",
            "created_at": "2024-03-01 10:00:00",
        },
        {"id": "c2", "post_id": f"{1:024x}", "parent_id": "c1", "status": "hidden", "html": "x"},
        {"id": "c3", "post_id": "gone", "status": "published", "html": "<p>Lost.</p>"},
    ],
    "posts": [build_post_row(1), build_post_row(2, html="<p>中文正文。</p>", title="中文")],
    "posts_authors": [
        {"post_id": f"{1:024x}", "author_id": "u2", "sort_order": 1},
        {"post_id": f"{1:024x}", "author_id": "u1", "sort_order": 0},
        {"post_id": f"{2:024x}", "author_id": "u2", "sort_order": 0},
    ],
    "posts_tags": [
        {"post_id": f"{1:024x}", "tag_id": "t2", "sort_order": 1},
        {"post_id": f"{1:024x}", "tag_id": "t3", "sort_order": 2},
        {"post_id": f"{1:024x}", "tag_id": "t1", "sort_order": 0},
    ],
    "settings": [
        {"key": "title", "value": "مدونة"},
        {"key": "description", "value": "About news"},
        {"key": "locale", "value": "pt_BR"},
        {"key": "timezone", "value": "America/Sao_Paulo"},
        {"key": "ghost_private_key", "value": "secret-key"},
        {"key": "password", "value": "secret-password"},
    ],
    "tags": [
        {"id": "t1", "name": "Politics, world", "slug": "politics", "description": "Long."},
        {"id": "t2", "name": "Économie", "slug": "economie"},
        {"id": "t3", "name": "#import", "slug": "hash-import", "visibility": "internal"},
    ],
    "users": [
        {"id": "u1", "name": "Ana", "slug": "ana", "email": "ana@example.org", "bio": "Writes."},
        {
            "id": "u2",
            "name": "Bo",
            "slug": "bo",
            "password": "secret-hash",
            "website": "https://bo.example",
        },
    ],
    "members": [{"id": "m1", "email": "secret@example.org", "name": "Reader"}],
    "newsletters": [{"id": "n1", "sender_email": "secret-sender@example.org"}],
}


def test_ghost_reader_follows_the_contract(tmp_path: Path) -> None:
    reader: Reader = GhostReader(write_export(tmp_path))
    assert reader.platform == "Ghost"


def test_small_tables_after_the_posts_are_joined_in_order(tmp_path: Path) -> None:
    first, second = read_items(write_export(tmp_path, **BLOG), ExportedPost)
    assert first.labels == ("Politics, world", "Économie")
    assert first.authors == ("u1", "u2")
    assert (second.title, second.html, second.authors) == ("中文", "<p>中文正文。</p>", ("u2",))


def test_order_of_tables_makes_no_difference(tmp_path: Path) -> None:
    items = [entry.item for entry in read_all(write_export(tmp_path, **BLOG))]
    backwards = dict(reversed(BLOG.items()))
    assert [entry.item for entry in read_all(write_export(tmp_path, **backwards))] == items


def test_site_authors_and_labels_are_read(tmp_path: Path) -> None:
    path = write_export(tmp_path, **BLOG)
    assert read_items(path, ExportedSite) == [
        ExportedSite(
            title="مدونة",
            description="About news",
            language="pt-BR",
            time_zone="America/Sao_Paulo",
        )
    ]
    authors = read_items(path, ExportedAuthor)
    assert [replace(author, former_urls=()) for author in authors] == [
        ExportedAuthor(key="u1", name="Ana", email="ana@example.org", about="Writes."),
        ExportedAuthor(key="u2", name="Bo", url="https://bo.example"),
    ]
    assert authors[0].former_urls == ("/author/ana/", "/author/ana/rss/")
    labels = read_items(path, ExportedLabel)
    assert [(label.key, label.name) for label in labels] == [
        ("t1", "Politics, world"),
        ("t2", "Économie"),
    ]
    assert labels[0].former_urls == ("/tag/politics/", "/tag/politics/rss/")
    assert labels[0].description == "Long."


def test_label_that_came_from_wordpress_has_no_entities(tmp_path: Path) -> None:
    tags = [{"id": "t1", "name": "News &amp; views", "slug": "news"}]
    assert [
        label.name for label in read_items(write_export(tmp_path, tags=tags), ExportedLabel)
    ] == ["News & views"]


def test_secrets_and_members_never_become_items(tmp_path: Path) -> None:
    text = repr(read_all(write_export(tmp_path, **BLOG)))
    assert "secret" not in text
    assert "Reader" not in text


def test_comments_keep_threads_and_states(tmp_path: Path) -> None:
    path = write_export(tmp_path, **BLOG)
    uuid = BLOG["posts"][0]["uuid"]
    assert read_items(path, ExportedComment) == [
        ExportedComment(
            key="c1",
            post=uuid,
            html="<p>شكرا</p>",
            created_at=datetime(2024, 3, 1, 10, tzinfo=UTC),
        ),
        ExportedComment(key="c2", post=uuid, parent="c1", html="x", state=CommentState.REMOVED),
    ]
    [refused] = read_items(path, RefusedItem)
    assert (refused.key, refused.reason) == (
        "c3",
        "It belongs to a post that is not in the export.",
    )


@pytest.mark.parametrize(
    ("values", "status", "note"),
    [
        ({"status": "published"}, Status.PUBLISHED, ""),
        ({"status": "draft"}, Status.DRAFT, ""),
        ({"status": "scheduled"}, Status.SCHEDULED, ""),
        ({"status": "sent"}, Status.DRAFT, "It was sent by e-mail only, so it is a draft here."),
        ({"email_only": 1}, Status.DRAFT, "It was sent by e-mail only, so it is a draft here."),
        ({"email_only": 1, "status": "draft"}, Status.DRAFT, ""),
        ({"visibility": "members"}, Status.DRAFT, "(members)"),
        ({"visibility": "paid"}, Status.DRAFT, "(paid)"),
        ({"visibility": "label:vip"}, Status.DRAFT, "(label:vip)"),
        ({"status": "draft", "visibility": "paid"}, Status.DRAFT, ""),
        ({"status": "something new"}, Status.DRAFT, ""),
        ({"status": None, "visibility": None}, Status.PUBLISHED, ""),
    ],
)
def test_status_is_what_readers_could_see(
    tmp_path: Path, values: dict[str, Any], status: Status, note: str
) -> None:
    post = read_post(tmp_path, **values)
    assert post.status == status
    assert note in " ".join(compose_all(post.notes))
    assert bool(post.notes) == bool(note)


@pytest.mark.parametrize(
    ("values", "is_page"),
    [({"type": "page"}, True), ({"type": "post"}, False), ({"type": None, "page": 1}, True)],
)
def test_pages_of_old_and_new_versions_are_pages(
    tmp_path: Path, values: dict[str, Any], is_page: bool
) -> None:
    assert read_post(tmp_path, **values).is_page == is_page


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-03-01T09:00:00.000Z", datetime(2024, 3, 1, 9, tzinfo=UTC)),
        ("2024-03-01T09:00:00.000+02:00", datetime(2024, 3, 1, 7, tzinfo=UTC)),
        ("2017-05-03 18:15:07", datetime(2017, 5, 3, 18, 15, 7, tzinfo=UTC)),
        (1388318310783, datetime(2013, 12, 29, 11, 58, 30, 783000, tzinfo=UTC)),
        ("1388318310000", datetime(2013, 12, 29, 11, 58, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("2024-99-99T09:00:00Z", None),
        (10**30, None),
    ],
)
def test_times_of_all_versions_are_aware(
    tmp_path: Path, value: Any, moment: datetime | None
) -> None:
    assert read_post(tmp_path, updated_at=value).updated_at == moment


def test_published_post_without_date_has_its_creation(tmp_path: Path) -> None:
    post = read_post(tmp_path, published_at=None)
    assert post.published_at == datetime(2024, 2, 28, 9, tzinfo=UTC)


def test_fields_of_a_post_are_read(tmp_path: Path) -> None:
    post = read_post(
        tmp_path,
        title="(Untitled)",
        custom_excerpt="In short.",
        featured=1,
        locale="fr_CA",
        canonical_url="https://elsewhere.example/a",
        codeinjection_head="<style></style>",
        meta_title="For search",
        meta_description="Found here",
    )
    assert post.key == "00000000-0000-4000-8000-000000000001"
    assert (post.title, post.summary, post.language) == ("", "In short.", "fr-CA")
    assert post.is_pinned
    assert compose_all(post.notes) == (
        "Its canonical address was https://elsewhere.example/a.",
        "Code that was added to its page is left out.",
        "Its title for search engines was “For search”.",
        "Its description for search engines was “Found here”.",
    )


def test_addresses_of_a_post_are_its_slug_and_its_preview(tmp_path: Path) -> None:
    assert read_post(tmp_path, slug="s").former_urls == (
        "/s/",
        "/p/00000000-0000-4000-8000-000000000001/",
    )


@pytest.mark.parametrize(
    ("permalinks", "address"),
    [
        ("/:slug/", "/post-1/"),
        ("/:year/:month/:day/:slug/", "/2024/02/29/post-1/"),
        ("/:author/:slug/", "/ana/post-1/"),
        ("/blog/:slug/", "/blog/post-1/"),
    ],
)
def test_permalinks_of_old_versions_are_filled_in_local_time(
    tmp_path: Path, permalinks: str, address: str
) -> None:
    path = write_export(
        tmp_path,
        version="004",
        posts=[build_post_row(author_id=1, published_at="2024-03-01 03:00:00")],
        users=[{"id": 1, "name": "Ana", "slug": "ana"}],
        settings=[
            {"key": "permalinks", "value": permalinks},
            {"key": "activeTimezone", "value": "America/New_York"},
        ],
    )
    [post] = read_items(path, ExportedPost)
    assert post.former_urls[0] == address
    assert "/post-1/" in post.former_urls


def test_placeholder_becomes_the_address_of_the_site(tmp_path: Path) -> None:
    html = '<p><a href="__GHOST_URL__/about/">a</a> <a href="__GHOST_URL__">b</a></p>'
    row = build_post_row(html=html, feature_image="__GHOST_URL__/content/images/a.png")
    settings = [{"key": "url", "value": "https://blog.example/"}]
    path = write_export(tmp_path, posts=[row], settings=settings)
    [post] = read_items(path, ExportedPost)
    assert post.html == (
        '<p><a href="https://blog.example/about/">a</a> <a href="https://blog.example">b</a></p>'
    )
    assert post.lead_picture == "https://blog.example/content/images/a.png"
    [post] = read_items(write_export(tmp_path, posts=[row]), ExportedPost)
    assert post.html == '<p><a href="/about/">a</a> <a href="/">b</a></p>'
    assert post.lead_picture == "/content/images/a.png"


def test_lead_picture_has_alt_and_caption_from_another_table(tmp_path: Path) -> None:
    posts = [
        build_post_row(1, feature_image="__GHOST_URL__/content/images/a.png"),
        build_post_row(2, feature_image="__GHOST_URL__/content/images/a.png"),
    ]
    meta = [
        {
            "post_id": posts[0]["id"],
            "feature_image_alt": "Two  people",
            "feature_image_caption": "<span>Photo by </span><a href='#'>Ana</a>",
        },
        {"post_id": posts[1]["id"], "feature_image_caption": "Another caption"},
    ]
    path = write_export(tmp_path, posts=posts, posts_meta=meta)
    assert read_items(path, ExportedPicture) == [
        ExportedPicture(
            key="/content/images/a.png",
            urls=("/content/images/a.png",),
            alt="Two people",
            caption="Photo by Ana",
        )
    ]
    first, second = read_items(path, ExportedPost)
    assert first.notes == ()
    assert compose_all(second.notes) == ("Its lead picture had the caption “Another caption”.",)


def test_cursors_continue_after_every_entry(tmp_path: Path) -> None:
    path = write_export(tmp_path, **BLOG)
    entries = read_all(path)
    assert len({(type(entry.item), entry.item.key) for entry in entries}) == len(entries)
    for number, entry in enumerate(entries, 1):
        assert read_all(path, entry.cursor) == entries[number:]


def test_positions_rise_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = write_export(tmp_path, **BLOG)
    positions = [entry.position for entry in read_all(path)]
    assert positions == sorted(positions)
    assert positions[-1] == GhostReader(path).total_bytes == path.stat().st_size


def test_keys_of_two_rows_with_one_uuid_differ(tmp_path: Path) -> None:
    posts = [build_post_row(1), build_post_row(2, uuid=build_post_row(1)["uuid"])]
    path = write_export(tmp_path, posts=posts)
    first, second = read_items(path, ExportedPost)
    assert second.key == f"{first.key}-2"
    assert [entry.item for entry in read_all(path, "post:1")] == [second]


@pytest.mark.parametrize(
    "value", [1, 1.5, True, [], {}, [[]], [{}], {"data": {}}, "\x00\x08\ufffe"]
)
@pytest.mark.parametrize(
    "table", ["posts", "tags", "users", "posts_tags", "posts_meta", "comments"]
)
def test_rows_with_values_of_any_type_harm_no_other_row(
    tmp_path: Path, table: str, value: Any
) -> None:
    columns = [*build_post_row(), "tags", "authors", "name", "post_id", "sort_order", "email"]
    columns += ["feature_image_caption", "member", "markdown", "author", "url", "data"]
    bad_rows = [
        dict.fromkeys(columns, value),
        *({**build_post_row(2), name: value} for name in columns),
    ]
    tables = {**BLOG, table: [*bad_rows, *BLOG.get(table, [])]}
    posts = {post.html for post in read_items(write_export(tmp_path, **tables), ExportedPost)}
    assert {"<p>Text 1.</p>", "<p>中文正文。</p>"} <= posts


def test_damaged_body_without_html_refuses_only_its_post(tmp_path: Path) -> None:
    posts = [
        build_post_row(1, html=None, lexical='{"root": '),
        build_post_row(2, html=None, mobiledoc='{"version": "0.9.0"}'),
        build_post_row(3, html=None, lexical="[" * 100_000),
        build_post_row(4, html="<div>" * 5_000 + "deep"),
        build_post_row(5, lexical="broken"),
        {"id": "6"},
    ]
    items = [entry.item for entry in read_all(write_export(tmp_path, posts=posts))][1:]
    assert [(item.key[-1], compose_stored(getattr(item, "reason", ""))) for item in items] == [
        ("1", "The Lexical document of this post is damaged."),
        ("2", "Mobiledoc 0.9.0 cannot be read."),
        ("3", "The Lexical document of this post is damaged."),
        ("4", "The HTML of this post is nested too deeply."),
        ("5", ""),
        ("6", "It has neither a title nor a text."),
    ]


def test_cut_file_yields_complete_posts_and_then_an_error(tmp_path: Path) -> None:
    path = write_export(tmp_path, posts=[build_post_row(number) for number in range(1, 4)])
    whole = path.read_bytes()
    for end in (whole.index(b'"slug": "post-3"'), len(whole) - 1):
        path.write_bytes(whole[:end])
        items, message = read_until_error(path)
        posts = [item.title for item in items if isinstance(item, ExportedPost)]
        assert posts == ["Post 1", "Post 2", "Post 3"][: 2 if end < len(whole) - 1 else 3]
        assert message == (
            f"The file is cut off or damaged after {end} bytes. Export the blog again."
        )


def test_conflict_markers_end_the_reading_with_one_line(tmp_path: Path) -> None:
    path = write_export(tmp_path, posts=[build_post_row(1), build_post_row(2)])
    path.write_text(path.read_text().replace('{"id": "0000', '\n<<<<<<< HEAD\n{"id": "0000', 2))
    items, message = read_until_error(path)
    assert items == []
    assert message.startswith("The file is cut off or damaged after ")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"posts": []}',
        '{"posts": [{"name": "x"}]}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        '{"name": "package", "version": "1.0.0", "data": {"items": []}}',
        '{"db": [1, 2]}',
        "[" * 200_000,
        '{"a":' * 200_000,
        "<rss></rss>",
        "\x89PNG\r\n",
    ],
)
def test_other_files_are_refused_with_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    assert not GhostReader.recognizes(path)
    with pytest.raises(NotAnExport, match=r"^This is no export of Ghost\. Choose"):
        GhostReader(path)


def test_version_that_is_newer_is_refused(tmp_path: Path) -> None:
    path = write_export(tmp_path, version="7.0.1", posts=[build_post_row()])
    with pytest.raises(
        NotAnExport, match=r"^This export is of Ghost 7\.0\.1, which is newer than 6"
    ):
        read_all(path)


@pytest.mark.parametrize(
    "version", ["000", "003", "009", "1.26.0", "6.10.3-0-g3004c114", "v4.2", "", None]
)
def test_versions_up_to_six_are_read(tmp_path: Path, version: Any) -> None:
    path = write_export(tmp_path, version=version, posts=[build_post_row()])
    assert GhostReader.recognizes(path)
    assert len(read_items(path, ExportedPost)) == 1


def test_huge_nesting_in_the_middle_ends_the_reading(tmp_path: Path) -> None:
    path = write_export(tmp_path, posts=[build_post_row(1), {"id": 2, "slug": "deep"}])
    path.write_text(path.read_text().replace('"deep"', "[" * 100_000 + "]" * 100_000))
    items, message = read_until_error(path)
    assert [item.title for item in items if isinstance(item, ExportedPost)] == ["Post 1"]
    assert message == "This file is nested too deeply to be an export."


def test_limits_of_what_is_held_in_memory_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_export(tmp_path, **BLOG)
    monkeypatch.setattr(relations, "MAX_ROWS", 5)
    with pytest.raises(NotAnExport, match=r"^This export has more labels, authors and pictures"):
        read_all(path)


def test_row_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_export(tmp_path, posts=[build_post_row(1), build_post_row(2, html="x" * 300_000)])
    monkeypatch.setattr(json_values, "MAX_VALUE_BYTES", 2**17)
    items, message = read_until_error(path)
    assert [item.title for item in items if isinstance(item, ExportedPost)] == ["Post 1"]
    assert message.startswith("One entry of this file is larger than ")


def test_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = write_export(tmp_path, **BLOG)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert GhostReader.recognizes(path)
    assert len(read_items(path, ExportedPost)) == 2


def test_zip_with_pictures_gives_their_files(tmp_path: Path) -> None:
    json_path = write_export(
        tmp_path,
        posts=[build_post_row(feature_image="__GHOST_URL__/content/images/size/w1000/2024/a.jpg")],
    )
    path = tmp_path / "backup.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.write(json_path, "backup/data/blog.ghost.json")
        file.writestr("backup/data/redirects.json", "[]")
        for name in ("2024/a.jpg", "2024/a_o.jpg", "size/w600/2024/a.jpg", "b.png", "notes.txt"):
            file.writestr(f"backup/content/images/{name}", name)
        file.writestr("backup/content/themes/casper/assets/images/theme.png", "")
        file.writestr("backup/content/images/2024/images/c.png", "")
        file.writestr("backup/medium_pictures/d.png", "")
    assert GhostReader.recognizes(path)
    reader = GhostReader(path)
    pictures = read_items(path, ExportedPicture)
    assert [(picture.key, picture.file) for picture in pictures] == [
        ("/content/images/2024/a.jpg", "content/images/2024/a_o.jpg"),
        ("/content/images/2024/images/c.png", "content/images/2024/images/c.png"),
        ("/content/images/b.png", "content/images/b.png"),
        ("/medium_pictures/d.png", "medium_pictures/d.png"),
    ]
    with reader.open_file(pictures[0].file) as picture:
        assert picture.read() == b"2024/a_o.jpg"
    with pytest.raises(FileNotFoundError):
        reader.open_file("content/images/c.png")


def test_folder_with_an_export_is_read(tmp_path: Path) -> None:
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "c.webp").write_bytes(b"c")
    write_export(tmp_path, **BLOG)
    assert GhostReader.recognizes(tmp_path)
    assert [picture.file for picture in read_items(tmp_path, ExportedPicture)] == [
        "content/images/c.webp"
    ]


def test_redirects_beside_the_export_are_former_addresses(tmp_path: Path) -> None:
    write_export(tmp_path, posts=[build_post_row(1), build_post_row(2)])
    redirects = [
        {"from": "^/old-one/?$", "to": "/post-1/", "permanent": True},
        {"from": "/blog/(.*)", "to": "/$1/"},
        {"from": "/start", "to": "/"},
        {"from": 1, "to": None},
        "none",
    ]
    (tmp_path / "redirects.json").write_text(json.dumps(redirects))
    (tmp_path / "redirects.yaml").write_text("301:\n  /2019/alt: /post-2\n  '/b/': '/post-2/'\n")
    first, second = read_items(tmp_path, ExportedPost)
    assert first.former_urls[2:] == ("/old-one",)
    assert second.former_urls[2:] == ("/2019/alt", "/b")


def test_cut_zip_is_refused_and_not_recognized(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.write(write_export(tmp_path, **BLOG), "blog.json")
    path.write_bytes(path.read_bytes()[:-30])
    assert not GhostReader.recognizes(path)
    with pytest.raises(NotAnExport, match="cut off"):
        GhostReader(path)


def test_paths_that_do_not_exist_are_not_recognized(tmp_path: Path) -> None:
    assert not GhostReader.recognizes(tmp_path / "missing.json")


def test_rows_of_the_content_api_bring_their_relations(tmp_path: Path) -> None:
    author = {"id": "u1", "name": "Ana", "slug": "ana", "website": "https://ana.example"}
    post = {
        **build_post_row(),
        "url": "https://blog.example/2024/post-1/",
        "authors": [author],
        "primary_author": author,
        "tags": [
            {"id": "t1", "name": "News", "slug": "news", "url": "https://blog.example/tag/news/"},
            {"id": "t2", "name": "#hidden", "slug": "hash-hidden", "visibility": "internal"},
        ],
    }
    path = tmp_path / "posts.json"
    path.write_text(json.dumps({"posts": [post], "pages": [{**build_post_row(2)}], "meta": {}}))
    assert GhostReader.recognizes(path)
    first, second = read_items(path, ExportedPost)
    assert (first.authors, first.labels) == (("u1",), ("News",))
    assert first.former_urls[0] == "https://blog.example/2024/post-1/"
    assert second.is_page
    assert read_items(path, ExportedSite)[0].url == "https://blog.example"
    assert read_items(path, ExportedLabel)[0].former_urls == (
        "https://blog.example/tag/news/",
        "https://blog.example/tag/news/rss/",
    )


@pytest.mark.slow
def test_memory_does_not_grow_with_the_texts(tmp_path: Path) -> None:
    peaks = [_measure_peak(_write_large_export(tmp_path, count)) for count in (50, 1_000)]
    assert peaks[1] < peaks[0] + 4 * 2**20


def _write_large_export(folder: Path, count: int) -> Path:
    """Write posts of 50 KB each: 50 MB for a thousand."""
    path = folder / f"{count}.json"
    with path.open("w") as file:
        file.write('{"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [')
        for number in range(count):
            row = build_post_row(number, html=f"<p>{'A long text. ' * 4_000}</p>")
            file.write(", " * bool(number) + json.dumps(row))
        file.write("]}}]}")
    return path


def _measure_peak(path: Path) -> int:
    tracemalloc.start()
    count = sum(1 for _entry in GhostReader(path).read())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 50
    return peak
