"""Names, ages and nouns that look like a clause, and people beside the speaker of a sentence."""

import pytest

from blog.extraction.article import extract_article


def list_sources(text):
    return [each.source for each in extract_article(text).quotations]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Harding, the minister, said: “We will not close the bridge this year.”", "Harding"),
        (
            "Boeing, the plane maker, said: “We will not comment on a pending case.”",
            "Boeing",
        ),
        (
            "Responding, the minister Ann Lee said: “We will not close the bridge this year.”",
            "Ann Lee",
        ),
        (
            "“We will fight them to the end,” said the 54-year-old former mayor Ann Lee.",
            "Ann Lee",
        ),
        ("“We will fight them to the end,” the 12-year-old girl said.", "the 12-year-old girl"),
        (
            "‘We vechten door tot het einde’, zei de 34-jarige trainer Jan de Wit.",
            "Jan de Wit",
        ),
        (
            "«Non siamo fatti per strisciare», dice Marco Rossi della Rovere.",
            "Marco Rossi della Rovere",
        ),
        (
            "They went home (“We were never asked about it”, according to Ann Lee, 34) and slept.",
            "Ann Lee",
        ),
        (
            "They went home (“We never had a chance out there”, Ann Lee, 3 May 2019) and slept.",
            "",
        ),
        (
            "Ann Lee moved. A city, Florence, was her choice. “I don’t agree with a word of it,” "
            "she wrote.",
            "Ann Lee",
        ),
        ("El vídeo se mostró «en todas las salas de la ciudad».", ""),
        ("Piero Neri vede nel cortile un cartello: «Vietato calpestare le aiuole».", ""),
        ("Die Brücke ist laut Anna Kern sicher: „Wir haben jeden Bolzen geprüft.“", "Anna Kern"),
        (
            "Neben Anna Kern hat auch der Minister Paul Roth erklärt, das sei „ein Angriff auf den "
            "Hafen“.",
            "Paul Roth",
        ),
        ("„Du bist nicht mehr dabei“, hat Anna Kern niemand versprochen.", ""),
        ("„Du bist nicht mehr dabei“, hat Anna Kern ihr Trainer angekündigt.", ""),
        ("« Vous avez menti à la ville », lui a dit un jour sa mère.", "sa mère"),
    ],
)
def test_words_beside_a_speaker_are_no_clause(text, source):
    assert list_sources(text) == [source]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“We pay what we owe to people,” said Ann Lee, claims manager at Acme.", "claims manager"),
        ("“We pay what we owe to people,” said reports editor Ann Lee.", "reports editor"),
        (
            "«Pagamos lo que debemos a todos», dijo Ana Ruiz, segunda en la lista.",
            "segunda en la lista",
        ),
        (
            "« Nous payons ce que nous devons », dit Paul Roux, engagé contre la pollution.",
            "engagé contre la pollution",
        ),
    ],
)
def test_role_with_an_article_or_a_noun_like_a_verb_is_whole(text, role):
    (quotation,) = extract_article(text).quotations
    assert quotation.role == role


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "मोहन वर्मा ने कहा कि “हम यह पुल बंद नहीं करेंगे कभी भी”। सीता देवी ने कहा कि "
            "“यह सब झूठ है और कुछ नहीं”।",
            ["मोहन वर्मा", "सीता देवी"],
        ),
        ("मोहन वर्मा ने बताया कि सीता देवी ने कहा, “यह सब झूठ है और कुछ नहीं”।", ["सीता देवी"]),
        ("किसी ने नहीं कहा कि “यह पुल कल खुल जाएगा सबके लिए”।", [""]),
        ("रिपोर्ट के अनुसार, “यह पुल दस साल से बंद पड़ा है”।", [""]),
        ("דנה כהן אמרה: “הגשר הזה לא ייפתח לעולם”. אמר יוסי לוי שזה לא נכון.", ["דנה כהן"]),
        ("“הגשר הזה לא ייפתח לעולם”, אמר דן אתמול.", ["דן"]),
        ("“הגשר הזה לא ייפתח לעולם”, אמר דוד בן גוריון.", ["דוד בן גוריון"]),
        ("کاظمی این فیلم را «بهترین فیلم سال در ایران» خواند.", ["کاظمی"]),
        ("دیروز کارگردان این فیلم را «بهترین فیلم سال در ایران» خواند.", [""]),
        ("أما الفيلم فيرى النور في مايو بعنوان «الطريق الطويل إلى البيت».", [""]),
        ("「ここから出て行け」と書かれた紙を山田さんが見つけた。", [""]),
        ("「ここから出て行けばいい」と言われた佐藤さんは泣いた。", [""]),
        ("「橋はもう二度と開かない」と山田太郎さんは話した。", ["山田太郎"]),
        ("张伟当时指挥交通，他说：“这座桥再也不会打开了。”", [""]),
        ("受访者表示：“这座桥再也不会打开了。”", ["受访者"]),
        ("一名受訪民眾說：“這座橋再也不會打開了。”", ["一名受訪民眾"]),
        ("青年培训基地表示：“这座桥再也不会打开了。”", ["青年培训基地"]),
        ("Ông Trần Văn Lợi cho biết: “Cây cầu này sẽ không bao giờ mở lại”.", ["Trần Văn Lợi"]),
        ("Cuốn sách “Đường về nhà xa lắm”, kể về Trần Văn Lợi, rất hay.", [""]),
        ("Buku “Laut yang tidak pernah tidur” menjelaskan hidup Budi Santoso.", [""]),
    ],
)
def test_people_beside_words_in_other_scripts_do_not_say_them(text, sources):
    assert list_sources(text) == sources
