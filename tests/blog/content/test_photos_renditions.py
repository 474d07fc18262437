"""Generation of renditions in the background, and their use in pages."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from blog.content import photo_renditions
from blog.editing.photos import upload_photo
from blog.models import Photo
from imaging.clean import get_widths
from tests.support import database
from tests.support import factories as make
from tests.support.renditions import generate_renditions, pending_tasks

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]


@pytest.fixture
def author():
    return make.user("Author")


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (384, [384]),
        (500, [384, 500]),
        (1600, [384, 608, 768, 1088, 1216, 1600]),
        (1824, [384, 608, 768, 1088, 1216, 1824]),
        (8000, [384, 608, 768, 1088, 1216, 1824]),
    ],
)
def test_rendition_widths_do_not_exceed_the_original(width, widths):
    assert get_widths(width) == widths


@pytest.mark.slow
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_photo_has_both_formats_in_all_layout_widths(format, author):
    data = make.landscape(700, 400, format if format != "WEBP" else "JPEG")
    if format == "WEBP":
        file = BytesIO()
        Image.open(BytesIO(data)).save(file, "WEBP", lossless=True)
        data = file.getvalue()
    photo = generate_renditions(make.photo(author, data))
    assert photo.rendition_hash == photo.spec_hash
    assert photo.avif_widths == [384, 608, 700]
    for name in photo.renditions:
        with default_storage.open(name) as file:
            stored = file.read()
        image = Image.open(BytesIO(stored))
        width, _, kind = name.rpartition("/")[2].partition(".")
        assert (image.format, image.width) == (kind.upper(), int(width))
        assert image.height == round(400 * int(width) / 700)
        assert len(stored) < len(data)


def test_larger_format_is_skipped(author):
    photo = generate_renditions(make.photo(author, make.picture()))
    assert (photo.avif_widths, photo.webp_widths) == ([], [])
    assert photo.rendition_hash == photo.spec_hash


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_animation_has_no_renditions(format, author):
    frames = [Image.open(BytesIO(make.landscape(90, 60, "PNG"))) for _ in range(3)]
    file = BytesIO()
    frames[0].save(file, format, save_all=True, append_images=frames[1:], duration=50)
    photo = generate_renditions(make.photo(author, file.getvalue()))
    assert photo.renditions == []
    assert photo.rendition_hash == photo.spec_hash


@pytest.mark.slow
@pytest.mark.parametrize("size", [(600, 30_000), (1824, 5000), (20, 17_000)])
def test_very_tall_picture_has_no_renditions(size, author):
    file = BytesIO()
    Image.new("RGB", size).save(file, "PNG")
    photo = generate_renditions(make.photo(author, file.getvalue()))
    assert (photo.rendition_hash, photo.renditions) == (photo.spec_hash, [])


@pytest.mark.slow
def test_renditions_keep_transparency_and_grey(author):
    see_through = Image.new("LA", (600, 400), (90, 0))
    see_through.paste(Image.effect_noise((300, 400), 60), (0, 0), Image.new("L", (300, 400), 255))
    see_through.putalpha(Image.new("L", (600, 400), 40))
    file = BytesIO()
    see_through.save(file, "PNG")
    photo = generate_renditions(make.photo(author, file.getvalue()))
    with default_storage.open(photo.rendition("avif", 384)) as stored:
        image = Image.open(stored).convert("RGBA")
    assert image.getchannel("A").getextrema() == (40, 40)


@pytest.mark.slow
def test_upload_enqueues_renditions(author, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = upload_photo(
            file=SimpleUploadedFile("a.jpg", make.landscape(500, 300)), by=author
        ).photo
        assert pending_tasks() == []
    assert pending_tasks() == [["compare", [photo.pk]], ["generate", photo.pk]]
    generate_renditions(photo)
    assert photo.avif_widths == [384, 500]
    assert photo_renditions.enqueue(photo) is False


@pytest.mark.slow
def test_posts_show_the_original_before_renditions_exist(
    author, client, django_capture_on_commit_callbacks
):
    photo = make.photo(author, make.landscape(700, 400))
    second = make.photo(author)
    Photo.objects.filter(pk=second.pk).update(
        last_uploaded_at=timezone.now() - photo_renditions.BATCH_WINDOW
    )
    post = make.post(make.figure(photo) + make.figure(second), authors=(author,))
    address = post.get_absolute_url()
    page = client.get(address).content.decode()
    assert "<picture>" not in page
    with django_capture_on_commit_callbacks(execute=True):
        generate_renditions(photo)
    post.refresh_from_db()
    sizes = (
        "(min-width: 40.5em) and (min-resolution: 2.5dppx) 25.33rem, (min-width: 40.5em) 38rem, "
        "(min-resolution: 2.5dppx) calc(67vw - 1.67rem), calc(100vw - 2.5rem)"
    )
    sources = "".join(
        f'<source type="image/{kind}" srcset="{photo.srcset(kind)}" sizes="{sizes}">'
        for kind, widths in (("avif", photo.avif_widths), ("webp", photo.webp_widths))
        if widths
    )
    first = (
        f'<picture>{sources}<img class="u-featured" src="{photo.image.url}" alt="{photo.alt}"'
        ' width="700" height="400" fetchpriority="high"></picture>'
    )
    assert first in post.html
    assert (
        f'<img src="{second.image.url}" alt="{second.alt}" width="64" height="40" loading="lazy"'
        ' decoding="async">'
    ) in post.html
    url = settings.MEDIA_URL + photo.rendition("avif", 384)
    assert photo.srcset("avif").startswith(f"{url} 384w, ")
    response = client.get(url)
    response.close()
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_first_picture_of_the_home_page_is_not_lazy(author, client):
    for days in (1, 2):
        make.post(
            '<p>Write &lt;img fetchpriority="high"&gt;</p>'
            + make.figure(make.photo(author))
            + make.figure(make.photo(author)),
            authors=(author,),
            published_at=timezone.now() - timedelta(days=days),
        )
    page = client.get("/").content.decode()
    assert page.count('" fetchpriority="high"') == 1
    assert page.count('loading="lazy" decoding="async"') == 3
    assert page.count('img fetchpriority="high"&gt;') == 2


@pytest.mark.slow
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_feeds_have_pictures_without_renditions(
    format, author, client, django_capture_on_commit_callbacks
):
    photo = make.photo(author, make.landscape(700, 400))
    make.post(make.figure(photo), authors=(author,))
    with django_capture_on_commit_callbacks(execute=True):
        generate_renditions(photo)
    content = client.get(f"/feed.{format}").content.decode()
    assert f"{settings.SITE_URL}{photo.image.url}" in content
    assert "srcset" not in content
    assert "picture&gt;" not in content
    assert "picture>" not in content


@pytest.mark.slow
def test_command_enqueues_missing_renditions(author, django_capture_on_commit_callbacks):
    missing = [make.photo(author), make.photo(author)]
    generate_renditions(make.photo(author))
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("renditions", stdout=out)
    assert out.getvalue() == "Enqueued for photos: 2.\n"
    assert pending_tasks() == [["generate", photo.pk] for photo in missing]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_generates_renditions_and_rerenders_posts(author):
    photo = upload_photo(
        file=SimpleUploadedFile("a.jpg", make.landscape(700, 400)), by=author
    ).photo
    post = make.post(make.figure(photo), authors=(author,))
    environment = database.environment() | {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    done = subprocess.run(
        [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    post.refresh_from_db()
    photo.refresh_from_db()
    assert photo.avif_widths == [384, 608, 700]
    assert f'srcset="{photo.srcset("avif")}"' in post.html
