"""No row of any table contains the name of an erased account's owner."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.accounts.people import send_reset_emails
from tests.support import factories as make
from tests.support.desk import (
    change,
    fields,
    send,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def find_rows(text: str) -> list[tuple[str, str]]:
    """Search all columns of all tables."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t WHERE t::text ILIKE %s', [f"%{text}%"])
            rows += [(table, row) for (row,) in cursor.fetchall()]
    return rows


@pytest.fixture
def person() -> User:
    return make.user(
        "Author",
        username="zephyrine",
        byline="Zephyrine Quux",
        first_name="Zephyrine",
        email="zephyrine@example.org",
        bio="Zephyrine writes.",
        url="https://zephyrine.example/",
        follow="Mastodon https://social.example/@zephyrine",
    )


def use_account(person: User, administrator: Client) -> Client:
    """Do everything that stores the name of the account, then give its posts to others."""
    client, reader = Client(), Client()
    for password in ("wrong", make.PASSWORD):
        client.post("/accounts/login/", {"login": "zephyrine", "password": password})
    reader.post("/accounts/password/reset/", {"email": person.email})
    send_reset_emails()
    post = make.post(make.quotation(source_name="Ada"), authors=(person,))
    send(administrator, change(post), document="<p>Other words.</p>", change_text="Words.")
    assert b"Zephyrine Quux" in reader.get(post.get_absolute_url()).content
    make.comment(post, user=person, name="Zephyrine", website="https://zephyrine.example/")
    draft = make.draft(authors=(person,))
    client.post(change(draft), fields(client, change(draft)) | {"_hand_in": "1"})
    account = f"/admin/accounts/user/{person.pk}/change/"
    assert send(administrator, account, bio="Zephyrine wrote.").status_code == 302
    for written in (post, draft):
        heir = make.user("Author").pk
        assert (
            send(administrator, change(written), byline_0=heir, change_text="Moved.").status_code
            == 302
        )
    return client


def test_erased_account_leaves_no_personal_data(person):
    client = use_account(person, signed_in(make.user("superuser")))
    assert find_rows("zephyrin")
    assert client.post("/accounts/erase/", {"password": make.PASSWORD}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    assert find_rows("zephyrin") == []


def test_account_deleted_on_desk_leaves_no_personal_data(person):
    administrator = signed_in(make.user("superuser"))
    use_account(person, administrator)
    administrator.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=person.pk).exists()
    assert find_rows("zephyrin") == []
