"""What a post's page says of the post itself, as it was last made."""

from django.db import models

from blog.models.posts import Post


class PageWords(models.Model):
    """Made by the first reader who finds that `made_of` no longer holds, or who finds none:
    see blog/views/pages/post_fragments.py."""

    post = models.OneToOneField(
        Post, on_delete=models.CASCADE, primary_key=True, related_name="page_words"
    )
    made_of = models.CharField(max_length=32)
    words = models.TextField()

    class Meta:
        default_permissions = ()  # Nobody writes it but the page.

    def __str__(self) -> str:
        return self.made_of
