"""The discussion on the page of a post: threads, pagination and permalinks."""

import mf2py
import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from tests.support import factories as make
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
State = Comment.State
COMMENTS_PER_PAGE = 5


@pytest.fixture
def post():
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5))


def get_levels_and_texts(client, address: str) -> list[tuple[int, str]]:
    """Return the nesting level and the text of each comment on a page."""
    page = read(client, address)
    comments = page.xpath(f"//section[@id='comments']//*[{has_class('comment')}]")
    return [
        (len(comment.xpath("ancestor::ol")), " ".join(element.text_content().split()))
        for comment in comments
        for element in (comment.xpath(f".//*[{has_class('comment-text')}]") or [comment])
    ]


def get_page_links(page, name: str) -> list[str]:
    return page.xpath(f"//nav[@aria-label='Comment pages']//a[.='{name}']/@href")


def test_replies_are_nested_in_lists_below_their_parents(post, client):
    first = make.comment(post, "First.")
    make.comment(post, "Second.")
    reply = make.comment(post, "Reply.", under=first, name="Ana")
    third = make.comment(post, "Reply to that.", under=reply, name="Bo")
    make.comment(post, "Deeper.", under=third)
    assert get_levels_and_texts(client, post.get_absolute_url()) == [
        (1, "First."),
        (2, "Reply."),
        (3, "Reply to that."),
        (3, "Deeper."),
        (1, "Second."),
    ]
    page = read(client, post.get_absolute_url())
    assert text(page, f"//*[{has_class('answers')}]") == ["replying to Bo"]
    assert text(page, "//h2[@id='comments-title']") == ["5 comments"]


def test_locked_thread_shows_one_note_instead_of_reply_links(post, client):
    first = make.comment(post, "First.")
    make.comment(post, "Reply.", under=first)
    make.comment(post, "Open.")
    Comment.objects.filter(pk=first.pk).update(is_locked=True)
    page = read(client, post.get_absolute_url())
    links = text(page, f"//*[{has_class('comment-actions')}]/*[1]")[:3]
    assert [link.split(" comment by ")[0].split(" to ")[0] for link in links] == [
        *("This thread is closed", "Report", "Reply")
    ]


def test_comment_shows_author_dates_and_marks(post, client):
    author = post.authors.get()
    comment = make.comment(
        post, "Words.", name="Ana", website="https://ana.example.org/", is_pick=True,
        created_at=make.moment(2024, 3, 6), edited_at=make.moment(2024, 3, 6),
    )  # fmt: skip
    make.comment(post, "Mine.", user=author, name=str(author))
    make.comment(post, "A namesake’s.", name=str(author))
    page = read(client, post.get_absolute_url())
    (shown,) = page.xpath(f"//*[@id='comment-{comment.pk}']")
    (name,) = shown.xpath(f".//a[{has_class('p-author')}]")
    assert (name.get("href"), name.get("rel")) == ("https://ana.example.org/", "nofollow ugc")
    assert shown.xpath(f".//*[{has_class('comment-time')}]/a/@href") == [f"/comments/{comment.pk}/"]
    assert text(shown, f".//*[{has_class('comment-time')}]") == [
        "March 6, 2024, 12:00 p.m. · edited"
    ]
    assert text(page, f"//*[{has_class('mark-pick')}]/ancestor::article//h3") == ["Ana"]
    marked = page.xpath(f"//*[{has_class('mark-author')}]/ancestor::article")
    assert text(marked[0], f".//*[{has_class('comment-text')}]") == ["Mine."]
    assert len(marked) == 1


def test_comments_are_marked_up_as_microformats_of_the_entry(post, client):
    first = make.comment(post, "Words.", name="Ana")
    make.comment(post, "Reply.", under=first)
    response = client.get(post.get_absolute_url())
    items = mf2py.parse(doc=response.content.decode(), html_parser="lxml")["items"]
    (entry,) = [item for item in items if item["type"] == ["h-entry"]]
    assert entry["properties"]["name"] == ["Low water"]
    comments = entry["properties"]["comment"]
    assert [comment["type"] for comment in comments] == [["h-cite"]] * 2
    assert comments[0]["properties"]["author"][0]["properties"]["name"] == ["Ana"]
    assert comments[0]["properties"]["content"][0]["value"].strip() == "Words."
    assert '"commentCount":2' in response.content.decode()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (State.REMOVED, "This comment was removed."),
        (State.SPAM, "This comment was removed."),
        (State.REJECTED, "This comment was removed."),
        (State.WAITING, "This comment is awaiting moderation."),
    ],
)
def test_hidden_comment_with_replies_shows_a_placeholder_only(state, message, post, client):
    first = make.comment(post, "Zyxw words.", name="Zyxw", website="https://zyxw.example.org/")
    below = make.comment(post, "Reply.", under=first)
    make.comment(post, "Deep.", under=make.comment(post, "Third.", under=below))
    alone = make.comment(post, "Zyxw alone.")
    make.comment(post, "Zyxw waits.", under=first, state=State.WAITING)
    moderate(comment_ids=[first.pk, alone.pk], to=state, by=None)
    assert get_levels_and_texts(client, post.get_absolute_url()) == [
        (1, message),
        (2, "Reply."),
        (3, "Third."),
        (3, "Deep."),
    ]
    assert "zyxw" not in client.get(post.get_absolute_url()).content.decode().lower()


