"""The front page of the desk: what waits for whom, what is theirs, and what it costs."""

import uuid
from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
from django.utils import translation

from blog import editing
from blog.comments.models import Comment
from blog.common.formatting.dates import full_datetime
from blog.models import Post
from blog.models.counters import rebuild_counters
from blog.notes.models import Note
from blog.notes.notes import resolve_note
from blog.planning.dashboard import MAX_ROWS
from blog.planning.stats import load_weekly_stats
from blog.revisions.autosave_models import Autosave
from tests.support import factories as make
from tests.support.desk import frozen_clock, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)  # What is public, the database says by its own clock.
now = frozen_clock(NOW)
PARTS = ("waits", "mine", "scheduled")


def page(user):
    return lxml.html.fromstring(signed_in(user).get("/admin/").text)


def shown(user) -> dict[str, list[str]]:
    tree = page(user)
    return {
        part: [a.text_content() for a in tree.xpath(f"//section[h2/@id='front-{part}']//li/a")]
        for part in PARTS
    }


def words(user, part: str) -> str:
    (section,) = page(user).xpath(f"//section[h2/@id='front-{part}']")
    return " ".join(section.text_content().split())


def typed(user, post: Post | None = None, hours: int = 1, **values) -> Autosave:
    at = NOW - timedelta(hours=hours)
    return Autosave.objects.create(
        form=uuid.uuid4(), user=user, post=post, kind="post", values=values, typed_at=at
    )


@pytest.mark.slow
def test_an_author_sees_what_is_theirs_and_an_editor_what_is_handed_in(author, editor):
    make.draft(title="Mine", authors=(author,))
    make.draft(title="Another's")
    make.post(title="Review", status="review", authors=(author,))
    make.scheduled(title="Soon", authors=(author,))
    make.scheduled(title="Another's, soon")
    make.post(title="Out", authors=(author,))
    make.draft(title="Gone", authors=(author,)).set_trashed()
    assert shown(author) == {"waits": [], "mine": ["Review", "Mine"], "scheduled": ["Soon"]}
    assert shown(editor) == {
        "waits": ["Review"],
        "mine": [],
        "scheduled": ["Soon", "Another's, soon"],
    }


@pytest.mark.slow
def test_a_post_stands_there_once_with_what_is_to_be_done_about_it(author, editor):
    """Whoever writes and decides has a list for each."""
    make.draft(title="Draft", authors=(editor,))
    own = make.post(title="Submitted for review", status="review", authors=(editor,))
    noted = make.post(title="Noted", status="review", authors=(author, editor))
    Note.objects.create(post=noted, text="Who?", by=author)
    typed(editor, noted, title="Noted, changed")
    typed(author, own, title="Another's words")
    assert shown(editor) == {
        "waits": ["Submitted for review", "Noted"],
        "mine": ["Draft"],
        "scheduled": [],
    }
    told = words(editor, "waits")
    assert "unsaved changes" in told.partition("Requested changes and notes on your posts")[2]
    assert told.count("unsaved changes") == told.count("1 open note") == 1
    assert shown(author) == {"waits": ["Noted"], "mine": [], "scheduled": []}


@pytest.mark.slow
def test_what_was_asked_of_an_author_waits_for_them(author, editor):
    changes = make.post(title="Changes", status="review", authors=(author,))
    editing.request_changes(changes, by=editor, words="Name the source.")
    again = make.post(title="Again", status="review", authors=(author,))
    editing.request_changes(again, by=editor, words="Shorter.")
    editing.hand_in(again, by=author)
    noted, done, out = (make.draft(title=t, authors=(author,)) for t in ("Noted", "Done", "Out"))
    Note.objects.create(post=noted, text="Who?", by=editor)
    resolve_note(note=Note.objects.create(post=done, text="Who?", by=editor), by=author)
    Note.objects.create(post=out, text="Who?", by=editor)
    Post.objects.filter(pk=out.pk).update(status="published", published_at=NOW)
    assert sorted(shown(author)["waits"]) == ["Changes", "Noted"]
    assert "Changes requested by Ed: Name the source." in words(author, "waits")
    assert "1 open note" in words(author, "waits")
    assert shown(editor)["waits"] == ["Again"]


@pytest.mark.slow
def test_words_that_were_never_saved_come_first(author, editor):
    old, _newer = (
        make.draft(title="Old", authors=(author,)),
        make.draft(title="N", authors=(author,)),
    )
    typed(author, old, title="Old, changed")
    typed(author, title="  Begun ")
    typed(author, hours=2, title="")
    typed(editor, title="Another's")
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post")  # Only opened.
    typed(author, kind_of="x").delete()
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="page", typed_at=NOW, values={})
    assert shown(author)["mine"] == ["Begun", "Untitled", "Old", "N"]
    at = full_datetime(NOW - timedelta(hours=1))
    assert f"unsaved changes Last edited {at} – open the post to restore your changes." in words(
        author, "mine"
    )
    assert shown(editor)["mine"] == ["Another's"]


