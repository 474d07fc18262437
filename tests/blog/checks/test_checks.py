"""Findings of each check, with examples and counterexamples."""

import pytest

from blog import checks
from blog.checks.rules import quotations as rules_quotations
from blog.checks.rules.punctuation import find_unbalanced
from blog.checks.rules.quotations import find_unquoted
from blog.content import document
from blog.models import Post
from tests.support import factories as make

pytestmark = pytest.mark.django_db

PERFECT = {"title": "Title", "summary": "What it says.", "labels": ["China"]}


def run_checks(html: str, post: Post | None = None, user=None, **fields) -> list[checks.Finding]:
    """Run the checks as the checks panel does, with sources parsed from attributions."""
    user, post = user or make.user("Editor"), post or Post(language="en")
    nodes = document.parse(html)
    document.update_credits(nodes, post, user)
    return checks.run(checks.CheckInput(nodes, **{**PERFECT, **fields}), post, user)


def find_codes(html: str, **fields) -> list[str]:
    return [finding.code for finding in run_checks(html, **fields)]


BALANCED = [
    *("“a ‘b’ c”", "„a“ b", "„a ‚b‘ c“", "»a« b", "« a « b » c »", "”a” b", "‘the dogs’ bowl’"),
    *("It's the dogs' bowl", "I can’t, James’", "'near abroad', after", "rock 'n' roll"),
    "\"One says 'We're in it for life', and the other says 'We'll see  how long it goes'.\"",
    "[The two countries' burgeoning (close) ties] united",
    *("他说“你好”。", '他说"你好"然后', "「a『b』c」", "《a》（b）"),
    *("5'11\" tall", 'the 12" single', "a) one b) two", "(i) one (ii) two", "1) x", "fine :) ok"),
    *("'Tis the season", "the ’90s and the '90s", "O‘ahu", 'צה"ל אמר "שלום"'),
    *("قال «مرحبا» (نعم)", '"a [b] c"', '(a "b" c)', '"born in 1990"', '"x"—"y"', 'say "yes"/"no"'),
    *('"...and so" on', "\"Was that 'x'?\" he", "—“a”", "(“a”)", "‹a› ›b‹", "„a” po polsku", ""),
    *("\u202b(a)\u202c \u200f“b”\u200f", "'", "’", "👩‍👩‍👧 “a”", "a" * 10_000),
]


@pytest.mark.parametrize("line", BALANCED)
def test_balanced_line_has_no_findings(line):
    assert find_unbalanced(line) == []


LONELY = {
    'further underscores … at the strategic level."': ['"'],
    **{f"{mark}a": [mark] for mark in '“„«([「『《"'},
    **{f"a{mark}": [mark] for mark in "”»]」』》"},
    'say "yes and "no"': ['"'],
    "“a ‘b”": ["‘"],
    '"(a"': ["("],
    '"a” b': ['"', "”"],
    "'near abroad after": ["'"],
    "he (said [so)": ["["],
    "قال «مرحبا (نعم)": ["«"],
    "他说“你好。": ["“"],
    "(" * 500: ["("] * 500,
}


@pytest.mark.parametrize(("line", "marks"), LONELY.items(), ids=[w[:20] for w in LONELY])
def test_unbalanced_mark_is_found(line, marks):
    assert [each.mark for each in find_unbalanced(line)] == marks


@pytest.mark.parametrize(
    ("paragraphs", "count"),
    [
        (("“One.", "“Two.", "“Three.”"), 0),
        (('"One.', '"Two."'), 0),
        (("«Un.", "»Deux.»"), 0),
        (("“One.", "“Two."), 1),
        (("“One.", "Two.”"), 2),
        (("(One.", "(Two.)"), 1),
    ],
)
@pytest.mark.parametrize("wrap", ["prose", "quotation"])
def test_quotation_of_several_paragraphs_closes_in_the_last(paragraphs, count, wrap):
    if wrap == "prose":
        html = "".join(f"<p>{line}</p>" for line in paragraphs)
    else:
        html = make.quotation(*paragraphs, attribution="Somebody")
    assert find_codes(html) == ["mark_unbalanced"] * count


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("“Every boat will come back,” council on Tuesda", "council on Tuesda"),
        ("„So ist es, und so bleibt es“, sagte er", "sagte er"),
        ('"We will come back," he said', "he said"),
        ("“Every boat will come back.”", ""),
        ("“Every boat will come back.” (2019)", ""),
        ("“One,” she said, “and two.”", ""),
        ("“Free” is the word that he used", ""),
        ("‘Don’t’ is what he said to us", ""),
        ("We said “no” to it", ""),
        ("“", ""),
        ("", ""),
    ],
)
def test_text_after_the_closing_mark_is_found(line, rest):
    assert find_unquoted(line) == rest


