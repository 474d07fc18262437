"""The words that searches know, and counters of posts."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="KnownWord",
        fields=[
            ID,
            ("word", models.CharField(max_length=40)),
            (
                "post",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="blog.post",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="blog.source",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["word"], name="knownword_by_word"),
                GinIndex(
                    fastupdate=False,
                    fields=["word"],
                    name="known_words_alike",
                    opclasses=["gin_trgm_ops"],
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("post__isnull", True), ("source__isnull", True), _connector="XOR"
                    ),
                    name="knownword_of_one_text",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="AuthorCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            (
                "author",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="counters",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="MonthCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            ("month", models.DateField()),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="PostDayCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            ("day", models.DateField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [models.Index(fields=["day"], name="postdaycounter_by_day")],
        },
    ),
]
