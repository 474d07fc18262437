"""A take-down removes a recording or document everywhere at once, and its undo puts it back."""

import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog.content import document
from blog.editing import media_take_down, photo_places
from blog.editing.captions import Captions, change_captions
from blog.editing.media_files import delete_media_files, delete_unused, upload_media_file
from blog.editing.media_take_down import restore_file, settle, take_down_file
from blog.editing.photo_places import PhotoChangeRefused
from blog.editing.posters import set_poster
from blog.models import Embed, MediaFile, MediaTakeDown, Post
from storage import private
from tests.support import factories as make
from tests.support import sample_files as sample
from tests.support.concurrency import run_concurrently
from tests.support.crawler import Crawler, crawler
from tests.support.desk import change, send, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REASON = "The speaker withdrew their consent."
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHeard words.\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@dataclass
class Scene:
    """A film, uploaded by two authors, each with a public post."""

    file: MediaFile
    copy: MediaFile
    posts: list[Post]
    editor: User

    @property
    def addresses(self) -> list[str]:
        track = self.file.caption_tracks.get()
        return [self.file.file.url, self.copy.file.url, track.get_absolute_url()]


@pytest.fixture
def scene(author, editor) -> Scene:
    other = make.user("Author")
    file, copy = (make.media_file(who, sample.mp4(), "Tide.mp4") for who in (author, other))
    change_captions(file=file, saved=[Captions("en", "", CAPTIONS)])
    set_poster(file=file, photo=make.photo(author), by=author)
    shown = make.file(file, title="Low tide", caption="At dusk", transcript="Spoken words.")
    posts = [
        make.post(f"<p>One.</p>{shown}", slug="one", authors=(author,)),
        make.post(f"<p>Two.</p>{make.file(copy)}", slug="two", authors=(other,)),
    ]
    return Scene(file, copy, posts, editor)


@pytest.fixture
def site():
    with crawler() as reader:
        yield reader


def take_down(scene: Scene) -> media_take_down.TakenDownFile:
    result = take_down_file(file=scene.file, reason=REASON, by=scene.editor)
    scene.file.refresh_from_db()
    return result


def find_anywhere(site: Crawler, scene: Scene) -> list[str]:
    """Return the addresses that serve the file or its texts, or link to it."""
    site.crawl(*scene.addresses)
    served = [address for address in scene.addresses if site.answers[address].status == 200]
    linked = site.find_text(*scene.addresses, "Heard words", "Spoken words", "<video")
    return sorted({*served, *linked})


def list_files(folder: str = "") -> set[str]:
    folders, names = default_storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    inner = [list_files(prefix + name) for name in folders]
    return {prefix + name for name in names}.union(*inner)


def snapshot() -> list:
    """Return all rows that a take-down may change, without the time of the last change."""
    columns = ("pk", "html", "intro_html", "linked_data", "excerpt", "status")
    posts = Post.all_objects.order_by("pk").values(*columns)
    return [
        list(posts),
        *(list(model.objects.order_by("pk").values()) for model in (MediaFile, Embed)),
    ]


def test_file_that_was_taken_down_is_nowhere_on_the_site(scene, site):
    shown = find_anywhere(site, scene)
    paths = [post.get_absolute_url() for post in scene.posts]
    assert {*paths, "/", "/feed.atom", "/feed.rss", "/feed.json", *scene.addresses} <= {*shown}
    result = take_down(scene)
    assert (result.post_count, result.later_count) == (2, 0)
    assert find_anywhere(site, scene) == []
    page = site.get(paths[0]).text
    assert f"This file was removed: {REASON}" in page
    assert "Low tide" in page and "At dusk" in page
    assert f"This file was removed: {REASON}" in site.get(paths[1]).text


def test_captions_that_no_post_shows_are_gone_from_the_page_cache(author, editor, site):
    file = make.media_file(author, sample.mp4())
    change_captions(file=file, saved=[Captions("en", "", CAPTIONS)])
    address = file.caption_tracks.get().get_absolute_url()
    site.wait_for_current_state()
    assert site.get(address).status == 200
    take_down_file(file=file, reason=REASON, by=editor)
    site.wait_for_current_state()
    assert site.get(address).status == 404


def test_restored_file_is_where_it_was(scene, site):
    before, files, rows = find_anywhere(site, scene), list_files(), snapshot()
    taken = take_down(scene).take_down
    assert {name for name in list_files() if not name.startswith("private/")} < files
    restore_file(take_down=taken, by=scene.editor)
    assert find_anywhere(site, scene) == before
    assert snapshot() == rows
    assert list_files() == files
    again = take_down(scene).take_down
    restore_file(take_down=again, by=scene.editor)
    assert snapshot() == rows and list_files() == files


def test_search_does_not_find_the_transcript_of_a_removed_file(scene, client):
    path = scene.posts[0].get_absolute_url()
    assert path in client.get("/search/?q=spoken").text
    take_down(scene)
    assert path not in client.get("/search/?q=spoken").text


def test_task_finishes_what_a_killed_process_left(scene, site, monkeypatch):
    monkeypatch.setattr(media_take_down, "_hide_now", lambda sha256: None)
    monkeypatch.setattr(photo_places, "MAX_IN_TRANSACTION", 0)
    assert take_down(scene).later_count == 2
    monkeypatch.undo()
    tasks = DBTaskResult.objects.filter(task_path__endswith="media_take_down.settle")
    assert [task.args_kwargs["args"] for task in tasks] == [[scene.file.sha256]] * 2
    settle.call(scene.file.sha256)
    assert find_anywhere(site, scene) == []


