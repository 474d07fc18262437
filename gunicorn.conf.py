"""How the blog is served. Gunicorn finds this file by itself, in the folder it is started in.

Its own variables go before what is said here: WEB_CONCURRENCY for the number of processes, and
GUNICORN_CMD_ARGS for everything else, such as `--bind 0.0.0.0:8000` in a container.
"""

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
# A proxy finds the web that became ready last at WEB_SOCKET. Each has one of its own, to which
# when_ready lets that name lead.
shown = env.text("WEB_SOCKET")
own = f"{shown}.{platform.node()}.{os.getpid()}"
if shown:
    bind.append(f"unix:{own}")
workers = env.integer("WEB_CONCURRENCY", 2, low=1, high=64)
worker_class = "gthread"
# Only WEB_THREADS of them work at the same time: the others wait for their turn, so that one is
# always free to answer cached pages.
threads = count_threads(env.integer("WEB_THREADS", 4, low=2, high=64))
# Once, before the workers are made: they share its memory, and what is wrong is said once.
preload_app = True
limit_request_line = 8190  # As much as a proxy passes on.
# No header says where the site begins: not every proxy takes those away that a reader sends.
forwarder_headers = ""
keepalive = 5
control_socket_disable = True
# The sign of life of each worker is a file; on a slow disk it would come late.
worker_tmp_dir = multiprocess.MEMORY_FOLDER
multiprocess.create_folder()


def when_ready(server: Any) -> None:
    """From here on new connections come to this web, from one moment to the next. One that leaves
    answers what it has accepted by then."""
    if not shown:
        return
    from operations import health

    if faults := health.find_faults():
        env.stop("this web cannot serve: " + ", ".join(map(": ".join, faults.items())))
    Path(f"{own}.new").unlink(missing_ok=True)  # Of one that was killed at this point.
    os.link(own, f"{own}.new")
    os.replace(f"{own}.new", shown)


def pre_request(worker: object, request: Any) -> None:
    """Close the connection after a request without Host, which `config.middleware.body_limits`
    answers with 400: whatever sent it is no client whose next request can be trusted to be one."""
    if not any(name == "HOST" and value for name, value in request.headers):
        request.force_close()


def worker_exit(server: object, worker: object) -> None:
    """Whoever watches the database leaves it, or it would start an embedded one again."""
    from config.wsgi import cached

    if watcher := getattr(cached, "watcher", None):
        watcher.stop()


def child_exit(server: object, worker: Any) -> None:
    multiprocess.mark_dead(worker.pid)


def on_exit(server: object) -> None:
    multiprocess.delete_folder()
