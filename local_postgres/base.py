"""Our PostgreSQL engine on the embedded server, which it starts when it connects."""

import time
from typing import Any

from django.db.backends.postgresql.client import DatabaseClient as StockClient

from local_postgres import server
from local_postgres.connections import base

# What is heard while the server gets over the violent death of one of its processes, or is gone
# without its own knowing yet; and the seconds to wait between tries.
PASSING = (
    "the database system is",
    "server closed the connection",
    "Connection refused",
    "No such file",
)
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class DatabaseClient(StockClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """`manage.py dbshell` with the psql of the server, which need not be on PATH."""
        embedded = server.get_server(settings_dict["DATA_FOLDER"])
        here = {**settings_dict, "HOST": str(embedded.ensure())}
        arguments, environment = super().settings_to_cmd_args_env(here, parameters)
        return [str(embedded.program("psql")), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        for pause in PAUSES:
            try:
                return self._connect(conn_params)
            except self.Database.OperationalError as error:
                if not any(text in str(error) for text in PASSING):
                    raise
            time.sleep(pause)
        return self._connect(conn_params)

    def _connect(self, conn_params: dict[str, Any]) -> Any:
        folder = server.get_server(self.settings_dict["DATA_FOLDER"]).ensure()
        return super().get_new_connection({**conn_params, "host": str(folder)})