@pytest.mark.parametrize("calls", [0, 1])
def test_interrupted_move_loses_no_file(calls, scene, monkeypatch):
    names = [str(file.file.name) for file in (scene.file, scene.copy)]

    def break_after(calls: int) -> None:
        original, count = private.move, [0]

        def broken(*args, **kwargs):
            count[0] += 1
            if count[0] > calls:
                raise OSError("The disk is gone")
            return original(*args, **kwargs)

        monkeypatch.setattr(private, "move", broken)

    break_after(calls)
    taken = take_down(scene).take_down  # The failure is logged.
    settle.call(scene.file.sha256, 3)
    last = DBTaskResult.objects.filter(task_path__endswith="settle").latest("enqueued_at")
    assert last.args_kwargs["args"] == [scene.file.sha256, 4]
    monkeypatch.undo()
    settle.call(scene.file.sha256)
    assert not any(map(default_storage.exists, names))
    break_after(calls)
    restore_file(take_down=taken, by=scene.editor)
    monkeypatch.undo()
    settle.call(scene.file.sha256)
    assert [private.read(name) for name in names] == [sample.mp4()] * 2
    assert not any(name.startswith("private/") for name in list_files())


def test_upload_during_the_take_down_is_taken_down_as_well(scene):
    take_down(scene)
    late = make.media_file(make.user("Author"), sample.mp4(seconds=9))
    MediaFile.objects.filter(pk=late.pk).update(sha256=scene.file.sha256)
    settle.call(scene.file.sha256)
    late.refresh_from_db()
    assert late.withdrawal_reason == REASON and not default_storage.exists(late.file.name)


def test_same_file_is_refused_with_the_reason(scene, author):
    def upload(by: User) -> MediaFile:
        stream, length = io.BytesIO(sample.mp4()), len(sample.mp4())
        return upload_media_file(stream=stream, length=length, name="a", by=by).file

    taken = take_down(scene).take_down
    before = list_files()
    for person in (author, scene.editor, make.user("Author")):
        with pytest.raises(ValidationError, match=f"{REASON} Only an editor"):
            upload(person)
    assert list_files() == before
    restore_file(take_down=taken, by=scene.editor)
    assert upload(author) == scene.file


def test_removed_file_cannot_be_put_into_a_post(scene, author):
    take_down(scene)
    nodes = document.parse(make.file(scene.file))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert nodes.errors == [f"This file was taken down: {REASON} Choose another file."]
    for publishing in (True, False):
        stored = document.parse(make.file(scene.file))
        document.check(stored, scene.posts[0], author, publishing=publishing)
        assert not stored.errors
    listed = signed_in(author).get("/admin/blog/post/editor/files/").json()
    assert listed["files"] == []


def test_post_with_a_removed_file_can_be_saved(scene, author):
    taken = take_down(scene).take_down
    client, post = signed_in(author), scene.posts[0]
    html = client.get(change(post)).text
    assert f"data-removed=&quot;{REASON}&quot;" in html and scene.file.file.url not in html
    send(client, change(post), title="Another title")
    restore_file(take_down=taken, by=scene.editor)
    post.refresh_from_db()
    assert post.title == "Another title" and scene.file.file.url in post.html
    assert "Spoken words" in post.html


def test_removed_file_stays_until_an_editor_deletes_it(scene):
    take_down(scene)
    Embed.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=400)
    MediaFile.objects.update(last_uploaded_at=long_ago)
    delete_unused.call()
    assert MediaFile.objects.count() == 2
    delete_media_files(files=MediaFile.objects.all())
    assert not [name for name in list_files() if name.endswith(".mp4")]
    with pytest.raises(ValidationError, match=REASON):
        make.media_file(make.user("Author"), sample.mp4())


def test_save_at_the_same_time_never_leaves_a_link(scene, author):
    """Whichever is first, no post links to the file afterwards."""
    draft = make.draft("<p>Text.</p>", authors=(author,))

    def save() -> None:
        with transaction.atomic():
            nodes = document.parse(make.file(scene.file))
            post = Post.all_objects.select_for_update(no_key=True).get(pk=draft.pk)
            document.check(nodes, post, author, publishing=False)
            if not nodes.errors:
                document.save(post, nodes, author)

    run_concurrently(save, lambda: take_down(scene) and None)
    settle.call(scene.file.sha256)
    assert not Post.all_objects.filter(html__contains=scene.file.file.url).exists()


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_take_down_without_a_usable_reason_is_refused(reason, scene):
    with pytest.raises(PhotoChangeRefused):
        take_down_file(file=scene.file, reason=reason, by=scene.editor)
    assert not MediaTakeDown.objects.exists()


def test_take_down_and_restoration_need_an_editor(scene, author):
    with pytest.raises(PhotoChangeRefused):
        take_down_file(file=scene.file, reason=REASON, by=author)
    taken = take_down(scene).take_down
    with pytest.raises(PhotoChangeRefused, match="already"):
        take_down_file(file=scene.copy, reason=REASON, by=scene.editor)
    with pytest.raises(PhotoChangeRefused):
        restore_file(take_down=taken, by=author)
    restore_file(take_down=taken, by=scene.editor)
    with pytest.raises(PhotoChangeRefused, match="already"):
        restore_file(take_down=taken, by=scene.editor)


def test_cdn_is_asked_to_purge_the_files_and_captions(scene, settings):
    settings.PURGE_URL = "https://cdn.example.org/purge"
    addresses = scene.addresses
    take_down(scene)
    task = DBTaskResult.objects.get(task_path="page_cache.file_purge.purge_files")
    expected = sorted(settings.SITE_URL + address for address in addresses)
    assert task.args_kwargs["args"] == [expected]
