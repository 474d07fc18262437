"""What readers of a post see of what became of its quotations at their sources."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from blog.evidence.models import QuotationCheck, QuotedPage
from blog.evidence.overrule import overrule, reinstate
from blog.models import Post, PullQuote
from blog.notes import share_links
from blog.read_models.posts import PostEntry, PostPage, read
from tests.blog.evidence.stored_checks import (
    DIFFERENCE,
    LATER,
    OVERRULED,
    READ_AT,
    STOOD,
    store_check,
)
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import has_class
from tests.support.pages import read as read_page
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
WORDS = "We will rebuild the bridge."
URL = "https://example.org/bridge"
STOOD_THERE = "Read on May 3, 2024. The words stood there, letter by letter."
CHANGED_SINCE = "Since June 2, 2024, the page says something else."
CHANGED = LATER | {"verdict": "changed", "difference": DIFFERENCE}
GONE = LATER | {"verdict": "gone"}
DETAILS = f"//*[{has_class('source-verdict')}]"
MARKS = f"//a[{has_class('source-mark')}]"

# The columns of a check, what a block quotation says, and the mark of words within a sentence.
STATES = {
    "not read": ({}, "", ""),
    "never read": ({"unread_reason": "robots", "unread_at": READ_AT}, "", ""),
    "same": (STOOD | {"verdict": "same"}, STOOD_THERE, ""),
    "typographic": (
        STOOD | {"verdict": "same", "stood_verdict": "typographic"},
        "Read on May 3, 2024. The words stood there, in other typography.",
        "",
    ),
    "marked": (
        STOOD | {"verdict": "marked", "stood_verdict": "marked"},
        "Read on May 3, 2024. The words stood there, except for marked omissions and additions.",
        "",
    ),
    "stood, not read later": (
        STOOD | {"verdict": "same", "unread_reason": "missing", "unread_at": LATER["since"]},
        STOOD_THERE,
        "",
    ),
    "changed": (STOOD | CHANGED, f"{STOOD_THERE} {CHANGED_SINCE}", "[differs at the source]"),
    "gone": (
        STOOD | GONE,
        f"{STOOD_THERE} Since June 2, 2024, they are no longer on the page.",
        "[not at the source]",
    ),
    "never there": (
        GONE,
        "On June 2, 2024, these words were not on the page.",
        "[not at the source]",
    ),
    "always another": (
        CHANGED,
        "On June 2, 2024, the page said something else.",
        "[differs at the source]",
    ),
    "gone, one look": (STOOD | GONE | {"looks": 1}, STOOD_THERE, ""),
    "never there, one look": (GONE | {"looks": 1}, "", ""),
    "changed, overruled": (STOOD | CHANGED | OVERRULED, STOOD_THERE, ""),
    "never there, overruled": (GONE | OVERRULED, "", ""),
}
BLOCKS = {
    "without attribution": make.quotation(WORDS, url=URL),
    "with attribution": make.quotation(WORDS, url=URL, attribution="Anne, engineer"),
    "with speaker": make.quotation(WORDS, url=URL, source_name="Sun", speaker_name="Anne"),
    "of several": make.quotation(WORDS, "Soon.", url=URL, source_name="Anne"),
    "of another language": make.quotation(WORDS, url=URL, lang="ar"),
}
INLINE = {
    "words": f"<p>They said “{make.inline_quotation(WORDS, url=URL)}” to us.</p>",
    "words with a link": "<p>They said “"
    + make.inline_quotation('We <a href="https://a.example/">will</a> not.', url=URL)
    + "” to us.</p>",
}


def check_first_quotation(post: Post, values: dict[str, Any]) -> PullQuote:
    quotation = post.pullquotes.order_by("position").first()
    assert quotation is not None
    store_check(quotation, **values)
    return quotation


def list_texts(page: Any, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("state", STATES)
def test_block_quotation_says_what_became_of_it(state, kind, client):
    values, expected, mark = STATES[state]
    post = make.post(BLOCKS[kind])
    quotation = check_first_quotation(post, values)
    for path in (post.get_absolute_url(), "/"):
        page = read_page(client, path)
        assert list_texts(page, DETAILS) == ([expected] if expected else [])
        links = [f"/quotes/{quotation.pk}/#at-the-source-title"] if mark else []
        assert page.xpath(f"{DETAILS}{MARKS}/@href") == page.xpath(f"{MARKS}/@href") == links
        assert len(page.xpath(f"//*[{has_class('quotation-share')}]")) == len(post.pullquotes.all())


@pytest.mark.parametrize("kind", INLINE)
@pytest.mark.parametrize("state", STATES)
def test_words_in_a_sentence_are_marked_only_if_the_page_differs(state, kind, client):
    values, _, mark = STATES[state]
    post = make.post(INLINE[kind])
    quotation = check_first_quotation(post, values)
    for path in (post.get_absolute_url(), "/"):
        page = read_page(client, path)
        assert page.xpath(DETAILS) == []
        assert list_texts(page, MARKS) == ([mark] if mark else [])
        links = [f"/quotes/{quotation.pk}/#at-the-source-title"] if mark else []
        assert page.xpath(f"{MARKS}/@href") == links
        (sentence,) = list_texts(page, f"//p[*[{has_class('quoted')}]]")
        assert sentence.endswith(f"” {mark} to us." if mark else "” to us.")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”"), ("«\u00a0", "\u00a0»"), ("„", "“"), ('"', '"'), ("「", "」"), ("", "")],
)
def test_mark_follows_the_closing_quotation_mark(opening, closing, client):
    quoted = make.inline_quotation(WORDS, url=URL)
    post = make.post(f"<p>{opening}{quoted}{closing}, they said.</p>")
    check_first_quotation(post, GONE)
    (sentence,) = list_texts(
        read_page(client, post.get_absolute_url()), f"//p[*[{has_class('quoted')}]]"
    )
    expected = f"{opening}{WORDS}{closing} [not at the source], they said."
    assert sentence == " ".join(expected.split())


def test_each_quotation_of_a_post_has_its_own_verdict(client):
    html = make.quotation("One.", "Two.", "Three.", url=URL, source_name="Anne")
    post = make.post(f"{html}{INLINE['words']}{make.quotation('Without an address.')}")
    one, two, _three, inline, _last = post.pullquotes.order_by("position")
    for quotation, values in ((one, STOOD), (two, STOOD | CHANGED), (inline, STOOD | GONE)):
        store_check(quotation, **({"verdict": "same"} | values))
    page = read_page(client, post.get_absolute_url())
    assert list_texts(page, DETAILS) == [STOOD_THERE, f"{STOOD_THERE} {CHANGED_SINCE}"]
    assert page.xpath(f"{MARKS}/@href") == [
        f"/quotes/{two.pk}/#at-the-source-title",
        f"/quotes/{inline.pk}/#at-the-source-title",
    ]


SAME_DAY = STOOD | {"stood_first_at": datetime(2024, 5, 3, 13, 30, tzinfo=UTC)}
NEXT_DAY = STOOD | {"stood_first_at": datetime(2024, 5, 4, 12, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (STOOD, [STOOD_THERE]),
        (SAME_DAY, [STOOD_THERE]),
        (STOOD | CHANGED, [CHANGED_SINCE, STOOD_THERE]),
        (NEXT_DAY, [STOOD_THERE, STOOD_THERE.replace("May 3", "May 4")]),
        (
            STOOD | {"stood_verdict": "typographic"},
            [STOOD_THERE, "Read on May 3, 2024. The words stood there, in other typography."],
        ),
        (GONE, [STOOD_THERE, "On June 2, 2024, these words were not on the page."]),
        (None, [STOOD_THERE]),
    ],
)
def test_group_says_once_when_all_of_it_was_read(second, expected, client):
    html = make.quotation("One.", "Two.", url=URL, source_name="Anne")
    post = make.post(
        f"{html}<p>Between.</p>{make.quotation('Three.', url=URL, source_name='Anne')}"
    )
    for quotation, values in zip(
        post.pullquotes.order_by("position"), (STOOD, second, STOOD), strict=True
    ):
        if values:
            store_check(quotation, **({"verdict": "same"} | values))
    page = read_page(client, post.get_absolute_url())
    assert list_texts(page, DETAILS) == [*expected, STOOD_THERE]
    in_credit = page.xpath(
        f"//p[{has_class('quotation-credit')}]/span[{has_class('source-verdict')}]"
    )
    assert len(in_credit) == (second in (STOOD, SAME_DAY, STOOD | CHANGED))


def test_mark_leads_to_a_place_on_the_page_of_the_quotation(client):
    post = make.post(BLOCKS["with attribution"])
    check_first_quotation(post, STOOD | CHANGED)
    (link,) = read_page(client, post.get_absolute_url()).xpath(f"{MARKS}/@href")
    path, anchor = link.split("#")
    assert len(read_page(client, path).xpath(f'//*[@id="{anchor}"]')) == 1


def test_static_page_shows_verdicts(client):
    page = make.page(BLOCKS["with attribution"])
    check_first_quotation(page, STOOD | CHANGED)
    shown = read_page(client, page.get_absolute_url())
    assert list_texts(shown, DETAILS) == [f"{STOOD_THERE} {CHANGED_SINCE}"]


def test_verdict_is_in_the_language_of_the_post(client):
    make.site(language="en")
    post = make.post(BLOCKS["with attribution"], language="de")
    check_first_quotation(post, STOOD | GONE)
    (shown,) = list_texts(read_page(client, post.get_absolute_url()), DETAILS)
    assert "3. Mai 2024" in shown
    assert "June" not in shown


@pytest.mark.parametrize("make_post", [make.draft, make.scheduled])
def test_unpublished_post_shows_no_verdict(make_post):
    editor = make.user("Editor")
    post = make_post(BLOCKS["with attribution"] + INLINE["words"], authors=(editor,))
    for quotation in post.pullquotes.all():
        store_check(quotation, **STOOD | CHANGED)
    shown = signed_in(editor).get(post.get_absolute_url())
    assert shown.status_code == 200
    assert "source-verdict" not in shown.text
    assert "source-mark" not in shown.text


def test_shared_draft_shows_no_verdict(client):
    post = make.draft(BLOCKS["with attribution"])
    check_first_quotation(post, STOOD | CHANGED)
    saved = share_links.create_share_link(
        post=post, by=make.user("Editor"), name="Bo", days=3, may_note=False
    )
    shown = client.get(saved.link.get_absolute_url()).text
    assert "rebuild" in shown
    assert "source-verdict" not in shown


def test_trashed_and_unpublished_posts_are_read_without_verdicts():
    post = make.post(BLOCKS["with attribution"])
    check_first_quotation(post, STOOD | CHANGED)
    posts = Post.all_objects.filter(pk=post.pk)
    assert [len(row.verdicts) for row in read(posts, PostPage)] == [1]
    Post.all_objects.update(status=Post.Status.DRAFT)
    assert [len(row.verdicts) for row in read(posts, PostPage)] == [0]


def test_posts_show_no_verdict_if_the_settings_hide_them(client):
    post = make.post(BLOCKS["with attribution"] + INLINE["words"])
    for quotation in post.pullquotes.all():
        store_check(quotation, **STOOD | CHANGED)
    make.site(verdicts_in_posts=False)
    for path in (post.get_absolute_url(), "/"):
        page = read_page(client, path)
        assert page.xpath(DETAILS) == page.xpath(MARKS) == []
    assert "At the source" in client.get(f"/quotes/{quotation.pk}/").text
    make.site(verdicts_in_posts=True)
    assert len(read_page(client, post.get_absolute_url()).xpath(MARKS)) == 2


def test_overruling_removes_the_mark_until_it_is_reinstated(client):
    post = make.post(BLOCKS["with attribution"])
    quotation = check_first_quotation(post, STOOD | CHANGED | {"there": "We will mend it"})
    editor = make.user("Editor")

    def list_marks() -> list[str]:
        return list_texts(read_page(client, post.get_absolute_url()), MARKS)

    assert list_marks() == [CHANGED_SINCE]
    overrule(check=quotation.evidence, by=editor, reason="Only the headline of the page.")
    assert list_marks() == []
    reinstate(check=quotation.evidence, by=editor)
    assert list_marks() == [CHANGED_SINCE]


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.rss", "/feed.json"])
def test_feeds_contain_no_verdict(path, client):
    post = make.post(BLOCKS["with attribution"] + INLINE["words"])
    for quotation in post.pullquotes.all():
        store_check(quotation, **STOOD | CHANGED)
    shown = client.get(path).text
    assert "rebuild" in shown
    for hidden in ("source-verdict", "source-mark", "stood there", "something else"):
        assert hidden not in shown


def test_post_shows_nothing_of_the_page_but_the_finding(client):
    """The words of the page and what is around them are on the page of the quotation only."""
    post = make.post(BLOCKS["with attribution"])
    around = {"there": "Secretly mended", "before": "Before it.", "after": "After it."}
    difference = {"difference": [["removed", WORDS], ["added", "Secretly mended"]]}
    check_first_quotation(post, STOOD | CHANGED | around | difference)
    shown = client.get(post.get_absolute_url()).text
    assert CHANGED_SINCE[-20:] in shown
    for hidden in ("Secretly", "Before it", "After it"):
        assert hidden not in shown


def test_linked_data_is_the_same_with_and_without_verdicts(client):
    post = make.post(BLOCKS["with attribution"])

    def list_data() -> list[str]:
        page = read_page(client, post.get_absolute_url())
        return page.xpath('//script[@type="application/ld+json"]/text()')

    before = list_data()
    check_first_quotation(post, STOOD | CHANGED)
    assert before
    assert list_data() == before


def test_text_that_looks_like_a_quotation_gets_no_verdict(client):
    post = make.post(BLOCKS["with attribution"])
    quotation = check_first_quotation(post, STOOD | CHANGED)
    typed = f'<a class="quoted" id="quote-{quotation.pk}">typed</a>'
    share = f'<p class="quotation-share"><a href="/quotes/{quotation.pk}/">typed</a></p>'
    other = make.post(f'<p>{typed}</p>{share}<p>&lt;a class="quoted" id="quote-1"&gt;</p>')
    page = read_page(client, other.get_absolute_url())
    assert page.xpath(DETAILS) == page.xpath(MARKS) == []


@pytest.mark.parametrize("path", ["/", "post"])
def test_verdicts_cost_no_query_more(path, client, django_assert_num_queries):
    post = make.post("".join(BLOCKS.values()) + INLINE["words"])
    for quotation in post.pullquotes.all():
        store_check(quotation, **STOOD | CHANGED)
    with django_assert_num_queries(2):
        shown = client.get(post.get_absolute_url() if path == "post" else path)
    assert "source-verdict" in shown.text


@pytest.mark.parametrize("view", [PostPage, PostEntry])
def test_verdicts_of_a_post_are_found_by_indexes(view):
    pages = QuotedPage.objects.bulk_create(
        [QuotedPage(url=f"https://example.org/{n}", host="example.org") for n in range(2)]
    )
    posts = [make.post(BLOCKS["with attribution"]) for _ in range(3)]
    rows = [
        PullQuote(post=post, position=number, text="Words")
        for post in posts
        for number in range(10, 200)
    ]
    PullQuote.objects.bulk_create(rows)
    QuotationCheck.objects.bulk_create(
        [QuotationCheck(quotation=row, page=pages[0], text_hash="0" * 64, **STOOD) for row in rows]
    )
    explained = plan(lambda: read(Post.objects.filter(pk=posts[0].pk), view))
    assert "Seq Scan on blog_quotationcheck" not in explained
    assert "Seq Scan on blog_pullquote" not in explained
    connection.check_constraints()
