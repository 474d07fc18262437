"""What is sealed each day: which versions, copies and photos, once, with a salt, in one tree."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import editing, revisions
from blog.content.document import parse
from blog.corrections.models import Correction
from blog.corrections.record import CorrectionNote
from blog.evidence.models import PageCopy, QuotedPage
from blog.models import Photo, Post
from blog.revisions.models import Revision
from blog.seals import collect, create, tasks
from blog.seals.collect import Position, collect_files
from blog.seals.create import create_seal
from blog.seals.merkle import compute_root, follow_path, hash_leaf
from blog.seals.models import Seal, SealedFile
from blog.seals.proofs import find_sealed_text, load_path, load_text
from config.schedule import SCHEDULE
from tests.support import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 29)
TEXT, COPY, PHOTO = SealedFile.Kind


def copy_page(body: bytes = b"<p>Secret", **fields) -> PageCopy:
    page, _is_new = QuotedPage.objects.get_or_create(url="https://example.org/", host="example.org")
    digest = hashlib.sha256(body).hexdigest()
    fields = {"body": body, "text": body, "body_hash": digest, "text_hash": digest} | fields
    return PageCopy.objects.create(
        page=page,
        requested_url=page.url,
        final_url=page.url,
        status=200,
        headers={},
        size=len(body),
        text_length=len(body),
        **fields,
    )


def record(post: Post, when: datetime | None = None, **fields: Any) -> Revision:
    """Record a revision of a post with other fields or blocks, at a time."""
    html = fields.pop("html", None)
    for name, value in fields.items():
        setattr(post, name, value)
    nodes = parse(html) if html else None
    revision = revisions.record(post, None, nodes=nodes)
    assert revision is not None
    if when is not None:
        Revision.objects.filter(pk=revision.pk).update(created_at=when)
    return revision


def list_texts() -> list[int]:
    return list(
        SealedFile.objects.filter(kind=TEXT)
        .order_by("object_id")
        .values_list("object_id", flat=True)
    )


def test_versions_that_readers_saw_are_collected_and_no_others():
    """Each row: a change of the post, and whether readers saw a new text."""
    start = timezone.now() - timedelta(days=9)
    post = make.draft()
    rows: list[tuple[dict[str, Any], bool]] = [
        ({"title": "Draft"}, False),
        ({"status": "published", "published_at": start}, True),
        ({"slug": "other-address"}, False),
        ({"title": "Corrected"}, True),
        ({"summary": "In short"}, True),
        ({"html": "<p>Other words.</p>"}, True),
        ({"status": "draft", "title": "Not public"}, False),
        ({"status": "published", "title": "Public again"}, True),
        ({"title": "Later", "published_at": timezone.now() + timedelta(days=1)}, False),
    ]
    seen = []
    for number, (fields, is_new) in enumerate(rows):
        html = fields.get("html", "<p>Words.</p>" if number < 5 else "<p>Other words.</p>")
        revision = record(post, start + timedelta(hours=number), **{**fields, "html": html})
        seen += [revision.pk] * is_new
    assert collect_files() is None
    assert list_texts() == seen


def test_post_that_was_scheduled_is_collected_once_it_is_public():
    post = make.scheduled()
    revision = record(post)
    collect_files()
    assert list_texts() == []
    past = timezone.now() - timedelta(minutes=1)
    fields = {**revision.fields, "published_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(fields=fields)
    collect_files()
    assert list_texts() == [revision.pk]


def test_version_that_was_replaced_before_it_was_public_is_not_collected():
    now = timezone.now()
    post = make.post(published_at=now - timedelta(hours=1))
    record(post, now - timedelta(hours=3), title="Scheduled")
    shown = record(post, now - timedelta(hours=2), title="Scheduled, corrected")
    collect_files()
    assert list_texts() == [shown.pk]


def test_aside_and_page_are_not_collected():
    post = make.post()
    revisions.record_aside(post, make.user("Author"), {"title": "Mine"}, "<p>Mine.</p>")
    record(make.page())
    collect_files()
    assert list_texts() == []


def test_copies_and_photos_are_collected_with_the_hash_of_their_file():
    copy, photo = copy_page(), make.photo(make.user("Author"))
    collect_files()
    hashes = {
        (kind, key): bytes(digest).hex()
        for kind, key, digest in SealedFile.objects.values_list("kind", "object_id", "file_hash")
    }
    assert hashes == {(COPY, copy.pk): copy.body_hash, (PHOTO, photo.pk): photo.sha256}


def test_each_file_has_its_own_salt_so_that_no_guess_can_be_confirmed():
    for text in ("A", "B"):
        record(make.post(title="Same", summary="", slug=text), html="<p>Same.</p>")
    collect_files()
    files = list(SealedFile.objects.all())
    assert len({bytes(file.file_hash) for file in files}) == 1
    assert (
        len({bytes(file.salt) for file in files}) == len({bytes(file.leaf) for file in files}) == 2
    )
    for file in files:
        assert len(file.salt) == 16
        assert bytes(file.leaf) == hash_leaf(bytes(file.salt), bytes(file.file_hash))


def test_collecting_again_changes_nothing():
    copy_page()
    record(make.post())
    collect_files()
    before = list(SealedFile.objects.values())
    collect_files()
    assert list(SealedFile.objects.values()) == before


def test_collecting_ends_after_some_seconds_and_continues(monkeypatch):
    posts = [make.post() for _ in range(3)]
    for post in posts:
        record(post)
    monkeypatch.setattr(collect, "POST_BATCH_SIZE", 1)
    monkeypatch.setattr(collect, "MAX_DURATION", -1)
    after, steps = Position(), []
    while (rest := collect_files(after)) is not None:
        after = rest
        steps.append(rest.post)
    assert steps == [post.pk for post in posts]
    assert len(list_texts()) == 3


def test_collecting_of_many_photos_continues_with_photos(monkeypatch):
    author = make.user("Author")
    photos = [make.photo(author, make.picture((shade * 80, 0, 0))).pk for shade in range(3)]
    copies = [copy_page(b"%d" % number).pk for number in range(2)]
    monkeypatch.setattr(collect, "BATCH_SIZE", 1)
    monkeypatch.setattr(collect, "MAX_DURATION", -1)
    after, steps = Position(), []
    while (rest := collect_files(after)) is not None:
        after = rest
        steps.append((rest.copy, rest.photo))
    assert steps == list(zip((*copies, copies[1]), photos, strict=True))
    assert SealedFile.objects.filter(kind=PHOTO).count() == 3


def test_collecting_does_not_read_again_what_it_stored(monkeypatch):
    for number in range(3):
        copy_page(b"%d" % number)
    monkeypatch.setattr(collect, "BATCH_SIZE", 1)
    monkeypatch.setattr(collect, "MAX_DURATION", -1)
    first = collect_files()
    assert first is not None
    SealedFile.objects.all().delete()
    monkeypatch.setattr(collect, "MAX_DURATION", 60)
    collect_files(first)
    assert SealedFile.objects.filter(kind=COPY).count() == 2


def test_versions_of_much_edited_posts_are_collected_in_batches(monkeypatch):
    """So many versions of a hundred posts would not fit into memory."""
    versions = []
    for _post in range(2):
        post = make.post()
        versions += [record(post, title=f"Title {number}").pk for number in range(5)]
    sizes = []
    collect_versions = collect._collect_versions
    monkeypatch.setattr(collect, "VERSION_BATCH_SIZE", 4)
    monkeypatch.setattr(
        collect, "_collect_versions", lambda keys: sizes.append(len(keys)) or collect_versions(keys)
    )
    collect_files()
    assert (list_texts(), sizes) == (sorted(versions), [4, 4, 2])


@pytest.mark.parametrize("rows", [1, 3])
def test_collecting_query_count(rows, django_assert_num_queries):
    author = make.user("Author")
    for number in range(rows):
        record(make.post(authors=(author,)))
        copy_page(b"%d" % number)
        make.photo(author, make.picture((number * 80, 0, 0)))
    with django_assert_num_queries(10):
        collect_files()


def create_files(count: int) -> None:
    for number in range(count):
        copy_page(b"%d" % number)
    collect_files()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_seal_has_the_root_of_all_files_that_waited(count, settings):
    settings.SITE_URL = "https://blog.example.org"
    create_files(count)
    seal = create_seal(DAY).seal
    assert seal is not None
    leaves = [bytes(file.leaf) for file in seal.files.order_by("position")]
    assert leaves == sorted(leaves)
    assert bytes(seal.root) == compute_root(leaves)
    assert (seal.file_count, seal.token) == (count, None)
    assert seal.statement == (
        "Pullquote seal\nsite: https://blog.example.org\nday: 2026-11-29\n"
        f"files: {count}\nroot: {seal.root_hex}\nbefore: none\n"
    )


def test_each_path_leads_to_the_root_across_tiles(monkeypatch):
    for module in ("merkle", "proofs"):
        monkeypatch.setattr(f"blog.seals.{module}.TILE_SIZE", 4)
    create_files(11)
    seal = create_seal(DAY).seal
    assert seal is not None
    for file in seal.files.all():
        assert follow_path(bytes(file.leaf), load_path(file, seal)) == bytes(seal.root)


def test_seal_names_the_one_before():
    create_files(1)
    first = create_seal(DAY).seal
    copy_page(b"next")
    collect_files()
    second = create_seal(DAY + timedelta(days=1)).seal
    assert first is not None
    assert second is not None
    digest = hashlib.sha256(first.statement.encode()).hexdigest()
    assert second.statement.endswith(f"before: {digest}\n")
    assert second.file_count == 1


def test_day_has_one_seal_and_later_files_wait():
    create_files(1)
    first = create_seal(DAY).seal
    copy_page(b"later")
    collect_files()
    assert create_seal(DAY).seal == first
    assert SealedFile.objects.filter(seal=None).count() == 1


def test_day_without_new_files_has_no_seal():
    assert create_seal(DAY).seal is None
    assert not Seal.objects.exists()


def test_files_beyond_the_limit_wait_for_the_next_day(monkeypatch):
    monkeypatch.setattr(create, "MAX_FILES", 2)
    create_files(3)
    for day in range(2):
        create_seal(DAY + timedelta(days=day))
    assert [seal.file_count for seal in Seal.objects.order_by("day")] == [2, 1]


@pytest.mark.parametrize("count", [1, 5])
def test_creating_a_seal_query_count(count, django_assert_num_queries):
    create_files(count)
    with django_assert_num_queries(10):
        create_seal(DAY)


def test_leaves_of_a_seal_are_read_in_chunks(monkeypatch):
    """A first seal has hundreds of thousands, which would be 180 MB in memory together."""
    monkeypatch.setattr(create, "CHUNK_SIZE", 2)
    create_files(5)
    with CaptureQueriesContext(connection) as captured:
        seal = create_seal(DAY).seal
    assert seal is not None
    leaves = [
        query["sql"]
        for query in captured
        if 'ORDER BY "blog_sealedfile"."position"' in query["sql"]
    ]
    assert len(leaves) == 1
    assert leaves[0].startswith("DECLARE")
    assert bytes(seal.root) == compute_root(
        [bytes(file.leaf) for file in seal.files.order_by("position")]
    )


def test_hash_outlives_a_deleted_and_a_withdrawn_file():
    author = make.user("Author")
    copy, withdrawn, photo = copy_page(), copy_page(b"other"), make.photo(author)
    record(post := make.post(authors=(author,)))
    collect_files()
    seal = create_seal(DAY).seal
    assert seal is not None
    before = list(SealedFile.objects.order_by("pk").values())
    copy.delete()
    PageCopy.objects.filter(pk=withdrawn.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="Asked"
    )
    Photo.objects.filter(pk=photo.pk).delete()
    post.delete()
    assert list(SealedFile.objects.order_by("pk").values()) == before
    for file in SealedFile.objects.all():
        assert follow_path(bytes(file.leaf), load_path(file, seal)) == bytes(seal.root)


def test_only_hashes_are_stored():
    fields = {field.name: field.get_internal_type() for field in SealedFile._meta.fields}
    assert [name for name, kind in fields.items() if kind in ("TextField", "JSONField")] == []


def test_sealed_text_is_the_current_one_only():
    post = make.post(title="Title", summary="")
    first = record(post, html="<p>First.</p>")
    collect_files()
    create_seal(DAY)
    assert (file := find_sealed_text(post)) is not None
    assert (file.object_id, load_text(file)) == (first.pk, b"Title\n\nFirst.\n")
    record(post, html="<p>Second.</p>")
    assert find_sealed_text(post) is None
    collect_files()
    assert find_sealed_text(post) is None  # It waits for the next seal.
    create_seal(DAY + timedelta(days=1))
    assert (file := find_sealed_text(post)) is not None
    assert load_text(file) == b"Title\n\nSecond.\n"


def test_text_with_another_hash_is_not_given():
    record(post := make.post())
    collect_files()
    create_seal(DAY)
    SealedFile.objects.update(file_hash=bytes(32))
    file = find_sealed_text(post)
    assert file is not None
    assert load_text(file) is None
    Revision.objects.all().delete()
    assert load_text(file) is None


def test_saves_of_a_published_post_are_versions():
    author = make.user("Editor")
    post = make.post("<p>First.</p>", authors=(author,))
    note = CorrectionNote(Correction.Kind.TYPO)
    for html in ("<p>Second.</p>", "<p>Third.</p>"):
        editing.save_post(post, by=author, document=parse(html), correction=note)
    collect_files()
    assert list_texts() == list(Revision.objects.order_by("pk").values_list("pk", flat=True))
    assert len(list_texts()) == 3


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_task_seals_once_a_day(clock, authority):
    copy_page()
    tasks.seal_new_files.func()
    copy_page(b"later that day")
    clock.shift(timedelta(hours=1))
    tasks.seal_new_files.func()
    assert [seal.file_count for seal in Seal.objects.all()] == [1]
    clock.shift(timedelta(days=1))
    tasks.seal_new_files.func()
    assert [(str(seal), seal.file_count) for seal in Seal.objects.all()] == [
        ("2027-01-02", 1),
        ("2027-01-01", 1),
    ]
    assert not Seal.objects.filter(token=None).exists()


def test_task_that_takes_long_enqueues_the_rest(clock, authority, monkeypatch):
    enqueued: list[tuple[int, ...]] = []
    rest = Position(post=7, copy=8, photo=9)
    monkeypatch.setattr(tasks, "collect_files", lambda after: None if after == rest else rest)
    monkeypatch.setattr(
        type(tasks.seal_new_files), "enqueue", lambda _, *rest: enqueued.append(rest)
    )
    copy_page()
    tasks.seal_new_files.func()
    assert (enqueued, Seal.objects.count()) == ([(7, 8, 9)], 0)
    tasks.seal_new_files.func(*enqueued[0])
    assert Seal.objects.count() == 0  # Nothing was collected.


def test_without_an_authority_nothing_is_sealed_and_no_task_is_periodic(settings):
    assert settings.TIMESTAMP_URL == ""
    copy_page()
    tasks.seal_new_files.func()
    assert not SealedFile.objects.exists()
    assert "blog.seals.tasks.seal_new_files" not in SCHEDULE