@pytest.mark.parametrize("title", [None, 7, ["x"], {"a": 1}, "<script>alert(1)</script>"])
def test_whatever_a_browser_sent_as_a_title_is_words(title, author):
    typed(author, title=title)
    assert len(shown(author)["mine"]) == 1
    assert "<script>alert" not in signed_in(author).get("/admin/").text


@pytest.mark.slow
def test_lists_are_cut_and_lead_on(author, editor):
    for n in range(MAX_ROWS + 1):
        make.post(title=str(n), status="review", authors=(author,))
        make.scheduled(authors=(author,))
    assert [len(rows) for rows in shown(editor).values()] == [MAX_ROWS, 0, MAX_ROWS]
    assert "All posts in review" in words(editor, "waits")
    assert "More on the board" in words(author, "mine")
    assert "More in the calendar" in words(author, "scheduled")


@pytest.mark.slow
def test_who_has_written_nothing_is_led_to_a_first_post(author):
    make.draft(title="Another's")
    assert [a.text for a in page(author).xpath("//a[@href='/admin/blog/post/add/']")].count(
        "Write your first post"
    ) == 2
    make.draft(authors=(author,)).set_trashed()
    assert "first post" not in page(author).text_content()
    assert "You have no drafts. Start one" in words(author, "mine")


def test_who_only_moderates_sees_comments_alone():
    moderator = make.user("Moderator")
    make.scheduled()
    assert not page(moderator).xpath("//*[@class='front']")
    assert page(moderator).xpath("//h2[@id='overview-title']")


def counts(chart) -> list[int]:
    return [bar.count for bar in chart.bars]


@pytest.mark.slow
def test_weeks_are_counted_in_the_zone_and_as_the_language_begins_them():
    make.site(time_zone="America/Toronto")
    for when in (
        datetime(2026, 11, 22, 4, tzinfo=UTC),  # Saturday the 21st there.
        datetime(2026, 11, 22, 6, tzinfo=UTC),  # Sunday the 22nd.
        datetime(2026, 11, 23, 6, tzinfo=UTC),
    ):
        make.post(published_at=when)
    make.scheduled()
    make.page()
    make.draft(published_at=NOW)
    make.post().set_trashed()
    today = date(2026, 11, 25)
    assert counts(load_weekly_stats(today).posts)[-2:] == [1, 2]
    with translation.override("fr"):
        assert counts(load_weekly_stats(today).posts)[-2:] == [2, 1]
    make.site(time_zone="UTC")
    assert counts(load_weekly_stats(today).posts)[-2:] == [0, 3]


def test_comments_by_week_are_those_that_readers_see():
    post = make.post()
    for state in Comment.State.values:
        make.comment(post, state=state)
    today = Comment.objects.first().created_at.date()
    assert load_weekly_stats(today).comments.total == 1


@pytest.mark.parametrize(
    "change", ["taken back", "moved", "deleted", "trashed", "many", "truncated"]
)
def test_the_days_are_kept_whatever_changes(change):
    day = datetime(2026, 11, 23, 9, tzinfo=UTC)
    posts = [make.post(published_at=day) for _ in range(3)]
    expected = 2
    if change == "taken back":
        Post.objects.filter(pk=posts[0].pk).update(status="draft")
    elif change == "moved":
        Post.objects.filter(pk=posts[0].pk).update(published_at=day - timedelta(days=400))
    elif change == "deleted":
        posts[0].delete()
    elif change == "trashed":
        posts[0].set_trashed()
    elif change == "many":
        Post.objects.update(title="Same", status="draft")
        expected = 0
    else:
        Post.objects.all().delete()
        expected = 0
    assert load_weekly_stats(date(2026, 11, 25)).posts.total == expected
    rebuild_counters()
    assert load_weekly_stats(date(2026, 11, 25)).posts.total == expected


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("Author", 16), ("Editor", 17)])
def test_it_costs_the_same_however_much_there_is(role, queries, rows, django_assert_num_queries):
    person, other = make.user(role), make.user("Editor")
    for _ in range(rows):
        post = make.post(status="review", authors=(person,))
        editing.request_changes(post, by=other, words="Shorter.")
        typed(person, post, title="T")
        typed(person, title="T")
        Note.objects.create(post=make.draft(authors=(person,)), text="Who?", by=other)
        make.post(status="review")
        make.scheduled(authors=(person, other))
        make.comment(make.post(authors=(person,)))
    client = signed_in(person)
    client.get("/admin/")
    with django_assert_num_queries(queries):
        client.get("/admin/")
