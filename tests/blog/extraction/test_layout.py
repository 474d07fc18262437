"""Lines of a pasted article laid out as blocks."""

import pytest

from blog.extraction.layout import Layout, Line, lay_out

PROSE = "A long line of text that tells what happened. " * 6
QUOTATION = "“Nobody has ever said this before.”"
CAPTION = "A street in the old town"


def layout(*lines: str | Line) -> Layout:
    return lay_out([Line(line) if isinstance(line, str) else line for line in lines])


def kinds(*lines: str | Line) -> list[str]:
    return [block["type"] for block in layout(*lines).blocks]


def test_date_title_quotation_text_and_labels_are_found():
    lines = ["March 22, 2023", "A title", "", QUOTATION, "— Ada Ahn, minister", PROSE]
    found_layout = layout(*lines, "Labels: China, War")
    assert found_layout == Layout(
        "A title",
        "2023-03-22",
        ["China", "War"],
        [
            {
                "type": "quotation",
                "lines": [{"line": 3, "from": 0, "to": 35}],
                "attribution": "Ada Ahn, minister",
                "url": "",
            },
            {"type": "prose", "line": 5},
        ],
        [],
    )


def test_quotations_above_one_attribution_are_one_block():
    (quotation, prose) = layout(QUOTATION, QUOTATION, "Ada Ahn, minister", PROSE).blocks
    assert [part["line"] for part in quotation["lines"]] == [0, 1]
    assert (quotation["attribution"], prose["type"]) == ("Ada Ahn, minister", "prose")


@pytest.mark.parametrize(
    "lines",
    [
        ["March 22, 2023", "A title", QUOTATION, PROSE],
        [QUOTATION, QUOTATION, "He then left the room.", PROSE],
        [PROSE, Line("def run(): return 1;", 1), Line("run()", 1)],
    ],
)
def test_lines_that_nothing_attributes_stay_prose(lines):
    assert set(kinds(*lines)) == {"prose"}


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


def test_sharing_links_and_labels_without_names_are_left_out():
    lines = [QUOTATION, "Ada Ahn, minister", PROSE, "Labels:", "Share to Twitter"]
    assert layout(*lines).left_out == ["Labels:", "Share to Twitter"]


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
    assert line in layout("A title", line, QUOTATION, "Ada Ahn, minister", PROSE).left_out


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
    assert layout(*lines).left_out == []


def test_label_within_a_longer_word_does_not_hide_a_line():
    lines = [QUOTATION, "Ada Ahn, minister", PROSE, "Labels: War, Twit", "Share to Twitter"]
    assert layout(*lines).left_out == ["Share to Twitter"]


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
def test_every_line_is_in_a_block_or_a_field_or_left_out(lines):
    found_layout = layout(*lines)
    texts = [line if isinstance(line, str) else line.text for line in lines]
    shown = [found_layout.title, found_layout.date, *found_layout.labels, *found_layout.left_out]
    for block in found_layout.blocks:
        if block["type"] == "prose":
            shown.append(texts[block["line"]])
        elif block["type"] == "quotation":
            shown += [texts[part["line"]] for part in block["lines"]] + [block["attribution"]]
        else:
            shown += [block["caption"], block["credit"]]
    for text in texts:
        assert text == "March 22, 2023" or any(one and one in text for one in shown), text
