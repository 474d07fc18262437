"""Messages of imports and exports: stored as codes, composed in the language of the reader."""

import pickle

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from transfer.messages import MAX_VALUE_LENGTH, Message, MessageError, compose_stored
from transfer.readers.base import NotAnExport

LABEL_GONE = "The label %(name)s is gone."


@pytest.mark.parametrize(
    ("message", "english", "german"),
    [
        (Message(LABEL_GONE, {"name": "Küste"}), "Küste is gone", "Küste ist nicht mehr da"),
        (Message("%s is damaged.", "a {1}.png"), "a {1}.png is damaged.", "a {1}.png ist"),
        (Message("The export has more than %d files.", 5), "than 5 files", "5 Dateien"),
        (Message("The file is not a zip."), "The file is not a zip.", "keine ZIP-Datei"),
    ],
)
def test_message_is_composed_in_the_language_of_the_reader(message, english, german):
    with translation.override("de"):
        stored = message.stored
        assert german in str(message) and german in compose_stored(stored)
    assert english in str(message) and english in compose_stored(stored)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Das Schlagwort Küste ist nicht mehr da.",
        "100 % of it",
        '{"text": ',
        '{"text": "%(name)s", "values": {}}',
        '{"text": "%d", "values": "x"}',
        '{"text": 1, "values": null}',
        '{"text": "x", "others": 1}',
        '{"text": "%999999999999d", "values": 1}',
        '{"text": "%(n)*d", "values": {"n": 1}}',
    ],
)
def test_text_that_is_no_message_is_composed_as_it_is(text):
    assert compose_stored(text) == text


def test_long_and_lazy_values_are_stored():
    name = gettext_lazy("Archive")
    message = Message(
        "%(format)s: %(path)s, %(count)d", {"format": name, "path": "x" * 2_000, "count": 3}
    )
    assert compose_stored(message.stored) == f"Archive: {'x' * MAX_VALUE_LENGTH}, 3"


def test_error_has_its_message_in_the_current_language():
    error = pickle.loads(pickle.dumps(NotAnExport("%s is damaged.", "a.png")))
    assert isinstance(error, MessageError) and str(error) == "a.png is damaged."
    with translation.override("de"):
        assert str(error).startswith("a.png ist")
    assert str(MessageError("100 % of it")) == "100 % of it"
