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


@pytest.mark.parametrize(
    "text",
    [
        "“You are a liar and a thief,” scrawled on the door of Ann Lee.",
        "“Come home soon, we miss you,” addressed to Ann Lee, was the last line.",
        "“We never closed the bridge for anyone,” hundred of them told Ann Lee.",
        "„Du bist an allem schuld“, bekommt Lehrerin Anna Kern oft zu hören.",
        "„Das wird hier niemals fertig“, musste sich Ministerin Anna Kern anhören.",
        "„Komm endlich nach Hause zurück“, hörte Anna Kern ihren Vater rufen.",
        "„Wir geben die Brücke sofort auf“, möchte der Minister nicht sagen.",
        "„Die Brücke bleibt für alle gesperrt“, jetzt muss Anna Kern handeln.",
        "„Das Boot fährt heute nicht mehr“, liest Anna Kern auf dem Schild.",
        "‘Je bent hier niet welkom’, krijgt Jan de Wit vaak te horen.",
        "‘De brug gaat nooit meer open’, hoorde Jan de Wit van zijn buurman.",
        "‘De brug gaat nooit meer open’, nadat Jan de Wit vertrok, werd het stil.",
        "« Rentrez tous chez vous ce soir », entendait Mme Dumas depuis sa fenêtre.",
        "« Rentrez tous chez vous ce soir », a entendu Paul Roux dans la rue.",
        "« La mer monte encore chaque année », présente le travail de Paul Roux.",
        "« On ne passe plus par ici », personne ne croit le maire Paul Roux.",
        "« Vous avez menti à la ville », lança à Paul Roux un voisin.",
        "«Vete de aquí ahora mismo», oyó Ana Ruiz desde la cocina.",
        "«Vete de aquí ahora mismo», recibió Ana Ruiz por respuesta.",
        "«Vattene subito da questa casa», sibilò al sindaco Piero Neri una donna.",
        "«Non è ancora finita per noi», però il sindaco Piero Neri non ci crede.",
        "«Vattene subito da questa casa», campeggiava sulla porta di Piero Neri.",
        "“Vá embora daqui agora mesmo”, ouviu a ministra Filipa Moreira ao sair.",
        "“Vá embora daqui agora mesmo”, disparou à ministra Filipa Moreira um deputado.",
        "”Vi går hem nu allihop”, läste Anna Ek på skylten.",
        "«Gå hjem nå, alle sammen», hører Anna Berg fra gata.",
    ],
)
def test_person_who_hears_reads_or_owns_words_does_not_say_them(text):
    assert list_sources(text) == [""]
