"""What readers said under a post: where each comment stands, and what is said of it."""

import mf2py
import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from tests.support import factories as make
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
State = Comment.State
FEWEST = 5  # comments per page


@pytest.fixture
def post():
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5))


def said(client, address: str) -> list[tuple[int, str]]:
    """Each comment of a page with how deep its list lies in others."""
    page = read(client, address)
    comments = page.xpath(f"//section[@id='comments']//*[{has_class('comment')}]")
    return [
        (len(comment.xpath("ancestor::ol")), " ".join(words.text_content().split()))
        for comment in comments
        for words in (comment.xpath(f".//*[{has_class('comment-text')}]") or [comment])
    ]


def links(page, name: str) -> list[str]:
    return page.xpath(f"//nav[@aria-label='Comment pages']//a[.='{name}']/@href")


def test_replies_stand_in_lists_of_their_own_under_what_they_answer(post, client):
    first = make.comment(post, "First.")
    make.comment(post, "Second.")
    reply = make.comment(post, "Reply.", under=first, name="Ana")
    third = make.comment(post, "Reply to that.", under=reply, name="Bo")
    make.comment(post, "Deeper.", under=third)
    assert said(client, post.get_absolute_url()) == [
        (1, "First."),
        (2, "Reply."),
        (3, "Reply to that."),
        (3, "Deeper."),
        (1, "Second."),
    ]
    page = read(client, post.get_absolute_url())
    assert text(page, f"//*[{has_class('answers')}]") == ["replying to Bo"]
    assert text(page, "//h2[@id='comments-title']") == ["5 comments"]


def test_a_locked_thread_says_once_why_nothing_answers_it(post, client):
    first = make.comment(post, "First.")
    make.comment(post, "Reply.", under=first)
    make.comment(post, "Open.")
    Comment.objects.filter(pk=first.pk).update(is_locked=True)
    page = read(client, post.get_absolute_url())
    ways = text(page, f"//*[{has_class('comment-actions')}]/*[1]")[:3]
    assert [way.split(" comment by ")[0].split(" to ")[0] for way in ways] == [
        *("This thread is closed", "Report", "Reply")
    ]


def test_what_is_said_of_a_comment(post, client):
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
    assert text(shown, f".//*[{has_class('comment-time')}]") == ["March 6, 2024, noon · edited"]
    assert text(page, f"//*[{has_class('mark-pick')}]/ancestor::article//h3") == ["Ana"]
    marked = page.xpath(f"//*[{has_class('mark-author')}]/ancestor::article")
    assert text(marked[0], f".//*[{has_class('comment-text')}]") == ["Mine."]
    assert len(marked) == 1


def test_machines_find_comments_under_the_entry(post, client):
    first = make.comment(post, "Words.", name="Ana")
    make.comment(post, "Reply.", under=first)
    answer = client.get(post.get_absolute_url())
    items = mf2py.parse(doc=answer.content.decode(), html_parser="lxml")["items"]
    (entry,) = [item for item in items if item["type"] == ["h-entry"]]
    assert entry["properties"]["name"] == ["Low water"]
    found = entry["properties"]["comment"]
    assert [comment["type"] for comment in found] == [["h-cite"]] * 2
    assert found[0]["properties"]["author"][0]["properties"]["name"] == ["Ana"]
    assert found[0]["properties"]["content"][0]["value"].strip() == "Words."
    assert '"commentCount":2' in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.REMOVED, "This comment was removed."),
        (State.SPAM, "This comment was removed."),
        (State.REJECTED, "This comment was removed."),
        (State.WAITING, "This comment is awaiting moderation."),
    ],
)
def test_of_what_is_not_shown_its_place_is_told_alone(state, words, post, client):
    first = make.comment(post, "Zyxw words.", name="Zyxw", website="https://zyxw.example.org/")
    below = make.comment(post, "Reply.", under=first)
    make.comment(post, "Deep.", under=make.comment(post, "Third.", under=below))
    alone = make.comment(post, "Zyxw alone.")
    make.comment(post, "Zyxw waits.", under=first, state=State.WAITING)
    moderate(comment_ids=[first.pk, alone.pk], to=state, by=None)
    assert said(client, post.get_absolute_url()) == [
        (1, words),
        (2, "Reply."),
        (3, "Third."),
        (3, "Deep."),
    ]
    assert "zyxw" not in client.get(post.get_absolute_url()).content.decode().lower()


def test_removed_flat_comment_with_replies_keeps_its_place(post, client):
    deep = make.comment(post, "Level 1.")
    for level in range(2, 7):
        deep = make.comment(post, f"Level {level}.", under=deep)
    answer = make.comment(post, "Level 7.", under=deep)
    moderate(comment_ids=[deep.pk], to=State.REMOVED, by=None)
    address = post.get_absolute_url()
    words = [words for _level, words in said(client, address)]
    assert words[5:] == ["This comment was removed.", "Level 7."]
    line = f"//article[@id='{answer.anchor}']//p[@class='answers']/a"
    page = read(client, address)
    assert text(page, line) == ["replying to another comment"]
    assert page.xpath(f"{line}/@href")[0].endswith(f"/comments/{deep.pk}/")
    moderate(comment_ids=[answer.pk], to=State.REMOVED, by=None)
    assert len(said(client, address)) == 5


