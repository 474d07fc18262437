"""Imports in the background: slices, continuation, failures, and workers that die."""

import errno
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import Mock

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog.comments.models import Comment
from blog.models import Label, Post
from tests.support import factories as make
from tests.transfer.ghost_export import build_ghost, build_post
from tests.transfer.memory_reader import MARCH, SITE, MemoryReader, post
from transfer import control, tasks
from transfer.items import CommentState, ExportedAuthor, ExportedComment, Kind
from transfer.missing import supply_missing
from transfer.models import Import, ImportedItem
from transfer.pace import Workload
from transfer.readers.base import NotAnExport
from transfer.readers.detect import open_export
from transfer.tasks import delete_old_uploads, resume_imports, run_import
from transfer.uploads import get_path

pytestmark = pytest.mark.django_db
Stage = Import.Stage


@pytest.fixture(autouse=True)
def root(import_root):
    return import_root


@pytest.fixture
def admin():
    return make.user("Administrator")


class _Upload(SimpleUploadedFile):
    """An upload with a file on the disk, as the form has it."""

    def __init__(self, folder, data: bytes) -> None:
        super().__init__("ghost.json", data)
        self.path = folder / "arrived"
        self.path.write_bytes(data)

    def temporary_file_path(self) -> str:
        return str(self.path)


@pytest.fixture
def upload(root, tmp_path, admin):
    def start(*posts) -> Import:
        root.mkdir(exist_ok=True)
        data = build_ghost(*(posts or (build_post(1), build_post(2))))
        return control.upload_export(files=[_Upload(tmp_path, data)], by=admin)

    return start


def work(limit: int = 100) -> int:
    """Run waiting tasks of imports as a worker would; return how many."""
    for count in range(limit):
        waiting = DBTaskResult.objects.filter(
            task_path=run_import.module_path, status="READY"
        ).order_by("enqueued_at")
        if (row := waiting.first()) is None:
            return count
        DBTaskResult.objects.filter(pk=row.pk).update(status="SUCCESSFUL")
        run_import.call(*row.args_kwargs["args"])
        _end_lock_timeout()
    raise AssertionError("It never ends.")


