"""Databases of the embedded server, each with an invented site."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Site:
    """A database of its own, which stands for the default one inside `used`."""

    def __init__(self, posts: int, keep: bool) -> None:
        from django.db import connections

        self.posts, self.keep = posts, keep
        self.name = f"bench_{posts}" + ("" if keep else f"_{os.getpid()}")
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": self.name}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Also for threads that connect meanwhile, as those of `populate` do."""
        from django.contrib.contenttypes.models import ContentType
        from django.db import connections

        usual, settings = connections["default"], connections.settings["default"]
        name = settings["NAME"]
        connections["default"], settings["NAME"] = self.connection, self.name
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            connections["default"], settings["NAME"] = usual, name

    def fill(self) -> None:
        """A kept one is taken as it is, but for new migrations."""
        from django.core.management import call_command
        from django.db import connection

        from tests.bench.prepared import prepare

        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [self.name])
            there = cursor.rowcount > 0
            if not there:
                cursor.execute(f'CREATE DATABASE "{self.name}"')
        with self.used():
            call_command("migrate", verbosity=0, interactive=False)
            if not there:
                call_command("populate", posts=self.posts, stdout=sys.stderr)
                prepare()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def drop(self) -> None:
        from django.db import connection

        self.connection.close()
        if not self.keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')
