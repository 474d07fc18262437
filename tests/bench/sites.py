"""Invented sites in databases of the embedded server."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Site:
    """A site with its own database, which replaces the default one inside `used`."""

    def __init__(self, posts: int, keep: bool) -> None:
        self.posts, self.keep = posts, keep
        self.name = f"bench_{posts}" + ("" if keep else f"_{os.getpid()}")
        self._connect(NAME=self.name)

    def _connect(self, **settings: object) -> None:
        from django.db import connections

        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, **settings}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Use this database, also in threads that connect in the meantime, such as those of
        `populate`."""
        from django.contrib.contenttypes.models import ContentType
        from django.db import connections

        usual, settings = connections["default"], connections.settings["default"]
        connections["default"] = self.connection
        connections.settings["default"] = self.connection.settings_dict
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            connections["default"], connections.settings["default"] = usual, settings

    def fill(self) -> None:
        """Create the content; an existing database only gets new migrations."""
        from django.core.management import call_command
        from django.db import connection

        from devtools.management.commands import populate
        from tests.bench.content import prepare
        from tests.support.migrated_database import template

        migrated = template()
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [self.name])
            exists = cursor.rowcount > 0
            if not exists:
                cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE {migrated}')
        with self.used():
            if exists:
                call_command("migrate", verbosity=0, interactive=False)
            if not exists:
                labels = min(5000, max(300, self.posts // 200))
                call_command(
                    populate.Command(),
                    posts=self.posts,
                    labels=labels,
                    comments=10,
                    stdout=sys.stderr,
                )
                prepare()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def drop(self) -> None:
        from django.db import connection

        self.connection.close()
        if not self.keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')


class ExistingSite(Site):
    """A site that `populate` created in its own VAR_DIR. Content that the measured pages need is
    added and stays."""

    keep = True

    def __init__(self, folder: Path) -> None:
        from local_postgres import server

        self._connect(**server.get_database_settings(folder / "postgres"))

    def fill(self) -> None:
        from django.core.management import call_command

        from blog.models import Page, Post
        from tests.bench.content import prepare

        with self.used():
            call_command("migrate", verbosity=0, interactive=False)
            if not Page.objects.filter(slug="about").exists():
                prepare()
            self.posts = Post.objects.count()

    def drop(self) -> None:
        self.connection.close()
