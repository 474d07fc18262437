"""Verbs that no table has, between a quotation and its speaker, and what looks like them."""

import pytest

from blog.extraction.article import extract_article


def list_sources(text):
    return [each.source for each in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“That was the worst day of my life,” stammered Ann Lee at the gate.", "Ann Lee"),
        ("„Das war ein schwerer Tag für uns alle“, zwitscherte Anna Kern am Abend.", "Anna Kern"),
        ("« On verra bien demain matin », balbutia le maire Paul Roux.", "Paul Roux"),
        ("« Je ne ferme plus à l’heure », m’y rapportait hier encore Mme Dumas.", "Dumas"),
        ("« On verra bien demain matin », m’a confié Paul Roux.", "Paul Roux"),
        ("“Usted falta a la verdad, y lo sabe”, le espetó el ministro Luis Gil.", "Luis Gil"),
        ("«Non è colpa di nessuno di noi», balbettò il sindaco Piero Neri.", "Piero Neri"),
        ("‘Ik loop al veertig jaar door deze stad’, kirde Jan de Wit.", "Jan de Wit"),
        ("„Wir schaffen das auch ohne den Bund“, ist Anna Kern überzeugt.", "Anna Kern"),
    ],
)
def test_verb_of_no_table_before_a_person_names_the_speaker(text, source):
    assert list_sources(text) == [source]


@pytest.mark.parametrize(
    "text",
    [
        "In “The Ferry,” directed by Bob Ray, Ann Lee plays a nurse.",
        "Der Roman „Die letzte Fähre nach Hause“, erschien Anfang Mai.",
        "« Les Vagues », roman culte de Jean Blanc, reparaît.",
        "« La Mer », suivant Paul Roux, est un succès.",
        "‘De brug’, met Jan de Wit, is mooi.",
    ],
)
def test_title_before_a_comma_is_no_speech(text):
    assert list_sources(text) == []


def test_star_of_a_film_does_not_say_its_title():
    text = "“El mar de lejos”, protagonizó Ana Ruiz en 1990."
    assert "Ana Ruiz" not in list_sources(text)
