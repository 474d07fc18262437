"""Errors stand where they belong, and whatever was typed is still there."""

from playwright.sync_api import expect

from blog.models import Photo, Post, PullQuote
from tests import factories
from tests.browser.conftest import Desk, document, paste, save, write


def test_an_error_stands_at_its_node_and_everything_typed_stays(desk: Desk) -> None:
    page = write(desk)
    page.fill("#id_title", "A title")
    page.fill("#id_labels", "China, press freedom")
    page.fill("#id_summary", "In short.")
    paste(page, text="Before.\n“One is here.”\n“Two is here.”\nAna Ruiz, judge")
    page.get_by_role("button", name="Split into blocks").click()
    quotation = page.locator(".quotation-node")
    expect(quotation.locator("summary")).to_contain_text("Ana Ruiz")
    quotation.locator("summary").click()
    quotation.get_by_label("Said", exact=True).fill("yesterday")
    before = document(page)

    page.get_by_role("button", name="Save and continue editing").click()

    error = quotation.locator(".node-errors")
    expect(error).to_have_text("Write when it was said as 2023, 2023-03 or 2023-03-22.")
    assert not Post.objects.exists()
    assert page.input_value("#id_title") == "A title"
    assert page.input_value("#id_labels") == "China, press freedom"
    assert page.input_value("#id_summary") == "In short."
    assert document(page).replace(' data-errors="', "|").split("|")[0] in before
    assert quotation.get_by_label("Said", exact=True).input_value() == "yesterday"

    quotation.get_by_label("Said", exact=True).fill("2023-03")
    expect(error).to_be_hidden()
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert [quote.said for quote in PullQuote.objects.order_by("position")] == ["2023-03"] * 2


def test_a_file_that_is_no_picture_is_refused_at_its_figure(desk: Desk) -> None:
    page = write(desk)
    page.get_by_role("button", name="Picture", exact=True).click()
    figure = page.locator(".figure-node")
    figure.get_by_label("Caption").fill("What it shows")
    wrong = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    figure.locator("input[type=file]").set_input_files(wrong)
    expect(figure.locator(".figure-state.is-error")).to_be_visible()
    assert not Photo.objects.exists()
    assert figure.get_by_label("Caption").input_value() == "What it shows"
    desk.complaints.clear()  # The answer 400 is on the console, as it should be.

    right = {"name": "a.png", "mimeType": "image/png", "buffer": factories.picture()}
    figure.locator("input[type=file]").set_input_files(right)
    expect(figure.locator("img")).to_be_visible()
    assert figure.get_by_label("Caption").input_value() == "What it shows"
    assert Photo.objects.count() == 1


def test_a_save_without_a_change_keeps_every_row(desk: Desk) -> None:
    editor = factories.user("Editor")
    photo = factories.photo(editor)
    html = (
        "<h2>Head</h2><p>A  <strong>b</strong>\u00a0c.</p><ol><li><p>x</p></li></ol>"
        + factories.quotation(
            "“One  two.”", "“[…] three", attribution="Ana Ruiz", source_name="Ana"
        )
        + '<hr data-jump=""><blockquote><p>y</p></blockquote><hr>'
        + factories.figure(photo, caption="Here")
        + "<p>z</p>"
    )
    page = write(desk, html, editor)
    post = Post.objects.get()

    def rows() -> list:
        found = [*post.proses.values(), *post.pullquotes.values(), *post.figures.values()]
        return [found, Post.objects.values("html", "intro_html", "excerpt").get()]

    before = rows()
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert rows() == before
