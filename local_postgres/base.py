"""Our PostgreSQL engine for the embedded server, which it starts on connecting."""

import time
from typing import Any

from django.db.backends.postgresql.client import DatabaseClient as StockClient

from local_postgres import server
from local_postgres.connections import base

# Errors while the server recovers from the crash of a process, or has just stopped; and the seconds
# between attempts.
TRANSIENT_ERRORS = (
    "the database system is",
    "server closed the connection",
    "Connection refused",
    "No such file",
)
RETRY_DELAYS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class DatabaseClient(StockClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """Use the server's own psql for `manage.py dbshell`, which need not be on PATH."""
        embedded = server.get_server(settings_dict["DATA_FOLDER"])
        settings = {**settings_dict, "HOST": str(embedded.ensure())}
        arguments, environment = super().settings_to_cmd_args_env(settings, parameters)
        return [str(embedded.find_program("psql")), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        for pause in RETRY_DELAYS:
            try:
                return self._connect(conn_params)
            except self.Database.OperationalError as error:
                if not any(text in str(error) for text in TRANSIENT_ERRORS):
                    raise
            time.sleep(pause)
        return self._connect(conn_params)

    def _connect(self, conn_params: dict[str, Any]) -> Any:
        folder = server.get_server(self.settings_dict["DATA_FOLDER"]).ensure()
        return super().get_new_connection({**conn_params, "host": str(folder)})
