"""Lines above block quotes that are read as their attributions, and titles that are not."""

import pytest

from accounts.models import User
from blog.content import document
from blog.models import Post, PullQuote
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_admin import url
from tests.transfer.test_review_shapes import count
from transfer.models import Import
from transfer.review import decisions
from transfer.review.candidates import find_candidates, raise_candidates
from transfer.review.models import QuotationCandidate
from transfer.review.reading import Rule
from transfer.review.rules import save_rule

WORDS = (
    "We have never seen anything like this in the harbour.",
    "Nobody here asked for a second ferry, and nobody will use it.",
    "The council should have listened to the fishermen years ago.",
    "It will take us a whole winter to repair what one night destroyed.",
)
QUOTES = [f"<blockquote><p>{text}</p></blockquote>" for text in WORDS]

# Posts with block quotes, {}, and the attribution that is read of each.
ATTRIBUTION_ROWS = [
    # Columns of opinions: names in headings or in bold, above each quotation.
    ("<h3>Jane Doe</h3>{}<h3>Robert Miles</h3>{}", ["Jane Doe", "Robert Miles"]),
    ("<p><strong>Anna Kraus</strong></p>{}<p><strong>Jonas Weber</strong></p>{}"
     "<p><strong>Lena Vogt</strong></p>{}", ["Anna Kraus", "Jonas Weber", "Lena Vogt"]),
    ("<h3>Maria Ribeiro</h3>{}<p>Seguiu-se a chuva.</p><h3>João Pereira</h3>{}",
     ["Maria Ribeiro", "João Pereira"]),
    ("<h3>Анна Петрова</h3>{}<h3>Иван Сидоров</h3>{}", ["Анна Петрова", "Иван Сидоров"]),
    ("<h4>Marie Roux</h4>{}<h4>Paul Vidal</h4>{}", ["Marie Roux", "Paul Vidal"]),
    ("<p><strong>Jane Doe:</strong></p>{}<p><strong>Peter Marsh:</strong></p>{}",
     ["Jane Doe", "Peter Marsh"]),
    ("<h3>Jane Doe, mayor of Springfield</h3>{}<h3>Robert Miles</h3>{}",
     ["Jane Doe, mayor of Springfield", "Robert Miles"]),
    # An office, an employer or a party.
    ("<p><strong>Helen Carter, head of policy at Shelter</strong></p>{}",
     ["Helen Carter, head of policy at Shelter"]),
    ("<p><strong>Sir Peter Marsh, former ambassador</strong></p>{}",
     ["Sir Peter Marsh, former ambassador"]),
    ("<h3>Anna Kraus (SPD)</h3>{}", ["Anna Kraus (SPD)"]),
    ("<p><strong>Marie Roux, secrétaire nationale des Écologistes</strong></p>{}",
     ["Marie Roux, secrétaire nationale des Écologistes"]),
    ("<h3>Lucía Ruiz, ministra de Trabajo</h3>{}", ["Lucía Ruiz, ministra de Trabajo"]),
    ("<p><strong>Anna Testa, segretaria del Pd</strong></p>{}", ["Anna Testa, segretaria del Pd"]),
    ("<p><strong>Marina Lopes, ministra do Meio Ambiente</strong></p>{}",
     ["Marina Lopes, ministra do Meio Ambiente"]),
    ("<p><strong>Femke Bakker, burgemeester van Zwolle</strong></p>{}",
     ["Femke Bakker, burgemeester van Zwolle"]),
    ("<p><strong>Adam Kos, minister sprawiedliwości</strong></p>{}",
     ["Adam Kos, minister sprawiedliwości"]),
    ("<p><strong>Екатерина Орлова, политолог</strong></p>{}", ["Екатерина Орлова, политолог"]),
    ("<p><strong>Сергій Коваль, письменник</strong></p>{}", ["Сергій Коваль, письменник"]),
    ("<p><strong>Elif Kaya, yazar</strong></p>{}", ["Elif Kaya, yazar"]),
    ("<p><strong>Elena Popescu, primar</strong></p>{}", ["Elena Popescu, primar"]),
    ("<h3>Petr Malý, premiér</h3>{}", ["Petr Malý, premiér"]),
    ("<p><strong>Γιώργος Παππάς, δήμαρχος</strong></p>{}", ["Γιώργος Παππάς, δήμαρχος"]),
    ('<h4><a href="https://a.example/">Margaret Marsh</a>, novelist</h4>{}',
     ["Margaret Marsh, novelist"]),
    # A publication that is known.
    ("<p><strong>Heribert Kolk, Süddeutsche Zeitung</strong></p>{}",
     ["Heribert Kolk, Süddeutsche Zeitung"]),
    ("<p><strong>Tom Marsh – The Atlantic</strong></p>{}", ["Tom Marsh – The Atlantic"]),
    ("<p>Jane Doe in The Guardian:</p>{}", ["Jane Doe in The Guardian"]),
    ("<p>Ross Miles, The New York Times, 3 May 2015:</p>{}",
     ["Ross Miles, The New York Times, 3 May 2015"]),
    ("<p>Jonas Weber im Spiegel:</p>{}", ["Jonas Weber im Spiegel"]),
    ("<p>Marie Roux dans Libération :</p>{}", ["Marie Roux dans Libération"]),
    ("<p>Rosa Ruiz en El País:</p>{}", ["Rosa Ruiz en El País"]),
    ("<p>Massimo Testa sul Corriere della Sera:</p>{}", ["Massimo Testa sul Corriere della Sera"]),
    ("<p>Anna Lund i Dagens Nyheter:</p>{}", ["Anna Lund i Dagens Nyheter"]),
]  # fmt: skip