@pytest.mark.parametrize(
    ("site", "fields", "count", "words"),
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
def test_a_discussion_says_how_it_stands(site, fields, count, words, client):
    make.site(**site)
    post = make.post(published_at=make.moment(2024, 3, 5), **fields)
    for _ in range(count):
        make.comment(post)
    page = read(client, post.get_absolute_url())
    path = f"//section[@id='comments']/*[self::h2 or {has_class('closed')}"
    assert text(page, f"{path} or {has_class('no-comments')}]") == words


def test_a_page_that_stands_by_itself_has_no_discussion(client):
    page = make.page()
    make.comment(page)
    assert read(client, page.get_absolute_url()).xpath("//*[@id='comments']") == []


def threads(post, *sizes: int) -> list[Comment]:
    """A thread of each size, called '0.0', '0.1' … '1.0' …, in the order of the discussion."""
    made = []
    for thread, size in enumerate(sizes):
        first = make.comment(post, f"{thread}.0")
        made.append(first)
        made += [make.comment(post, f"{thread}.{n}", under=first) for n in range(1, size)]
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "pages"),
    [
        ([1] * 5, [["0.0", "1.0", "2.0", "3.0", "4.0"]]),
        ([3, 3, 3], [["0.0", "0.1", "0.2"], ["1.0", "1.1", "1.2"], ["2.0", "2.1", "2.2"]]),
        # One comment alone would be no page.
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
def test_a_long_discussion_is_paged_by_thread(sizes, pages, post, client):
    make.site(comments_per_page=FEWEST)
    made = threads(post, *sizes)
    address, there, addresses = post.get_absolute_url(), [], []
    query = [""]
    while query:
        addresses.append(address + query[0].partition("#")[0])
        page = read(client, addresses[-1])
        there.append([words for _, words in said(client, addresses[-1])])
        canonical = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == ["http://localhost:8000" + address]
        query = links(page, "Later comments")
        assert query == [] or query[0].endswith("#comments")
    assert there == pages
    # And back again: nothing is left out on the way.
    back, query = [], links(page, "Earlier comments")
    while query:
        page = read(client, address + query[0])
        back.insert(0, [words for _, words in said(client, address + query[0])])
        query = links(page, "Earlier comments")
    assert {words for shown in [*back, pages[-1]] for words in shown} == {c.text for c in made}
    # Each comment's own address leads to a page on which it stands.
    for comment in made:
        led = client.get(f"/comments/{comment.pk}/")
        assert led.status_code == 302
        path, _, fragment = led["Location"].partition("#")
        assert fragment == f"comment-{comment.pk}"
        assert read(client, path).xpath(f"//*[@id='{fragment}']")


def test_a_thread_that_goes_on_says_so(post, client):
    make.site(comments_per_page=FEWEST)
    first, *others = threads(post, 8)
    Comment.objects.filter(pk=first.pk).update(name="Ana")
    page = read(client, f"{post.get_absolute_url()}?comments={first.pk}.{others[4].pk}")
    (line,) = page.xpath(f"//*[{has_class('continues')}]")
    assert " ".join(line.text_content().split()) == (
        "Continued from the previous page; the first comment here is a reply to Ana. "
        "View the earlier comment"
    )
    assert line.xpath("a/@href") == [f"/comments/{first.pk}/"]


def test_beyond_the_last_comment_a_way_leads_back(post, client):
    make.comment(post)
    page = read(client, f"{post.get_absolute_url()}?comments={10**17}")
    assert text(page, f"//*[{has_class('no-comments')}]/a") == ["First page"]


@pytest.mark.parametrize("key", ["", "x", "1.2.3.4", "1.", "--1", "9" * 19, "1\0", "٣", "-0x1"])
def test_a_key_that_is_none_is_not_found(key, post, client):
    make.comment(post)
    assert client.get(post.get_absolute_url(), {"comments": key}).status_code == 404


@pytest.mark.parametrize("comments", [1, 50, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_discussion_costs_one_query(comments, post, client, django_assert_num_queries):
    Comment.objects.bulk_create(
        Comment(post=post, text=f"Words {n}.", name="Ana", state=State.APPROVED)
        for n in range(comments)
    )
    assert client.get(post.get_absolute_url()).status_code == 200  # Has its words stored.
    for query, queries in (("", 3), ("?comments=1", 3), (f"?comments=-{10**15}", 3)):
        with django_assert_num_queries(queries):
            assert client.get(post.get_absolute_url() + query).status_code == 200


@pytest.mark.parametrize("state", [s for s in State if s != State.APPROVED])
def test_an_address_leads_to_no_comment_that_is_not_shown(state, post, client):
    comment = make.comment(post, state=state)
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


def test_an_address_leads_to_no_post_that_is_not_out(client):
    for post in (make.draft(), make.scheduled()):
        assert client.get(f"/comments/{make.comment(post).pk}/").status_code == 404


def test_readers_get_no_cookie_with_a_discussion(post, client):
    make.comment(post)
    answer = client.get(post.get_absolute_url())
    assert (answer.cookies, answer["Vary"]) == ({}, "Accept-Encoding")
    assert b"csrf" not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/2024/", "/2024/05/", "/2024/05/06/", "/labels/water/", "/authors/ada/"),
        *("/search/?q=low", "/search/?q=low&in=posts&sort=date"),
    ],
)
def test_every_list_says_how_many_comments_a_post_has(address, client):
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
