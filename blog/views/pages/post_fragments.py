"""What a post's page says of the post itself, stored as HTML: to make it takes as long as all the
rest of the page.

There is no list of what makes it out of date, which somebody would forget to lengthen. The page's
query has a digest of all that it was made of: the version of the post's row (`xmin` and `ctid`, see
PostgreSQL's "System Columns"), the rows of its authors, labels and corrections, the site's settings
and the program. Where that is another, the words are made anew and stored, by whoever reads the
page first. A replica cannot store: the primary makes that page.
"""

from contextlib import suppress
from functools import cache, lru_cache
from hashlib import md5
from typing import Any

import django
from django.conf import settings
from django.db import Error, transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5

from blog.corrections import rows_told
from blog.models import PageWords, SiteSettings
from blog.models.post_querysets import PostQuerySet, rows_around

# A sign that no page has. As JSON the words of one would take several times as long to read.
BETWEEN = "\x1e"
PROGRAM = ("accounts", "blog", "config", "locale", "templates")


def with_source(posts: PostQuerySet, maker: str) -> PostQuerySet:
    """Each with `source`, the digest of what its words are made of. `maker` is that of `maker`."""
    version = RawSQL('"blog_post"."xmin", "blog_post"."ctid"', (), output_field=TextField())
    parts = [version, *rows_around().values(), rows_told(), Value(maker)]
    return posts.annotate(source=MD5(Func(*parts, function="CONCAT", output_field=TextField())))


def with_words(posts: PostQuerySet, maker: str) -> PostQuerySet:
    """As `with_source`, with the words that are stored, and what they were made of."""
    found = with_source(posts, maker)
    return found.annotate(made_of=F("page_words__made_of"), words=F("page_words__words"))


def are_good(post: Any) -> bool:
    """Of `with_words()`."""
    return bool(post.made_of == post.source)


def stored(post: Any) -> dict[str, str]:
    """Of `with_words()`: what `keep` was given, by name."""
    names, *words = post.words.split(BETWEEN)
    return dict(zip(names.split(), words, strict=True))


def keep(post: Any, words: dict[str, str]) -> None:
    """Of `with_source()`. One query. A reader gets the page whether it can be stored or not."""
    parts = [word.replace(BETWEEN, "") for word in words.values()]
    text = BETWEEN.join([" ".join(words), *parts])
    row = PageWords(post_id=post.pk, made_of=post.source, words=text)
    with suppress(Error), transaction.atomic():
        PageWords.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["post"],
            update_fields=["made_of", "words"],
        )


def maker(site: SiteSettings) -> str:
    """A name for what makes the words: the site's settings and the program."""
    return _name_of(site.state, _program())


@lru_cache
def _name_of(*parts: Any) -> str:
    return md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


@cache
def _program() -> str:
    """Of its files and settings. Read once in the life of a process, in 20 ms."""
    digest = md5(repr((django.VERSION, settings.SITE_URL)).encode(), usedforsecurity=False)
    for folder in PROGRAM:
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".mo"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()