def test_removed_flat_comment_with_replies_shows_a_placeholder(post, client):
    deep = make.comment(post, "Level 1.")
    for level in range(2, 7):
        deep = make.comment(post, f"Level {level}.", under=deep)
    reply = make.comment(post, "Level 7.", under=deep)
    moderate(comment_ids=[deep.pk], to=State.REMOVED, by=None)
    address = post.get_absolute_url()
    texts = [text for _level, text in get_levels_and_texts(client, address)]
    assert texts[5:] == ["This comment was removed.", "Level 7."]
    line = f"//article[@id='{reply.anchor}']//p[@class='answers']/a"
    page = read(client, address)
    assert text(page, line) == ["replying to another comment"]
    assert page.xpath(f"{line}/@href")[0].endswith(f"/comments/{deep.pk}/")
    moderate(comment_ids=[reply.pk], to=State.REMOVED, by=None)
    assert len(get_levels_and_texts(client, address)) == 5


@pytest.mark.parametrize(
    ("site", "fields", "count", "expected"),
    [
        ({}, {}, 0, ["Comments", "No comments yet."]),
        ({}, {}, 1, ["1 comment"]),
        ({"comments_mode": "closed"}, {}, 0, []),
        ({"comments_mode": "closed"}, {}, 1, ["1 comment", "Comments are closed."]),
        ({}, {"comments_mode": "closed"}, 1, ["1 comment", "Comments are closed."]),
        ({}, {"comments_close_after": 2}, 1, ["1 comment", "Comments closed on March 7, 2024."]),
        ({"comments_close_after": 9}, {"comments_close_after": 0}, 1, ["1 comment"]),
    ],
)
def test_discussion_shows_its_count_and_whether_it_is_closed(site, fields, count, expected, client):
    make.site(**site)
    post = make.post(published_at=make.moment(2024, 3, 5), **fields)
    for _ in range(count):
        make.comment(post)
    page = read(client, post.get_absolute_url())
    path = f"//section[@id='comments']/*[self::h2 or {has_class('closed')}"
    assert text(page, f"{path} or {has_class('no-comments')}]") == expected


def test_static_page_has_no_discussion(client):
    page = make.page()
    make.comment(page)
    assert read(client, page.get_absolute_url()).xpath("//*[@id='comments']") == []


def make_threads(post, *sizes: int) -> list[Comment]:
    """Create a thread of each size, with the texts '0.0', '0.1' … '1.0' …, in thread order."""
    comments = []
    for thread, size in enumerate(sizes):
        first = make.comment(post, f"{thread}.0")
        comments.append(first)
        comments += [make.comment(post, f"{thread}.{n}", under=first) for n in range(1, size)]
    return comments


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "pages"),
    [
        ([1] * 5, [["0.0", "1.0", "2.0", "3.0", "4.0"]]),
        ([3, 3, 3], [["0.0", "0.1", "0.2"], ["1.0", "1.1", "1.2"], ["2.0", "2.1", "2.2"]]),
        # A page is at least half full.
        ([1, 5, 1], [["0.0", "1.0", "1.1", "1.2", "1.3"], ["1.4", "2.0"]]),
        (
            [12],
            [
                ["0.0", "0.1", "0.2", "0.3", "0.4"],
                ["0.5", "0.6", "0.7", "0.8", "0.9"],
                ["0.10", "0.11"],
            ],
        ),
    ],
)
def test_long_discussion_is_paginated_by_thread(sizes, pages, post, client):
    make.site(comments_per_page=COMMENTS_PER_PAGE)
    comments = make_threads(post, *sizes)
    address, texts_by_page, addresses = post.get_absolute_url(), [], []
    query = [""]
    while query:
        addresses.append(address + query[0].partition("#")[0])
        page = read(client, addresses[-1])
        texts_by_page.append([text for _, text in get_levels_and_texts(client, addresses[-1])])
        canonical = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == ["http://localhost:8000" + address]
        query = get_page_links(page, "Later comments")
        assert query == [] or query[0].endswith("#comments")
    assert texts_by_page == pages
    # And back again: no comment is skipped.
    back, query = [], get_page_links(page, "Earlier comments")
    while query:
        page = read(client, address + query[0])
        back.insert(0, [text for _, text in get_levels_and_texts(client, address + query[0])])
        query = get_page_links(page, "Earlier comments")
    assert {text for page in [*back, pages[-1]] for text in page} == {c.text for c in comments}
    # Each permalink leads to a page with the comment.
    for comment in comments:
        response = client.get(f"/comments/{comment.pk}/")
        assert response.status_code == 302
        path, _, fragment = response["Location"].partition("#")
        assert fragment == f"comment-{comment.pk}"
        assert read(client, path).xpath(f"//*[@id='{fragment}']")


