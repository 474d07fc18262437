"""Speakers whom a clause before a quotation names, and people who only stand in it."""

import pytest

from blog.extraction.article import extract_article


def list_sources(text):
    return [each.source for each in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "Commissioner Hallam intervened to say that they were “entitled to some mercy”.",
            "Hallam",
        ),
        ("Ann Lee closed by saying that she was “only getting started here”.", "Ann Lee"),
        (
            "Quoting her predecessor, the late Senator Bob Ray, Ann Lee went on: “A law that needs "
            "a lawyer is a trap, my friends.”",
            "Ann Lee",
        ),
        (
            "From Ann Lee, who sits on the committee, on Bluesky:\n\n“That was the most evasive "
            "hour that I have spent in here.”",
            "Ann Lee",
        ),
        (
            "Kollege Kern hat an dieser Stelle behauptet, Kaffee sei „die letzte Freude im Land“.",
            "Kern",
        ),
        ("Anna Kern sieht darin „einen Angriff auf den ganzen Hafen“.", "Anna Kern"),
        ("Paul Roux, lui, s’est dit « atterré par le niveau des débats ».", "Paul Roux"),
        (
            "Another commenter, Priti, was kinder. “I don’t agree with a word of it,” she wrote.",
            "Priti",
        ),
        (
            "My late husband, who was a postman, used to say of the village: “First they are "
            "painted, then they are empty.”",
            "My late husband",
        ),
    ],
)
def test_subject_of_a_lead_in_is_the_speaker(text, source):
    assert list_sources(text) == [source]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Ann Lee called to Bob Ray, who said that they were “late again this year”.", "Bob Ray"),
        ("From New York:\n\n“That was the most evasive hour that I have spent in here.”", ""),
        ("Kern hat nie behauptet, der Hafen sei „viel zu klein für alle Schiffe“.", ""),
    ],
)
def test_other_people_of_a_lead_in_do_not_speak(text, source):
    assert list_sources(text) == [source]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "PC Bob Ray called the road “black as a cellar there”. Asked by Dr Ann Lee "
            "whether it was lit, he answered: “Never, and by nobody.”",
            ["Bob Ray", "Bob Ray"],
        ),
        (
            "Responding, Rural Affairs Secretary Ann Lee said: “I will take no lessons from them.”",
            ["Ann Lee"],
        ),
        (
            "Captain Ann Lee called it “the flattest pitch this side of Lahore”.\n\n“You get to a "
            "hundred and you think of lunch,” joked the 31-year-old. Her partner, Bob Ray, left.",
            ["Ann Lee", "Ann Lee"],
        ),
        ("« Vous bradez la ville entière », s’est emporté Paul Roux.", ["Paul Roux"]),
        ("「まさかこんなに早く咲くとは」と園長の松本良子さんは目を細めた。", ["松本良子"]),
        ("“孩子们终于有自己的图书馆了，”校长吴丽华激动地说。", ["吴丽华"]),
    ],
)
def test_clause_beside_the_subject_has_no_speaker(text, sources):
    assert list_sources(text) == sources


def test_verb_without_a_subject_goes_on_with_the_paragraph_above():
    text = (
        "“Ela fazia renda como quem respira”, recorda a sobrinha, Berta Couto.\n\n"
        "“A minha tia dizia sempre o mesmo a todos”, conta. O presidente da Junta, Rui Salema, "
        "lamentou a perda de “uma mestra que nunca quis ser chamada assim”."
    )
    assert list_sources(text) == ["Berta Couto", "Berta Couto", "Rui Salema"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Your leading article (“A tax too far”, 3 May) is wrong about the harbour.", 0),
        ("They were all late (“We will pay in 2020”, said Ann Lee on 3 May) and they knew.", 1),
        ("They were all late (“We will pay for it”) and they knew.", 1),
    ],
)
def test_title_and_date_in_brackets_are_no_quotation(text, count):
    assert len(list_sources(text)) == count


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "मुख्यमंत्री सुनीता वर्मा ने कहा, “यह पुल अगले साल तक पूरा हो जाएगा।” “हम नाव से स्कूल जाते हैं”, "
            "गांव की रेखा देवी ने बताया।",
            ["सुनीता वर्मा", "रेखा देवी"],
        ),
        ('"שיחקנו בלי לב הערב", הודה המאמן אבי מזרחי בסיום.', ["אבי מזרחי"]),
        ('לדברי יו"ר המועדון, דנה פרץ, "ההנהלה עומדת מאחורי המאמן".', ["דנה פרץ"]),
        ('"שיחקנו בלי לב הערב", אמרה האם בסיום.', [""]),
        ("کارگردان فیلم، آرش بهرامی، در پاسخ گفت: «من فقط قصه مادرم را گفتم».", ["آرش بهرامی"]),
        ("مریم کاظمی، داور جشنواره، این فیلم را «جسورترین اثر سال» خواند.", ["مریم کاظمی"]),
        ("أما الناقد مازن شلبي فيرى أن الرواية «تفتح بابا ظل مغلقا».", ["مازن شلبي"]),
        (
            "“Tôi trồng lúa bốn mươi năm ở vùng đất này”, ông Trần Văn Lợi, nông dân, kể.",
            ["Trần Văn Lợi"],
        ),
        (
            "– Maali oli minun mokani tänään, myönsi maalivahti Jere Hakala ottelun jälkeen.",
            ["Jere Hakala"],
        ),
    ],
)
def test_sentences_of_other_languages_name_their_speakers(text, sources):
    assert list_sources(text) == sources
