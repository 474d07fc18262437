"""Speakers in reports that open with a dateline, a time, a side of a trial or a party."""

import pytest

from blog.extraction.article import extract_article


def find_speakers(text: str) -> list[str]:
    return [quotation.source for quotation in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "NEW DELHI: The High Court on Friday asked “how long the town must wait for water”.",
            ["High Court"],
        ),
        ("MUMBAI: Actor Asha Rao said she was “done with sequels for good”.", ["Asha Rao"]),
        ("WARNING: Asha Rao said the sequel was “not for the young at all”.", ["Asha Rao"]),
        (
            "İSTANBUL (DHA) - Vali Ahmet Yıldız, sel için “her türlü önlemi aldık” dedi.",
            ["Ahmet Yıldız"],
        ),
        (
            "中新社北京5月6日电 外交部发言人王志强6日说，双方“将继续保持密切沟通”。",
            ["王志强"],
        ),
        ("ASHA RAO: She said, “the sequel was not for the young at all”.", ["ASHA RAO"]),
    ],
)
def test_speaker_behind_dateline_has_no_town(text, speakers):
    assert find_speakers(f"A report of the day.\n\n{text}") == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mitigating, Mr Omar Reid said his client was “a fool and no villain”.", "Omar Reid"),
        ("Prosecuting, Mrs Jane Holt said it was “a mean little fraud”.", "Jane Holt"),
        ("For the Liberal Democrats, Baroness Ames asked what was “to be done now”.", "Ames"),
        ("For the Crossbenches, Lord Byrne said it was “a poor piece of work”.", "Byrne"),
        ("Harding, the minister, said it was “a poor piece of work”.", "Harding"),
        ("La Paz, Ana Ruiz dijo: «El puerto se cierra para siempre».", "Ana Ruiz"),
    ],
)
def test_speaker_behind_side_of_debate_is_named(text, speaker):
    (name,) = find_speakers(f"A report of the day.\n\n{text}")
    assert name.endswith(speaker)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Tim Berg scored twice. “I was lucky today,” said the Swede.", "Tim Berg"),
        ("Luca Neri won the stage. “My legs were empty,” the Italian said.", "Luca Neri"),
        ("Tim Berg beat Luca Neri. “My legs were empty,” the Italian Luca Neri said.", "Luca Neri"),
        ("Ann Pole lost the match. “I was tired all day,” Pole said.", "Ann Pole"),
        ("Ann Scott met Bo Dane. “I was tired all day,” said Dane.", "Bo Dane"),
    ],
)
def test_nationality_means_the_only_person(text, speaker):
    assert find_speakers(f"A report of the day.\n\n{text}") == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Lee praised it, but the mayor Bo Ray begged to differ. “It is a sham,”", "Bo Ray"),
        ("Ann Lee praised it, while Bo Ray rolled his eyes. “It is a sham,”", "Bo Ray"),
        ("Ann Lee praised it, but the report by Bo Ray was late. “It is a sham,”", "Ann Lee"),
        ("Ann Lee praised it, but was silent about Bo Ray. “It is a sham,”", "Ann Lee"),
        ("Ann Lee praised Bo Ray, but not the bill. “It is a sham,”", "Ann Lee"),
    ],
)
def test_pronoun_means_subject_of_last_clause(text, speaker):
    text = f"Ann Lee and Bo Ray met on Monday.\n\n{text} they said."
    assert find_speakers(text.replace("they said", "she said"))[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Bürgermeister Ernst Rot lobte: „Ohne euch wäre es still.“ Kassenwart Uli Kern mahnte, "
            "„das Geld nicht zu vergessen“.",
            ["Ernst Rot", "Uli Kern"],
        ),
        (
            "« On manque d’eau », a-t-il averti devant les élus. Pour Salma Roy, « le pays a vingt "
            "ans de retard ».",
            ["Nabil Haddad", "Salma Roy"],
        ),
        (
            "«Aquí no hay pactos ni manteles», ironizó ante los periodistas. La diputada Ana Ruiz, "
            "del partido Agua Viva, le reprochó que gobierne «a golpe de tuit».",
            ["Nabil Haddad", "Ana Ruiz"],
        ),
        (
            "«Ya veremos lo que pasa», dijo ante los periodistas el ministro Luis Gil.",
            ["Luis Gil"],
        ),
        (
            "“I will,” Ann Lee said, “not do it for anyone.”",
            ["Ann Lee", "Ann Lee"],
        ),
    ],
)
def test_next_sentence_has_its_own_speaker(text, speakers):
    openings = {
        "« On": "Le ministre Nabil Haddad a parlé mardi aux élus de la ville.",
        "«Aq": "El ministro Nabil Haddad habló el martes en el pleno de la ciudad.",
    }
    begin = next((opening for key, opening in openings.items() if text.startswith(key)), "")
    assert find_speakers(f"12 mayo\n\n{begin}\n\n{text}") == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Who reads it?” asked @quietlane.", "@quietlane"),
        ("@quietlane replied: “Nobody has read it in years.”", "@quietlane"),
        ("One Athens-based owner put it bluntly: “We are all broke.”", "One Athens-based owner"),
        ("23.31 A Labour source texts: “Don’t open the fizz yet.”", "A Labour source"),
        ("22.10 Ann Lee, on the radio: “It has been a long night.”", "Ann Lee"),
    ],
)
def test_speaker_without_full_name_is_whole(text, speaker):
    assert find_speakers(f"A report of the day.\n\n{text}") == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Her neighbour remembers it well. “There was a barrel,” he says.", "Her neighbour"),
        ("Her neighbour remembers it well. “There was a barrel,” she says.", "Zdenka Novak"),
        ("His sister remembers it well. “There was a barrel,” she says.", "His sister"),
        ("Her husband was ill that year. “There was a barrel,” she says.", "Zdenka Novak"),
        ("Her neighbours were ill in May. “There was a barrel,” she says.", "Zdenka Novak"),
    ],
)
def test_pronoun_is_not_who_owns_the_neighbour(text, speaker):
    assert find_speakers(f"Zdenka Novak keeps bees in the hills.\n\n{text}")[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Asked whether he backs the Harbour Court, Lee quipped, “Not on a Sunday.”", "Ann Lee"),
        ("Asked about the Water Board, Lee said it was “a rum old business”.", "Ann Lee"),
        ("Pressed on the cost of Dock Seven, Ann Lee said it was “a rum old business”.", "Ann Lee"),
        ("Asked if it was late, the mayor Bo Ray said it was “a rum old business”.", "Bo Ray"),
        ("Asked Lee to stay, the mayor Bo Ray said it was “a rum old business”.", "Bo Ray"),
    ],
)
def test_speaker_behind_question_is_named(text, speaker):
    opening = "Ann Lee met the men of the harbour on Monday, and stayed for an hour."
    assert find_speakers(f"12 May\n\n{opening}\n\n{text}") == [speaker]
