"""The demo's content, checked as data: nothing here opens a database."""

import html
import re
from collections import Counter
from datetime import date, datetime
from urllib.parse import urlsplit

import pytest

from blog.common import markup
from blog.common.text.attribution import names_source
from devtools.demo.comments import COMMENTS
from devtools.demo.content import AUTHORS, LABELS, PHOTOS, POSTS, SOURCES
from devtools.demo.pages import PAGES
from devtools.demo.parts import DemoComment, Jump, Picture, Prose, Quotation

PUBLISHED = [post for post in POSTS if post.published]
QUOTATIONS = [part for post in POSTS for part in post.body if isinstance(part, Quotation)]
PICTURES = [part for post in POSTS for part in post.body if isinstance(part, Picture)]
PROSE = [part for post in POSTS for part in post.body if isinstance(part, Prose)]


def test_keys_are_unique():
    for keys in (
        [author.username for author in AUTHORS],
        [source.key for source in SOURCES],
        [(source.name.lower(), source.affiliation.lower()) for source in SOURCES],
        [photo.key for photo in PHOTOS],
        [post.title for post in POSTS],
    ):
        assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_author_writes_and_one_is_editor():
    named = {username for post in POSTS for username in post.authors}
    assert named == {author.username for author in AUTHORS}
    assert len(AUTHORS) == 3
    assert [author.editor for author in AUTHORS].count(True) == 1
    assert sum(len(post.authors) > 1 for post in PUBLISHED) >= 3


def test_every_source_is_quoted_and_every_quoted_one_exists():
    quoted = {key for part in QUOTATIONS for key in (part.source, part.speaker) if key}
    assert quoted == {source.key for source in SOURCES}


def test_sources_are_of_all_four_kinds():
    kinds = Counter(source.kind for source in SOURCES)
    assert set(kinds) == {"person", "organisation", "publication", "document"}
    assert min(kinds.values()) >= 3
    people = [source for source in SOURCES if source.kind == "person"]
    assert [source.key for source in people if not (source.role and source.affiliation)] == []


def test_every_photo_is_shown_and_every_shown_one_exists():
    assert {part.photo for part in PICTURES} == {photo.key for photo in PHOTOS}


def test_every_label_is_used_and_described():
    spread = Counter(label for post in POSTS for label in post.labels)
    assert set(spread) == set(LABELS)
    assert all(LABELS.values())
    assert max(spread.values()) >= 12
    assert min(spread.values()) == 1


def test_there_is_enough_of_everything():
    assert len(PUBLISHED) >= 26
    assert sum(len(part.texts) for part in QUOTATIONS) >= 48
    assert len(SOURCES) >= 14
    assert len(PHOTOS) >= 16
    assert len(LABELS) >= 15
    assert {len(part.texts) for part in QUOTATIONS} == {1, 2, 3, 4}


def test_posts_are_spread_over_three_years_in_ascending_order():
    moments = [datetime.strptime(post.published, "%Y-%m-%d %H:%M") for post in PUBLISHED]
    assert moments == sorted(moments)
    assert moments[0].date() >= date(2023, 11, 1)
    assert moments[-1].date() == date(2026, 11, 20)
    gaps = [(later - earlier).days for earlier, later in zip(moments, moments[1:], strict=False)]
    assert max(gaps) <= 70


def test_three_posts_are_not_out_yet():
    waiting = [post for post in POSTS if not post.published]
    assert waiting == list(POSTS[-3:])
    assert sorted((post.status, post.scheduled_in_days) for post in waiting) == [
        ("draft", 0),
        ("published", 6),
        ("review", 0),
    ]


def test_nobody_is_quoted_before_speaking():
    for post in PUBLISHED:
        for part in post.body:
            if isinstance(part, Quotation):
                assert part.said <= post.published[: len(part.said)], part.attribution


@pytest.mark.parametrize("part", QUOTATIONS, ids=lambda part: part.attribution[:40])
def test_quotation_is_whole(part):
    assert 1 <= len(part.texts) <= 4
    assert all(text.strip() == text != "" for text in part.texts)
    assert part.attribution
    assert part.source != part.speaker
    assert len(part.translations) == (len(part.texts) if part.language else 0)
    assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", part.said)
    date.fromisoformat(part.said + "-01-01"[: 10 - len(part.said)])


@pytest.mark.parametrize("part", QUOTATIONS, ids=lambda part: part.attribution[:40])
def test_attribution_names_the_source_or_the_speaker(part):
    sources = {source.key: source for source in SOURCES}
    named = [sources[key] for key in (part.source, part.speaker) if key]
    assert any(names_source(part.attribution, each.name, each.kind) for each in named)


def test_quotations_show_what_a_quotation_can_hold():
    texts = [text for part in QUOTATIONS for text in part.texts]
    assert {part.language for part in QUOTATIONS} == {"", "fr", "de", "es", "ar", "ru"}
    assert {len(part.said) for part in QUOTATIONS} == {4, 7, 10}
    assert any("[" in text and "[…]" not in text for text in texts)
    assert any("[…]" in text for text in texts)
    assert any("‘" in text and text.startswith("“") for text in texts)
    assert any("  " in text for text in texts)
    assert any(part.speaker for part in QUOTATIONS)
    assert any(part.url for part in QUOTATIONS)


