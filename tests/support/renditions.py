"""Renditions of photos in tests, where no worker runs."""

from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from blog.content import photo_renditions
from blog.models import Photo


def ordered() -> list[list]:
    """The arguments of the tasks that wait, by name."""
    waiting = DBTaskResult.objects.filter(status="READY")
    return sorted(
        [task.task_path.rpartition(".")[2], *task.args_kwargs["args"]] for task in waiting
    )


def made(photo: Photo) -> Photo:
    photo_renditions.generate.call(photo.pk)
    photo.refresh_from_db()
    return photo


def discard() -> None:
    """Deletes the files that the worker would delete sooner or later."""
    for task in DBTaskResult.objects.filter(
        task_path="blog.content.photo_renditions.discard", status="READY"
    ):
        photo_renditions.discard.call(*task.args_kwargs["args"])
        task.delete()


def there(names: list[str]) -> list[bool]:
    return [default_storage.exists(name) for name in names]
