"""A replaced picture is nowhere on the site, and after the undo it is where it was."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from blog.content import photo_files
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.editing.photos import upload_photo
from blog.models import Photo, PhotoChange, Source
from tests.support import factories as make
from tests.support.crawler import Crawler, crawler
from tests.support.renditions import generate_renditions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OLD, NEW = (201, 32, 147), (20, 90, 40)


@pytest.fixture
def site():
    with crawler() as reader:
        yield reader


def upload(author: User, colour: tuple[int, int, int]) -> Photo:
    file = BytesIO()
    Image.new("RGB", (620, 400), colour).save(file, "PNG")
    photo = upload_photo(file=SimpleUploadedFile("a.png", file.getvalue()), by=author).photo
    Photo.objects.filter(pk=photo.pk).update(alt="A field of one colour")
    photo.refresh_from_db()
    return generate_renditions(photo)


def find_pages(site: Crawler, photo: Photo, colour: tuple[int, int, int]) -> set[str]:
    """Return the pages, feeds and sitemaps that link the files of a photo, and the cards with its
    colour, without their hashes."""
    site.crawl()
    files = [default_storage.url(name) for name in photo_files.list_current_files(photo)]
    shown = {*site.find_text(*files), *site.find_colour(colour)} - {*files}
    return {path.partition("?v=")[0] for path in shown}


def test_replacement_takes_all_places_and_undo_returns_them(author, editor, site):
    old, new = upload(author, OLD), upload(editor, NEW)
    figure = make.figure(old, caption="The quay at noon")
    post = make.post(
        f"<p>First.</p>{figure}" + make.quotation("“No.”", source_name="Ana Ruiz"),
        title="Quay",
        slug="quay",
        authors=(author,),
    )
    Source.objects.update(portrait=old)
    before = find_pages(site, old, OLD)
    path = post.get_absolute_url()
    assert {"/", path, f"{path}card.png", "/sources/ana-ruiz/", "/feed.atom"} <= before
    assert find_pages(site, new, NEW) == set()

    replace_photo_everywhere(photo=old, replacement=new, by=editor)
    assert find_pages(site, old, OLD) == set()
    assert find_pages(site, new, NEW) == before

    undo_replacement(change=PhotoChange.objects.get(), by=editor)
    assert find_pages(site, new, NEW) == set()
    assert find_pages(site, old, OLD) == before
