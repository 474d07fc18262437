"""People: their slugs, their names, and what each role may do."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("byline", "slug"),
    [("Ada Lind", "ada-lind"), ("نادية رحال", "نادية-رحال"), ("!!!", "author"), ("Ærø Ø", "ærø-ø")],
)
def test_a_slug_is_made_of_the_byline(byline, slug):
    assert make.user(byline=byline).slug == slug


def test_two_of_one_name_have_two_slugs():
    assert [make.user(byline="Ada Lind").slug for _ in range(3)] == [
        "ada-lind",
        "ada-lind-2",
        "ada-lind-3",
    ]


def test_user_names_are_one_whatever_their_case():
    make.user(username="Ada")
    with pytest.raises(IntegrityError, match="user_username_unique"), transaction.atomic():
        User.objects.create(username="aDA", slug="another")


@pytest.mark.parametrize("name", [roles.AUTHOR, roles.EDITOR])
def test_a_role_has_exactly_its_permissions(name):
    found = Group.objects.get(name=name).permissions.select_related("content_type")
    assert {f"{p.content_type.app_label}.{p.codename}" for p in found} == roles.ROLES[name]


def test_only_an_editor_publishes_and_edits_all():
    author, editor = make.user("Author"), make.user("Editor")
    for permission in ("blog.publish_post", "blog.edit_all", "blog.change_label"):
        assert (author.has_perm(permission), editor.has_perm(permission)) == (False, True)
    assert not editor.has_perm("accounts.change_user")


def test_the_name_over_a_post_is_the_byline_else_what_is_known():
    assert str(User(username="ada", byline="A. Lind", first_name="Ada")) == "A. Lind"
    assert str(User(username="ada", first_name="Ada", last_name="Lind")) == "Ada Lind"
    assert str(User(username="ada")) == "ada"
