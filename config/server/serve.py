"""`make serve`: the site for its readers, without containers: its web and a worker, kept alive.

This process listens and does nothing else. At SIGHUP it takes a new version in: the tables are
brought up to date, a second web starts on the same listener, and once that is ready the first one
finishes what it has in hand. Nobody is refused, and what cannot start changes nothing. systemd's
unit in `deploy/` runs the same.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from config.server.demo import claim
from lib import env

READY = 60.0  # seconds for a web to start
PAUSE = 1.0  # seconds before what ended is started again
WORKER_PATIENCE = 30.0  # seconds for the task in hand


class Web:
    """One gunicorn on the listener of all. It tells on a socket when it serves, as it would tell
    systemd (sd_notify(3))."""

    def __init__(self, listener: socket.socket) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pullquote-serve-")
        path = Path(self._folder.name, "notify")
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notices.bind(str(path))
        self._notices.settimeout(0.2)
        fd = listener.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{fd}", "--log-level", "warning"],
            pass_fds=[fd],
            env=os.environ | {"NOTIFY_SOCKET": str(path)},
            start_new_session=True,  # Ctrl-C reaches it through us alone.
        )

    def is_ready(self) -> bool:
        """Waits until it serves; False if it ended, or took too long."""
        until = time.monotonic() + READY
        while self.process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                if b"READY=1" in self._notices.recv(4096):
                    return True
        return False

    def leave(self) -> None:
        """It finishes what it has in hand, for as long as gunicorn gives it."""
        if self.process.poll() is None:
            self.process.terminate()


class Serving:
    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.is_over = self.is_to_reload = False
        self.leaving: list[Web] = []

    def run(self) -> None:
        prepare()
        self.web, self.worker = Web(self.listener), worker()
        if not self.web.is_ready():
            self.end()
            env.stop("the web did not start; what it said stands above.")
        tell("READY=1")
        say(f"Serving on port {self.listener.getsockname()[1]}.")
        while not self.is_over:
            if self.is_to_reload:
                self.is_to_reload = False
                tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
                self.reload()
                tell("READY=1")
            self.revive()
            time.sleep(0.2)
        tell("STOPPING=1")
        self.end()

    def reload(self) -> None:
        try:
            prepare()
        except subprocess.CalledProcessError:
            return say("The new version could not be prepared; the old one goes on.")
        new = Web(self.listener)
        if not new.is_ready():
            new.leave()
            return say("The new version did not start; the old one goes on.")
        self.web.leave()
        self.leaving.append(self.web)
        self.web = new
        end_worker(self.worker)
        self.worker = worker()
        say("The new version serves.")

    def revive(self) -> None:
        """What was killed is started again. What left is done with once it has ended."""
        self.leaving = [web for web in self.leaving if web.process.poll() is None]
        if self.web.process.poll() is not None:
            say("The web ended and is started again.")
            time.sleep(PAUSE)
            self.web = Web(self.listener)
        if self.worker.poll() is not None:
            say("The worker ended and is started again.")
            time.sleep(PAUSE)
            self.worker = worker()

    def end(self) -> None:
        for web in (self.web, *self.leaving):
            web.leave()
        end_worker(self.worker)
        for web in (self.web, *self.leaving):
            web.process.wait()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.is_over = True

    def ask_to_reload(self, number: int, frame: FrameType | None) -> None:
        self.is_to_reload = True


def prepare() -> None:
    """In a process of its own, so that it is the code of now that does it."""
    subprocess.run([sys.executable, "-m", "config.server.prepare"], check=True)


def worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "config.server.worker"], start_new_session=True)


def end_worker(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(WORKER_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()  # Its task is taken up again by the next one.
        process.wait()


def say(text: str) -> None:
    print(text, flush=True)


def tell(*lines: str) -> None:
    """systemd, if it started us."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.sendto("\n".join(lines).encode(), path.replace("@", "\0", 1))


def pid_file() -> Path:
    return env.folder("VAR_DIR", Path("var").resolve()) / "serve.pid"


def reload() -> None:
    """What `make reload` does: one signal to who serves here."""
    try:
        os.kill(int(pid_file().read_text()), signal.SIGHUP)
    except (OSError, ValueError):
        env.stop("nothing is served from here; start it with: make serve")


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] == ["--reload"]:
        return reload()
    address = env.listening("LISTEN", "127.0.0.1")
    serving = Serving(claim(env.integer("PORT", 8000, low=1, high=65_535), address))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, serving.stop)
    signal.signal(signal.SIGHUP, serving.ask_to_reload)
    pid_file().parent.mkdir(parents=True, exist_ok=True)
    pid_file().write_text(str(os.getpid()))
    try:
        serving.run()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)  # It has said why.
    finally:
        pid_file().unlink(missing_ok=True)


if __name__ == "__main__":
    main()
