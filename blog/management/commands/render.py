"""`manage.py render`: re-render all posts, for example after an update of the templates."""

from blog.content import rendering
from blog.management.batches import PostBatchCommand


class Command(PostBatchCommand):
    help = "Render all posts again and store what readers get."
    batch_size = 200
    verb = "Rendered"
    empty_message = "There was no post to render."

    def process(self, keys: list[int]) -> None:
        rendering.rerender_each(keys)
