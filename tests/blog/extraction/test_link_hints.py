"""Lines and captions that say where something was found, and under which licence."""

import pytest

from blog.extraction.attribution import parse_attribution
from blog.extraction.credits import split_credit


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("theguardian.com", "theguardian.com", "publication"),
        ("via kottke.org", "kottke.org", "publication"),
        ("Bron: www.nos.nl", "nos.nl", "publication"),
        ("Källa: Sydsvenskan", "Sydsvenskan", "organisation"),
        ("HT: Ann Lee", "Ann Lee", "person"),
        ("Thanks to Ann Lee for the link", "Ann Lee", "person"),
        ("Dank an Anna Rot für den Hinweis", "Anna Rot", "person"),
        ("via @harbourwatch", "@harbourwatch", "person"),
        ("ann lee, via the mail", "ann lee", "person"),
        ("Dr. med. Anna Rot", "Anna Rot", "person"),
        ("J.K. Rowling", "J.K. Rowling", "person"),
        ("Cr Ann Lee", "Ann Lee", "person"),
        ("CR Patil, minister", "CR Patil", "person"),
        ("“Salt” by the sea", "“Salt” by the sea", "person"),
        ("„Die Flut“ von gestern", "„Die Flut“ von gestern", "person"),
    ],
)
def test_line_with_hint_names_the_source(line, name, kind):
    parsed = parse_attribution(line)
    assert (parsed.name, parsed.kind) == (name, kind)


@pytest.mark.parametrize(
    ("line", "name", "publication"),
    [
        ('from "Tide Tables" by Ann Lee (p. 12)', "Ann Lee", "Tide Tables"),
        ("aus „Die Flut“ von Anna Rot, S. 12", "Anna Rot", "Die Flut"),
        ("“Tide Tables” by Ann Lee, 2014", "Ann Lee", "Tide Tables"),
        ("Ann Lee, “Stand by Me”", "Ann Lee", "Stand by Me"),
        ("Ann Lee, Tide Tables (my translation), 2014", "Ann Lee", "Tide Tables"),
        ("[PDF] Ann Lee, “Tide Tables”", "Ann Lee", "Tide Tables"),
        ("Ann Lee, The Independent", "Ann Lee", "The Independent"),
    ],
)
def test_author_of_a_title_is_the_name(line, name, publication):
    parsed = parse_attribution(line)
    assert (parsed.name, parsed.publication) == (name, publication)


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "“Low Pier” by Ann Lee is licensed under CC BY-NC 4.0",
            "Low Pier",
            "Ann Lee, CC BY-NC 4.0",
        ),
        ("Low Pier by Ann Lee, licensed under CC BY 2.0.", "Low Pier", "Ann Lee, CC BY 2.0"),
        ("The pier. Foto: Ann Lee (CC BY 2.0)", "The pier.", "Ann Lee (CC BY 2.0)"),
        ("The pier in 1910. Private collection", "The pier in 1910.", "Private collection"),
        ("The ferry hangs in a private collection", "The ferry hangs in a private collection", ""),
        ("Der Hafen. Mit freundlicher Genehmigung der Familie Rot", "Der Hafen.", "Familie Rot"),
        (
            "Die Stadt baut mit freundlicher Genehmigung",
            "Die Stadt baut mit freundlicher Genehmigung",
            "",
        ),
        ("Вокзал в 1910 году. Из архива музея", "Вокзал в 1910 году.", "Из архива музея"),
        ("Он ушёл. Из архива пропали книги", "Он ушёл. Из архива пропали книги", ""),
        (
            "Stay by Me by Ann de Boer is licensed under CC BY 4.0",
            "Stay by Me",
            "Ann de Boer, CC BY 4.0",
        ),
        ("Photo by Ann Lee is licensed under CC BY 4.0", "", "Ann Lee, CC BY 4.0"),
        (
            "Hut by the sea, licensed under CC BY 4.0",
            "Hut by the sea, licensed under",
            "CC BY 4.0",
        ),
        (
            "Met dank aan het publiek vertrok hij",
            "Met dank aan het publiek vertrok hij",
            "",
        ),
        ("Met dank aan de familie Bos", "", "de familie Bos"),
        ("She says the photo: one of many (CC BY)", "She says the photo: one of many", "CC BY"),
        ("A shop licensed under a by-law of 1910", "A shop licensed under a by-law of 1910", ""),
        ("The driver is licensed under CC rules", "The driver is licensed under CC rules", ""),
    ],
)
def test_licence_and_collection_are_credits(line, caption, credit):
    assert split_credit(line) == (caption, credit)
