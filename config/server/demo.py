"""Entry point of `make demo`: set up the demo blog where needed, and serve it.

One process, as every start of Django costs half a second: it becomes the gunicorn master, with a
background worker as a child, and stops everything that it started.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from lib import env
from lib.progress import show_step
from operations import multiprocess

WORKER_TIMEOUT = 5  # seconds; rendering one photo takes about two


def bind_port(port: int, address: str = "127.0.0.1") -> socket.socket:
    """Bind the port before anything else, so that no other process can take it meanwhile.

    `address` is in URL notation, IPv6 in brackets.
    """
    is_v6 = address.startswith("[")
    listener = socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.strip("[]"), port))
        listener.listen()
    except OSError as error:
        env.stop(f"port {port} cannot be used ({error.strerror}); set PORT to another.")
    return listener


def set_site_url(port: int) -> str:
    """Set SITE_URL for this process and those that it starts, and return it.

    It replaces SITE_URL_FILE, which is refused beside it.
    """
    site_url = env.origin("SITE_URL", f"http://localhost:{port}")
    os.environ.pop("SITE_URL_FILE", None)
    os.environ["SITE_URL"] = site_url
    return site_url


def prepare() -> None:
    """Apply migrations, create demo posts and collect static files, where missing."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    from config.server import database_errors
    from config.server.tables import create_tables
    from storage import collectstatic
    from themes.checks import exit_if_broken

    exit_if_broken()
    try:
        database_errors.check_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            create_tables()
        call_command("demo")
    except Error as error:
        database_errors.exit_if_unreachable(error)
        raise
    except CommandError as error:
        env.stop(str(error))
    finally:
        connection.close()
    if collectstatic.is_outdated():
        with show_step("Collecting the static files"):
            collectstatic.collect()


def find_email_folder() -> str:
    """Return the folder of e-mail files, or '' if a mail server is set."""
    from django.core.mail import mailers

    return str(getattr(mailers["delivery"], "folder", ""))


def serve(listener: socket.socket) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    class Demo(WSGIApplication):
        def load_config(self) -> None:
            super().load_config()
            self.cfg.set("when_ready", self.ready)
            self.cfg.set("on_exit", self.exit)

        def ready(self, arbiter: object) -> None:
            # Gunicorn would reload when the terminal closes.
            signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
            # Started last, as the first page is more urgent. In its own session, so that Ctrl-C
            # reaches it only through us.
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "config.server.worker", "--ends-with-stdin"],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

        def exit(self, arbiter: object) -> None:
            """Called in the master only: let the worker finish its task."""
            try:
                self.worker.communicate(timeout=WORKER_TIMEOUT)
            except subprocess.TimeoutExpired:
                os.killpg(self.worker.pid, signal.SIGKILL)
                self.worker.wait()  # The embedded database must have no other user when we stop it.

    arguments = ["--bind", f"fd://{listener.detach()}", "--log-level", "warning"]
    sys.argv = ["gunicorn", "--config", "gunicorn.conf.py", *arguments]
    Demo("%(prog)s [OPTIONS]").run()


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # Shells start background processes with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    port = env.integer("PORT", 8000, low=1, high=65_535)
    address = set_site_url(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEVTOOLS"] = "1"  # `demo` is in devtools.
    listener = bind_port(port)
    multiprocess.create_folder()
    master = os.getpid()
    try:
        prepare()
        if folder := find_email_folder():
            print(f"E-mails are files in {folder}/.")
        print(f"Read it at {address}/ and stop it with Ctrl-C.", flush=True)
        serve(listener)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        if os.getpid() == master:  # Forked web processes get here as well.
            multiprocess.delete_folder()


if __name__ == "__main__":
    main()