# Posts in whose lines above block quotes nobody is quoted.
TITLE_ROWS = [
    "<h3>Ann Lee, mayor, resigns</h3>{}",
    "<p><strong>Dear Prof. Ann Lee:</strong></p>{}",
    "<p>Sehr geehrte Frau Professor Ann Lee:</p>{}",
    # Sections about somebody or something.
    "<h3>Jane Doe in Trouble</h3>{}",
    "<h3>Jane Doe</h3>{}<h3>The Harbour</h3>{}",
    "<h3>Jane Doe</h3>{}<p>So wrote The Herald about her.</p>",
    "<p><strong>Rosa Parks Day, Montgomery</strong></p>{}",
    "<h3>Virginia Woolf Society</h3>{}",
    "<h3>Marcus Rashford Effect, again</h3>{}",
    "<h3>Ruth Bader Ginsburg, 1933–2020</h3>{}",
    "<h3>George Washington Bridge, traffic</h3>{}",
    "<h3>Peter Marsh on Ferries</h3>{}<h3>Jane Doe on Trains</h3>{}",
    "<p>Jane Doe in Trouble:</p>{}",
    "<h3>Rosa Luxemburg Stiftung</h3>{}",
    "<h3>Karl Marx in Trier</h3>{}",
    "<h3>Anna Kraus und der Hafen</h3>{}<h3>Jonas Weber und die Fähre</h3>{}",
    "<p><strong>Theodor Heuss Preis, 2014</strong></p>{}",
    "<h3>Victor Hugo à Guernesey</h3>{}",
    "<h3>Jeanne d’Arc, le mythe</h3>{}",
    "<h3>Frida Kahlo, vida y obra</h3>{}",
    "<h3>Pablo Neruda: veinte poemas</h3>{}",
    "<h3>Santa Maria Maggiore, Roma</h3>{}",
    "<p><strong>Ponte Vasco da Gama, Lisboa</strong></p>{}",
    "<h3>Anne Frank Huis, Amsterdam</h3>{}",
    "<h3>Jan Paweł II w Krakowie</h3>{}",
    "<h3>Лев Толстой и музыка</h3>{}",
    "<h3>Orhan Pamuk Müzesi</h3>{}",
    "<p><strong>Mark Two, Version Three</strong></p>{}",
    # Diaries of concerts and matches.
    "<p><strong>Tom Waits Concert, 5 May 2014</strong></p>{}",
    "<h3>Tom Waits, 5 May 2014</h3>{}",
    "<h3>Taylor Swift, Wembley, 21 June 2024</h3>{}<h3>Bruce Springsteen, Hyde Park, 6 July 2023"
    "</h3>{}",
    "<h3>Bob Dylan, London</h3>{}<h3>Neil Young, Berlin</h3>{}",
    # Lists of films, books and places.
    "<h3>Annie Hall</h3>{}<h3>The Godfather</h3>{}<h3>Barry Lyndon</h3>{}",
    "<h3>Annie Hall (1977)</h3>{}<h3>Barry Lyndon (1975)</h3>{}",
    "<h3>Anna Karenina, part one</h3>{}",
    "<p><strong>Анна Каренина, часть первая</strong></p>{}",
    "<h3>Harry Potter, chapter two</h3>{}",
    "<h3>Victoria Falls</h3>{}<h3>Virginia Beach</h3>{}",
    "<h3>Jane Doe DVD</h3>{}<h3>Peter Marsh (DVD)</h3>{}",
    # Portraits: the words are about the person, or have an attribution of their own.
    "<h3>Jane Goodall</h3><blockquote><p>Goodall was a primatologist, and knew the apes.</p>"
    "</blockquote><h3>Rachel Carson</h3><blockquote><p>In her books Carson wrote about the sea."
    "</p></blockquote>",
    "<h3>Marie Curie, physicienne</h3><blockquote><p>Les travaux de Curie ont changé la physique."
    "</p></blockquote>",
    "<p><strong>Анна Орлова, учёный</strong></p><blockquote><p>Работы Орловой изменили физику "
    "навсегда.</p></blockquote>",
]  # fmt: skip


