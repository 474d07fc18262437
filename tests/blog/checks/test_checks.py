"""What checks find, row by row: what should be found, and what should not."""

import pytest

from blog import checks
from blog.checks.rules import quotations as rules_quotations
from blog.checks.rules.punctuation import find_unbalanced
from blog.content import document
from blog.models import Post
from tests.support import factories as make

pytestmark = pytest.mark.django_db

PERFECT = {"title": "Title", "summary": "What it says.", "labels": ["China"]}


def found(html: str, post: Post | None = None, user=None, **fields) -> list[checks.Finding]:
    """As the panel has it: with the sources that a save would read from attributions."""
    user, post = user or make.user("Editor"), post or Post(language="en")
    nodes = document.parse(html)
    document.update_credits(nodes, post, user)
    return checks.run(checks.CheckInput(nodes, **{**PERFECT, **fields}), post, user)


def codes(html: str, **fields) -> list[str]:
    return [finding.code for finding in found(html, **fields)]


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


@pytest.mark.parametrize("words", BALANCED)
def test_a_balanced_line_is_left_alone(words):
    assert find_unbalanced(words) == []


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


@pytest.mark.parametrize(("words", "marks"), LONELY.items(), ids=[w[:20] for w in LONELY])
def test_a_mark_without_its_partner_is_found(words, marks):
    assert [each.mark for each in find_unbalanced(words)] == marks


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
def test_a_quotation_of_several_paragraphs_closes_in_the_last_alone(paragraphs, count, wrap):
    if wrap == "prose":
        html = "".join(f"<p>{line}</p>" for line in paragraphs)
    else:
        html = make.quotation(*paragraphs, attribution="Somebody")
    assert codes(html) == ["mark_unbalanced"] * count


def test_items_of_a_list_do_not_go_on_from_one_to_the_next():
    assert codes("<ul><li>“One.</li><li>“Two.”</li></ul>") == ["mark_unbalanced"]


def picture(**words: str) -> str:
    return make.figure(**words).replace("<figure", '<figure data-photo="1"')


SAID = "Two presidents meet in February 2022."
ROWS = [
    ("<p>Words.</p>", []),
    (make.quotation("“A b.”"), ["quotation_without_source"]),
    (make.quotation("“A b.”", attribution="Somebody"), []),
    (make.quotation("“A b.”", source_name="Somebody"), []),
    (make.quotation("“A b.”", speaker_name="Somebody"), []),
    (picture(alt="Two men shake hands", caption=SAID, credit="Agency"), []),
    (picture(caption=SAID, credit="Agency"), ["alt_missing"]),
    (picture(alt="Two men"), ["credit_missing"]),
    (picture(decorative="1"), []),
    (picture(alt=SAID, caption=SAID, credit="A"), ["alt_repeats_caption"]),
    (picture(alt=SAID.upper(), caption=f"{SAID} A/B", credit="A"), ["alt_repeats_caption"]),
    (picture(alt="…", caption="", credit="A"), []),
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
    ("<h2> </h2><p>b</p>", ["heading_empty"]),
    (make.quotation("“A b c d.”", "“A B, c d!”", attribution="S"), ["quoted_twice"]),
    (make.quotation("“A b.”", "“A b.”", attribution="S"), []),
]


@pytest.mark.parametrize(("html", "expected"), ROWS)
def test_a_block_is_judged(html, expected):
    assert codes(html) == expected


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
def test_a_field_is_judged(fields, expected):
    assert codes("<p>Words.</p>", **fields) == expected


def test_each_finding_says_in_which_block_of_the_editor_it_is():
    html = (
        "<p></p><p>One.</p><p>“Two.</p>"
        + make.quotation("“A b.”")
        + picture(caption=SAID, credit="A")
        + "<p></p><ul><li>(a</li></ul><p></p>"
    )
    places = [(finding.element_index, finding.code) for finding in found(html)]
    assert places == [
        (2, "mark_unbalanced"),
        (3, "quotation_without_source"),
        (4, "alt_missing"),
        (6, "mark_unbalanced"),
    ]


OF_KISLENKO = "“From a Chinese perspective, this war is really quite dangerous for everybody.”"