def test_prose_passes_the_allowlist_unchanged():
    for part in PROSE:
        assert html.unescape(markup.PROSE(part.html)) == html.unescape(part.html)


def test_neighbours_are_not_one_block_in_two_parts():
    """The editor would join them: two runs of prose, or two groups under one attribution."""
    for post in POSTS:
        for part, following in zip(post.body, post.body[1:], strict=False):
            assert not (isinstance(part, Prose) and isinstance(following, Prose)), post.title
            if isinstance(part, Quotation) and isinstance(following, Quotation):
                assert part.attribution != following.attribution, post.title


def test_prose_uses_every_element():
    tags = {tag for part in PROSE for tag in re.findall(r"<([a-z0-9]+)", part.html)}
    assert tags >= {"p", "h2", "h3", "strong", "em", "a", "ul", "ol", "li", "hr", "blockquote"}


def test_jumps_and_pictures_are_common_but_not_everywhere():
    jumps = [sum(isinstance(part, Jump) for part in post.body) for post in POSTS]
    assert max(jumps) == 1
    assert len(POSTS) / 2 <= sum(jumps) < len(POSTS)
    pictured = sum(any(isinstance(part, Picture) for part in post.body) for post in POSTS)
    assert len(POSTS) / 2 <= pictured < len(POSTS)


def test_addresses_lead_nowhere_real():
    found = [part.url for part in QUOTATIONS] + [source.url for source in SOURCES]
    found += [href for part in PROSE for href in re.findall(r'href="([^"]*)"', part.html)]
    for address in filter(None, found):
        assert re.search(r"(^|\.)example\.(org|com|net)$", urlsplit(address).netloc), address


def test_two_posts_are_in_other_languages():
    assert Counter(post.language for post in POSTS if post.language != "en-gb") == {
        "fr": 1,
        "ar": 1,
    }


def test_one_photo_is_decorative_and_the_others_are_described():
    assert [photo.key for photo in PHOTOS if not photo.alt] == ["bands"]
    for photo in PHOTOS:
        assert photo.credit
        assert not photo.alt or photo.caption.endswith("."), photo.key
        assert not photo.licence_url or photo.licence_url.startswith("https://creativecommons.org/")


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda photo: photo.key)
def test_photo_is_drawn_large_and_the_same_each_time(photo):
    first, second = photo.draw(), photo.draw()
    assert first.mode == "RGB"
    assert max(first.size) >= 1300
    assert first.tobytes() == second.tobytes()


@pytest.mark.slow
def test_photos_have_several_shapes():
    wide = [photo.draw().width - photo.draw().height for photo in PHOTOS]
    assert any(extra > 0 for extra in wide)
    assert any(extra == 0 for extra in wide)
    assert any(extra < 0 for extra in wide)


def comments(some) -> list[DemoComment]:
    return [comment for one in some for comment in (one, *comments(one.replies))]


def depth(comment: DemoComment) -> int:
    return 1 + max(map(depth, comment.replies), default=0)


def test_readers_discuss_one_post_at_length_and_others_a_little():
    lengths = sorted(len(comments(under)) for under in COMMENTS.values())
    assert lengths[-1] >= 12 and len(lengths) >= 3
    assert max(depth(one) for under in COMMENTS.values() for one in under) == 4
    assert set(COMMENTS) <= {post.title for post in PUBLISHED}


def test_comments_come_in_the_order_of_time_and_under_their_authors_names():
    for under in COMMENTS.values():
        assert list(under) == sorted(under, key=lambda one: one.after)
        for one in comments(under):
            assert all(reply.after > one.after for reply in one.replies)
    bylines = {author.username: author.byline for author in AUTHORS}
    written = [one for under in COMMENTS.values() for one in comments(under)]
    assert {one.name == bylines[one.username] for one in written if one.username} == {True}


def test_people_have_the_family_name_that_they_are_listed_by():
    people = [source for source in SOURCES if source.kind == "person"]
    assert [p.key for p in people if not p.family_name or p.family_name not in p.name] == []


def test_pages_name_an_address_to_write_to_and_the_list_of_corrections():
    linked = {
        page.title: re.findall(
            r'href="([^"]+)"', "".join(getattr(p, "html", "") for p in page.body)
        )
        for page in PAGES
    }
    assert list(linked) == ["About", "Masthead", "Ethics", "Contact", "Privacy"]
    assert "/corrections/" in linked["About"]
    for title in ("About", "Contact", "Privacy"):
        assert any(address.startswith("mailto:") for address in linked[title]), title


def test_prose_is_spelt_as_its_language_is():
    american = re.compile(
        r"\b(?:color|labor|harbor|center|organiz|recogniz|favor)\w*", re.IGNORECASE
    )
    of_pages = [part for page in PAGES for part in page.body if isinstance(part, Prose)]
    assert [part.html for part in [*PROSE, *of_pages] if american.search(part.html)] == []
