"""A Chromium with a persistent profile, which can be killed and restarted."""

import os
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright

from tests.support.chromium import FLAGS, START_TIMEOUT, TIMEOUT, executable

ATTEMPTS = 3


class Chromium:
    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.browser: Browser | None = None

    def start(self) -> Page:
        """Start with the state that earlier runs left in the profile.

        A Chromium that does not answer is killed and started again, as its user would do it.
        """
        for attempt in range(1, ATTEMPTS + 1):
            self.browser = None
            try:
                self.browser = self.playwright.chromium.connect_over_cdp(
                    self._launch(), timeout=START_TIMEOUT
                )
            except Error:
                if attempt == ATTEMPTS:
                    raise
                self.kill()
            else:
                break
        page = self.browser.contexts[0].new_page()
        page.set_default_timeout(TIMEOUT)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def _launch(self) -> str:
        """Start the process; return the address of its debugging port."""
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                executable(),
                *FLAGS,
                "--headless=new",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + TIMEOUT / 1000
        while not (port.exists() and port.read_text().count("\n")):
            assert time.monotonic() < until and self.process.poll() is None, "No Chromium."
            time.sleep(0.02)
        return f"http://127.0.0.1:{port.read_text().split()[0]}"

    def kill(self) -> None:
        """Kill all processes at once, as in a crash or a power failure."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.browser is not None:
            self.browser.close()