def _find(html: str):
    return find_candidates(
        document.parse(f"<p>So.</p>{html.format(*QUOTES)}<p>Then it rained.</p>")
    )


@pytest.mark.parametrize(("html", "attributions"), ATTRIBUTION_ROWS)
def test_line_above_with_speaker_is_attribution(html, attributions):
    assert [each.attribution for each in _find(html)] == attributions


@pytest.mark.parametrize("html", TITLE_ROWS)
def test_title_above_quotation_is_no_attribution(html):
    assert not [each.attribution for each in _find(html) if "line_above" in each.shape]


NEIGHBOUR_ROWS = [
    # A line between two quotations belongs to the first, unless all have one above.
    ("{0}<p><strong>Jane Doe</strong></p>{1}", ["Jane Doe", ""]),
    ("{0}<p><strong>Jane Doe, mayor</strong></p>{1}", ["Jane Doe, mayor", ""]),
    ("<p><strong>Ann Lee</strong></p>{0}<p><strong>Jane Doe</strong></p>{1}",
     ["Ann Lee", "Jane Doe"]),
    ("<p><strong>Ann Lee</strong></p>{0}<p><strong>Jane Doe</strong></p>{1}<p>So.</p>"
     "<p><strong>Lena Ruiz</strong></p>{2}", ["Ann Lee", "Jane Doe", "Lena Ruiz"]),
    ("<p><strong>Ann Lee</strong></p>{0}<p><strong>Jane Doe</strong></p>", ["Jane Doe"]),
    ("<h2>Jane Doe</h2>{0}<p><strong>Ann Lee</strong></p>{1}<p><strong>Bo Rot</strong></p>",
     ["Ann Lee", "Bo Rot"]),
    ("<h2>Jane Doe, mayor</h2>{0}<p><strong>Ann Lee, nurse</strong></p>{1}"
     "<p><strong>Bo Rot, pilot</strong></p>", ["Ann Lee, nurse", "Bo Rot, pilot"]),
    ("<h3>Ann Lee</h3>{0}<p>— Jane Doe, mayor</p>{1}", ["Jane Doe, mayor", ""]),
    ("<h3>Rain</h3>{0}<p><strong>Jane Doe</strong></p>{1}", ["Jane Doe", ""]),
    ("<h3>Jane Doe, mayor</h3><blockquote><p>It rained all day in the harbour.</p><p>— Ann Lee</p>"
     "</blockquote>", ["Ann Lee"]),
    ("<h3>Jane Doe, mayor</h3><p>It rained.</p>{0}", [""]),
    ("<h3>Jane Doe, mayor</h3><hr>{0}", [""]),
    ("<p>Jane Doe, mayor</p>{0}", [""]),
    ("<p><em>Jane Doe, mayor</em></p>{0}", [""]),
    ("<ul><li><strong>Jane Doe, mayor</strong></li></ul>{0}", [""]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "attributions"), NEIGHBOUR_ROWS)
