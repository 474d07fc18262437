"""What `make demo` runs: from nothing, or from what is there, to a blog that is served.

One process for all of it, as every start of Django costs half a second; it ends as the master of
gunicorn, with a worker for background tasks as a child. Whatever it started stops with it.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from lib import env
from lib.progress import step
from operations import multiprocess

WORKER_PATIENCE = 5  # seconds; one picture takes about two


def claim(port: int, address: str = "127.0.0.1") -> socket.socket:
    """Before anything else is done, and kept: nobody can take the port in between. `address` is as
    one writes it before a port."""
    is_v6 = address.startswith("[")
    listener = socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.strip("[]"), port))
        listener.listen()
    except OSError as error:
        env.stop(f"port {port} cannot be used ({error.strerror}); set PORT to another.")
    return listener


def prepare() -> None:
    """Migrations, demo posts and static files, each only where something is missing."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    from config.server import database_errors
    from storage import collectstatic

    try:
        database_errors.require()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with step("Creating the tables"):
                call_command("migrate", verbosity=0, interactive=False)
        call_command("demo")
    except Error as error:
        database_errors.stop_if_out_of_reach(error)
        raise
    except CommandError as error:
        env.stop(str(error))
    finally:
        connection.close()
    if collectstatic.outdated():
        with step("Collecting the static files"):
            collectstatic.collect()


def email_folder() -> str:
    """The folder in which e-mails become files, where no mail server is set."""
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
            # Gunicorn would take a closed terminal for the wish to read its settings again.
            signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
            # Not before: the first answer is worth more. In a session of its own, so that Ctrl-C
            # reaches it through us alone.
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "config.server.worker", "--ends-with-stdin"],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

        def exit(self, arbiter: object) -> None:
            """Of the master alone; the worker may finish what it has in hand."""
            try:
                self.worker.communicate(timeout=WORKER_PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(self.worker.pid, signal.SIGKILL)
                self.worker.wait()  # Or the database would have two users when we leave it.

    arguments = ["--bind", f"fd://{listener.detach()}", "--log-level", "warning"]
    sys.argv = ["gunicorn", "--config", "gunicorn.conf.py", *arguments]
    Demo("%(prog)s [OPTIONS]").run()


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # A shell starts what runs in its background without it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    port = env.integer("PORT", 8000, low=1, high=65_535)
    address = os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEVTOOLS"] = "1"  # The command `demo` is one of them.
    listener = claim(port)
    multiprocess.begin()
    master = os.getpid()
    try:
        prepare()
        if folder := email_folder():
            print(f"E-mails are files in {folder}/.")
        print(f"Read it at {address}/ and stop it with Ctrl-C.", flush=True)
        serve(listener)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        if os.getpid() == master:  # The web's processes are forks, and end here as well.
            multiprocess.end()


if __name__ == "__main__":
    main()
