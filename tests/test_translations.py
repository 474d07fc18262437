"""Translations are complete and up to date."""

import re
import shutil
from itertools import product
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import Client

from scripts import messages
from tests.support import factories as make

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = pytest.mark.parametrize("code", messages.LANGUAGES)
DOMAIN = pytest.mark.parametrize("domain", messages.DOMAINS)
# Placeholders in messages: %(name)s, %d, {name}, {}, and HTML tags.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}|</?\w+[^>]*>")

SENTENCE = (".", "?", "!", "…", ":", ">", ")", ",", ";")


def catalogue(code: str, domain: str, root: Path = ROOT) -> Catalog:
    with (root / "locale" / code / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def list_strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def first_id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def group_by_id(entries: Catalog) -> dict[str, list[str]]:
    """Return the message ID; compiled catalogues have plural IDs in a list."""
    named = {}
    for message in entries:
        if message.id:
            context = message.context
            context = context.decode() if isinstance(context, bytes) else context
            named[f"{context} {first_id(message)}"] = list_strings(message)
    return named


def list_texts(entries: Catalog) -> set[str]:
    return set(group_by_id(entries))


@DOMAIN
@LANGUAGE
def test_every_message_is_translated(code, domain):
    entries = catalogue(code, domain)
    missing = [m.id for m in entries if m.id and (m.fuzzy or not all(list_strings(m)))]
    assert missing == []
    plurals = {"ar": 6, "ru": 3}.get(code, 2)
    assert entries.num_plurals >= plurals
    assert all(len(list_strings(m)) == entries.num_plurals for m in entries if m.pluralizable)


@DOMAIN
@LANGUAGE
def test_translations_keep_placeholders(code, domain):
    for message in catalogue(code, domain):
        if message.id and not message.pluralizable:
            asked, translated = (
                sorted(PLACEHOLDER.findall(t)) for t in (message.id, message.string)
            )
            assert translated == asked, message.id
        elif message.id:
            known = set(PLACEHOLDER.findall("".join(message.id)))
            for form in list_strings(message):
                assert set(PLACEHOLDER.findall(form)) <= known, message.id


@DOMAIN
@LANGUAGE
def test_names_are_not_translated_as_sentences(code, domain):
    """Detect swapped translations: 'Board' was once 'Choose a day first.' in two languages."""
    for message in catalogue(code, domain):
        if message.id and not message.pluralizable and not message.id.endswith(SENTENCE):
            assert not message.string.endswith("."), message.id


@DOMAIN
@LANGUAGE
def test_compiled_catalogues_match_sources(code, domain):
    with (ROOT / "locale" / code / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
        compiled = group_by_id(read_mo(file))
    assert compiled == group_by_id(catalogue(code, domain))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext collects the messages")
def test_catalogues_contain_all_messages(tmp_path):
    """Updating the catalogues in a copy of the project adds no messages."""
    copy = tmp_path / "project"
    ignored = shutil.ignore_patterns(".git", ".venv", "var", "media", "node_modules", "staticfiles")
    shutil.copytree(ROOT, copy, ignore=ignored)
    messages.collect(copy)
    for code, domain in product(messages.LANGUAGES, messages.DOMAINS):
        now, then = catalogue(code, domain, copy), catalogue(code, domain)
        assert list_texts(now) == list_texts(then), "run `make messages`"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "home"),
    [
        ("ar", "الرئيسية"),
        ("de", "Startseite"),
        ("es", "Inicio"),
        ("fr", "Accueil"),
        ("ru", "Главная"),
    ],
)
def test_site_uses_its_language(code, home):
    make.site(language=code)
    assert f">{home}</a>" in Client().get("/").content.decode()


@pytest.mark.django_db
def test_desk_scripts_use_site_language():
    make.site(language="de")
    client = Client()
    client.force_login(make.user("Author"))
    catalogue = client.get("/admin/jsi18n/").content.decode()
    assert '"Quotation": "Zitat"' in catalogue
    assert (
        "Alle ausw\\u00e4hlen" in catalogue or "Alle auswählen" in catalogue
    )  # translated by Django


# British spellings in our messages; add new ones with their first message.
BRITISH = re.compile(r"licence|organis|recognis|colour|favour|behaviour|catalogue|centre", re.I)


@DOMAIN
def test_american_catalogue_respells_every_british_message(domain):
    american = group_by_id(catalogue(messages.AMERICAN, domain))
    # Only the text is respelled, not the message context.
    british = {
        f"{message.context} {first_id(message)}"
        for message in catalogue("de", domain)
        if message.id and BRITISH.search(first_id(message))
    }
    assert british - american.keys() == set()
    assert [texts for texts in american.values() if BRITISH.search("".join(texts))] == []


@DOMAIN
@pytest.mark.parametrize("code", messages.BRITISH)
def test_british_catalogues_keep_british_spelling(code, domain):
    """gettext falls back from a variant to its base language, which is American English."""
    ours, variant = list_texts(catalogue("de", domain)), group_by_id(catalogue(code, domain))
    for message in catalogue(messages.AMERICAN, domain):
        key = f"{message.context} {message.id}"
        if message.id:
            # Messages of Django are replaced by the same terms in every English catalogue.
            assert variant[key] == ([message.id] if key in ours else [message.string])


@DOMAIN
@pytest.mark.parametrize("code", [messages.AMERICAN, *messages.BRITISH])
def test_compiled_english_catalogues_are_up_to_date(code, domain):
    with (ROOT / "locale" / code / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
        assert group_by_id(read_mo(file)) == group_by_id(catalogue(code, domain))
