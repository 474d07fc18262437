"""Audio, video and PDF files: uploaded by keyboard and by drop, and played by readers."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from blog.editing.media_take_down import take_down_file
from blog.editing.posters import set_poster
from blog.models import Embed, MediaFile
from tests.browser.axe import assert_accessible, look
from tests.browser.conftest import Desk, new_document, open_editor, press, save
from tests.support import factories, sample_files

BUTTON = "Audio, video or PDF"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Low_water.mp4"
    path.write_bytes(sample_files.mp4())
    return path


def test_file_is_inserted_described_and_saved_by_keyboard(desk: Desk, film: Path) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    page.get_by_role("button", name=BUTTON, exact=True).focus()
    press(page, "Enter")
    node = page.locator(".media-file-node")
    expect(node.get_by_role("button", name="Upload file…")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        press(page, "Enter")
    chooser.value.set_files(film)
    expect(node.locator(".media-file-name")).to_contain_text("Low_water.mp4 · MP4, 0:03")
    title = node.get_by_label("Title")
    expect(title).to_have_value("Low water")
    title.focus()
    press(page, "Tab")
    page.keyboard.type("Harbour TV")
    press(page, "Tab")
    page.keyboard.type("At dusk")
    press(page, "Tab")
    page.keyboard.type("One.")
    press(page, "Enter")
    page.keyboard.type("Two.")
    assert_accessible(page)
    save(page)
    row = Embed.objects.get()
    assert (row.title, row.credit, row.caption) == ("Low water", "Harbour TV", "At dusk")
    assert row.transcript == "One.\nTwo." and row.file == MediaFile.objects.get()
    expect(node.get_by_label("Transcript")).to_have_value("One.\nTwo.")


def test_other_file_is_refused_and_can_be_replaced(desk: Desk, film: Path, tmp_path: Path) -> None:
    desk.ignore_error("400 (Bad Request)")
    page = open_editor(desk)
    page.get_by_role("button", name=BUTTON, exact=True).click()
    node = page.locator(".media-file-node")
    wrong, cut = tmp_path / "page.mp4", tmp_path / "cut.mp4"
    wrong.write_text("<!DOCTYPE html><script>alert(1)</script>")
    cut.write_bytes(sample_files.mp4()[:-3])
    chooser = node.locator("input[type=file]")
    for path, error in ((wrong, "upload MP4"), (cut, "incomplete or damaged")):
        chooser.set_input_files(path)
        expect(node.get_by_text(f"{path.name} was not uploaded.")).to_contain_text(error)
        expect(node.get_by_role("button", name="Try again")).to_be_hidden()
    chooser.set_input_files(film)
    expect(node.get_by_role("button", name="Replace…")).to_be_visible()
    expect(node.locator(".figure-state")).to_be_hidden()


def test_existing_file_can_be_chosen_by_keyboard(desk: Desk) -> None:
    author = factories.user("Author")
    for number in range(25):
        factories.media_file(author, name=f"Bells {number}.wav")
    film = factories.media_file(author, sample_files.mp4(), name="Low_water.mp4")
    set_poster(file=film, photo=factories.photo(author), by=author)
    page = open_editor(desk, "<p>Words.</p>", author)
    page.get_by_role("button", name=BUTTON, exact=True).click()
    node = page.locator(".media-file-node")
    expect(node.get_by_role("link")).to_be_hidden()
    choose = node.get_by_role("button", name="Choose existing…")
    choose.focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Choose a file")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.locator("li")).to_have_count(24)
    look(page, "choose-file")
    dialog.get_by_role("button", name="Show more").click()
    expect(dialog.locator("li")).to_have_count(26)
    dialog.get_by_role("searchbox").fill("tide")
    expect(dialog.get_by_text("No files match.")).to_be_visible()
    dialog.get_by_role("searchbox").fill("WATER low")
    expect(dialog.locator("li")).to_have_count(1)
    press(page, "Tab", "Enter")
    expect(dialog).to_be_hidden()
    expect(choose).to_be_focused()
    expect(node.locator(".media-file-name")).to_contain_text("Low_water.mp4 · MP4, 0:03")
    expect(node.get_by_label("Title")).to_have_value("Low water")
    link = node.get_by_role("link", name="Captions and poster")
    expect(link).to_have_attribute("href", f"/admin/blog/mediafile/{film.pk}/change/")
    look(page, "file-block")
    save(page)
    assert Embed.objects.get().file == film


def test_page_of_a_stored_file_opens_beside_the_draft(desk: Desk) -> None:
    author = factories.user("Author")
    sound = factories.media_file(author)
    page = open_editor(desk, factories.file(sound), author)
    with page.expect_popup() as opened:
        page.locator(".media-file-node").get_by_role("link", name="Captions", exact=True).click()
    expect(opened.value.get_by_role("heading", name="Captions")).to_be_visible()


def test_upload_can_be_cancelled_and_tried_again(desk: Desk, film: Path) -> None:
    desk.ignore_error("net::ERR")
    page = open_editor(desk)
    page.get_by_role("button", name=BUTTON, exact=True).click()
    node = page.locator(".media-file-node")
    page.route("**/editor/file/**", lambda route: None)  # It never answers.
    node.locator("input[type=file]").set_input_files(film)
    node.get_by_role("button", name="Cancel upload").click()
    expect(node.get_by_text("Upload of Low_water.mp4 cancelled.")).to_be_visible()
    page.unroute("**/editor/file/**")
    node.get_by_role("button", name="Try again").click()
    expect(node.locator(".media-file-name")).to_contain_text("MP4")


def test_dropped_recording_and_picture_become_blocks_of_their_kinds(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    data = [list(sample_files.wav(0.1)), list(factories.picture())]
    page.evaluate(
        """([sound, picture]) => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([new Uint8Array(sound)], "a.wav", { type: "audio/wav" }))
            transfer.items.add(new File([new Uint8Array(picture)], "b.png", { type: "image/png" }))
            const target = document.querySelector(".tiptap > p")
            const { left, top } = target.getBoundingClientRect()
            const options = { bubbles: true, cancelable: true, clientX: left + 2, clientY: top + 2 }
            target.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: transfer }))
        }""",
        data,
    )
    expect(page.locator(".media-file-node .media-file-name")).to_contain_text("a.wav · WAV")
    expect(page.locator(".figure-node img")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_reader_plays_only_after_asking(desk: Desk, width: int) -> None:
    author = factories.user("Author")
    sound = factories.media_file(author, sample_files.wav(2))
    paper = factories.media_file(author, sample_files.pdf())
    video = factories.media_file(author, sample_files.mp4())
    post = factories.post(
        factories.file(sound, title="The tide", caption="At dusk", transcript="Splash.")
        + factories.file(paper, title="Report")
        + factories.file(video, title="Film"),
        authors=(author,),
    )
    page = desk.page(width=width)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(post.get_absolute_url())
    assert not [url for url in requests if "/media/files/" in url]
    box = page.locator("video").bounding_box()
    assert box and abs(box["width"] / box["height"] - 320 / 180) < 0.02
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    page.get_by_text("Transcript").focus()
    press(page, "Enter")
    expect(page.get_by_text("Splash.")).to_be_visible()
    duration = page.evaluate("""() => new Promise((resolve) => {
        const audio = document.querySelector("audio")
        audio.addEventListener("loadedmetadata", () => resolve(audio.duration))
        audio.preload = "metadata"
        audio.load()
    })""")
    assert duration == 2  # The policy of the page allows it.
    assert {url for url in requests if "/media/files/" in url} == {f"{desk.url}{sound.file.url}"}
    link = page.get_by_role("link", name="Download (PDF")
    expect(link).to_have_attribute("download", "Report.pdf")
    with page.expect_download():
        link.click()


def test_without_scripts_there_is_a_player_and_a_link(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.post(factories.file(factories.media_file(author)), authors=(author,))
    page = desk.page(java_script_enabled=False)
    page.goto(post.get_absolute_url())
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.get_by_role("link", name="Download (WAV")).to_be_visible()


def test_editor_takes_a_film_down_and_puts_it_back(desk: Desk) -> None:
    editor = factories.user("Editor")
    film = factories.media_file(editor, sample_files.mp4(size=(1280, 720)), name="Low_water.mp4")
    paper = factories.media_file(editor, sample_files.pdf(), name="Report.pdf")
    html = factories.file(film, title="Low water", caption="At dusk") + factories.file(paper)
    post = factories.post(f"<p>Words.</p>{html}", authors=(editor,))
    page = desk.page(editor)
    page.goto(f"/admin/blog/mediafile/{film.pk}/change/")
    with new_document(page):
        page.get_by_role("link", name="Take down…").click()
    look(page, "file-take-down")
    page.get_by_label("Reason, for readers").fill("The speaker withdrew their consent.")
    page.get_by_role("button", name="Take down everywhere").click()
    expect(page.get_by_text("1 post shows the reason")).to_be_visible()
    look(page, "file-taken-down")
    take_down_file(file=paper, reason="It is confidential.", by=editor)
    page.goto(post.get_absolute_url())
    box = page.locator(".photo-removed").first
    expect(box).to_contain_text("This file was removed: The speaker withdrew their consent.")
    size = box.bounding_box()
    assert size and abs(size["width"] / size["height"] - 16 / 9) < 0.02  # As the film was.
    look(page, "file-removed")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    name = page.locator(".media-file-name").first
    expect(name).to_contain_text("This file was removed: The speaker withdrew")
    look(page, "file-removed-block")
    page.goto(f"/admin/blog/mediafile/{film.pk}/take-down/")
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_text("The file is back in 1 post.")).to_be_visible()
    look(page, "file-page")
    page.goto(post.get_absolute_url())
    expect(page.locator("video")).to_be_visible()
