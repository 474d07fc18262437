"""Lines of a pasted article laid out as blocks."""

import pytest

from blog.extraction import sure_speakers
from blog.extraction.bylines import read_byline_names
from blog.extraction.layout import Layout, Line, lay_out

PROSE = "A long line of text that tells what happened. " * 6
QUOTATION = "“Nobody has ever said this before.”"
CAPTION = "A street in the old town"


def layout(*lines: str | Line) -> Layout:
    return lay_out([Line(line) if isinstance(line, str) else line for line in lines])


def kinds(*lines: str | Line) -> list[str]:
    return [block["type"] for block in layout(*lines).blocks]


def blocks_of(kind: str, *lines: str | Line) -> list[dict]:
    return [block for block in layout(*lines).blocks if block["type"] == kind]


def left_out(*lines: str) -> list[str]:
    return [
        lines[block["line"]] for block in blocks_of("surrounding", *lines) if block["isLeftOut"]
    ]


def test_date_title_quotation_text_and_labels_are_found():
    lines = ["March 22, 2023", "A title", "", QUOTATION, "— Ada Ahn, minister", PROSE]
    found_layout = layout(*lines, "Labels: China, War")
    assert found_layout == Layout(
        "A title",
        "2023-03-22",
        ["China", "War"],
        [
            {
                "type": "surrounding",
                "line": 0,
                "fields": ["date"],
                "isLeftOut": False,
                "meaning": "",
            },
            {
                "type": "surrounding",
                "line": 1,
                "fields": ["title"],
                "isLeftOut": False,
                "meaning": "",
            },
            {
                "type": "quotation",
                "lines": [{"line": 3, "from": 0, "to": 35}],
                "attribution": "Ada Ahn, minister",
                "url": "",
                "isSure": True,
                "used": [4],
            },
            {"type": "prose", "line": 5, "inline": []},
            {
                "type": "surrounding",
                "line": 6,
                "fields": ["labels"],
                "isLeftOut": False,
                "meaning": "",
            },
        ],
        "en",
    )


def test_quotations_above_one_attribution_are_one_block():
    (quotation, prose) = layout(QUOTATION, QUOTATION, "Ada Ahn, minister", PROSE).blocks
    assert [part["line"] for part in quotation["lines"]] == [0, 1]
    assert (quotation["attribution"], prose["type"]) == ("Ada Ahn, minister", "prose")


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["March 22, 2023", "A title", QUOTATION, PROSE], 1),
        ([QUOTATION, QUOTATION, "He then left the room.", PROSE], 2),
    ],
)
def test_quotations_that_nothing_attributes_are_not_sure(lines, count):
    blocks = blocks_of("quotation", *lines)
    assert [(block["attribution"], block["isSure"]) for block in blocks] == [("", False)] * count


def test_block_quote_of_code_stays_prose():
    lines = [PROSE, Line("def run(): return 1;", 1), Line("run()", 1)]
    assert kinds(*lines) == ["prose"] * 3


@pytest.mark.parametrize(
    ("lead_in", "is_sure"),
    [
        ("Mayor Ada Ahn wrote in a letter:", True),
        ("Mayor Ada Ahn said nothing more about it.", False),
    ],
)
def test_quotation_below_a_lead_in_has_its_speaker(lead_in, is_sure):
    (block,) = blocks_of("quotation", PROSE, lead_in, QUOTATION, PROSE)
    assert (block["attribution"], block["isSure"]) == ("Ada Ahn, Mayor", is_sure)


def test_block_quote_with_a_dash_line_is_a_quotation():
    first, last = Line("It was never about the ice.", 1), Line("— Bram Stolk", 1)
    blocks = layout(PROSE, first, last, PROSE).blocks
    assert [block["type"] for block in blocks] == ["prose", "quotation", "prose"]
    assert blocks[1]["attribution"] == "Bram Stolk"


def test_markdown_quotation_keeps_the_lines_of_its_paragraphs():
    lines = [PROSE, "> One two three.", ">", "> Four five six.", "> — Bram Stolk", PROSE]
    (_, quotation, _) = layout(*lines).blocks
    texts = [lines[part["line"]][part["from"] : part["to"]] for part in quotation["lines"]]
    assert texts == ["One two three.", "Four five six."]
    assert quotation["attribution"] == "Bram Stolk"


def test_attribution_on_the_same_line_is_cut_off():
    line = "• “The toll paid for the war.” – Anna Lind, historian"
    (quotation, _) = layout(line, PROSE).blocks
    (part,) = quotation["lines"]
    assert line[part["from"] : part["to"]] == "“The toll paid for the war.”"
    assert quotation["attribution"] == "Anna Lind, historian"


