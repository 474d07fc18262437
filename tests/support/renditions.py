"""Generate and delete photo renditions in tests, which run no worker."""

from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from blog.content import photo_renditions
from blog.models import Photo


def pending_tasks() -> list[list]:
    """Return the name and arguments of each pending task, sorted."""
    waiting = DBTaskResult.objects.filter(status="READY")
    return sorted(
        [task.task_path.rpartition(".")[2], *task.args_kwargs["args"]] for task in waiting
    )


def generate_renditions(photo: Photo) -> Photo:
    photo_renditions.generate.call(photo.pk)
    photo.refresh_from_db()
    return photo


def run_discard_tasks() -> None:
    """Run the pending tasks that delete files."""
    for task in DBTaskResult.objects.filter(
        task_path="blog.content.photo_renditions.discard", status="READY"
    ):
        photo_renditions.discard.call(*task.args_kwargs["args"])
        task.delete()


def files_exist(names: list[str]) -> list[bool]:
    return [default_storage.exists(name) for name in names]
