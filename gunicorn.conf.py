"""Gunicorn configuration, which Gunicorn reads from the current folder.

Gunicorn's own variables take precedence: WEB_CONCURRENCY for the number of processes, and
GUNICORN_CMD_ARGS for other options, such as `--bind 0.0.0.0:8000` in a container.
"""

import gc
import os
import platform
from pathlib import Path
from typing import Any

from lib import env
from operations import multiprocess
from page_cache.thread_slots import count_threads

wsgi_app = "config.wsgi"
bind = [
    f"{env.listen_address('LISTEN', '127.0.0.1')}:{env.integer('PORT', 8000, low=1, high=65_535)}"
]
# WEB_SOCKET leads a proxy to the web that became ready last: each web has its own socket, which
# `when_ready` links at that path.
socket_path = env.text("WEB_SOCKET")
own_socket_path = f"{socket_path}.{platform.node()}.{os.getpid()}"
if socket_path:
    bind.append(f"unix:{own_socket_path}")
workers = env.integer("WEB_CONCURRENCY", 2, low=1, high=64)
worker_class = "gthread"
# Only WEB_THREADS of them work at once; the others wait, and one is always free for cached pages.
threads = count_threads(env.integer("WEB_THREADS", 4, low=2, high=64))
# Load the application before forking: workers share its memory, and errors are reported once.
preload_app = True
limit_request_line = 8190  # as nginx
# Ignore SCRIPT_NAME and similar headers, as not every proxy removes those of clients.
forwarder_headers = ""
# Far longer than a proxy keeps an idle connection (deploy/nginx.conf: 4 s): while it stores a large
# upload it may be late, and a form that it sends on a connection that was just closed is lost.
keepalive = 15
control_socket_disable = True
# Workers touch a heartbeat file, which could be late on a slow disk.
worker_tmp_dir = multiprocess.MEMORY_FOLDER
multiprocess.create_folder()


def pre_fork(server: Any, worker: Any) -> None:
    """Load what every worker would, and hide the application from the garbage collector.

    With two workers, both took a fifth less CPU time until they had served the first pages.
    Searching it took 0.12 s within a request, and wrote to the memory that workers share: after
    600 requests each had 92 MB of its own, now 70.
    """
    from config import wsgi

    # The reference of the benchmarks has no pages.
    if preload_pages := getattr(wsgi, "preload_pages", None):
        preload_pages()
    gc.collect()
    gc.freeze()


def when_ready(server: Any) -> None:
    """Direct new connections to this web. A web that stops still answers accepted ones."""
    if not socket_path:
        return
    from operations import health

    if faults := health.find_faults():
        env.stop("this web cannot serve: " + ", ".join(map(": ".join, faults.items())))
    Path(f"{own_socket_path}.new").unlink(missing_ok=True)  # left by a killed web
    os.link(own_socket_path, f"{own_socket_path}.new")
    os.replace(f"{own_socket_path}.new", socket_path)


def pre_request(worker: object, request: Any) -> None:
    """Close the connection after a request without Host, which `config.middleware.body_limits`
    answers with 400: what follows it may be part of a request smuggling attack."""
    if not any(name == "HOST" and value for name, value in request.headers):
        request.force_close()


def worker_exit(server: object, worker: object) -> None:
    """Stop the state watcher, which could restart an embedded database."""
    from config.wsgi import cached

    if watcher := getattr(cached, "watcher", None):
        watcher.stop()


def child_exit(server: object, worker: Any) -> None:
    multiprocess.mark_dead(worker.pid)


def on_exit(server: object) -> None:
    multiprocess.delete_folder()
