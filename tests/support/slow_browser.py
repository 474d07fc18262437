"""Simulate a slow machine in browser tests, to expose their race conditions.

PULLQUOTE_SLOW_BROWSER=1 delays the answers of the site and the modules that pages import on
demand, each by a random time, and lets forms send their periodic requests every three seconds. A
larger number also throttles the CPU of pages by that factor. It is off by default: use it for tests
that are new or fail by chance.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from playwright.sync_api import Page

from tests.support.static_files import CachedStaticFiles

FACTOR = int(os.environ.get("PULLQUOTE_SLOW_BROWSER") or 0)
# In seconds, from and to.
ANSWER_DELAY = (0.1, 0.8)
MODULE_DELAY = (0.5, 1.2)
INTERVALS = b"INTERVAL = 30_000", b"INTERVAL =  3_000"  # Equal in length, as in the headers.
IMPORT_RE = re.compile(r"""(?<!\{)\bimport\("[^"]*?([^"/]+)"\)(?!\.[A-Z])""")  # Not of types.
delays = random.Random()  # pytest-randomly resets the shared generator before each test.


class SlowStaticFiles(CachedStaticFiles):
    """Delay all answers but the files that a page loads at its start."""

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        path = get_path_info(environ)
        if not self._should_handle(path):
            time.sleep(delays.uniform(*ANSWER_DELAY))
        elif path.rpartition("/")[2] in list_imported_modules():
            time.sleep(delays.uniform(*MODULE_DELAY))
        body = super().__call__(environ, start_response)
        return [part.replace(*INTERVALS) for part in body] if path.endswith(".js") else body


def throttle_cpu(page: Page) -> None:
    if FACTOR > 1:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": FACTOR})


@cache
def list_imported_modules() -> frozenset[str]:
    """Return the names of modules that scripts import on demand."""
    folder = settings.BASE_DIR / "static"
    scripts = [file for file in folder.rglob("*.js") if folder / "vendor" not in file.parents]
    return frozenset(name for file in scripts for name in IMPORT_RE.findall(file.read_text()))
