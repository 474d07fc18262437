"""Counters are equal to counted rows after any kind of write."""

import io
import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from blog.models import (
    AuthorCounter,
    Authorship,
    Label,
    LabelCounter,
    MonthCounter,
    Post,
    PostDayCounter,
    PostLabel,
    PullQuote,
    Source,
    SourceCounter,
    SourceDayCounter,
)
from blog.models.counters import rebuild_counters
from tests.support import factories as make
from tests.support.counters import sums

pytestmark = pytest.mark.django_db
COUNTERS = {
    "labels": (LabelCounter, "label"),
    "sources": (SourceCounter, "source"),
    "days": (SourceDayCounter, "source", "said_on", "said_precision"),
    "authors": (AuthorCounter, "author"),
    "months": (MonthCounter, "month"),
    "post days": (PostDayCounter, "day"),
}


def stored(moment: datetime | None = None) -> dict[str, dict]:
    """As readers see it at that moment, or now."""
    result = {}
    for name, (counter, *key) in COUNTERS.items():
        rows = counter.objects.filter(since__lte=moment) if moment else counter.objects.current()
        result[name] = sums(rows, *key)
    return result


def counted(moment: datetime | None = None) -> dict[str, dict]:
    """The same, counted from the rows themselves. Pages have quotations that count, no more."""
    posts = Post.objects.published()
    if moment:
        posts = Post.objects.filter(status="published", published_at__lte=moment)
    result: dict[str, Counter] = {name: Counter() for name in COUNTERS}
    result["labels"].update(
        PostLabel.objects.filter(content_object__in=posts).values_list("tag", flat=True)
    )
    result["authors"].update(
        Authorship.objects.filter(post__in=posts).values_list("user", flat=True)
    )
    with_pages = Post.all_objects.filter(status="published", published_at__lte=moment or Now())
    for role in ("source", "speaker"):
        quoted = PullQuote.objects.filter(post__in=with_pages, **{f"{role}__isnull": False})
        result["sources"].update(quoted.values_list(role, flat=True))
        dates = quoted.values_list(role, "said_on", "said_precision")
        result["days"].update((who, day or date.min, precision) for who, day, precision in dates)
    dates = posts.values_list("published_at", flat=True)
    result["post days"].update(timezone.localdate(when) for when in dates)
    result["months"].update(day.replace(day=1) for day in result["post days"].elements())
    return {name: dict(counts) for name, counts in result.items()}


