"""A label that is merged while somebody else is at it."""

import pytest

from blog import renaming
from blog.models import Label
from tests import factories as make
from tests.desk import fields, signed_in
from tests.together import while_uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def labels() -> list[Label]:
    return [Label.objects.create(name=name, slug=name.lower()) for name in ("Harbours", "Ports")]


@pytest.mark.parametrize("changed", [{"name": "Havens", "slug": "havens"}, {"description": "New"}])
def test_a_label_that_is_saved_while_it_is_merged_does_not_come_back(changed, labels):
    editor, (harbours, ports) = make.user("Editor"), labels
    client, address = signed_in(editor), f"/admin/blog/label/{harbours.pk}/change/"
    sent = fields(client, address) | changed
    answer = while_uncommitted(
        lambda: renaming.merge(labels, ports, editor),
        lambda: client.post(address, sent, follow=True),
    )
    assert "Perhaps it was deleted?" in answer.text
    assert Label.objects.get() == ports
