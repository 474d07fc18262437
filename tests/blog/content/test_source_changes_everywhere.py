"""After a merge, a split, a rename or their undo, all that shows sources shows the new state at
once, also through a page cache that has stored the former pages."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import User
from blog.content.sources import background
from blog.content.sources.background import run_source_task, start_merge, start_undo
from blog.content.sources.merging import merge_sources
from blog.content.sources.recording import undo_source_change
from blog.content.sources.renaming import rename_source
from blog.content.sources.splitting import QuotationFilter, split_source
from blog.models import PullQuote, Source, SourceChange, SourceTask
from tests.support import factories as make
from tests.support.crawler import Answer, Crawler, crawler
from tests.support.desk import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FEEDS = ("/feed.atom", "/feed.rss", "/feed.json")
HARBOUR, PORT, MARINA = ("Harbour Board", "Port Council", "Marina Trust")
# The name of the source of each quotation.
BEFORE = {"“Alpha tides.”": HARBOUR, "“Beta tides.”": HARBOUR, "“Gamma tides.”": PORT}
SLUGS = {HARBOUR: "harbour-board", PORT: "port-council", MARINA: "marina-trust"}
Shown = dict[str, dict[str, object]]


@pytest.fixture
def editor() -> User:
    return make.user("Editor")


@pytest.fixture
def quotations(db) -> None:
    """Three posts, which mention no source besides the credit, and which link no other post."""
    for text, name in BEFORE.items():
        make.post(make.quotation(text, source_name=name, said="2020"), title=f"About {text[1:4]}")


class Site:
    """Reads what readers and authors see of the sources."""

    def __init__(self, crawler: Crawler, desk: Client) -> None:
        self._crawler = crawler
        self._desk = desk

    def read(self) -> Shown:
        """Return what is shown, by surface and then by name or quotation, as `describe` does."""
        self._crawler.wait_for_current_state()
        sources = list(Source.objects.order_by("name"))
        quotations = list(PullQuote.objects.select_related("post").order_by("pk"))
        pages = {source.name: self._get(source.get_absolute_url()).text for source in sources}
        feeds = {s.name: self._get(f"{s.get_absolute_url()}feed.atom").text for s in sources}
        listed = self._get("/sources/").text
        return {
            "feeds": {path: self._find_names(self._get(path)) for path in FEEDS},
            "pages of sources": {name: self._find_texts(page) for name, page in pages.items()},
            "feeds of sources": {name: self._find_texts(page) for name, page in feeds.items()},
            "list of sources": {name: f">{name}<" in listed for name in (HARBOUR, PORT, MARINA)},
            "posts": {
                each.text: self._find_names(self._get(each.post.get_absolute_url()))
                for each in quotations
            },
            "pages of quotations": {
                each.text: self._find_names(self._get(f"/quotes/{each.pk}/")) for each in quotations
            },
            "search for a name": {
                name: self._find_names(self._get(f"/search/?q={quote(name)}"))
                for name in (HARBOUR, PORT, MARINA)
            },
            "search in a source": {
                source.name: self._find_texts(
                    self._get(f"/search/?q=tides&source={quote(source.slug)}").text
                )
                for source in sources
            },
            "completion": {name: self._complete(name) for name in (HARBOUR, PORT, MARINA)},
            "extraction": {name: self._extract(name) for name in (HARBOUR, PORT, MARINA)},
        }

    def find_differences(self, expected: Shown) -> list[tuple[str, str, object, object]]:
        """Return surface, name, what is shown there, and what should be."""
        return [
            (surface, name, shown.get(name), right.get(name))
            for surface, shown in self.read().items()
            for right in [expected[surface]]
            for name in sorted({*shown, *right})
            if shown.get(name) != right.get(name)
        ]

    def get_redirect(self, path: str) -> tuple[int, str]:
        answer = self._get(path)
        return answer.status, answer.location

    def _get(self, path: str) -> Answer:
        return self._crawler.get(path)

    def _find_names(self, answer: Answer) -> set[str]:
        """Return the names of sources to whose pages an answer links."""
        return {name for name, slug in SLUGS.items() if f"/sources/{slug}/" in answer.text}

    def _find_texts(self, page: str) -> set[str]:
        return {text for text in BEFORE if text.strip("“”") in page}

    def _complete(self, name: str) -> list[str]:
        answer = self._desk.get("/admin/blog/post/editor/sources/", {"q": name}).json()
        return [source["name"] for source in answer["sources"]]

    def _extract(self, name: str) -> str:
        """Return the stored source that an attribution names, '' without one."""
        address = "/admin/blog/post/editor/attribution/"
        answer = self._desk.post(address, [name], content_type="application/json").json()
        key = answer["attributions"][0].get("source")
        return Source.objects.get(pk=key).name if key else ""


def describe(credited: dict[str, str], also_known: dict[str, str] | None = None) -> Shown:
    """Return what is to be shown if the quotations have these sources. `also_known` are further
    names, with the main name of each."""
    names = sorted({*credited.values()})
    texts = {name: {text for text, other in credited.items() if other == name} for name in names}
    known = {name: name for name in names} | (also_known or {})
    matches = {name: known.get(name, "") for name in SLUGS}
    return {
        "feeds": {path: {*names} for path in FEEDS},
        "pages of sources": texts,
        "feeds of sources": texts,
        "list of sources": {name: name in names for name in SLUGS},
        "posts": {text: {name} for text, name in credited.items()},
        "pages of quotations": {text: {name} for text, name in credited.items()},
        "search for a name": {name: {main} - {""} for name, main in matches.items()},
        "search in a source": texts,
        "completion": {name: [main] if main else [] for name, main in matches.items()},
        "extraction": matches,
    }


@pytest.fixture
def site(editor):
    with crawler() as reader:
        yield Site(reader, signed_in(editor))


def get(name: str) -> Source:
    return Source.objects.get(name=name)


def merge(by: User) -> None:
    merge_sources(sources=[get(HARBOUR), get(PORT)], into=get(PORT), by=by)


def undo(_by: User) -> None:
    undo_source_change(change=SourceChange.objects.latest("pk"))


def merge_in_background(by: User) -> None:
    start_merge(sources=[get(HARBOUR), get(PORT)], into=get(PORT), by=by)
    run_source_task.call(SourceTask.objects.latest("pk").pk)


def undo_in_background(by: User) -> None:
    start_undo(change=SourceChange.objects.latest("pk"), by=by)
    run_source_task.call(SourceTask.objects.latest("pk").pk)


def split(by: User, into: str) -> None:
    target = Source.objects.filter(name=into).first()
    split_source(
        source=get(HARBOUR),
        quotations=QuotationFilter(text="Beta"),
        by=by,
        into=target,
        fields={"name": into, "kind": "organisation"},
    )


def rename(by: User) -> None:
    rename_source(source=get(HARBOUR), by=by, name=MARINA, slug=SLUGS[MARINA])


MERGED = describe(dict.fromkeys(BEFORE, PORT), {HARBOUR: PORT})
RENAMED = describe(
    {text: MARINA if name == HARBOUR else name for text, name in BEFORE.items()},
    {HARBOUR: MARINA},
)


@pytest.mark.parametrize(
    ("change", "undo", "expected", "redirect"),
    [
        (merge, undo, MERGED, PORT),
        (merge_in_background, undo_in_background, MERGED, PORT),
        (lambda by: split(by, MARINA), undo, describe(BEFORE | {"“Beta tides.”": MARINA}), ""),
        (lambda by: split(by, PORT), undo, describe(BEFORE | {"“Beta tides.”": PORT}), ""),
        (rename, undo, RENAMED, MARINA),
    ],
    ids=["merge", "merge in the background", "split to a new one", "split to another", "rename"],
)
def test_change_of_sources_and_its_undo_show_everywhere_at_once(
    change: Callable[[User], None],
    undo: Callable[[User], None],
    expected: Shown,
    redirect: str,
    site: Site,
    quotations,
    editor,
    monkeypatch,
):
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 0)
    path = f"/sources/{SLUGS[HARBOUR]}/"
    assert site.find_differences(describe(BEFORE)) == []
    change(editor)
    assert site.find_differences(expected) == []
    if redirect:
        assert site.get_redirect(path) == (301, f"/sources/{SLUGS[redirect]}/")
    undo(editor)
    assert site.find_differences(describe(BEFORE)) == []
    assert site.get_redirect(path) == (200, "")