def copy(table: str, columns: str, rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        fields = ([r"\N" if value is None else str(value) for value in row] for row in rows)
        text = io.StringIO("".join("\t".join(row) + "\n" for row in fields))
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


STATES = [state for state in Post.Status.values if state != Post.Status.TRASHED]


class World:
    """Rows, and everything that one can do to them; what, a seeded number decides."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.users = [make.user("Author") for _n in range(4)]
        self.labels = [Label.objects.create(name=f"L{n}", slug=f"l{n}") for n in range(5)]
        self.sources = [Source.objects.create(name=f"S{n}") for n in range(5)]
        self.created_count = 0

    def post(self) -> Post | None:
        return self.random.choice(list(Post.all_objects.only("pk").order_by("pk")) or [None])

    def key(self) -> int:
        post = self.post()
        return post.pk if post else 0

    def when(self):
        """Years and months past, and days to come."""
        days = self.random.choice([-900, -40, -31, -30, -29, -2, -1, 1, 2, 40])
        return timezone.now() + timedelta(days=days, hours=self.random.randrange(24))

    def fields(self) -> dict:
        self.created_count += 1
        status = self.random.choice([*STATES, "published", "published"])
        kind = self.random.choice(["post", "post", "post", "page"])
        created = {"status": status, "published_at": self.when(), "kind": kind}
        return created | {"title": f"P{self.created_count}", "slug": f"p{self.created_count}"}

    def roles(self) -> dict:
        source, speaker = self.random.sample([*self.sources, None, None], 2)
        return {"source": source, "speaker": speaker}

    def random_date(self) -> str:
        return self.random.choice(["", "2023", "2023-03", "2023-03-01", "2023-03-22"])

    def quotations(self, post: Post) -> list[PullQuote]:
        last = post.pullquotes.order_by("-position").values_list("position", flat=True).first() or 0
        return [
            PullQuote(
                post=post, position=last + n, text="Q", date_said=self.random_date(), **self.roles()
            )
            for n in (1, 2)
        ]

    # What is done.

    def create(self) -> None:
        Post.objects.create(**self.fields())

    def create_many(self) -> None:
        Post.objects.bulk_create([Post(**self.fields()) for _n in range(3)])

    def create_whole(self) -> None:
        name = self.random.choice(self.sources).name
        created = self.fields() | {"labels": [self.random.choice(self.labels).name]}
        make.post(make.quotation("A.", source_name=name), authors=(self.users[0],), **created)

    def copy_posts(self) -> None:
        fields = [f for f in Post._meta.concrete_fields if not (f.primary_key or f.generated)]
        posts = [Post(**self.fields()) for _n in range(3)]
        rows = [tuple(field.pre_save(post, add=True) for field in fields) for post in posts]
        copy("blog_post", ", ".join(field.column for field in fields), rows)

    def copy_labels(self) -> None:
        post = self.post()
        if post is not None:
            post.post_labels.all().delete()
            rows = [(post.pk, label.pk) for label in self.random.sample(self.labels, 3)]
            copy("blog_postlabel", "content_object_id, tag_id", rows)

    def change_state(self) -> None:
        posts = Post.all_objects.filter(pk=self.key()).exclude(status=Post.Status.TRASHED)
        posts.update(status=self.random.choice(STATES), published_at=self.when())

    def set_trashed(self) -> None:
        post = Post.all_objects.filter(pk=self.key()).exclude(status=Post.Status.TRASHED).first()
        if post is not None:
            post.set_trashed()

    def clear_trashed(self) -> None:
        post = Post.all_objects.filter(status=Post.Status.TRASHED).first()
        if post is not None:
            post.clear_trashed()

    def change_all(self) -> None:
        posts = Post.all_objects.filter(pk__in=[self.key(), self.key()])
        posts = posts.exclude(status=Post.Status.TRASHED)
        posts.update(status="published", published_at=self.when())

    def change_words(self) -> None:
        Post.all_objects.filter(pk=self.key()).update(html="<p>Others.</p>")

    def set_labels(self) -> None:
        if post := self.post():
            post.labels.set(self.random.sample([label.name for label in self.labels], 2))

    def set_authors(self) -> None:
        if post := self.post():
            post.authorships.all().delete()
            authors = self.random.sample(self.users, 2)
            Authorship.objects.bulk_create(Authorship(post=post, user=user) for user in authors)

    def add_quotations(self) -> None:
        if post := self.post():
            PullQuote.objects.bulk_create(self.quotations(post))

    def change_quotations(self) -> None:
        quotations = list(PullQuote.objects.order_by("?")[:3])
        for quotation in quotations:
            quotation.source, quotation.speaker = self.roles().values()
            quotation.date_said = self.random_date()
        date_fields = ("said_on", "said_precision")
        PullQuote.objects.bulk_update(quotations, ["source", "speaker", *date_fields])

    def move_quotations(self) -> None:
        if (one := self.post()) and (other := self.post()) and one != other:
            other.pullquotes.all().delete()
            one.pullquotes.update(post=other)

    def upsert_labels(self) -> None:
        if post := self.post():
            rows = [PostLabel(content_object=post, tag=label) for label in self.labels[:3]]
            PostLabel.objects.bulk_create(rows, ignore_conflicts=True)

    def merge_labels(self) -> None:
        one, other = self.random.sample(self.labels, 2)
        known = PostLabel.objects.filter(tag=other).values("content_object")
        PostLabel.objects.filter(tag=one, content_object__in=known).delete()
        PostLabel.objects.filter(tag=one).update(tag=other)

    def delete_label(self) -> None:
        """Delete the label with all rows that reference it."""
        label = self.random.choice(self.labels)
        label.delete()
        self.labels[self.labels.index(label)] = Label.objects.create(name=label.name)

    def delete_post(self) -> None:
        Post.all_objects.filter(pk=self.key()).delete()

    def delete_post_before_its_parts(self) -> None:
        """Foreign keys are checked at the end, so that SQL may do this in any order."""
        if post := self.post():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM blog_post WHERE id = %s", [post.pk])
                for table, column in (
                    *(("postlabel", "content_object_id"), ("authorship", "post_id")),
                    *(("pullquote", "post_id"), ("prose", "post_id"), ("figure", "post_id")),
                ):
                    cursor.execute(f"DELETE FROM blog_{table} WHERE {column} = %s", [post.pk])

    def roll_back(self) -> None:
        with transaction.atomic():
            self.create_many()
            self.set_labels()
            transaction.set_rollback(True)

    STEPS = [
        *(
            create,
            create_many,
            create_whole,
            create_whole,
            copy_posts,
            copy_labels,
            change_state,
            set_trashed,
            clear_trashed,
            change_all,
        ),
        *(change_words, set_labels, set_authors, add_quotations, change_quotations),
        *(move_quotations, upsert_labels, merge_labels, delete_label, delete_post),
        *(delete_post_before_its_parts, roll_back),
    ]


MOMENTS = [timedelta(days=1.5), timedelta(days=3), timedelta(days=90)]


@pytest.mark.parametrize(
    ("seed", "steps"),
    [(2, 60), (7, 60), *(pytest.param(n, 400, marks=pytest.mark.slow) for n in range(3, 7))],
)
def test_counters_are_exact_after_every_write(seed, steps):
    """Now, and when posts that are scheduled will have appeared with nobody saving."""
    world, seen = World(seed), set()
    for number in range(steps):
        step = world.random.choice(World.STEPS)
        step(world)
        assert stored() == counted(), (number, step.__name__)
        seen |= {name for name, counts in stored().items() if counts}
    assert seen == set(COUNTERS)
    later = [timezone.now() + days for days in MOMENTS]
    to_come = [counted(moment) for moment in later]
    assert [stored(moment) for moment in later] == to_come
    rebuild_counters()
    assert [stored(), *(stored(moment) for moment in later)] == [counted(), *to_come]


def test_counter_shards_are_merged_and_empty_ones_deleted():
    posts = [make.post(labels=["China"]) for _n in range(3)]
    make.scheduled(labels=["China"])
    assert sorted(LabelCounter.objects.values_list("count", flat=True)) == [1, 3]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(status="draft")
    assert LabelCounter.objects.values_list("count", flat=True).get() == 1
    Post.objects.all().delete()
    assert [counter.objects.count() for counter, *_key in COUNTERS.values()] == [0] * 6


def test_text_changes_do_not_write_counters():
    post = make.post(labels=["China"])
    before = [list(counter.objects.values()) for counter, *_key in COUNTERS.values()]
    post.title = "Another"
    post.save()
    Label.objects.update(description="What happens there.")
    assert [list(counter.objects.values()) for counter, *_key in COUNTERS.values()] == before
