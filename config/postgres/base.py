"""The stock PostgreSQL engine on the embedded server, which it starts when it connects."""

import time
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as StockClient

from config.postgres import server

# Seconds between tries while the server gets over the violent death of one of its processes.
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class DatabaseClient(StockClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """`manage.py dbshell` with the psql of the server, which need not be on PATH."""
        embedded = server.at(settings_dict["DATA_FOLDER"])
        here = {**settings_dict, "HOST": str(embedded.ensure())}
        arguments, environment = super().settings_to_cmd_args_env(here, parameters)
        return [str(embedded.program("psql")), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        conn_params["host"] = str(server.at(self.settings_dict["DATA_FOLDER"]).ensure())
        for pause in PAUSES:
            try:
                return super().get_new_connection(conn_params)
            except base.Database.OperationalError as error:
                # 'is starting up', 'is in recovery mode': it will answer soon.
                if "the database system is" not in str(error):
                    raise
            time.sleep(pause)
        return super().get_new_connection(conn_params)
