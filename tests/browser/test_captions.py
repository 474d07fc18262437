"""Captions and the poster of a video: added on its page, and shown by the reader's browser."""

from playwright.sync_api import expect

from blog.editing.captions import Captions, change_captions
from blog.editing.posters import set_poster
from blog.models import CaptionTrack
from tests.browser.axe import look
from tests.browser.conftest import Desk, new_document, press
from tests.support import factories as make
from tests.support import sample_files as sample

TEXT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nLow water.\n"


def test_captions_and_poster_are_added_by_keyboard(desk: Desk) -> None:
    author = make.user("Author")
    video = make.media_file(author, sample.mp4(), "Tide.mp4")
    page = desk.page(author)
    page.goto(f"/admin/blog/mediafile/{video.pk}/change/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload picture… Poster").focus()
        press(page, "Enter")
    chooser.value.set_files(
        {"name": "quay.png", "mimeType": "image/png", "buffer": make.landscape(64, 36, "PNG")}
    )
    expect(page.get_by_text("Picture uploaded. Save to use it.")).to_be_visible()
    page.get_by_label("Language").first.focus()
    page.keyboard.type("en")
    press(page, "Tab")
    page.keyboard.type("English, all sounds")
    upload = page.locator("#id_caption_tracks-0-upload")
    upload.set_input_files({"name": "a.vtt", "mimeType": "text/vtt", "buffer": b"<script>"})
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.get_by_role("link", name="File: Line 1 of the captions")).to_be_visible()
    look(page, "error")
    upload.set_input_files({"name": "a.vtt", "mimeType": "text/vtt", "buffer": TEXT.encode()})
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.get_by_role("link", name="1 caption")).to_be_visible()
    look(page, "page")
    track = CaptionTrack.objects.get()
    assert (track.language, track.label, track.text) == ("en", "English, all sounds", TEXT)
    video.refresh_from_db()
    assert video.poster and video.poster.file_name == "quay.png"


def test_reader_gets_poster_and_captions(desk: Desk) -> None:
    author = make.user("Author")
    video = make.media_file(author, sample.mp4(size=(1280, 720)))
    change_captions(file=video, saved=[Captions("en", "", TEXT)])
    set_poster(file=video, photo=make.photo(author, make.landscape()), by=author)
    post = make.post(make.file(video, title="Low water"), authors=(author,))
    page = desk.page()
    page.goto(post.get_absolute_url())
    look(page, "reader")
    cue = page.evaluate("""() => new Promise((resolve, reject) => {
        const track = document.querySelector("track")
        track.addEventListener("load", () => resolve(track.track.cues[0].text))
        track.addEventListener("error", reject)
        track.track.mode = "showing"
    })""")
    assert cue == "Low water."  # The policy of the page allows it.
    picture = page.evaluate("""async () => {
        const image = new Image()
        image.src = document.querySelector("video").poster
        await image.decode()
        return image.naturalWidth
    }""")
    assert picture
