"""The sources of an import and the correction of a form in the desk, by keyboard alone."""

import pytest
from playwright.sync_api import Page, Route, expect

from blog.models import PullQuote
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, press
from tests.support import factories as make
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_sources import SHAPE, get, start
from transfer.admin import review_sources
from transfer.models import Import
from transfer.review import decisions, tasks
from transfer.review.models import QuotationCandidate, ReviewedSource

OTHER_SHAPE = "quote below plain nolink strong"


@pytest.fixture
def run(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Import:
    # There is no worker for the posts after the third. Two threads import the posts, so their keys
    # are not always in the order of the export.
    monkeypatch.setattr(tasks, "POSTS_AT_ONCE", 5)
    return start("A. Ruiz", "Ana Ruiz", "Tidings, Bo Rot, 3 May 2020", "Bea Lind", "B. Lind")


@pytest.fixture
def page(desk: Desk, run: Import) -> Page:
    return desk.page(make.user("Administrator"))


def push(page: Page, key: str) -> None:
    with new_document(page):
        press(page, key)


def list_sent(page: Page) -> list[str]:
    """Return a list to which each choice is added when it is sent."""
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    return sent


def test_sources_are_joined_by_single_keys(page: Page, run: Import) -> None:
    page.goto(f"/admin/transfer/import/{run.pk}/review/")
    assert_accessible(page)
    page.get_by_role("link", name="2 may be the same as others").focus()
    push(page, "Enter")
    rows = page.locator(".review-row")
    expect(rows).to_have_count(2)
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/")
    assert_accessible(page)
    expect(rows.nth(0)).to_be_focused()
    expect(rows.nth(0)).to_contain_text("A. Ruiz")
    page.evaluate("window.isSamePage = true")
    press(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("“A. Ruiz” is “Ana Ruiz”.")
    expect(page.get_by_role("status")).to_contain_text("“A. Ruiz” is “Ana Ruiz”.")
    expect(rows.nth(0)).to_contain_text("Same as: Ana Ruiz")
    expect(rows.nth(1)).to_be_focused()
    press(page, "n")
    expect(rows.nth(1)).to_contain_text("Stays a source of its own")
    expect(page.locator("[data-review-filter]")).to_contain_text("Decided 2")
    assert_accessible(page)
    press(page, "k", "k", "j")
    expect(rows.nth(1)).to_be_focused()
    press(page, "u")
    expect(rows.nth(1)).to_contain_text("Same as…? Bea Lind")
    expect(page.locator(".messagelist")).to_have_text("Undone.")
    assert page.evaluate("window.isSamePage")
    expect(rows.nth(1)).to_be_focused()
    push(page, "c")
    search = page.get_by_label("Search for a source")
    expect(search).to_be_focused()
    search.fill("rot")
    assert_accessible(page)
    push(page, "Enter")
    choose = page.get_by_role("button", name="Choose Tidings (Bo Rot)")
    choose.focus()
    push(page, "Enter")
    row = page.locator(f"#source-{get(run, 'B. Lind').pk}")
    expect(row).to_be_focused()
    expect(row).to_contain_text("Same as: Tidings (Bo Rot)")


def test_new_sources_are_accepted_by_one_key(page: Page, run: Import) -> None:
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/?show=new")
    rows = page.locator(".review-row")
    expect(rows).to_have_count(3)
    assert_accessible(page)
    expect(rows.nth(0)).to_be_focused()
    press(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("3 sources stay sources of their own.")
    expect(rows).to_have_count(0)
    expect(page.locator("[data-empty]")).to_contain_text("No new source is left to look at.")
    expect(page.get_by_text("J and K")).to_have_count(0)
    expect(page.get_by_role("link", name="Decide about the proposed sources.")).to_be_focused()
    assert_accessible(page)
    push(page, "Enter")
    expect(rows).to_have_count(2)


def test_new_sources_of_the_next_page_wait_for_another_key(
    page: Page, run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_sources, "PLAIN_ROWS_A_PAGE", 2)
    page.clock.set_fixed_time("2026-05-03T12:00:00")
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/?show=new")
    rows = page.locator(".review-row")
    expect(rows.nth(0)).to_be_focused()
    sent = list_sent(page)
    press(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("2 sources stay sources of their own.")
    expect(rows).to_have_count(1)
    expect(rows.nth(0)).to_be_focused()
    press(page, "a", "j")
    assert len(sent) == 1 and ReviewedSource.objects.filter(choice="new").count() == 2
    page.clock.set_fixed_time("2026-05-03T12:00:01")
    press(page, "a")
    expect(rows).to_have_count(0)


def test_row_in_place_of_an_undone_one_waits_for_another_key(page: Page, run: Import) -> None:
    ReviewedSource.objects.update(choice="new")
    page.clock.set_fixed_time("2026-05-03T12:00:00")
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/?show=decided")
    rows = page.locator(".review-row")
    expect(rows).to_have_count(5)
    expect(rows.nth(0)).to_be_focused()
    sent = list_sent(page)
    press(page, "j", "j", "u")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_be_focused()
    press(page, "u", "j")
    expect(rows.nth(3)).to_be_focused()
    assert len(sent) == 1 and ReviewedSource.objects.filter(choice="new").count() == 4
    page.clock.set_fixed_time("2026-05-03T12:00:01")
    press(page, "u")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_be_focused()


@pytest.mark.parametrize("is_stored", [False, True])
def test_choice_without_an_answer_can_be_sent_again(
    desk: Desk, page: Page, run: Import, is_stored: bool
) -> None:
    desk.ignore_error("net::ERR_FAILED")
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/")

    def lose(route: Route) -> None:
        if is_stored:
            route.fetch(max_redirects=0)
        route.abort()

    page.route("**/sources/decide/", lose)
    row = page.locator(".review-row").first
    expect(row).to_be_focused()
    page.evaluate("window.isSamePage = true")
    failure = row.get_by_role("alert")
    press(page, "a")
    expect(failure).to_contain_text("The server was not reached")
    assert_accessible(page)
    expect(row).to_be_focused()
    with page.expect_event("requestfailed"):
        press(page, "n")
    expect(failure).to_have_count(1)
    page.unroute("**/sources/decide/", lose)
    press(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("“A. Ruiz” is “Ana Ruiz”.")
    expect(failure).to_have_count(0)
    assert page.evaluate("window.isSamePage")
    assert get(run, "A. Ruiz").choice == "same"


def test_choice_with_an_error_as_answer_is_sent_by_the_browser(
    desk: Desk, page: Page, run: Import
) -> None:
    desk.ignore_error("status of 503")
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/")
    is_first = [True]

    def refuse_first(route: Route) -> None:
        if is_first:
            is_first.clear()
            route.fulfill(status=503, body="Not available.")
        else:
            route.continue_()

    page.route("**/sources/decide/", refuse_first)
    push(page, "a")
    expect(page.locator(".messagelist")).to_contain_text("“A. Ruiz” is “Ana Ruiz”.")
    page.unroute_all(behavior="ignoreErrors")


def test_source_is_chosen_without_scripts(desk: Desk, run: Import) -> None:
    page = desk.page(make.user("Administrator"), java_script_enabled=False)
    page.goto(f"/admin/transfer/import/{run.pk}/review/sources/?show=proposed")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".messagelist")).to_contain_text("“A. Ruiz” is “Ana Ruiz”.")
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    page.get_by_label("Leave out").first.check()
    page.get_by_role("button", name="Accept 5 quotations").click()
    expect(page.locator(".messagelist")).to_contain_text("4 quotations accepted.")


def test_form_is_corrected_by_its_example(page: Page, run: Import) -> None:
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    assert_accessible(page)
    example = page.locator(".review-example", has_text="Tidings, Bo Rot")
    example.focus()
    push(page, "r")
    page.get_by_label("Tidings").select_option("Publication")
    page.get_by_label("Bo Rot").select_option("Person")
    page.get_by_role("button", name="Preview").focus()
    push(page, "Enter")
    preview = page.locator(".review-example", has_text="Tidings, Bo Rot")
    expect(preview.locator("dd")).to_have_text(["Tidings", "Bo Rot", "May 3, 2020"])
    assert_accessible(page)
    page.get_by_role("button", name="Apply to all of this form").focus()
    push(page, "Enter")
    expect(page.locator(".review-corrected")).to_be_visible()
    assert_accessible(page)
    page.locator(".review-example").first.focus()
    push(page, "a")
    quotation = PullQuote.objects.select_related("source", "speaker").get(speaker__isnull=False)
    assert (quotation.source.name, quotation.speaker.name) == ("Tidings", "Bo Rot")


def test_example_left_out_is_not_counted_by_the_button(page: Page, run: Import) -> None:
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    accept = page.locator("[data-key=a]")
    expect(accept).to_contain_text("Accept 5 quotations")
    page.locator(".review-example").first.focus()
    press(page, "x")
    expect(accept).to_contain_text("Accept 4 quotations")
    press(page, "x")
    expect(accept).to_contain_text("Accept 5 quotations")


def test_part_of_form_and_next_form_are_reached_by_single_keys(desk: Desk, run: Import) -> None:
    asides = [f"Summary ({day} May): nothing new at the harbour." for day in range(1, 4)]
    sentences = ["We have never seen anything like this.", "Ships come and go, and nobody counts."]
    run_import(
        *[
            post(f"aside-{number}", html=f"<p>So.</p><blockquote><p>{text}</p></blockquote>")
            for number, text in enumerate([*asides, *sentences])
        ]
    )
    run = Import.objects.latest("pk")
    decisions.find_all(run)
    page = desk.page(make.user("Administrator"))
    page.goto(f"/admin/transfer/import/{run.pk}/review/")
    page.get_by_role("link", name="Block quotes, without an attribution, under ordinary").click()
    expect(page.get_by_role("button", name="“Summary …” 3", exact=True)).to_be_visible()
    assert_accessible(page)
    page.locator(".review-example", has_text="Ships come and go").focus()
    press(page, "x")
    page.locator(".review-example", has_text="Summary (2 May)").focus()
    push(page, "b")
    expect(page.locator(".review-example")).to_have_count(3)
    assert_accessible(page)
    push(page, "n")
    expect(page.locator(".messagelist")).to_contain_text("3 quotations declined.")
    expect(page.locator(".review-example")).to_have_count(2)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(page.locator("[data-key=a]")).to_contain_text("Accept 1 quotation")
    expect(page.locator(".review-example").first).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Undo: Block quotes").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone.")
    assert QuotationCandidate.objects.undecided().filter(run=run).count() == 5


def test_shape_of_family_is_opened_by_one_key(page: Page, run: Import) -> None:
    other = "quote inside bracket nolink strong"
    candidates = QuotationCandidate.objects.order_by("pk")
    candidates.filter(pk__in=[each.pk for each in candidates[:2]]).update(shape=other)
    page.goto(f"/admin/transfer/import/{run.pk}/review/")
    page.get_by_role("link", name="after a dash or in brackets").click()
    expect(page.locator(".review-example")).to_have_count(5)
    assert_accessible(page)
    name = "Block quotes, attributed in their last line, in brackets 2"
    expect(page.get_by_role("button", name=name)).to_be_visible()
    row = page.locator(f".review-example:has([value='form:{other}'])").first
    row.focus()
    push(page, "o")
    expect(page.locator(".review-example")).to_have_count(2)
    assert_accessible(page)
    push(page, "n")
    expect(page.locator(".messagelist")).to_contain_text("2 quotations declined.")
    expect(page.locator("[data-key=a]")).to_contain_text("Accept 3 quotations")


@pytest.mark.parametrize("first", ["b", "f"])
def test_key_pressed_before_the_next_page_decides_nothing(
    page: Page, run: Import, first: str
) -> None:
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    example = page.locator(".review-example").first
    expect(example).to_be_focused()
    # A link that is followed, but leaves the page only after the next key.
    page.evaluate(
        """key => {
            document.querySelector(`[data-key="${key}"], [data-row-key="${key}"]`)?.remove()
            const link = `<a href="#review" data-row-key="${key}">…</a>`
            document.querySelector(".review-example").insertAdjacentHTML("beforeend", link)
            window.submits = 0
            document.addEventListener("submit", (event) => {
                event.preventDefault()
                window.submits += 1
            })
        }""",
        first,
    )
    press(page, first, "n")
    assert page.evaluate("[location.hash, window.submits]") == ["#review", 0]


def test_key_pressed_twice_decides_about_one_form(page: Page, run: Import) -> None:
    candidates = QuotationCandidate.objects.order_by("pk")
    candidates.filter(pk__in=[each.pk for each in candidates[:2]]).update(shape=OTHER_SHAPE)
    page.clock.set_fixed_time("2026-05-03T12:00:00")
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    push(page, "n")
    expect(page.locator(".review-example")).to_have_count(2)
    expect(page.locator(".review-example").first).to_be_focused()
    press(page, "n")
    press(page, "j")
    expect(page.locator(".review-example").nth(1)).to_be_focused()
    assert candidates.undecided().count() == 2
    page.clock.set_fixed_time("2026-05-03T12:00:01")
    push(page, "n")
    expect(page.locator(".messagelist")).to_contain_text("2 quotations declined.")


def test_key_that_is_held_down_decides_once(page: Page, run: Import) -> None:
    candidates = QuotationCandidate.objects.order_by("pk")
    candidates.filter(pk__in=[each.pk for each in candidates[:2]]).update(shape=OTHER_SHAPE)
    page.goto(f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}")
    expect(page.locator(".review-example").first).to_be_focused()
    with new_document(page):
        page.keyboard.down("n")
        page.keyboard.down("n")  # As the keyboard repeats it.
    expect(page.locator(".messagelist")).to_contain_text("3 quotations declined.")
    page.keyboard.down("n")
    page.keyboard.up("n")
    expect(page.locator(".review-example")).to_have_count(2)
    assert candidates.undecided().count() == 2
