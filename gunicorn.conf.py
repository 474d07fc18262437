"""How the blog is served. Gunicorn finds this file by itself, in the folder it is started in.

Its own variables go before what is said here: WEB_CONCURRENCY for the number of processes, and
GUNICORN_CMD_ARGS for everything else, such as `--bind 0.0.0.0:8000` in a container.
"""

from typing import Any

from config import env
from operations import shared

wsgi_app = "config.wsgi"
bind = f"127.0.0.1:{env.integer('PORT', 8000, low=1, high=65_535)}"
workers = env.integer("WEB_CONCURRENCY", 2, low=1, high=64)
# Threads, so that a browser's idle connection keeps nobody waiting.
worker_class = "gthread"
threads = env.integer("WEB_THREADS", 4, low=2, high=64)
# Once, before the workers are made: they share its memory, and what is wrong is said once.
preload_app = True
limit_request_line = 8190  # As much as a proxy passes on.
keepalive = 5
control_socket_disable = True
# The sign of life of each worker is a file; on a slow disk it would come late.
worker_tmp_dir = shared.IN_MEMORY
shared.begin()


def worker_exit(server: object, worker: object) -> None:
    """Whoever watches the database leaves it, or it would start an embedded one again."""
    from config.wsgi import cached

    if watcher := getattr(cached, "watcher", None):
        watcher.stop()


def child_exit(server: object, worker: Any) -> None:
    shared.forget(worker.pid)


def on_exit(server: object) -> None:
    shared.end()