def test_text_after_the_closing_mark_is_a_suggestion():
    line = "“Every boat will come back,” council on Tuesda"
    [finding] = run_checks(make.quotation(line, attribution="Ana Ruiz"))
    assert (finding.code, finding.is_blocking) == ("text_unquoted", False)
    assert finding.excerpt == "council on Tuesda"


@pytest.mark.parametrize(
    ("caption", "message", "parts"),
    [
        (
            "The quay at noon. Photo: Ana Ruiz/Coast Press",
            "credit “Ana Ruiz/Coast Press”.",
            ("The quay at noon.", "Ana Ruiz/Coast Press"),
        ),
        ("Photo: Ana Ruiz", "credit “Ana Ruiz”.", ("", "Ana Ruiz")),
        ("The quay at noon (Coast Press)", "Add a credit for the picture.", ()),
        ("The quay at noon", "Add a credit for the picture.", ()),
        ("", "Add a credit for the picture.", ()),
    ],
)
def test_credit_within_a_caption_is_named(caption, message, parts):
    (finding,) = run_checks(figure_with_photo(alt="Boats at a wall", caption=caption))
    assert finding.code == "credit_missing" and message in finding.message
    assert finding.split == ((caption, *parts) if parts else ())


ARABIC_LINE = "<p>أُغلق الميناء صباح اليوم.</p>"


@pytest.mark.parametrize(
    ("html", "language", "is_found"),
    [
        ("<p>The harbour is closed.</p>", "ar", True),
        (ARABIC_LINE, "en", True),
        (ARABIC_LINE, "ar", False),
        ("<p>The harbour is closed.</p>", "fr", False),
        ("<p>Гавань закрыта.</p>", "en", False),  # Of the same direction.
        ("<p>Reuters</p>", "ar", False),  # A name may be all that is written.
        (f"<p>Coast Press, Harbour Ledger</p>{ARABIC_LINE}", "ar", False),
        ("<p>2026–2030: 1,200.</p>", "ar", False),
        ("", "ar", False),
    ],
)
def test_letters_of_another_direction_than_the_language(html, language, is_found):
    codes = [finding.code for finding in run_checks(html, language=language)]
    assert ("language_letters" in codes) == is_found


def test_quotation_does_not_continue_in_the_next_list_item():
    assert find_codes("<ul><li>“One.</li><li>“Two.”</li></ul>") == ["mark_unbalanced"]


def figure_with_photo(**texts: str) -> str:
    return make.figure(**texts).replace("<figure", '<figure data-photo="1"')


