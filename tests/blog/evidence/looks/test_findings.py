"""Findings: e-mails about them, and overruling them."""

import pytest
from django.core import mail

from blog.evidence.models import QuotationCheck, QuotedPage
from blog.evidence.overrule import OverruleRefused, overrule, reinstate
from blog.models import Post
from tests.blog.evidence.looks.quoted_site import DAY, NEW_WORDS, START, load, look_now
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_email_quotes_each_line_of_the_page(quotation, site, clock):
    for _number in range(2):
        site.show(NEW_WORDS.replace("the bridge before", "the<br>bridge before"))
        look_now()
        clock.shift(DAY)
    lines = mail.outbox[0].body.splitlines()
    assert lines[lines.index("> We will rebuild the") + 1].startswith("> bridge before the end")


def test_trashed_post_sends_no_email(quotation, site, clock):
    Post.all_objects.update(status=Post.Status.TRASHED, trashed_at=START)
    for _number in range(2):
        site.show(NEW_WORDS)
        look_now()
        QuotedPage.objects.update(due_at=START)
        clock.shift(DAY)
    assert load().is_confirmed
    assert mail.outbox == []


def test_overruled_finding_has_no_mark_until_the_page_changes(finding, site, clock):
    editor = make.user("Editor")
    overrule(check=finding, by=editor, reason="A subheading, not  the text.")
    check = load()
    assert (check.is_mark_shown, check.overrule_reason) == (False, "A subheading, not the text.")
    assert not QuotationCheck.objects.findings().exists()
    look_now()
    assert not load().is_mark_shown
    clock.shift(3 * DAY)
    site.show(NEW_WORDS.replace("if there is money", "unless it costs more"))
    look_now()
    assert load().is_mark_shown
    kinds = [change.kind for change in load().changes.all()]
    assert kinds == ["overruled", "changed", "stands"]


def test_overruling_can_be_taken_back(finding):
    editor = make.user("Editor")
    overrule(check=finding, by=editor, reason="A subheading.")
    reinstate(check=finding, by=editor)
    assert load().is_mark_shown
    assert [change.kind for change in load().changes.all()][:2] == ["reinstated", "overruled"]


def test_overruling_without_reason_or_of_an_older_result_is_refused(finding):
    editor = make.user("Editor")
    for reason in ("", "   ", "x" * 301):
        with pytest.raises(OverruleRefused):
            overrule(check=finding, by=editor, reason=reason)
    QuotationCheck.objects.update(there="Something newer")
    with pytest.raises(OverruleRefused):
        overrule(check=finding, by=editor, reason="Old.")
    assert load().overruled_at is None
