"""The dashboard of authors and editors."""

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
from transfer.models import Import, Origin

pytestmark = pytest.mark.django_db
# The database decides by its own clock which posts are public.
NOW = datetime.now(UTC)
now = frozen_clock(NOW)
SECTIONS = ("waiting", "drafts", "scheduled")


def load_page(user):
    return lxml.html.fromstring(signed_in(user).get("/admin/").text)


def list_titles(user) -> dict[str, list[str]]:
    tree = load_page(user)
    return {
        part: [a.text_content() for a in tree.xpath(f"//section[h2/@id='dashboard-{part}']//li/a")]
        for part in SECTIONS
    }


def get_text(user, part: str) -> str:
    (section,) = load_page(user).xpath(f"//section[h2/@id='dashboard-{part}']")
    return " ".join(section.text_content().split())


def create_unsaved_form(user, post: Post | None = None, hours: int = 1, **values) -> Autosave:
    when = NOW - timedelta(hours=hours)
    return Autosave.objects.create(
        form=uuid.uuid4(), user=user, post=post, kind="post", values=values, typed_at=when
    )


@pytest.mark.slow
def test_dashboard_shows_own_posts_and_reviews_to_editors(author, editor):
    make.draft(title="Mine", authors=(author,))
    make.draft(title="Another's")
    make.post(title="Review", status="review", authors=(author,))
    make.scheduled(title="Soon", authors=(author,))
    make.scheduled(title="Another's, soon")
    make.post(title="Out", authors=(author,))
    make.draft(title="Gone", authors=(author,)).set_trashed()
    assert list_titles(author) == {
        "waiting": [],
        "drafts": ["Review", "Mine"],
        "scheduled": ["Soon"],
    }
    assert list_titles(editor) == {
        "waiting": ["Review"],
        "drafts": [],
        "scheduled": ["Soon", "Another's, soon"],
    }


@pytest.mark.slow
def test_dashboard_lists_each_post_once_with_its_tasks(author, editor):
    """Editors have separate lists for own posts and for reviews."""
    make.draft(title="Draft", authors=(editor,))
    own = make.post(title="Submitted for review", status="review", authors=(editor,))
    noted = make.post(title="Noted", status="review", authors=(author, editor))
    Note.objects.create(post=noted, text="Who?", by=author)
    create_unsaved_form(editor, noted, title="Noted, changed")
    create_unsaved_form(author, own, title="Another's words")
    assert list_titles(editor) == {
        "waiting": ["Submitted for review", "Noted"],
        "drafts": ["Draft"],
        "scheduled": [],
    }
    text = get_text(editor, "waiting")
    assert "unsaved changes" in text.partition("Requested changes and notes on your posts")[2]
    assert text.count("unsaved changes") == text.count("1 open note") == 1
    assert list_titles(author) == {"waiting": ["Noted"], "drafts": [], "scheduled": []}


@pytest.mark.slow
def test_requested_changes_and_open_notes_are_tasks(author, editor):
    changes = make.post(title="Changes", status="review", authors=(author,))
    editing.request_changes(changes, by=editor, reason="Name the source.")
    again = make.post(title="Again", status="review", authors=(author,))
    editing.request_changes(again, by=editor, reason="Shorter.")
    editing.hand_in(again, by=author)
    noted, done, out = (make.draft(title=t, authors=(author,)) for t in ("Noted", "Done", "Out"))
    Note.objects.create(post=noted, text="Who?", by=editor)
    resolve_note(note=Note.objects.create(post=done, text="Who?", by=editor), by=author)
    Note.objects.create(post=out, text="Who?", by=editor)
    Post.objects.filter(pk=out.pk).update(status="published", published_at=NOW)
    assert sorted(list_titles(author)["waiting"]) == ["Changes", "Noted"]
    assert "Changes requested by Ed: Name the source." in get_text(author, "waiting")
    assert "1 open note" in get_text(author, "waiting")
    assert list_titles(editor)["waiting"] == ["Again"]


@pytest.mark.slow
def test_unsaved_posts_are_listed_first(author, editor):
    old, _newer = (
        make.draft(title="Old", authors=(author,)),
        make.draft(title="N", authors=(author,)),
    )
    create_unsaved_form(author, old, title="Old, changed")
    create_unsaved_form(author, title="  Begun ")
    create_unsaved_form(author, hours=2, title="")
    create_unsaved_form(editor, title="Another's")
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post")  # Only opened.
    create_unsaved_form(author, kind_of="x").delete()
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="page", typed_at=NOW, values={})
    assert list_titles(author)["drafts"] == ["Begun", "Untitled", "Old", "N"]
    when = full_datetime(NOW - timedelta(hours=1))
    assert (
        f"unsaved changes Last edited {when} – open the post to restore your changes."
        in get_text(author, "drafts")
    )
    assert list_titles(editor)["drafts"] == ["Another's"]