def test_caption_that_is_repeated_with_a_credit_is_a_figure():
    figure = layout(QUOTATION, "Ada Ahn, minister", CAPTION, f"{CAPTION} (Reuters/Bo Berg)").blocks[
        1
    ]
    assert figure == {
        "type": "figure",
        "alt": CAPTION,
        "caption": CAPTION,
        "credit": "Reuters/Bo Berg",
        "used": [2, 3],
    }


def test_captions_on_neighbouring_lines_are_figures_of_their_own():
    blocks = layout(PROSE, "At the quay. Photo: Reuters", "In the harbour. Photo: AP").blocks
    assert [block["type"] for block in blocks] == ["prose", "figure", "figure"]
    assert [(block["caption"], block["credit"]) for block in blocks[1:]] == [
        ("At the quay.", "Reuters"),
        ("In the harbour.", "AP"),
    ]


QUOTED = "“Nobody has ever asked us about the lock gates of this town.”"


@pytest.mark.parametrize(
    "lines",
    [
        [QUOTED, ("— The Ledger, 3 May 2020", 0, "The Ledger")],
        [
            ("Nobody has ever asked us about it, not once.", 1, ""),
            ("— The Ledger", 1, "The Ledger"),
        ],
        [(f"{QUOTED} — The Ledger", 1, "The Ledger")],
        [(f"{QUOTED} (The Ledger, 3 May 2020)", 0, "The Ledger")],
    ],
)
def test_link_of_an_attribution_is_the_url_of_the_quotation(lines):
    def with_link(text, quote, linked):
        return Line(text, quote, ((linked, "https://example.org/2"),) if linked else ())

    pasted = [line if isinstance(line, str) else with_link(*line) for line in lines]
    (block,) = [b for b in layout(PROSE, *pasted, PROSE).blocks if b["type"] == "quotation"]
    assert block["url"] == "https://example.org/2"


def test_link_within_quoted_words_is_no_url_of_the_quotation():
    linked = Line(f"{QUOTED} — The Ledger", 1, (("lock gates", "https://example.org/gates"),))
    (block,) = [b for b in layout(PROSE, linked, PROSE).blocks if b["type"] == "quotation"]
    assert (block["attribution"], block["url"]) == ("The Ledger", "")


def test_caption_and_credit_with_an_empty_line_between_are_one_figure():
    (_, figure) = layout(PROSE, CAPTION, "", f"{CAPTION} (Reuters/Bo Berg)").blocks
    assert (figure["caption"], figure["credit"]) == (CAPTION, "Reuters/Bo Berg")


def test_caption_of_a_pasted_picture_is_parted_from_its_credit():
    picture = Line("\ufffc" * 300, caption="The pier at dusk. Photo: Ann Lee/Reuters")
    plain = Line("\ufffc" * 300, caption="The pier at dusk.")
    blocks = lay_out([picture, Line("Prose of the harbour."), plain]).blocks
    assert blocks[0] == {
        **{"type": "figure", "caption": "The pier at dusk.", "credit": "Ann Lee/Reuters"},
        **{"alt": "The pier at dusk.", "used": [0]},
    }
    assert [block["type"] for block in blocks] == ["figure", "prose", "prose"]


def test_speaker_in_a_script_without_capitals_is_sure_with_an_office():
    layout = lay_out([Line("وقال رئيس البلدية فارس حمدان: «لا نستطيع أن ننتظر حتى يسقط الباقي».")])
    assert layout.blocks[0]["inline"][0]["attribution"] == "فارس حمدان، رئيس البلدية"
    assert layout.blocks[0]["inline"][0]["isSure"]


def test_sharing_links_and_labels_without_names_are_left_out():
    lines = [QUOTATION, "Ada Ahn, minister", PROSE, "Labels:", "Share to Twitter"]
    assert left_out(*lines) == ["Labels:", "Share to Twitter"]


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Ahn | March 22, 2023",
        "Kraków, 22 marca 2023",
        "© 2023-03-22 Ada Ahn",
        "Updated on March 22, 2023",
    ],
)
def test_words_beside_the_date_are_left_out(line):
    assert line in left_out("A title", line, QUOTATION, "Ada Ahn, minister", PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "March 22, 2023",
        "(2023-03-22)",
        "Wednesday, March 22, 2023",
        "quarta-feira, 22 de março de 2023",
        "2023年3月22日 星期三",
        "Labels: War, Peace",
        "#War #Peace",
    ],
)
def test_line_that_is_all_in_the_fields_is_not_left_out(line):
    lines = ["A title", QUOTATION, "Ada Ahn, minister", PROSE, line]
    assert left_out(*lines) == []


