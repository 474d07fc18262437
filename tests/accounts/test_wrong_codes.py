"""Wrong codes at the second sign-in step: strangers cannot lock out the owner, and guesses are
limited."""

import json

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts import second
from tests.accounts.people import errors, is_signed_in, list_networks, sign_in
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME, TRAIN, ATTACKER = "203.0.113.7", "198.51.100.9", "192.0.2.1"
STEP, AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"


@pytest.fixture
def ana() -> User:
    return second.add_totp(make.user(username="ana"))


@pytest.fixture
def codes(ana: User) -> list[str]:
    """Yield valid codes, each usable once."""
    return second.recovery_codes(ana)


def take_first_step(address: str, client: Client | None = None) -> Client:
    client = client or Client()
    sign_in(client, "ana", REMOTE_ADDR=address)
    return client


def send_code(client: Client, address: str, code: str, path: str = STEP):
    return client.post(path, {"code": code}, REMOTE_ADDR=address)


def guess(client: Client, address: str, times: int, path: str = STEP) -> int:
    """Send wrong codes; return how many were checked."""
    answers = [send_code(client, address, f"x{number}", path) for number in range(times)]
    return sum("Too many" not in errors(answer)[0] for answer in answers)


def sign_in_fully(address: str, code: str, client: Client | None = None) -> Client:
    client = take_first_step(address, client)
    send_code(client, address, code)
    return client


def guess_from_everywhere(each: int = 4) -> int:
    client = take_first_step(ATTACKER)
    return sum(guess(client, address, each) for address in list_networks(20))


def test_wrong_codes_from_one_network_do_not_lock_another(codes):
    stranger = take_first_step(ATTACKER)
    assert guess(stranger, ATTACKER, 9) == 5
    assert not is_signed_in(sign_in_fully(ATTACKER, codes[0]))
    assert is_signed_in(sign_in_fully(HOME, codes[0]))


def test_wrong_codes_from_everywhere_do_not_lock_a_known_device(codes):
    phone = sign_in_fully(HOME, codes[0])
    phone.post("/accounts/logout/")
    assert guess_from_everywhere() == 60
    assert not is_signed_in(sign_in_fully(TRAIN, codes[1]))
    assert is_signed_in(sign_in_fully(TRAIN, codes[1], phone))


def test_known_device_is_refused_after_five_wrong_codes(codes):
    phone = sign_in_fully(HOME, codes[0])
    phone.post("/accounts/logout/")
    take_first_step(HOME, phone)
    assert sum(guess(phone, address, 1) for address in list_networks(9)) == 5
    assert not is_signed_in(sign_in_fully(HOME, codes[1], phone))


def test_wrong_codes_from_many_networks_are_refused_after_sixty(codes):
    assert guess_from_everywhere() == 60
    refused = send_code(take_first_step(HOME), HOME, codes[0])
    assert errors(refused) == ["Too many attempts. Try again in 60 minutes."]


def test_wrong_codes_over_a_day_are_refused_after_120(codes, monkeypatch):
    monkeypatch.setattr("accounts.code_limits.UNKNOWN_DEVICES_LIMITS", ((12, 86_400),))
    assert guess_from_everywhere() == 12
    refused = send_code(take_first_step(HOME), HOME, codes[0])
    assert errors(refused) == ["Too many attempts. Try again in 24 hours."]


def test_device_without_second_step_has_no_own_limit():
    """Knowing the password alone makes such a device known."""
    person, old = make.user(username="ana"), Client()
    sign_in(old, "ana", REMOTE_ADDR=ATTACKER)
    old.post("/accounts/logout/")
    second.add_totp(person)
    sign_in(old, "ana", REMOTE_ADDR=ATTACKER)
    assert guess(old, ATTACKER, 9) == 5
    assert guess(take_first_step(ATTACKER), ATTACKER, 1) == 0


def test_device_of_another_user_has_no_own_limit(ana):
    mallory = second.add_totp(make.user(username="mallory"))
    device = Client()
    sign_in(device, mallory.username, REMOTE_ADDR=ATTACKER)
    send_code(device, ATTACKER, second.code())
    device.post("/accounts/logout/")
    take_first_step(ATTACKER, device)
    assert guess(device, ATTACKER, 9) == 5
    assert guess(take_first_step(ATTACKER), ATTACKER, 1) == 0


def test_right_codes_are_not_counted(codes):
    for code in codes[:7]:
        assert is_signed_in(sign_in_fully(HOME, code))
    assert guess(take_first_step(HOME), HOME, 6) == 5


def test_code_limit_message_contains_wait(ana):
    stranger = take_first_step(ATTACKER)
    guess(stranger, ATTACKER, 5)
    refused = send_code(stranger, ATTACKER, second.code())
    assert errors(refused) == ["Too many attempts. Try again in 5 minutes."]


def test_reauthentication_has_same_code_limits(codes):
    phone = sign_in_fully(HOME, codes[0])
    assert guess_from_everywhere() == 60
    assert guess(phone, TRAIN, 9, AGAIN) == 5
    assert send_code(phone, TRAIN, codes[1], AGAIN).status_code == 200


def test_wrong_codes_do_not_lock_out_a_security_key(ana):
    stranger = take_first_step(ATTACKER)
    assert guess(stranger, ATTACKER, 9) == 5
    answers = [
        stranger.post(STEP, {"credential": json.dumps({"id": "x"})}, REMOTE_ADDR=ATTACKER)
        for _ in range(7)
    ]
    refused = [
        "Too many" in "".join(a.context["webauthn_form"].errors["credential"]) for a in answers
    ]
    assert refused == [False] * 5 + [True] * 2