def test_line_near_two_quotations_is_attribution_of_one(html, attributions):
    assert [each.attribution for each in _find(html)] == attributions


OFFICE = "<h3>Jane Doe, mayor of Vik</h3>"
HEADING = "quote line_above plain nolink form heading"
NONE = "quote none plain nolink form heading"


def test_line_above_stays_in_the_text():
    parsed = document.parse(f"{OFFICE}{QUOTES[0]}<p>So.</p>")
    (candidate,) = find_candidates(parsed)
    assert candidate.shape == HEADING
    raise_candidates(parsed, [candidate])
    before, quotation, after = parsed.nodes
    assert (before.html, after.html) == (OFFICE, "<p>So.</p>")
    assert quotation.attribution == "Jane Doe, mayor of Vik"


def test_lines_above_each_of_two_quotations_stay_in_the_text():
    html = "<p><strong>Ann Lee</strong></p>{0}<p><strong>Jane Doe</strong></p>{1}"
    parsed = document.parse(html.format(*QUOTES))
    raise_candidates(parsed, find_candidates(parsed))
    first, _quotation, second, _other = parsed.nodes
    assert "Ann Lee" in first.html and "Jane Doe" in second.html


def test_link_of_line_above_is_that_of_the_quotation():
    (candidate,) = _find('<h3><a href="https://a.example/x">Jane Doe</a>, mayor</h3>{}')
    assert candidate.url == "https://a.example/x"
    assert candidate.shape == "quote line_above plain link form heading"


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor", "e@example.org", "x")


@pytest.fixture
def unread(editor):
    """A review whose candidates an earlier version found, which read no line above them."""
    texts = [
        f"<h3>{name}, mayor of Vik</h3>{QUOTES[0]}<p>So.</p>" for name in ("Jane Doe", "Ann Lee")
    ]
    run_import(*[post(str(number), html=html) for number, html in enumerate(texts)])
    run = Import.objects.get()
    for each in Post.objects.all():
        (candidate,) = find_candidates(document.load_document(each))
        QuotationCandidate.objects.create(
            run=run, post=each, key=candidate.earlier.key, shape=NONE, text=WORDS[0]
        )
    return run


def test_candidate_of_earlier_version_is_raised_as_it_was_shown(unread, editor):
    decision = decisions.decide(unread, shape=NONE, verb="accept", by=editor)
    decisions.find_all(unread)
    decisions.work_on(decision, by=editor)
    assert list(PullQuote.objects.values_list("attribution", flat=True)) == ["", ""]


def test_search_reads_line_above_of_undecided_candidates_only(unread, editor):
    first, second = QuotationCandidate.objects.order_by("post__title")
    decisions.decide_one(first, verb="reject", by=editor)
    decisions.find_all(unread)
    assert count(unread) == {NONE: 0, HEADING: 1}
    second.refresh_from_db()
    assert second.state == "stale"
    decision = decisions.decide(unread, shape=HEADING, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.get().source.name == "Ann Lee"


def test_line_above_that_is_no_attribution_is_left_out(editor):
    run_import(post("1", html=f"{OFFICE}{QUOTES[0]}<p>So.</p>"))
    run = Import.objects.get()
    decisions.find_all(run)
    save_rule(run, HEADING, Rule(is_attribution=False))
    decisions.work_on(decisions.decide(run, shape=HEADING, verb="accept", by=editor), by=editor)
    quotation = PullQuote.objects.select_related("post").get()
    assert (quotation.attribution, quotation.text) == ("", WORDS[0])
    assert "Jane Doe, mayor of Vik" in quotation.post.html


def test_desk_names_group_of_lines_above(admin_client):
    run_import(post("1", html=f"{OFFICE}{QUOTES[0]}<p>So.</p>"))
    run = Import.objects.get()
    decisions.find_all(run)
    page = admin_client.get(url("review", run)).content.decode()
    assert "Block quotes, attributed in the line above, under a heading" in page
    page = admin_client.get(url("group", run), {"shape": HEADING}).content.decode()
    assert "— Jane Doe, mayor of Vik" in page and "Correct the attribution" in page
