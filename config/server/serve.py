"""Entry point of `make serve`: run and supervise web and worker in production without containers.

This process owns the listening socket. On SIGHUP it deploys a new version without downtime: it
migrates the database, starts a second web on the same socket, and once that is ready stops the
first one gracefully. If the new version does not start, the old one goes on. The systemd unit in
`deploy/` runs this as well.
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

from config.server.demo import bind_port, set_site_url
from lib import env

START_TIMEOUT = 60.0  # seconds for a web to start
RESTART_DELAY = 1.0  # seconds before an ended process is restarted
WORKER_TIMEOUT = 30.0  # seconds to finish its task


class Web:
    """A gunicorn process on the shared listener, which reports readiness as to systemd
    (sd_notify(3))."""

    def __init__(self, listener: socket.socket) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pullquote-serve-")
        path = Path(self._folder.name, "notify")
        self._notify_socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify_socket.bind(str(path))
        self._notify_socket.settimeout(0.2)
        fd = listener.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{fd}", "--log-level", "warning"],
            pass_fds=[fd],
            env=os.environ | {"NOTIFY_SOCKET": str(path)},
            start_new_session=True,  # Ctrl-C reaches it only through us.
        )

    def wait_until_ready(self) -> bool:
        """Wait until it serves. False if it ended, or took too long."""
        until = time.monotonic() + START_TIMEOUT
        while self.process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                if b"READY=1" in self._notify_socket.recv(4096):
                    return True
        return False

    def stop(self) -> None:
        """Stop gracefully, within gunicorn's own timeout."""
        if self.process.poll() is None:
            self.process.terminate()


class Supervisor:
    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.is_stopping = self.has_reload_request = False
        self.stopping_webs: list[Web] = []

    def run(self) -> None:
        log("Preparing the database and the files …")
        prepare()
        log("Starting …")
        self.web, self.worker = Web(self.listener), start_worker()
        if not self.web.wait_until_ready():
            self.stop_all()
            env.stop("the web did not start; what it said stands above.")
        notify_systemd("READY=1")
        address = os.environ["SITE_URL"]
        log(f"Serving on port {self.listener.getsockname()[1]}: {address}/")
        log(f"Authors sign in at {address}/admin/")
        if hint := get_network_hint(self.listener, address):
            log(hint)
        while not self.is_stopping:
            if self.has_reload_request:
                self.has_reload_request = False
                notify_systemd("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
                self.reload()
                notify_systemd("READY=1")
            self.restart_ended()
            time.sleep(0.2)
        notify_systemd("STOPPING=1")
        self.stop_all()

    def reload(self) -> None:
        try:
            prepare()
        except subprocess.CalledProcessError:
            return log("The new version could not be prepared; the old one goes on.")
        new = Web(self.listener)
        if not new.wait_until_ready():
            new.stop()
            return log("The new version did not start; the old one goes on.")
        self.web.stop()
        self.stopping_webs.append(self.web)
        self.web = new
        stop_worker(self.worker)
        self.worker = start_worker()
        log("The new version serves.")

    def restart_ended(self) -> None:
        """Restart processes that ended, and drop stopped webs that have ended."""
        self.stopping_webs = [web for web in self.stopping_webs if web.process.poll() is None]
        if self.web.process.poll() is not None:
            log("The web ended and is started again.")
            time.sleep(RESTART_DELAY)
            self.web = Web(self.listener)
        if self.worker.poll() is not None:
            log("The worker ended and is started again.")
            time.sleep(RESTART_DELAY)
            self.worker = start_worker()

    def stop_all(self) -> None:
        for web in (self.web, *self.stopping_webs):
            web.stop()
        stop_worker(self.worker)
        for web in (self.web, *self.stopping_webs):
            web.process.wait()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def request_reload(self, number: int, frame: FrameType | None) -> None:
        self.has_reload_request = True


def get_network_hint(listener: socket.socket, site_url: str) -> str:
    """Say how other devices, such as a phone, open a site that only this machine can open; '' if
    they can already, or without a network."""
    host, port = listener.getsockname()[:2]
    is_local = host == "127.0.0.1" and site_url == f"http://localhost:{port}"
    own = find_network_address() if is_local else ""
    if not own:
        return ""
    return (
        "To open it on your phone as well, serve it to your network: "
        f"make serve LISTEN=0.0.0.0 PORT={port} SITE_URL=http://{own}:{port}"
    )


def find_network_address() -> str:
    """Return the IPv4 address of this machine in its network, '' without one. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # Reserved for documentation (RFC 5737).
        except OSError:
            return ""
        return probe.getsockname()[0]


def prepare() -> None:
    """Run `prepare` in a new process, so that it uses the new version's code."""
    subprocess.run([sys.executable, "-m", "config.server.prepare"], check=True)


def start_worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "config.server.worker"], start_new_session=True)


def stop_worker(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(WORKER_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()  # The next worker retries its task.
        process.wait()


def log(text: str) -> None:
    print(text, flush=True)


def notify_systemd(*lines: str) -> None:
    """Send a notification to systemd if it started us."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.sendto("\n".join(lines).encode(), path.replace("@", "\0", 1))


def get_pid_file() -> Path:
    return env.folder("VAR_DIR", Path("var").resolve()) / "serve.pid"


def reload() -> None:
    """Send SIGHUP to the running server: `make reload`."""
    try:
        os.kill(int(get_pid_file().read_text()), signal.SIGHUP)
    except (OSError, ValueError):
        env.stop("nothing is served from here; start it with: make serve")


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] == ["--reload"]:
        return reload()
    address = env.listen_address("LISTEN", "127.0.0.1")
    port = env.integer("PORT", 8000, low=1, high=65_535)
    supervisor = Supervisor(bind_port(port, address))
    set_site_url(port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)
    signal.signal(signal.SIGHUP, supervisor.request_reload)
    get_pid_file().parent.mkdir(parents=True, exist_ok=True)
    get_pid_file().write_text(str(os.getpid()))
    try:
        supervisor.run()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # The subprocess has printed the reason.
    finally:
        get_pid_file().unlink(missing_ok=True)


if __name__ == "__main__":
    main()
