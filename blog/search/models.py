"""Vocabulary of titles, sources' names and texts, for spelling suggestions."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from blog.models.posts import Post
from blog.models.sources import Source


def _text_field(to: str) -> Any:
    """Return a foreign key without constraint and index, so that deletions are not slowed down.

    Words whose text was deleted are not readable, and are removed within a day.
    """
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
        """Filter words whose text is public. Looks up each text by its key."""
        word = models.OuterRef("word")
        posts = Post.objects.published().filter(
            models.Q(title__contains=word) | models.Q(html__contains=word),
            pk=models.OuterRef("post"),
        )
        public = Source.objects.public().order_by()
        public = public.filter(pk=models.OuterRef("source"))
        sources = public.filter(name__contains=word)
        other_names = public.filter(names__name__contains=word)
        is_of_source = models.Exists(sources) | models.Exists(other_names)
        return self.filter(models.Exists(posts) | is_of_source)


class KnownWord(models.Model):
    """A word in its first spelling, with one text that contains it.

    Triggers (blog/sql/known_words.sql) add the new words of each post and source, unless they are
    known from a public text. Each day, `blog.search.vocabulary.renew` replaces texts that are no
    longer public, and adds the words of texts.
    """

    word = models.CharField(max_length=40)
    post = _text_field("blog.Post")
    source = _text_field("blog.Source")

    objects: ClassVar[Any] = KnownWordQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # Only the triggers and the task write rows.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=True) ^ models.Q(source__isnull=True),
                name="knownword_of_one_text",
            ),
        ]
        indexes = [
            # The triggers' check for known words.
            models.Index(fields=["word"], name="knownword_by_word"),
            # Suggestions: words similar to a search term without results.
            GinIndex(
                fields=["word"],
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
                name="known_words_alike",
            ),
        ]

    def __str__(self) -> str:
        return self.word