SAID = "Two presidents meet in February 2022."
ROWS = [
    ("<p>Words.</p>", []),
    (make.quotation("“A b.”"), ["quotation_without_source"]),
    (make.quotation("“A b.”", attribution="Somebody"), []),
    (make.quotation("“A b.”", source_name="Somebody"), []),
    (make.quotation("“A b.”", speaker_name="Somebody"), []),
    (figure_with_photo(alt="Two men shake hands", caption=SAID, credit="Agency"), []),
    (figure_with_photo(caption=SAID, credit="Agency"), ["alt_missing"]),
    (figure_with_photo(alt="Two men"), ["credit_missing"]),
    (figure_with_photo(decorative="1"), []),
    (figure_with_photo(alt=SAID, caption=SAID, credit="A"), ["alt_repeats_caption"]),
    (
        figure_with_photo(alt=SAID.upper(), caption=f"{SAID} A/B", credit="A"),
        ["alt_repeats_caption"],
    ),
    (figure_with_photo(alt="…", caption="", credit="A"), []),
    (make.figure(), ["figure_without_picture"]),
    (make.figure(alt="Two men", credit="A"), ["figure_without_picture"]),
    (make.quotation("“A b.”", attribution="3 May 2024"), ["attribution_without_source"]),
    (make.quotation("“A b.”", attribution="Bo Ek", source_name="Ada Lind"), ["source_not_named"]),
    (make.quotation("“A b.”", attribution="Lind, mayor", source_name="Ada Lind"), []),
    (make.quotation("“A b.”", attribution="习主席", source_name="习近平"), []),
    (make.quotation("“A b.”", attribution="Xi", source_name="习近平"), ["source_not_named"]),
    (make.quotation("“A b.”", attribution="Bo", source_name="Town", speaker_name="Bo Ek"), []),
    (
        make.quotation("“A b.”", attribution="x " * 9000, source_name="Ada", speaker_name="Bo"),
        ["source_not_named"],
    ),
    *(
        (make.quotation("“A b.”", attribution="S", lang=code), expected)
        for code, expected in (
            *(("fr", []), ("zh-Hant", []), ("pt-BR", []), ("ckb", [])),
            *((code, ["language_unknown"]) for code in ("xx", "english", "fr_FR", "“", "e")),
        )
    ),
    ("<p><a>here</a></p>", ["link_empty"]),
    ('<p><a href="https://example.org/"></a>x</p>', ["link_empty"]),
    ('<p><a href="#">here</a></p>', ["link_empty"]),
    ('<p><a href="relative.html">here</a></p>', ["link_empty"]),
    ('<p><a href="/about/">here</a> <a href="#a">b</a> <a href="mailto:a@b.c">c</a></p>', []),
    ("<h2>A</h2><h3>B</h3><p>c</p><h2>D</h2>", []),
    ("<h3>A</h3><p>b</p><h2>C</h2><h3>D</h3>", ["heading_order"]),
    ("<h3>A</h3><p>b</p><h3>C</h3>", []),
    ("<h2>A</h2><h4>B</h4>", ["heading_order"]),
    ("<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2>", []),
    ("<h4>A</h4><p>b</p>", []),
    ("<h2> </h2><p>b</p>", ["heading_empty"]),
    (make.quotation("“A b c d.”", "“A B, c d!”", attribution="S"), ["quoted_twice"]),
    (make.quotation("“A b.”", "“A b.”", attribution="S"), []),
]


@pytest.mark.parametrize(("html", "expected"), ROWS)
def test_block_has_findings(html, expected):
    assert find_codes(html) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"title": "T" * 110}, []),
        ({"title": "T" * 111}, ["title_long"]),
        ({"title": "字" * 111}, ["title_long"]),
        ({"title": "He said “yes"}, ["mark_unbalanced"]),
        ({"summary": " "}, ["no_summary"]),
        ({"summary": "(a"}, ["mark_unbalanced"]),
        ({"labels": []}, ["no_label"]),
        ({"labels": None}, []),
        ({"language": "fr"}, []),
        ({"language": "xx"}, ["language_unknown"]),
        ({"language": "x" * 300_000}, ["language_unknown"]),
    ],
)
def test_field_has_findings(fields, expected):
    assert find_codes("<p>Words.</p>", **fields) == expected


def test_figure_of_another_site_names_the_address_of_its_picture():
    address = "https://a.example/pier.jpg"
    (finding,) = run_checks(make.figure(alt="A pier", original=address))
    assert address in finding.message


def test_findings_have_the_element_index_of_their_block():
    html = (
        "<p></p><p>One.</p><p>“Two.</p>"
        + make.quotation("“A b.”")
        + figure_with_photo(caption=SAID, credit="A")
        + "<p></p><ul><li>(a</li></ul><p></p>"
    )
    places = [(finding.element_index, finding.code) for finding in run_checks(html)]
    assert places == [
        (2, "mark_unbalanced"),
        (3, "quotation_without_source"),
        (4, "alt_missing"),
        (6, "mark_unbalanced"),
    ]


OF_KISLENKO = "“From a Chinese perspective, this war is really quite dangerous for everybody.”"


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        (OF_KISLENKO, True),
        ("FROM a chinese  perspective — this war is réally quite dangerous for everybody", True),
        (OF_KISLENKO.replace("really quite", "very"), False),
        (OF_KISLENKO.replace("war", "[Ukraine] war"), False),
        ("“this war is really quite dangerous for everybody”", False),
        ("“The weather in a Chinese garden is really quite nice for everybody.”", None),
        ("“for everybody”", None),
    ],
)
def test_similar_quotation_in_another_post_is_found(text, is_same):
    there = make.post(make.quotation(OF_KISLENKO, attribution="Arne Kislenko"))
    findings = run_checks(make.quotation(text, attribution="Somebody"))
    places = [
        (other.title, other.url, other.is_same)
        for one in findings
        for other in one.other_quotations
    ]
    quoted = there.pullquotes.get().get_absolute_url()
    assert places == ([] if is_same is None else [(there.title, quoted, is_same)])


