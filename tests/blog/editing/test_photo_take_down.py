"""A take-down removes a picture from everywhere at once, and its undo puts it back."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from accounts.models import User
from blog.content import document, photo_files, photo_renditions
from blog.editing import photo_places, photo_take_down
from blog.editing.photo_places import PhotoChangeRefused
from blog.editing.photo_take_down import restore_photo, settle, take_down_photo
from blog.editing.photos import filter_unused, upload_photo
from blog.models import Figure, Photo, Post, Source
from storage import private
from tests.support import factories as make
from tests.support.crawler import Crawler, crawler
from tests.support.desk import signed_in
from tests.support.renditions import files_exist, generate_renditions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COLOUR = (201, 32, 147)
REASON = "The agency withdrew its licence."


@dataclass
class Scene:
    photo: Photo
    posts: list[Post]
    source: Source
    editor: User

    @property
    def names(self) -> list[str]:
        return photo_files.list_current_files(self.photo)

    @property
    def addresses(self) -> list[str]:
        return [default_storage.url(name) for name in self.names]


def draw(colour: tuple[int, int, int]) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (620, 400), colour).save(file, "PNG")
    return SimpleUploadedFile("a.png", file.getvalue())


def upload(author: User, colour: tuple[int, int, int] = COLOUR) -> Photo:
    photo = upload_photo(file=draw(colour), by=author).photo
    photo.alt = "A field of one colour"
    photo.save()
    return generate_renditions(photo)


@pytest.fixture
def scene(author, editor) -> Scene:
    """A photo in two posts, the first picture and so the share image of one, and a portrait."""
    photo, other = upload(author), upload(author, (20, 90, 40))
    figure = make.figure(photo, caption="The quay at noon")
    posts = [
        make.post(f"<p>First.</p>{figure}", title="Quay", slug="quay", authors=(author,)),
        make.post(
            f"<p>Second.</p>{make.figure(other)}{figure}", title="Pier", slug="pier",
            authors=(author,),
        ),
    ]  # fmt: skip
    source = Source.objects.create(name="Ana Ruiz", portrait=photo)
    return Scene(photo, posts, source, editor)


@pytest.fixture
def site():
    with crawler() as reader:
        yield reader


def take_down(scene: Scene) -> photo_take_down.TakenDownPhoto:
    result = take_down_photo(photo=scene.photo, reason=REASON, by=scene.editor)
    scene.photo.refresh_from_db()
    return result


def find_anywhere(site: Crawler, scene: Scene) -> list[str]:
    """Return the addresses that show the picture or link to it, files included."""
    site.crawl(*scene.addresses)
    served = [address for address in scene.addresses if site.answers[address].status == 200]
    linked = site.find_text(*scene.addresses)
    return sorted({*served, *linked, *site.find_colour(COLOUR)})


def list_files(folder: str = "") -> set[str]:
    folders, names = default_storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    inner = [list_files(prefix + name) for name in folders]
    return {prefix + name for name in names}.union(*inner)


def snapshot() -> list:
    """Return all rows that a take-down may change, without the time of the last change."""
    posts = Post.all_objects.order_by("pk").defer("updated_at").values(
        "pk", "html", "intro_html", "linked_data", "excerpt", "status"
    )  # fmt: skip
    tables = (Photo.objects, Figure.objects, Source.objects)
    return [list(posts), *(list(table.order_by("pk").values()) for table in tables)]


def test_taken_down_photo_is_nowhere_on_the_site(scene, site):
    shown = find_anywhere(site, scene)
    path = scene.posts[0].get_absolute_url()
    assert {"/", path, "/feed.atom", "/feed.rss", "/feed.json", *scene.addresses} <= {*shown}
    cards = [each for each in shown if each.startswith(f"{path}card.png")]
    assert cards and any("sitemap" in each for each in shown)
    files_before = list_files()
    take_down(scene)
    assert find_anywhere(site, scene) == []
    gone = {name for name in files_before - list_files() if not name.startswith("cards/")}
    assert gone == {*scene.names}
    assert "This picture was removed: The agency withdrew its licence." in site.get(path).text
    assert "The quay at noon" in site.get(path).text
    assert all(site.get(card).status == 200 for card in cards)


def test_restored_photo_is_where_it_was(scene, site):
    before, files = find_anywhere(site, scene), list_files()
    rows = snapshot()
    change = take_down(scene).change
    restore_photo(change=change, by=scene.editor)
    assert find_anywhere(site, scene) == before
    assert snapshot() == rows
    assert list_files() == files


def test_task_finishes_what_a_killed_process_left(scene, site, monkeypatch):
    monkeypatch.setattr(photo_take_down, "_hide_now", lambda pk: None)
    monkeypatch.setattr(photo_places, "MAX_IN_TRANSACTION", 0)
    assert take_down(scene).later_count == 2
    assert all(files_exist(scene.names))
    monkeypatch.undo()
    tasks = DBTaskResult.objects.filter(task_path__endswith="settle")
    assert [task.args_kwargs["args"] for task in tasks] == [[scene.photo.pk]] * 2
    settle.call(scene.photo.pk)
    assert find_anywhere(site, scene) == []


def break_after(calls: int, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a function of `storage.private` fail from the given call on, as after a kill."""
    original, count = getattr(private, name), [0]

    def broken(*args, **kwargs):
        count[0] += 1
        if count[0] > calls:
            raise OSError("The disk is gone")
        return original(*args, **kwargs)

    monkeypatch.setattr(photo_files.private, name, broken)