def _end_lock_timeout() -> None:
    """A task's transaction ends before the next request, but the transaction of a test goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def write(run: Import, by: User, **changes) -> None:
    chosen = {"accounts": {}, "new_accounts": set(), "fetches_pictures": False, "comments": "all"}
    control.write_import(run=run, by=by, **{**chosen, **changes})


def load(run: Import) -> Import:
    return Import.objects.get(pk=run.pk)


def start_in_memory(reader: MemoryReader, by: User, monkeypatch) -> Import:
    monkeypatch.setattr(tasks, "open_export", lambda _path: reader)
    run = Import.objects.create(path="/export", by=by, total_bytes=reader.total_bytes)
    tasks.enqueue(run)
    return run


def test_uploaded_export_is_read_then_written(upload, admin):
    run = upload()
    assert (load(run).stage, load(run).platform) == (Stage.READING, "Ghost")
    work()
    run = load(run)
    assert (run.stage, run.origin.title) == (Stage.READ, "The Old Blog")
    assert not Post.objects.exists()
    write(run, admin)
    work()
    run = load(run)
    assert (run.stage, run.message) == (Stage.DONE, "")
    assert set(Post.objects.values_list("title", flat=True)) == {"Letter 1", "Letter 2"}
    assert (run.counts["posts"], run.counts["labels"]) == (2, 1)
    assert run.done_count == run.total_count == 4


def test_long_import_is_divided_into_tasks(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    monkeypatch.setattr("transfer.stages.write.POST_BATCH_SIZE", 1)
    run = upload(*map(build_post, range(1, 6)))
    assert work() == 2
    write(run, admin)
    assert work() == 8  # One for each author, label and post, and the last finds nothing.
    assert load(run).stage == Stage.DONE
    assert Post.objects.count() == 5


def test_pace_of_posts_expects_comments_to_be_faster(admin, monkeypatch):
    monkeypatch.setattr(tasks.time, "monotonic", lambda: 0)
    run = Import.objects.create(path="/export", by=admin, stage=Stage.WRITING)
    progress = tasks._Slice(run)
    progress.workload = Workload({Kind.POST: 2, Kind.COMMENT: 60})
    monkeypatch.setattr(tasks.time, "monotonic", lambda: 19)
    progress.report()
    assert load(run).pace == pytest.approx(61 / 38)  # Items left, by the seconds for them.


def test_progress_counts_batches_that_end_a_task(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    run = upload(*map(build_post, range(1, 6)))
    work()
    write(run, admin)
    while (stored := load(run)).stage == Stage.WRITING:
        run_import.call(run.pk, stored.turn)
        assert load(run).total_count == 7  # With an author and a label.
    assert load(run).done_count == 7


def test_progress_counts_what_a_killed_task_wrote(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    run = upload()
    work()
    write(run, admin)
    with monkeypatch.context() as patch:
        patch.setattr(tasks._Slice, "store", lambda _slice: None)  # It is killed before.
        run_import.call(run.pk, load(run).turn)
    run_import.call(run.pk, load(run).turn)
    assert (load(run).done_count, load(run).total_count) == (2, 4)
    work()
    assert (load(run).done_count, load(run).total_count) == (4, 4)


def test_progress_of_rollback_counts_what_a_killed_task_deleted(upload, admin, monkeypatch):
    run = upload()
    work()
    write(run, admin)
    work()
    control.roll_back_import(run=run, by=admin)
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    monkeypatch.setattr("transfer.rollback.BATCH_SIZE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(tasks._Slice, "store", lambda _slice: None)  # It is killed before.
        run_import.call(run.pk, load(run).turn)
    assert Post.objects.count() == 1
    work()
    run = load(run)
    assert (run.stage, run.done_count, run.total_count) == (Stage.ROLLED_BACK, 2, 2)


def test_upload_is_opened_once_while_it_is_read(upload, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    monkeypatch.setattr("transfer.stages.read.BATCH_SIZE", 1)
    opened = []
    monkeypatch.setattr(tasks, "open_export", lambda path: opened.append(path) or open_export(path))
    run = upload(*map(build_post, range(1, 6)))
    assert work() > 5
    assert load(run).stage == Stage.READ
    assert load(run).items.filter(kind="post").count() == 5
    assert len(opened) == 1


def test_paused_import_goes_on(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    run = upload()
    work()
    write(run, admin)
    run_import.call(run.pk, load(run).turn)
    control.pause_import(run=run)
    work()
    assert (load(run).stage, load(run).paused_stage) == (Stage.PAUSED, Stage.WRITING)
    assert not Post.objects.exists()
    control.go_on(run=run, by=admin)
    work()
    assert load(run).stage == Stage.DONE
    assert Post.objects.count() == 2


def test_task_of_former_turn_does_nothing(upload):
    run = upload()
    former = load(run).turn
    tasks.enqueue(run)
    run_import.call(run.pk, former)
    assert load(run).stage == Stage.READING


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_import_of_another_worker_is_left_alone(upload):
    run = upload()
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock('transfer_import'::regclass::oid::integer, %s)", [run.pk]
            )
        run_import.call(run.pk, load(run).turn)
        assert load(run).stage == Stage.READING
        DBTaskResult.objects.all().delete()
        resume_imports.call()
        assert not DBTaskResult.objects.exists()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    resume_imports.call()
    assert work() == 1
    assert load(run).stage == Stage.READ


def test_import_of_killed_worker_is_enqueued_once(upload):
    run = upload()
    DBTaskResult.objects.all().delete()
    resume_imports.call()
    resume_imports.call()
    assert DBTaskResult.objects.filter(task_path=run_import.module_path).count() == 1
    work()
    assert load(run).stage == Stage.READ
    resume_imports.call()
    assert work() == 0


def test_import_is_enqueued_again_after_its_lock_has_ended(upload, monkeypatch):
    run = upload()
    DBTaskResult.objects.all().delete()
    steps = []

    @contextmanager
    def hold(_pk):
        yield True
        steps.append("unlocked")

    monkeypatch.setattr(tasks, "hold_import", hold)
    monkeypatch.setattr(tasks, "enqueue", lambda run: steps.append(run.pk))
    resume_imports.call()
    assert steps == ["unlocked", run.pk]


def test_import_of_command_is_not_taken_over():
    Import.objects.create(path="/export")
    resume_imports.call()
    assert not DBTaskResult.objects.exists()


def test_vanished_file_fails_and_can_go_on(upload, admin):
    run = upload()
    path, data = get_path(run), get_path(run).read_bytes()
    path.unlink()
    work()
    assert load(run).stage == Stage.FAILED
    assert load(run).message == "The uploaded file is gone. Upload the export again."
    path.write_bytes(data)
    control.go_on(run=run, by=admin)
    assert load(run).message == ""
    work()
    assert load(run).stage == Stage.READ


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space"), "The disk of the server is full."),
        (OSError(errno.EIO, "Input/output error"), "The file cannot be read (Input/output error)."),
        (RuntimeError("?"), "An unexpected error occurred, which was logged."),
    ],
)
def test_error_is_shown_and_import_can_go_on(upload, admin, monkeypatch, error, message):
    run = upload()

    def fail(_path):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "open_export", fail)
        work()
    run = load(run)
    assert (run.stage, run.paused_stage) == (Stage.FAILED, Stage.READING)
    assert run.composed_message.startswith(message)
    control.go_on(run=run, by=admin)
    work()
    assert load(run).stage == Stage.READ


def test_full_disk_of_database_is_shown(upload, monkeypatch):
    run = upload()

    def fail(_path):
        with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE 'No space' USING ERRCODE = 'disk_full'; END $$")

    monkeypatch.setattr(tasks, "open_export", fail)
    work()
    assert load(run).message.startswith("The disk of the database is full.")


def build_lost_connection_error() -> DatabaseError:
    """Return what a query raises whose server process is killed."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError()
    return error