def test_difference_is_by_word():
    make.post(make.quotation("“This war is really quite dangerous.”", attribution="S"))
    (one,) = run_checks(make.quotation("“This war is quite dangerous!”", attribution="S"))
    assert one.other_quotations[0].difference == [
        *(("=", "“This war is "), ("-", "really "), ("=", "quite dangerous")),
        *(("-", "."), ("+", "!"), ("=", "”")),
    ]


def test_difference_of_long_quotations_is_fast():
    text_words = [f"the word{n}" if n % 3 else "the" for n in range(600)]
    make.post(make.quotation(" ".join(text_words), attribution="S"))
    others = [f"x{n}" if n % 10 == 1 else word for n, word in enumerate(text_words)]
    (one,) = run_checks(make.quotation(" ".join(others), attribution="S"))
    difference = one.other_quotations[0].difference
    assert "".join(text for kind, text in difference if kind != "+") == " ".join(text_words)
    assert "".join(text for kind, text in difference if kind != "-") == " ".join(others)
    assert ("+", "x11") in difference


LONG = " ".join(f"word{n % 4000}" for n in range(rules_quotations.MAX_COMPARED_WORDS + 1))


def test_long_quotation_is_found_by_exact_text_only():
    make.post(make.quotation(LONG, attribution="S"))
    there, cut = run_checks(make.quotation(LONG.replace("word7 ", "WORD7, "), attribution="S"))
    assert (there.code, [other.is_same for other in there.other_quotations]) == (
        "quoted_elsewhere",
        [True],
    )
    assert (cut.code, cut.is_blocking) == ("too_long_to_compare", False)
    (cut,) = run_checks(make.quotation(LONG.replace("word7 ", "other "), attribution="S"))
    assert cut.code == "too_long_to_compare"


def test_short_quotation_within_a_long_one_is_found():
    make.post(make.quotation(LONG, attribution="S"))
    (one,) = run_checks(make.quotation("word10 word20 word30 word40 word50", attribution="S"))
    assert one.code == "too_long_to_compare"
    (one,) = run_checks(make.quotation("word1 word2 word3 word4 word5", attribution="S"))
    assert one.code == "quoted_elsewhere"


@pytest.fixture
def work(monkeypatch):
    """Count the cost of checks, in normalised characters and pairs of words."""
    spent = {"characters": 0, "pairs": 0}
    split_words, matcher = (
        rules_quotations.normalize.split_words,
        rules_quotations.similarity.build_matcher,
    )

    def counted_words(text):
        spent["characters"] += len(text)
        return split_words(text)

    def counted_matcher(one, two):
        spent["pairs"] += len(one) * len(two)
        return matcher(one, two)

    monkeypatch.setattr(rules_quotations.normalize, "split_words", counted_words)
    monkeypatch.setattr(rules_quotations.similarity, "build_matcher", counted_matcher)
    return spent


def change_words(text: str, number: int) -> str:
    """Change half of the words, but keep the rare long ones."""
    return " ".join(w if n % 7 else f"x{number}" for n, w in enumerate(text.split()))


@pytest.mark.slow
def test_comparison_cost_is_linear_in_the_length(work):
    costs = []
    for length in (2_000, 8_000, 32_000):
        text = " ".join(f"w{length}n{n % 900}" for n in range(length))
        for number in range(3):
            make.post(make.quotation(change_words(text, number), attribution="S"))
        work["characters"] = work["pairs"] = 0
        assert run_checks(make.quotation(text, attribution="S"))[-1].code == "too_long_to_compare"
        costs.append(work["characters"] / len(text))
        assert work["pairs"] == 0
    assert max(costs) < 2


@pytest.mark.slow
def test_comparison_cost_of_many_quotations_is_bounded(work, monkeypatch):
    monkeypatch.setattr(rules_quotations, "MAX_WORD_PAIRS", 300_000)
    text = " ".join(f"rareword{n}" for n in range(200))
    for number in range(4):
        make.post(make.quotation(change_words(text, number), attribution="S"))
    texts = [change_words(text, 10 + number) for number in range(12)]
    findings = run_checks("<p>x</p>".join(make.quotation(text, attribution="S") for text in texts))
    assert {finding.code for finding in findings} == {"quoted_elsewhere", "too_long_to_compare"}
    # The difference is by token, and there are twice as many tokens as words.
    assert 0 < work["pairs"] <= 4 * 300_000