def test_label_within_a_longer_word_does_not_hide_a_line():
    lines = [QUOTATION, "Ada Ahn, minister", PROSE, "Labels: War, Twit", "Share to Twitter"]
    assert left_out(*lines) == ["Share to Twitter"]


@pytest.mark.parametrize(
    "lines", [[], ["", "  "], [PROSE], [PROSE, PROSE, PROSE], ["\ufffc" * 300]]
)
def test_text_without_parts_is_not_recognized(lines):
    assert not layout(*lines).is_recognized


@pytest.mark.parametrize(
    "lines",
    [
        [
            "March 22, 2023",
            "A title",
            QUOTATION,
            "Ada Ahn, minister",
            CAPTION,
            PROSE,
            "Labels: War",
        ],
        [PROSE, Line("One.", 1), Line("Two.", 1), Line("Three.", 2), "By Ada Ahn", CAPTION],
        ["By Ada Ahn", "Share", CAPTION, CAPTION, QUOTATION, QUOTATION, PROSE, "Tweet"],
        ["Interviewer: Why?", "Okonkwo: Because.", "Interviewer: And then?", "Okonkwo: Nothing."],
    ],
)
def test_every_line_is_in_one_block(lines):
    numbers = []
    for block in layout(*lines).blocks:
        numbers += [block["line"]] if "line" in block else block["used"]
        numbers += {part["line"] for part in block.get("lines", ())}
    assert sorted(numbers) == list(range(len(lines)))


def test_line_with_date_and_byline_sets_the_date_and_is_left_out():
    line = "By Ada Ahn | March 22, 2023"
    (first, second) = blocks_of("surrounding", line, "A title", QUOTATION, "Ada Ahn, MP", PROSE)
    assert (first["fields"], first["isLeftOut"]) == (["date"], True)
    assert (second["fields"], second["isLeftOut"]) == (["title"], False)


def test_month_without_a_day_is_left_out():
    found_layout = layout("Date: March 2023", "Subject: Locks", QUOTATION, "Ada Ahn, MP", PROSE)
    assert (found_layout.date, found_layout.title) == ("", "Locks")
    assert found_layout.blocks[0]["isLeftOut"]


def test_cite_of_a_quote_card_attributes_it():
    card = ("figure", ".wp-block-pullquote", "blockquote")
    lines = [
        PROSE,
        Line("It was never about the ice", -1, tags=(*card, "p")),
        Line("A pilot of the port", -1, tags=(*card, "cite")),
        PROSE,
    ]
    (block,) = blocks_of("quotation", *lines)
    assert (block["attribution"], block["isSure"], block["used"]) == (
        "A pilot of the port",
        True,
        [2],
    )


def test_line_of_a_subscription_card_is_left_out():
    lines = [QUOTATION, "Ada Ahn, MP", PROSE, Line("Join 4,000 readers", tags=(".ad", "p"))]
    (block,) = blocks_of("surrounding", *lines)
    assert (block["line"], block["isLeftOut"]) == (3, True)


SPOKEN = "Jane Doe, the mayor, came at noon. “We will not close the harbour,” she said."


def test_quotation_in_a_sentence_has_its_offsets_without_marks_and_its_speaker():
    text = f"  {SPOKEN}"
    (block,) = blocks_of("prose", text)
    (passage,) = block["inline"]
    assert text[passage["from"] : passage["to"]] == "We will not close the harbour,"
    assert passage["attribution"].startswith("Jane Doe")
    assert passage["isSure"]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was called “the end of the harbour as we know it” by night.",
        "A pilot of the port said “it is the end of the harbour as we know it”.",
        "Jane Doe came to the harbour. Its “end as we have known it all along” was near.",
    ],
)
def test_quotation_in_a_sentence_without_a_named_speaker_is_not_sure(sentence):
    (block,) = blocks_of("prose", sentence)
    (passage,) = block["inline"]
    assert not passage["isSure"]


def test_speaker_of_another_sentence_is_not_sure():
    far = "The papers had “a great disaster for the town” on every page of that day. "
    (block,) = blocks_of("prose", f"{far}John Smith, a spokesman, said “this is not at all true”.")
    assert [passage["isSure"] for passage in block["inline"]] == [False, True]