@pytest.mark.parametrize("title", [None, 7, ["x"], {"a": 1}, "<script>alert(1)</script>"])
def test_unsaved_post_with_hostile_title_is_escaped(title, author):
    create_unsaved_form(author, title=title)
    assert len(list_titles(author)["drafts"]) == 1
    assert "<script>alert" not in signed_in(author).get("/admin/").text


@pytest.mark.slow
def test_long_lists_are_limited_with_links(author, editor):
    for n in range(MAX_ROWS + 1):
        make.post(title=str(n), status="review", authors=(author,))
        make.scheduled(authors=(author,))
    assert [len(rows) for rows in list_titles(editor).values()] == [MAX_ROWS, 0, MAX_ROWS]
    assert "All posts in review" in get_text(editor, "waiting")
    assert "More on the board" in get_text(author, "drafts")
    assert "More in the calendar" in get_text(author, "scheduled")


@pytest.mark.slow
def test_dashboard_of_new_author_links_to_first_post(author):
    make.draft(title="Another's")
    assert [a.text for a in load_page(author).xpath("//a[@href='/admin/blog/post/add/']")].count(
        "Write your first post"
    ) == 1
    make.draft(authors=(author,)).set_trashed()
    assert "first post" not in load_page(author).text_content()
    assert "You have no drafts. Write a post" in get_text(author, "drafts")


def test_editor_without_posts_is_not_asked_for_a_first_post(editor):
    make.draft(title="Another's")
    assert "first post" not in load_page(editor).text_content()
    assert "You have no drafts. Write a post" in get_text(editor, "drafts")


def test_dashboard_of_moderator_shows_only_comments():
    moderator = make.user("Moderator")
    make.scheduled()
    assert not load_page(moderator).xpath("//*[@class='front']")
    assert load_page(moderator).xpath("//h2[@id='overview-title']")


def test_empty_schedule_of_an_author_names_own_posts(author, editor):
    make.post(published_at=make.moment(2999), authors=[editor])
    assert "None of your posts is scheduled." in signed_in(author).get("/admin/").text


def get_counts(chart) -> list[int]:
    return [bar.count for bar in chart.bars]


@pytest.mark.slow
def test_weekly_stats_use_site_time_zone_and_first_weekday():
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
    assert get_counts(load_weekly_stats(today).posts)[-2:] == [1, 2]
    with translation.override("fr"):
        assert get_counts(load_weekly_stats(today).posts)[-2:] == [2, 1]
    make.site(time_zone="UTC")
    assert get_counts(load_weekly_stats(today).posts)[-2:] == [0, 3]


def test_bars_of_few_posts_are_low():
    make.post(published_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    chart = load_weekly_stats(date(2026, 11, 25)).posts
    assert (chart.scale, chart.bars[-1].height) == (4, "25.00%")


def test_weekly_stats_count_only_approved_comments():
    post = make.post()
    for state in Comment.State.values:
        make.comment(post, state=state)
    today = Comment.objects.first().created_at.date()
    assert load_weekly_stats(today).comments.total == 1


@pytest.mark.parametrize(
    "change", ["taken back", "moved", "deleted", "trashed", "many", "truncated"]
)
def test_weekly_stats_are_correct_after_change(change):
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


def test_administrators_see_imports_that_wait_for_them():
    origin = Origin.objects.create(identity="old.example", title="Old Pier")
    for stage in Import.Stage:
        Import.objects.create(path="/export", platform="ghost", stage=stage, origin=origin)
    lines = [
        " ".join(line.text_content().split())
        for line in load_page(make.user("Administrator")).xpath(
            "//section[h2/@id='dashboard-waiting']/p[a[contains(@href, '/transfer/')]]"
        )
    ]
    assert lines == [
        "Import of Old Pier · Failed",
        "Import of Old Pier · Paused",
        "Import of Old Pier · Ready to write",
    ]
    assert "Old Pier" not in signed_in(make.user("Editor")).get("/admin/").text


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("Author", 17), ("Editor", 21)])
def test_dashboard_query_count_is_independent_of_post_count(
    role, queries, rows, django_assert_num_queries
):
    person, other = make.user(role), make.user("Editor")
    for _ in range(rows):
        post = make.post(status="review", authors=(person,))
        editing.request_changes(post, by=other, reason="Shorter.")
        create_unsaved_form(person, post, title="T")
        create_unsaved_form(person, title="T")
        Note.objects.create(post=make.draft(authors=(person,)), text="Who?", by=other)
        make.post(status="review")
        make.scheduled(authors=(person, other))
        make.comment(make.post(authors=(person,)))
    client = signed_in(person)
    client.get("/admin/")
    with django_assert_num_queries(queries):
        client.get("/admin/")