def test_findings_of_one_line_are_bounded():
    assert len(run_checks("<p>" + "(" * 20_000 + "</p>")) == 20


def test_long_quotations_are_not_cached():
    run_checks(make.quotation("Said in a few words.", attribution="S"))
    before = rules_quotations._normalise.cache_info().currsize
    run_checks(make.quotation("Said at length. " * 200, attribution="S"))
    assert rules_quotations._normalise.cache_info().currsize == before


@pytest.mark.parametrize("script", ["我们在这里看到了历史的逻辑", "هذه الحرب خطيرة جدا على الجميع"])
def test_same_text_is_found_in_any_script(script):
    make.post(make.quotation(f"“{script}”", attribution="S"), language="zh")
    assert find_codes(make.quotation(f"「{script}」", attribution="S")) == ["quoted_elsewhere"]


def test_quotation_in_an_invisible_draft_is_not_reported():
    theirs = make.draft(make.quotation(OF_KISLENKO, attribution="S"))
    html = make.quotation(OF_KISLENKO, attribution="S")
    assert run_checks(html, user=make.user("Author")) == []
    assert run_checks(html, user=theirs.authors.get())[0].other_quotations[0].title == theirs.title


def test_post_is_not_compared_with_itself():
    post = make.post(make.quotation(OF_KISLENKO, attribution="S"))
    assert run_checks(make.quotation(OF_KISLENKO, attribution="S"), post) == []


@pytest.mark.parametrize("quotations", [1, 30])
def test_check_query_count_is_independent_of_length(quotations, django_assert_num_queries):
    make.post(make.quotation(OF_KISLENKO, attribution="S"))
    html = (make.quotation(OF_KISLENKO) + '<p><a href="https://a.b/">a</a></p>') * quotations
    post, user = make.draft(), make.user("superuser")
    with django_assert_num_queries(4):  # One loads the stored credits.
        run_checks(html, post, user)


TITLED = "<caption>T</caption><tr><td>a</td><td>1</td></tr>"
SOURCE = 'data-description="D" data-credit="C"'


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (f'<table data-chart="bars" {SOURCE}>{TITLED}</table>', []),
        (
            '<table data-chart="bars"><tr><td>a</td><td>1</td></tr></table>',
            ["chart_title", "chart_description", "chart_source"],
        ),
        (
            f'<table data-chart="bars" {SOURCE}><caption>T</caption><tr><td>a</td></tr></table>',
            ["chart_not_drawn"],
        ),
        (
            f'<table data-chart="bars" {SOURCE}>{TITLED}<tr><td>b</td><td>two</td></tr>'
            "<tr><td>c</td><td>–</td></tr></table>",
            ["chart_cell"],
        ),
        (
            f'<table data-chart="bars" {SOURCE} data-credit-url="javascript:x">{TITLED}</table>',
            ["chart_source_url"],
        ),
        (
            f'<table data-chart="columns" {SOURCE}><caption>T</caption>'
            + "".join(f"<tr><td>Republic {n}</td><td>1</td></tr>" for n in range(9))
            + "</table>",
            ["chart_labels"],
        ),
        (
            f'<table data-chart="columns" {SOURCE}><caption>T</caption>'
            + "".join(f"<tr><td>{n}-01-01</td><td>1</td></tr>" for n in range(2000, 2030))
            + "</table>",
            [],
        ),
        (f"<table>{TITLED}</table>", []),
    ],
)
def test_chart_needs_numbers_title_description_and_source(table, codes):
    assert find_codes(f"<p>Text.</p>{table}") == codes


def test_numbers_of_a_chart_are_read_in_the_language_of_the_post():
    rows = "<tr><td>a</td><td>1.234,5</td></tr><tr><td>b</td><td>1,2,3</td></tr>"
    html = f'<table data-chart="bars" {SOURCE}><caption>T</caption>{rows}</table>'
    (finding,) = run_checks(html, post=Post(language="de"))
    assert finding.code == "chart_cell"
    assert "“1,2,3”" in finding.message and "1.234,5" not in finding.message
