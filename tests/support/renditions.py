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
    """Generate them, and render the posts that show the photo."""
    photo_renditions.generate.call(photo.pk)
    render_posts()
    photo.refresh_from_db()
    return photo


def render_posts() -> None:
    """Run the pending tasks that render the posts with new renditions."""
    for task in DBTaskResult.objects.filter(
        task_path="blog.content.photo_renditions.render_posts", status="READY"
    ):
        photo_renditions.render_posts.call(*task.args_kwargs["args"])
        task.delete()


def run_discard_tasks() -> None:
    """Run the pending tasks that delete files."""
    for task in DBTaskResult.objects.filter(
        task_path="blog.content.photo_renditions.discard", status="READY"
    ):
        photo_renditions.discard.call(*task.args_kwargs["args"])
        task.delete()


def files_exist(names: list[str]) -> list[bool]:
    return [default_storage.exists(name) for name in names]
