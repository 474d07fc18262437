"""`manage.py render`: all posts anew, as after an update that changed what is stored of them."""

from blog.content import rendering
from blog.management.batches import PostsCommand


class Command(PostsCommand):
    help = "Render all posts again and store what readers get."
    batch = 200
    done = "Rendered"
    nothing = "There was no post to render."

    def treat(self, keys: list[int]) -> None:
        rendering.store_each(keys)