def test_thread_continued_on_next_page_links_to_its_parent(post, client):
    make.site(comments_per_page=COMMENTS_PER_PAGE)
    first, *others = make_threads(post, 8)
    Comment.objects.filter(pk=first.pk).update(name="Ana")
    page = read(client, f"{post.get_absolute_url()}?comments={first.pk}.{others[4].pk}")
    (line,) = page.xpath(f"//*[{has_class('continues')}]")
    assert " ".join(line.text_content().split()) == (
        "Continued from the previous page; the first comment here is a reply to Ana. "
        "View the earlier comment"
    )
    assert line.xpath("a/@href") == [f"/comments/{first.pk}/"]


def test_page_after_last_comment_links_to_first_page(post, client):
    make.comment(post)
    page = read(client, f"{post.get_absolute_url()}?comments={10**17}")
    assert text(page, f"//*[{has_class('no-comments')}]/a") == ["First page"]


@pytest.mark.parametrize("key", ["", "x", "1.2.3.4", "1.", "--1", "9" * 19, "1\0", "٣", "-0x1"])
def test_discussion_with_malformed_page_key_is_not_found(key, post, client):
    make.comment(post)
    assert client.get(post.get_absolute_url(), {"comments": key}).status_code == 404


@pytest.mark.parametrize("comments", [1, 50, pytest.param(5_000, marks=pytest.mark.slow)])
def test_discussion_of_any_length_costs_one_query(
    comments, post, client, django_assert_num_queries
):
    Comment.objects.bulk_create(
        Comment(post=post, text=f"Words {n}.", name="Ana", state=State.APPROVED)
        for n in range(comments)
    )
    assert client.get(post.get_absolute_url()).status_code == 200  # Caches its fragments.
    for query, queries in (("", 3), ("?comments=1", 3), (f"?comments=-{10**15}", 3)):
        with django_assert_num_queries(queries):
            assert client.get(post.get_absolute_url() + query).status_code == 200


@pytest.mark.parametrize("state", [s for s in State if s != State.APPROVED])
def test_permalink_of_hidden_comment_is_not_found(state, post, client):
    comment = make.comment(post, state=state)
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


def test_permalink_under_unpublished_post_is_not_found(client):
    for post in (make.draft(), make.scheduled()):
        assert client.get(f"/comments/{make.comment(post).pk}/").status_code == 404


def test_discussion_sets_no_cookie(post, client):
    make.comment(post)
    response = client.get(post.get_absolute_url())
    assert (response.cookies, response["Vary"]) == ({}, "Accept-Encoding")
    assert b"csrf" not in response.content


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/2024/", "/2024/05/", "/2024/05/06/", "/labels/water/", "/authors/ada/"),
        *("/search/?q=low", "/search/?q=low&in=posts&sort=date"),
    ],
)
def test_post_lists_show_comment_counts(address, client):
    ada = make.user("Author", byline="Ada")
    day = make.moment(2024, 5, 6)
    post, _silent, waiting = (
        make.post(title=title, published_at=day, labels=["Water"], authors=(ada,))
        for title in ("Low water", "Low interest", "Low tide")
    )
    for state in State:
        make.comment(post, state=state)
    make.comment(waiting, state=State.WAITING)
    page = read(client, address)
    (link,) = page.xpath(f"//*[{has_class('discussed')}]/a")
    assert link.get("href") == f"{post.get_absolute_url()}#comments"
    assert " ".join(link.text_content().split()) == "1 comment: Low water"
