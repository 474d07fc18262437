"""Words of titles and of sources' names: what may have been meant where nothing is found."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from blog.models.posts import Post
from blog.models.sources import Source


def _text(to: str) -> Any:
    """No constraint and no index: nobody asks for the words of a text, and what is deleted need not
    wait for them. What leads nowhere is not readable, and goes within a day."""
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class KnownWordQuerySet(models.QuerySet["KnownWord"]):
    def readable(self) -> "KnownWordQuerySet":
        """Those that stand in a text which readers see: each is looked up by its key."""
        word = models.OuterRef("word")
        posts = Post.objects.published().filter(pk=models.OuterRef("post"), title__contains=word)
        public = Source.objects.public().order_by()
        sources = public.filter(pk=models.OuterRef("source"), name__contains=word)
        return self.filter(models.Exists(posts) | models.Exists(sources))


class KnownWord(models.Model):
    """A word as it was first written, with one text that has it.

    Triggers (blog/sql/known_words.sql) add those that are new with each post and source; a word
    that is here with a text that readers see is not added again. `blog.search.vocabulary.renew`
    gives words another text every day whose own is gone.
    """

    word = models.CharField(max_length=40)
    post = _text("blog.Post")
    source = _text("blog.Source")

    objects: ClassVar[Any] = KnownWordQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # Nobody but the triggers and the task writes them.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=True) ^ models.Q(source__isnull=True),
                name="knownword_of_one_text",
            ),
        ]
        indexes = [
            # Is it known already?
            models.Index(fields=["word"], name="knownword_by_word"),
            # Suggestions: words that are spelt like the one that found nothing.
            GinIndex(
                fields=["word"],
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
                name="known_words_alike",
            ),
        ]

    def __str__(self) -> str:
        return self.word