@pytest.mark.parametrize("error", [OperationalError("gone"), build_lost_connection_error()])
def test_database_away_leaves_import_to_be_resumed(error, upload, monkeypatch):
    run = upload()

    def fail(_path):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "open_export", fail)
        with pytest.raises(type(error)):
            run_import.call(run.pk, load(run).turn)
    assert load(run).stage == Stage.READING


def test_person_without_permission_fails(upload, admin):
    run = upload()
    work()
    write(run, admin)
    admin.groups.clear()
    work()
    assert load(run).stage == Stage.FAILED
    assert "may not import any more" in load(run).message
    assert not Post.objects.exists()


def test_cancelled_import_forgets_what_it_read(upload):
    run = upload()
    work()
    control.cancel_import(run=run)
    work()
    assert load(run).stage == Stage.CANCELLED
    kinds = ImportedItem.objects.values_list("kind", flat=True)
    assert set(kinds) <= {"site", "picture"}


def test_finished_import_cannot_be_cancelled(upload, admin):
    run = upload()
    work()
    write(run, admin)
    work()
    with pytest.raises(control.WrongStage, match="at another stage by now: Done"):
        control.cancel_import(run=run)


def test_stopped_import_that_wrote_cannot_be_cancelled(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    run = upload()
    work()
    write(run, admin)
    run_import.call(run.pk, load(run).turn)
    control.pause_import(run=run)
    with pytest.raises(control.WrongStage, match="Roll the import back"):
        control.cancel_import(run=run)


def test_rollback_runs_in_background(upload, admin):
    run = upload()
    work()
    write(run, admin)
    work()
    make.comment(Post.objects.get(title="Letter 1"))
    control.roll_back_import(run=run, by=admin)
    assert Post.objects.count() == 2
    work()
    run = load(run)
    assert (run.stage, run.counts["kept"]) == (Stage.ROLLED_BACK, 1)
    assert [str(post) for post in Post.objects.all()] == ["Letter 1"]
    assert Label.objects.filter(name="Harbour").exists()


def test_authors_become_the_chosen_accounts(upload, admin):
    other = make.user("Author", byline="Somebody else")
    run = upload()
    work()
    item = ImportedItem.objects.get(kind="author")
    write(run, admin, accounts={item.pk: other.pk})
    work()
    assert list(Post.objects.first().authors.all()) == [other]
    assert not User.objects.filter(byline="Ada Byron").exists()


def test_new_account_is_created_beside_one_of_the_same_name(upload, admin):
    reader = make.user("", byline="Ada Byron")
    run = upload()
    work()
    item = ImportedItem.objects.get(kind="author")
    write(run, admin, new_accounts={item.pk})
    work()
    (author,) = Post.objects.first().authors.all()
    assert (author.byline, author.is_active) == ("Ada Byron", False)
    assert author != reader


def test_names_without_a_list_of_authors_can_be_mapped(admin, monkeypatch):
    other = make.user("Author", byline="Somebody else")
    run = start_in_memory(MemoryReader([SITE, post(authors=("bo",))]), admin, monkeypatch)
    work()
    item = ImportedItem.objects.get(kind="author")
    assert item.item == ExportedAuthor(key="bo", name="bo")
    write(run, admin, accounts={item.pk: other.pk})
    work()
    assert list(Post.objects.get().authors.all()) == [other]


@pytest.mark.parametrize(
    ("choice", "expected"), [("all", {"a", "b"}), ("approved", {"a"}), ("none", set())]
)
def test_comments_are_written_as_chosen(admin, monkeypatch, choice, expected):
    comments = (
        ExportedComment(key="a", post="1", name="Bo", html="a", created_at=MARCH),
        ExportedComment(
            key="b",
            post="1",
            name="Bo",
            email="bo@example.org",
            html="b",
            created_at=MARCH,
            state=CommentState.WAITING,
        ),
    )
    run = start_in_memory(MemoryReader([SITE, post(), *comments]), admin, monkeypatch)
    work()
    write(run, admin, comments=choice)
    work()
    assert load(run).stage == Stage.DONE
    assert load(run).done_count == load(run).total_count == 2 + len(expected)  # Author and post.
    assert set(Comment.objects.values_list("text", flat=True)) == expected
    assert ImportedItem.objects.filter(kind="comment").count() == len(expected)


def test_supplied_picture_comes_into_its_post(admin, monkeypatch):
    html = '<figure><img src="https://old.example/2020/Harbour.png" alt=""></figure>'
    run = start_in_memory(MemoryReader([SITE, post(html=html)]), admin, monkeypatch)
    work()
    write(run, admin)
    work()
    assert load(run).counts["missing"] == 1
    item = ImportedItem.objects.get(kind="post")
    files = [
        SimpleUploadedFile("harbour.PNG", make.picture()),
        SimpleUploadedFile("other.png", make.picture()),
    ]
    supplied = supply_missing(run=load(run), files=files, by=admin)
    assert supplied.count == 1
    assert supplied.refused == ["“other.png”: No missing picture or file has this name."]
    control.write_again(run=run, by=admin)
    work()
    figure = Post.objects.get().figures.get()
    assert figure.photo is not None
    former, item = item.revision, ImportedItem.objects.get(kind="post")
    assert item.revision.pk > former.pk
    assert item.revision == Post.objects.get().revisions.latest("pk")
    assert (load(run).stage, load(run).counts["missing"]) == (Stage.DONE, 0)


@pytest.mark.parametrize(
    "error", [NotAnExport("There is no file."), PermissionError(errno.EACCES, "Not allowed")]
)
def test_supplied_picture_comes_into_its_post_without_the_export(admin, monkeypatch, error):
    html = '<figure><img src="https://old.example/harbour.png" alt=""></figure>'
    run = start_in_memory(MemoryReader([SITE, post(html=html)]), admin, monkeypatch)
    work()
    write(run, admin)
    work()
    file = SimpleUploadedFile("harbour.png", make.picture())
    supply_missing(run=load(run), files=[file], by=admin)
    monkeypatch.setattr(tasks, "open_export", Mock(side_effect=error))
    control.write_again(run=run, by=admin)
    work()
    assert load(run).stage == Stage.DONE
    assert Post.objects.get().figures.get().photo is not None


def test_post_to_write_waits_for_its_export(admin, monkeypatch):
    run = start_in_memory(MemoryReader([SITE, post()]), admin, monkeypatch)
    work()
    monkeypatch.setattr(tasks, "open_export", Mock(side_effect=NotAnExport("There is no file.")))
    write(run, admin)
    work()
    assert (load(run).stage, load(run).message) == (Stage.FAILED, "There is no file.")
    assert not Post.objects.exists()


def test_pictures_come_into_all_their_posts_in_several_tasks(admin, monkeypatch):
    html = '<figure><img src="https://old.example/harbour.png" alt=""></figure>'
    posts = [post(key, html=html) for key in "123"]
    run = start_in_memory(MemoryReader([SITE, *posts]), admin, monkeypatch)
    work()
    write(run, admin)
    work()
    file = SimpleUploadedFile("harbour.png", make.picture())
    assert supply_missing(run=load(run), files=[file], by=admin).count == 1
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    control.write_again(run=run, by=admin)
    assert work() == 4
    assert [each.figures.get().photo is None for each in Post.objects.all()] == [False] * 3
    assert load(run).stage == Stage.DONE


def test_old_uploads_of_ended_imports_are_deleted(upload, admin, root):
    run, waiting = upload(), upload()
    work()
    write(run, admin)
    work()
    delete_old_uploads.call()
    assert get_path(load(run)).exists()
    long_ago = timezone.now() - timedelta(days=31)
    Import.objects.update(updated_at=long_ago)
    delete_old_uploads.call()
    assert load(run).upload == ""
    assert [path.parent for path in root.glob("*/*")] == [get_path(load(waiting)).parent]
