"""A site whose page is quoted, and the task that looks at it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from blog.evidence import tasks
from blog.evidence.fetch import FetchedPage, fetch_page
from blog.evidence.follow import follow_quotations
from blog.evidence.models import QuotationCheck, QuotedPage
from blog.models import Post
from tests.support import factories as make
from tests.support.hostile_server import HostileServer

WORDS = "We will rebuild the bridge before the end of the year, whatever it costs."
NEW_WORDS = WORDS.replace("whatever it costs", "if there is money")
URL = "http://there.example/bridge"
DAY = timedelta(days=1)
# New pages are due at the time of the database, which no test can set. A whole run of the tests
# takes less than a day.
START = datetime.now(UTC) + DAY


def build_page(
    said_there: str, rest: str = "They said so on the bank of the river, in the rain. "
) -> bytes:
    return f"<title>The bridge</title><article><p>{said_there}</p><p>{rest * 12}</p>".encode()


class Site(HostileServer):
    def show(self, said_there: str, *headers: str, path: str = "/bridge") -> None:
        kind = "Content-Type: text/html"
        self.set_response(path, "200 OK", kind, *headers, body=build_page(said_there))

    def fetch(self, url: str, *condition: str) -> FetchedPage:
        return fetch_page(url, *condition, resolve=self.resolve, ports={"http": self.port})


def publish(*quotations: str, **fields: Any) -> Post:
    post = make.post("".join(quotations), **fields)
    follow_quotations(post)
    return post


def look_now() -> None:
    """Run the task as the scheduler does."""
    tasks.look_at_due_pages.call()


def load() -> QuotationCheck:
    return QuotationCheck.objects.select_related("quotation", "page").get()


def days_until_due() -> float:
    due_at = QuotedPage.objects.get().due_at
    return (due_at - datetime.now(UTC)) / DAY