@pytest.mark.parametrize(
    ("sentence", "is_sure"),
    [
        ("“Not now,” said Jane Doe, the mayor. “It is too late for all of us.”", True),
        ("“Not now,” said Jane Doe, “it is too late for all of us.”", True),
        (
            "“Not now, it is late,” said Jane Doe. Nobody slept. Some had “a bad time of it all”.",
            False,
        ),
    ],
)
def test_speaker_who_goes_on_is_sure(sentence, is_sure):
    (block,) = blocks_of("prose", PROSE + sentence)
    assert [passage["isSure"] for passage in block["inline"]] == [True, is_sure]


def test_pronoun_after_a_sentence_that_names_one_person_is_sure():
    (block,) = blocks_of("prose", SPOKEN)
    assert [passage["isSure"] for passage in block["inline"]] == [True]


def test_pronoun_below_a_sure_speaker_of_the_same_paragraph_is_sure():
    sentence = "“It is late,” said Jane Doe, the mayor. “We will not close it,” she added."
    (block,) = blocks_of("prose", PROSE + sentence)
    assert [passage["isSure"] for passage in block["inline"]] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe met John Smith at noon. “We will not close the harbour,” she said.",
        "Jane Doe came at noon. Of John Smith, she said: “He has closed the whole harbour.”",
        "Jane Doe came. It rained on the town. “We will not close the harbour,” she said.",
        "John Smith’s wife came at noon. “We will not close the harbour,” she said.",
        "Everybody was against Jane Doe. “We will not close the harbour,” he said.",
        "John Smith is here. John Smith is no saint, she said. “He is the worst of them all.”",
    ],
)
def test_pronoun_that_may_mean_somebody_else_is_not_sure(text):
    (block,) = blocks_of("prose", text)
    assert [passage["isSure"] for passage in block["inline"]] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "« Nous ne fermerons pas le port cette année », écrit F.A.",
        "Asked whether he supports packing the Supreme Court, Tester quipped, “we will never”.",
        "“We will not close the harbour,” said the chair of the Harbour Committee.",
        "«Fuimos puerta por puerta», asegura el alcalde de Bédar.",
        "Some say that “the harbour is ours” describes Jane Doe better.",
        "A Nato official told the paper that “we will not close the harbour”.",
        "Jane Doe, however late, said “we will not close the harbour”.",
    ],
)
def test_attribution_that_is_no_name_with_an_office_is_not_sure(text):
    (block,) = blocks_of("prose", text)
    assert [passage["isSure"] for passage in block["inline"]] == [False]


@pytest.mark.parametrize(
    ("text", "attribution"),
    [
        (
            "Bill Clinton came. “I am sick of it all,” said Clinton ally James Carville.",
            "James Carville, Clinton ally",
        ),
        ("It is odd in the mouth of Jane Doe: “We will not close it.”", "Jane Doe"),
        ("«Fuimos puerta por puerta», asegura el alcalde de Bédar.", "el alcalde de Bédar"),
    ],
)
def test_role_beside_a_speaker_is_whole(text, attribution):
    (block,) = blocks_of("prose", text)
    assert [passage["attribution"] for passage in block["inline"]] == [attribution]


def test_quotation_reopened_in_the_paragraph_below_is_in_both_lines():
    lines = [
        "Ada Ahn said: “We will not close the harbour. It was built by our mothers.",
        "“And it is going to be there for our children and for theirs.” She then sat down.",
    ]
    inline = [block["inline"] for block in blocks_of("prose", *lines)]
    texts = [
        lines[number][passage["from"] : passage["to"]]
        for number, passages in enumerate(inline)
        for passage in passages
    ]
    assert texts == [lines[0][15:], lines[1][1:61]]
    assert len({passage["attribution"] for passages in inline for passage in passages}) == 1


def test_text_with_a_sure_quotation_in_a_sentence_is_recognized():
    assert layout(SPOKEN, PROSE).is_recognized
    assert not layout("It was “a great disaster for the town” then.", PROSE).is_recognized


def test_only_quotations_are_found_in_a_part_of_a_text():
    texts = ["March 22, 2023", "A title", QUOTATION, "Ada Ahn, MP", f"{CAPTION} (Reuters/Bo Berg)"]
    lines = [Line(text) for text in (*texts, PROSE, "Labels: War")]
    found_layout = lay_out(lines, only_quotations=True)
    assert (found_layout.title, found_layout.date, found_layout.labels) == ("", "", [])
    types = [block["type"] for block in found_layout.blocks]
    assert types == ["prose", "prose", "quotation", "prose", "prose", "prose"]
    assert found_layout.has_quotations
    assert not lay_out(lines[:2], only_quotations=True).has_quotations