@pytest.mark.parametrize(("name", "calls"), [("copy", 0), ("copy", 1), ("delete", 0)])
def test_interrupted_move_loses_no_file(name, calls, scene, monkeypatch):
    data = {each: private.read(each) for each in scene.names}
    break_after(calls, monkeypatch, name)
    change = take_down(scene).change  # The failure is logged.
    monkeypatch.undo()
    settle.call(scene.photo.pk)
    assert not any(files_exist(scene.names))
    break_after(calls, monkeypatch, name)
    restore_photo(change=change, by=scene.editor)
    monkeypatch.undo()
    settle.call(scene.photo.pk)
    assert {each: private.read(each) for each in scene.names} == data
    folder = photo_files.get_private_folder(scene.photo)
    assert not any(each.startswith(folder) for each in list_files())


def test_failed_attempt_is_tried_again(scene, monkeypatch):
    break_after(0, monkeypatch, "copy")
    take_down(scene)
    settle.call(scene.photo.pk, 3)
    tasks = DBTaskResult.objects.filter(task_path__endswith="settle").order_by("enqueued_at")
    assert [task.args_kwargs["args"][1:] for task in tasks] == [[], [], [4]]


@pytest.mark.parametrize("path", ["private/x", "./private/x", "a/../private/x", "//Private/x"])
def test_private_files_are_not_served(path, client):
    private.write("private/x", b"secret")
    assert client.get(f"/media/{path}").status_code == 404


def test_private_folder_is_closed_to_other_users(scene):
    take_down(scene)
    assert Path(default_storage.path("private")).stat().st_mode & 0o077 == 0


def test_same_file_is_refused_with_the_reason(scene, author, editor):
    take_down(scene)
    for person in (author, editor):
        with pytest.raises(ValidationError, match="The agency withdrew its licence"):
            upload_photo(file=draw(COLOUR), by=person)


def test_renditions_are_not_generated_while_taken_down(scene):
    take_down(scene)
    Photo.objects.filter(pk=scene.photo.pk).update(caption="Other words")
    photo_renditions.generate.call(scene.photo.pk)
    assert not any(name.startswith(("sizes/", "photos/")) for name in only_of(scene))


def only_of(scene: Scene) -> set[str]:
    return {name for name in list_files() if name in scene.names}


def test_renditions_that_were_being_generated_are_deleted(scene, monkeypatch):
    """The take-down commits after the sizes are encoded, before they are stored."""
    Photo.objects.filter(pk=scene.photo.pk).update(caption="Other words")
    generate_sizes = photo_renditions.generate_sizes

    def take_down_meanwhile(*args):
        sizes = generate_sizes(*args)
        take_down(scene)
        return sizes

    before = {name for name in list_files() if name not in scene.names}
    monkeypatch.setattr(photo_renditions, "generate_sizes", take_down_meanwhile)
    photo_renditions.generate.call(scene.photo.pk)
    public = {name for name in list_files() if not name.startswith("private/")}
    assert public <= before


def test_files_with_former_texts_are_deleted_as_well(scene):
    former = {*scene.names}
    Photo.objects.filter(pk=scene.photo.pk).update(caption="Other words")
    generate_renditions(scene.photo)
    assert all(files_exist(sorted(former)))
    take_down(scene)
    assert not any(files_exist(sorted(former | {*scene.names})))


def test_photo_taken_down_cannot_be_put_into_a_post(scene, author):
    take_down(scene)
    nodes = document.parse(make.figure(scene.photo))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert "was taken down: The agency withdrew its licence." in nodes.errors[0]
    stored = document.parse(make.figure(scene.photo))
    document.check(stored, scene.posts[0], author, publishing=True)
    assert not stored.errors


def test_photo_taken_down_is_not_offered_to_authors(scene, editor):
    listed = "/admin/blog/post/editor/photos/"
    assert str(scene.photo.image) in signed_in(editor).get(listed).text
    take_down(scene)
    assert str(scene.photo.image) not in signed_in(editor).get(listed).text
    assert not filter_unused(Photo.objects.all(), timezone.now()).filter(pk=scene.photo.pk)


def test_source_with_another_portrait_keeps_it(scene, author):
    change = take_down(scene).change
    other = make.photo(author)
    Source.objects.filter(pk=scene.source.pk).update(portrait=other)
    restored = restore_photo(change=change, by=scene.editor)
    scene.source.refresh_from_db()
    assert (restored.kept_sources, scene.source.portrait) == ([scene.source], other)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_take_down_without_a_usable_reason_is_refused(reason, scene):
    with pytest.raises(PhotoChangeRefused):
        take_down_photo(photo=scene.photo, reason=reason, by=scene.editor)


def test_take_down_and_restoration_need_an_editor(scene, author):
    with pytest.raises(PhotoChangeRefused):
        take_down_photo(photo=scene.photo, reason=REASON, by=author)
    change = take_down(scene).change
    with pytest.raises(PhotoChangeRefused):
        restore_photo(change=change, by=author)
    restore_photo(change=change, by=scene.editor)
    with pytest.raises(PhotoChangeRefused, match="already"):
        restore_photo(change=change, by=scene.editor)


def test_cdn_is_asked_to_purge_the_files(scene, settings):
    settings.PURGE_URL = "https://cdn.example.org/purge"
    take_down(scene)
    task = DBTaskResult.objects.get(task_path="page_cache.file_purge.purge_files")
    assert task.args_kwargs["args"] == [
        sorted(settings.SITE_URL + address for address in scene.addresses)
    ]
