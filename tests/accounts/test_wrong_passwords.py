"""Wrong passwords do not lock out the owner, and guesses are limited."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests.accounts.people import errors, is_signed_in, list_networks, sign_in
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME, TRAIN, ATTACKER = "203.0.113.7", "198.51.100.9", "192.0.2.1"


@pytest.fixture
def ana() -> User:
    person = make.user(username="ana", email="ana@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def guess(address: str, times: int, login: str = "ana", client: Client | None = None) -> int:
    """Send wrong passwords; return how many were checked."""
    looked_at = 0
    for number in range(times):
        answer = sign_in(client or Client(), login, f"guess {number}", REMOTE_ADDR=address)
        looked_at += answer.status_code == 200 and "Too many" not in errors(answer)[0]
    return looked_at


def can_sign_in(client: Client, address: str, login: str = "ana") -> bool:
    sign_in(client, login, REMOTE_ADDR=address)
    return is_signed_in(client)


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.org"])
def test_guesses_from_one_network_do_not_lock_other_networks(login, ana):
    assert guess(ATTACKER, 9, login) == 5
    assert can_sign_in(Client(), HOME, login)
    assert not can_sign_in(Client(), ATTACKER, login)


def test_guesses_from_everywhere_do_not_lock_known_device(ana):
    phone = Client()
    assert can_sign_in(phone, HOME)
    phone.post("/accounts/logout/")
    assert sum(guess(address, 5) for address in list_networks(20)) == 60
    stranger = Client()
    assert not can_sign_in(stranger, TRAIN)
    assert can_sign_in(phone, TRAIN)


def test_guesses_from_everywhere_do_not_lock_known_network(ana):
    assert can_sign_in(Client(), HOME)
    assert sum(guess(address, 5) for address in list_networks(20)) == 60
    assert can_sign_in(Client(), HOME)


def test_guesses_from_many_networks_end_at_limit(ana):
    assert sum(guess(address, 2) for address in list_networks(50)) == 60
    assert not can_sign_in(Client(), "172.16.0.1")


def test_guesses_on_known_device_end_at_limit(ana):
    phone = Client()
    assert can_sign_in(phone, HOME)
    phone.post("/accounts/logout/")
    assert sum(guess(address, 1, client=phone) for address in list_networks(30)) == 5


def test_device_of_another_user_has_no_own_limit(ana):
    mallory = make.user(username="mallory")
    device = Client()
    assert can_sign_in(device, ATTACKER, mallory.username)
    device.post("/accounts/logout/")
    assert guess(ATTACKER, 9, client=device) == 5
    forged = Client()
    forged.cookies["device"] = f"x.{ana.pk}:1:forged"
    assert guess(ATTACKER, 3, client=forged) == 0


def test_shared_device_is_known_for_each_user(ana):
    device, bo = Client(), make.user(username="bo")
    for login in ("ana", "bo", "ana"):
        assert can_sign_in(device, HOME, login)
        device.post("/accounts/logout/")
    for login in ("ana", bo.username):
        for address in list_networks(20):
            guess(address, 5, login)
        assert can_sign_in(device, TRAIN, login)
        device.post("/accounts/logout/")


def test_right_passwords_are_not_counted(ana):
    for _ in range(8):
        assert can_sign_in(Client(), HOME)
    assert guess(HOME, 6) == 5


def test_unknown_user_names_are_counted_alike(ana):
    assert guess(ATTACKER, 9, "nobody") == guess(HOME, 9, "ana") == 5


def test_device_cookie_is_sent_to_account_pages_only(ana):
    cookie = sign_in(Client(), "ana").cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert "ana" not in cookie.value
    assert "device" not in sign_in(Client(), "ana", "wrong").cookies
    assert "device" not in Client().get("/accounts/login/").cookies


def test_erase_limits_wrong_passwords(ana):
    client = Client()
    assert can_sign_in(client, HOME)
    answers = [
        client.post("/accounts/erase/", {"password": f"guess {number}"}, REMOTE_ADDR=address)
        for number, address in enumerate(list_networks(12))
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 7
    assert int(answers[-1]["Retry-After"]) > 0
    right = client.post("/accounts/erase/", {"password": make.PASSWORD})
    assert right.status_code == 429
    assert User.objects.filter(pk=ana.pk).exists()
    assert client.get("/accounts/erase/").status_code == 200
