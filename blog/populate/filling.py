"""Batches of posts, put together in one thread while another waits for the database."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from blog.models import Post, PullQuote
from blog.populate.cast import gather
from blog.populate.posts import FIELDS, QUOTATIONS, Writer
from blog.populate.tables import Table, new_keys

BATCH = 1000


def is_filled() -> bool:
    """One query."""
    return Post.objects.exists()


def fill(count: int, seed: int, until: datetime) -> Iterator[int]:
    """Adds `count` posts; gives how many there are after each batch, which is one transaction.

    At most two batches are in memory, about 30 MB each.
    """
    writer = Writer(gather(seed, count), seed, count, until)
    tables = {model: Table(model, *names) for model, names in FIELDS.items()}

    def make(numbers: range, posts: list[int], quotations: list[int]) -> dict[type, io.StringIO]:
        rows = writer.write(numbers, posts, quotations)
        return {model: tables[model].text(rows[model]) for model in tables}

    def begin(first: int) -> Any:
        numbers = range(first, min(first + BATCH, count))
        keys = new_keys(Post, len(numbers)), new_keys(PullQuote, len(numbers) * QUOTATIONS)
        return maker.submit(make, numbers, *keys)

    with ThreadPoolExecutor(1) as maker:
        made = begin(0)
        for first in range(0, count, BATCH):
            texts = made.result()
            if first + BATCH < count:
                made = begin(first + BATCH)
            with transaction.atomic(), connection.cursor() as cursor:
                for model, text in texts.items():
                    tables[model].copy(cursor, text)
            yield min(first + BATCH, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
