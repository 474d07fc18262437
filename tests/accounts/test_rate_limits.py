"""Rate limits: shared counts, expiry and cleanup of windows."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import rate_limits
from accounts.models import RateLimitWindow
from tests.support import factories as make

ROUNDS = """
import django
django.setup()
from django.db import connection
from django.core.cache import cache
from django.test import RequestFactory
from allauth.core.internal import ratelimit
from accounts import rate_limits as limits
connection.settings_dict["NAME"] = {name!r}
request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="203.0.113.7")
ours = sum(not limits.count_attempt("test", "somebody", 30, 3600) for _ in range(40))
config = {{"login": "15/h/ip"}}
theirs = sum(
    ratelimit.consume(request, app="allauth.account", action="login", config=config) is not None
    for _ in range(20)
)
print(ours, theirs)
"""


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Stop the clock, as allauth's minute might end during a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.mark.django_db
def test_attempts_beyond_limit_are_refused():
    taken = [not rate_limits.count_attempt("search", "203.0.113.7", 2, 60) for _ in range(4)]
    assert taken == [True, True, False, False]
    assert not rate_limits.count_attempt("search", "203.0.113.8", 2, 60)
    assert not rate_limits.count_attempt("comment", "203.0.113.7", 2, 60)


@pytest.mark.django_db
def test_wait_is_the_rest_of_the_window():
    assert rate_limits.count_attempt("search", "x", 1, 60) == 0
    assert 0 < rate_limits.count_attempt("search", "x", 1, 60) <= 60


@pytest.mark.django_db
def test_expired_window_restarts():
    assert [not rate_limits.count_attempt("search", "x", 1, 60) for _ in range(2)] == [True, False]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_ratelimitwindow SET ends_at = statement_timestamp()")
    assert [not rate_limits.count_attempt("search", "x", 1, 60) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_undone_attempt_allows_another(django_assert_num_queries):
    assert [not rate_limits.count_attempt("code", "x", 1, 60) for _ in range(2)] == [True, False]
    for _ in range(2):
        with django_assert_num_queries(1):
            rate_limits.undo_attempt("code", "x", 60)
    assert [not rate_limits.count_attempt("code", "x", 1, 60) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_undo_without_attempt_allows_no_extra_attempt():
    for _ in range(2):
        rate_limits.undo_attempt("code", "x", 60)
    assert [not rate_limits.count_attempt("code", "x", 1, 60) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_expired_windows_are_deleted_two_at_a_time():
    for number in range(5):
        rate_limits.count_attempt("search", str(number), 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_ratelimitwindow SET ends_at = statement_timestamp()")
    left = []
    for _ in range(3):
        rate_limits.count_attempt("search", "another", 9, 60)
        left.append(RateLimitWindow.objects.count())
    assert left == [4, 2, 1]


@pytest.mark.django_db
def test_count_attempt_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        rate_limits.count_attempt("search", "x", 1, 60)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "\0", "x" * 5000, "‮"])
def test_any_key_is_accepted(key):
    assert [not rate_limits.count_attempt("search", key, 1, 60) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_rate_limit_tables_contain_no_addresses():
    client = Client(REMOTE_ADDR="203.0.113.7")
    client.post("/accounts/login/", {"login": "somebody", "password": "wrong"})
    rate_limits.count_attempt("search", "203.0.113.7", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(key, ' ') FROM accounts_ratelimitwindow")
        keys = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(cache_key, ' ') FROM accounts_cache")
        keys += cursor.fetchone()[0]
    assert "203.0" not in keys
    assert "somebody" not in keys


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_share_counts():
    """Two processes that each try more often than allowed are admitted exactly that often together,
    by our limiter and by allauth's."""
    name = connection.settings_dict["NAME"]
    script = [sys.executable, "-c", ROUNDS.format(name=name)]
    started = [
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = [process.communicate() for process in started]
    assert [errors for _, errors in outputs if errors] == []
    counts = [[int(number) for number in output.split()] for output, _ in outputs]
    assert [sum(column) for column in zip(*counts, strict=True)] == [30, 15]
    cache.clear()


def sign_in(client: Client, login: str, password: str):
    return client.post("/accounts/login/", {"login": login, "password": password})


@pytest.mark.slow
@pytest.mark.django_db
def test_password_guesses_for_one_user_are_refused_after_five():
    make.user(username="ana")
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "ana", f"guess {number}")
    refused = sign_in(Client(REMOTE_ADDR="203.0.113.99"), "ana", make.PASSWORD)
    assert "Too many attempts" in refused.content.decode()
    assert sign_in(Client(), make.user().username, make.PASSWORD).status_code == 302


@pytest.mark.slow
@pytest.mark.django_db
def test_client_is_refused_after_ten_wrong_passwords():
    for number in range(10):
        # addresses of the same IPv6 /64
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{number + 1}"), f"person{number}", "guess")
    person = make.user()
    refused = sign_in(Client(REMOTE_ADDR="2001:db8::99"), person.username, make.PASSWORD)
    assert "Too many attempts" in refused.content.decode()
    elsewhere = Client(REMOTE_ADDR="2001:db8:1::99")
    assert sign_in(elsewhere, person.username, make.PASSWORD).status_code == 302


@pytest.mark.slow
@pytest.mark.django_db
def test_clients_behind_a_proxy_are_counted_separately(settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(30):
        client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        assert sign_in(client, "nobody", "guess").status_code == 200
    forged = [
        Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.1")
        for number in range(31)
    ]
    answers = [sign_in(client, f"nobody{n}", "guess") for n, client in enumerate(forged)]
    assert answers[-1].status_code == 429


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent", "most"),
    [
        ("/accounts/login/", {"login": "x", "password": "x"}, 30),
        (
            "/accounts/signup/",
            {"byline": "x", "email": "x{n}@example.org", "password1": make.PASSWORD},
            10,
        ),
        ("/accounts/password/reset/", {"email": "x{n}@example.org"}, 10),
    ],
)
def test_client_beyond_limit_gets_429(address, sent, most):
    make.site(sign_up=True)
    answers = []
    for number in range(most + 1):
        fields = {name: value.format(n=number) for name, value in sent.items()}
        answers.append(Client().post(address, fields))
    assert {answer.status_code for answer in answers[:-1]} <= {200, 302}
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert "Too many requests" in answers[-1].content.decode()
    assert Client(REMOTE_ADDR="203.0.113.7").get(address).status_code == 200


@pytest.mark.slow
@pytest.mark.django_db
def test_passkey_requests_are_limited():
    ask = {"HTTP_ACCEPT": "application/json"}
    answers = [Client().get("/accounts/2fa/webauthn/login/", **ask) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert Session.objects.count() == 30
