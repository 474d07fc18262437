"""Naughty strings and attacks in comments: stored or refused, without errors or unsafe HTML."""

import lxml.etree
import pytest

from blog.comments.models import Comment
from blog.comments.moderation.models import Report
from blog.common import markup
from tests.blog.content.test_document_hostile_input import (
    assert_page_is_safe,
    find_unsafe,
    load_attacks,
    sample_attacks,
)
from tests.support import factories as make
from tests.support.client_ips import CLIENT_IPS
from tests.support.commenting import build_form_data, get_form_url

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def build_overrides(attack: str) -> list[dict[str, str]]:
    return [
        {"website": attack, "submission": attack, "shown": attack},
        {"email": attack, "subject": attack, "wants_replies": attack, "preview": attack},
        {"text": attack, "preview": "1"},
    ]


def test_every_attack_renders_safely(testdata):
    for attack in load_attacks(testdata):
        assert find_unsafe(markup.COMMENT(markup.render_comment(attack))) == [], attack


def test_every_attack_is_stored_or_refused(testdata, client):
    """Send every string as a comment and a sample in every field; pages and feeds stay valid."""
    make.site(first_comment_waits=False, hold_threshold=100, comments_per_page=200)
    post = make.post()
    statuses = set()
    sampled = set(sample_attacks(testdata))
    for number, attack in enumerate(load_attacks(testdata)):
        fields = [{"text": attack, "name": attack[:100]}]
        email = f"reader{number}@example.org"
        for overrides in [*fields, *(build_overrides(attack) if attack in sampled else [])]:
            sent = build_form_data(**{"email": email} | overrides)
            response = client.post(get_form_url(post), sent, REMOTE_ADDR=next(CLIENT_IPS))
            statuses.add(response.status_code)
            assert response.status_code in {200, 302, 409, 422}, attack
    assert statuses >= {200, 302, 422}
    Comment.objects.update(state=Comment.State.APPROVED)
    assert Comment.objects.count() > 500
    page = client.get(post.get_absolute_url()).content.decode()
    assert_page_is_safe(page)
    for feed in ("/comments/feed.atom", "/comments/feed.rss"):
        lxml.etree.fromstring(client.get(feed).content)
    for website in Comment.objects.values_list("website", flat=True):
        assert not website or website.startswith(("http://", "https://"))


def test_every_attack_in_edits_and_reports_is_stored_or_refused(testdata, client):
    make.site(first_comment_waits=False)
    post = make.post()
    client.post(get_form_url(post), build_form_data())
    own = f"/comments/{Comment.objects.get().pk}/"
    for attack in sample_attacks(testdata):
        for page, field in (("edit/", "text"), ("report/", "reason")):
            response = client.post(own + page, {field: attack}, REMOTE_ADDR=next(CLIENT_IPS))
            assert response.status_code in {302, 404, 422}, attack
        assert client.get(f"{own}sent/").status_code == 200
        Comment.objects.update(state=Comment.State.APPROVED)
        Report.objects.all().delete()