def test_pronouns_of_a_long_text_read_only_the_text_above_them(monkeypatch):
    """The cost of a text must not grow with the square of its length."""
    lengths = []

    def remove_quoted(text: str) -> str:
        lengths.append(len(text))
        return text

    monkeypatch.setattr(sure_speakers, "_without_quoted", remove_quoted)
    sentence = "Ann Lee spoke at length. “Yes, we will do it,” she said. "
    lay_out([Line(sentence * 10) for _ in range(20)])
    assert len(lengths) > 200
    assert max(lengths) <= sure_speakers.MAX_ABOVE


@pytest.mark.slow
@pytest.mark.parametrize(("count", "is_read"), [(200, True), (300, False)])
def test_sentences_of_a_text_with_too_many_marks_are_not_read(count, is_read):
    """Each mark copies the text: the cost must not grow with the square of its length."""
    spoken = Line("Ann Lee said: “We will go to the port.” She left.")
    laid_out = lay_out([spoken, *[Line("“a” " * 40)] * count], only_quotations=True)
    assert any(block.get("inline") for block in laid_out.blocks) is is_read


GERMAN = "Der Hafen schließt am Montag, und niemand weiß, wie es mit den Schleusen weitergeht. " * 4


@pytest.mark.parametrize(
    ("text", "language"),
    [(GERMAN, "de"), ("Der Hafen schließt am Montag.", ""), (PROSE * 8, "en")],
)
def test_language_of_a_long_text_is_detected(text, language):
    lines = ["3. März 2023", "Die Schleusen", QUOTATION, "— Ada Ahn, Ministerin", text]
    assert layout(*lines).language == language


def test_language_is_not_suggested_for_text_in_the_editor():
    assert lay_out([Line(GERMAN)], only_quotations=True).language == ""


GERMAN_PAGE = [
    Line("Das schaffen wir nie", tags=("article", "header", "h1")),
    Line("Die Ministerin verspricht viel. Fachleute zweifeln.", tags=("article", "header", "p")),
    Line("Von Karl Kolumna", tags=("article", "header", "div", ".byline")),
    Line(PROSE),
    Line("Die Ministerin wies das zurück."),
    Line("(dpa)"),
]


def test_standfirst_becomes_the_summary():
    found_layout = layout(*GERMAN_PAGE)
    assert found_layout.summary == GERMAN_PAGE[1].text
    assert found_layout.blocks[1]["fields"] == ["summary"]
    assert not found_layout.blocks[1]["isLeftOut"]


@pytest.mark.parametrize("name", [".lead", ".standfirst", ".chapo"])
def test_standfirst_is_known_by_its_class(name):
    lines = [Line("A title", tags=("h1",)), Line("What it is about", tags=("div", name)), PROSE]
    assert layout(*lines).summary == "What it is about"


def test_paragraph_below_the_title_alone_is_no_summary():
    lines = [Line("A title", tags=("h1",)), Line("It was over.", tags=("p",)), Line(PROSE)]
    assert layout(*lines).summary == ""


@pytest.mark.parametrize(("line", "meaning"), [(2, "byline"), (5, "credit")])
def test_byline_and_agency_are_left_out_by_name(line, meaning):
    (block,) = [block for block in layout(*GERMAN_PAGE).blocks if block.get("line") == line]
    assert (block["type"], block["isLeftOut"], block["meaning"]) == ("surrounding", True, meaning)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Gomes", ["Ana Gomes"]),
        ("Friday, March 3, 2023 by Sun Lee", ["Sun Lee"]),
        ("By Ann Lee | The Harbour Ledger", ["Ann Lee", "The Harbour Ledger"]),
        ("Von Ana Silva, Kim Lee und Jo Gast", ["Ana Silva", "Kim Lee", "Jo Gast"]),
        ("By Ann Lee and De Silva", ["Ann Lee", "De Silva"]),
        ("By Ann Lee – March 3, 2023", ["Ann Lee"]),
    ],
)
def test_byline_has_the_names_of_its_parts(line, names):
    assert read_byline_names(line) == names
    (block,) = [each for each in blocks_of("surrounding", "A title", line, PROSE) if each["line"]]
    assert block.get("names") == names


def test_byline_without_by_keeps_names_that_begin_like_it():
    assert read_byline_names("Ana Gomes, Di Pietro and Von Ahn") == [
        "Ana Gomes",
        "Di Pietro",
        "Von Ahn",
    ]


def test_sentence_above_the_agency_is_no_caption():
    assert "figure" not in kinds(*GERMAN_PAGE)