@pytest.mark.parametrize(
    ("words", "is_same"),
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
def test_the_same_words_in_another_post_are_found(words, is_same):
    there = make.post(make.quotation(OF_KISLENKO, attribution="Arne Kislenko"))
    told = found(make.quotation(words, attribution="Somebody"))
    places = [
        (other.title, other.url, other.is_same) for one in told for other in one.other_quotations
    ]
    quoted = there.pullquotes.get().get_absolute_url()
    assert places == ([] if is_same is None else [(there.title, quoted, is_same)])


def test_what_differs_is_told_word_by_word():
    make.post(make.quotation("“This war is really quite dangerous.”", attribution="S"))
    (one,) = found(make.quotation("“This war is quite dangerous!”", attribution="S"))
    assert one.other_quotations[0].difference == [
        *(("=", "“This war is "), ("-", "really "), ("=", "quite dangerous")),
        *(("-", "."), ("+", "!"), ("=", "”")),
    ]


def test_what_differs_in_a_long_one_is_told_at_once():
    said = [f"the word{n}" if n % 3 else "the" for n in range(600)]
    make.post(make.quotation(" ".join(said), attribution="S"))
    others = [f"x{n}" if n % 10 == 1 else word for n, word in enumerate(said)]
    (one,) = found(make.quotation(" ".join(others), attribution="S"))
    difference = one.other_quotations[0].difference
    assert "".join(text for kind, text in difference if kind != "+") == " ".join(said)
    assert "".join(text for kind, text in difference if kind != "-") == " ".join(others)
    assert ("+", "x11") in difference


LONG = " ".join(f"word{n % 4000}" for n in range(rules_quotations.MAX_COMPARED_WORDS + 1))


def test_long_quotation_is_found_by_its_exact_words_and_says_so():
    make.post(make.quotation(LONG, attribution="S"))
    there, cut = found(make.quotation(LONG.replace("word7 ", "WORD7, "), attribution="S"))
    assert (there.code, [other.is_same for other in there.other_quotations]) == (
        "quoted_elsewhere",
        [True],
    )
    assert (cut.code, cut.is_blocking) == ("too_long_to_compare", False)
    (cut,) = found(make.quotation(LONG.replace("word7 ", "other "), attribution="S"))
    assert cut.code == "too_long_to_compare"


def test_short_quotation_is_found_in_a_long_one():
    make.post(make.quotation(LONG, attribution="S"))
    (one,) = found(make.quotation("word10 word20 word30 word40 word50", attribution="S"))
    assert one.code == "too_long_to_compare"
    (one,) = found(make.quotation("word1 word2 word3 word4 word5", attribution="S"))
    assert one.code == "quoted_elsewhere"


@pytest.fixture
def work(monkeypatch):
    """What checks compare, in characters taken apart and in pairs of words."""
    spent = {"characters": 0, "pairs": 0}
    words, matcher = (
        rules_quotations.normalize.split_words,
        rules_quotations.similarity.build_matcher,
    )

    def counted_words(text):
        spent["characters"] += len(text)
        return words(text)

    def counted_matcher(one, two):
        spent["pairs"] += len(one) * len(two)
        return matcher(one, two)

    monkeypatch.setattr(rules_quotations.normalize, "split_words", counted_words)
    monkeypatch.setattr(rules_quotations.similarity, "build_matcher", counted_matcher)
    return spent


def changed(text: str, number: int) -> str:
    """One that has a rare word of each of its longest in common, and half of the others."""
    return " ".join(w if n % 7 else f"x{number}" for n, w in enumerate(text.split()))


@pytest.mark.slow
def test_work_grows_with_the_length_of_a_quotation_alone(work):
    costs = []
    for length in (2_000, 8_000, 32_000):
        text = " ".join(f"w{length}n{n % 900}" for n in range(length))
        for number in range(3):
            make.post(make.quotation(changed(text, number), attribution="S"))
        work["characters"] = work["pairs"] = 0
        assert found(make.quotation(text, attribution="S"))[-1].code == "too_long_to_compare"
        costs.append(work["characters"] / len(text))
        assert work["pairs"] == 0
    assert max(costs) < 2


@pytest.mark.slow
def test_work_for_many_quotations_has_a_bound(work, monkeypatch):
    monkeypatch.setattr(rules_quotations, "MAX_WORD_PAIRS", 300_000)
    text = " ".join(f"rareword{n}" for n in range(200))
    for number in range(4):
        make.post(make.quotation(changed(text, number), attribution="S"))
    texts = [changed(text, 10 + number) for number in range(12)]
    told = found("<p>x</p>".join(make.quotation(text, attribution="S") for text in texts))
    assert {finding.code for finding in told} == {"quoted_elsewhere", "too_long_to_compare"}
    # The difference is told token by token, of which there are twice as many as words.
    assert 0 < work["pairs"] <= 4 * 300_000


def test_findings_of_one_line_full_of_marks_have_a_bound():
    assert len(found("<p>" + "(" * 20_000 + "</p>")) == 20


def test_of_long_quotations_nothing_is_kept_in_memory():
    found(make.quotation("Said in a few words.", attribution="S"))
    before = rules_quotations._normalise.cache_info().currsize
    found(make.quotation("Said at length. " * 200, attribution="S"))
    assert rules_quotations._normalise.cache_info().currsize == before


@pytest.mark.parametrize("script", ["我们在这里看到了历史的逻辑", "هذه الحرب خطيرة جدا على الجميع"])
def test_the_same_words_are_found_in_any_script(script):
    make.post(make.quotation(f"“{script}”", attribution="S"), language="zh")
    assert codes(make.quotation(f"「{script}」", attribution="S")) == ["quoted_elsewhere"]


def test_another_authors_draft_is_told_of_to_nobody_who_may_not_see_it():
    theirs = make.draft(make.quotation(OF_KISLENKO, attribution="S"))
    html = make.quotation(OF_KISLENKO, attribution="S")
    assert found(html, user=make.user("Author")) == []
    assert found(html, user=theirs.authors.get())[0].other_quotations[0].title == theirs.title


def test_a_post_does_not_repeat_itself():
    post = make.post(make.quotation(OF_KISLENKO, attribution="S"))
    assert found(make.quotation(OF_KISLENKO, attribution="S"), post) == []


@pytest.mark.parametrize("quotations", [1, 30])
def test_costs_the_same_queries_however_long(quotations, django_assert_num_queries):
    make.post(make.quotation(OF_KISLENKO, attribution="S"))
    html = (make.quotation(OF_KISLENKO) + '<p><a href="https://a.b/">a</a></p>') * quotations
    post, user = make.draft(), make.user("superuser")
    with django_assert_num_queries(4):  # One of them reads the credits that are stored.
        found(html, post, user)
