"""Whole imports of real exports: what is written, and that a second import writes nothing.

The numbers were counted in the files, see the table in docs/developers/importing.md.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from django.contrib.redirects.models import Redirect
from django.core.management import call_command

from blog.comments.models import Comment
from blog.models import Figure, Label, Post, PullQuote
from blog.revisions.models import Revision
from transfer.importing import ImportReport

pytestmark = pytest.mark.django_db

# Posts, pages, comments, those that reply to one, labels, pictures, quotations.
ROWS = [
    ("blogger/blog-03-27-2020_sdudnic_ro.xml", 14, 2, 3, 0, 28, 57, 0),
    ("blogger/blog-03-21-2019_fizkult_ru.xml", 33, 3, 52, 26, 8, 171, 0),
    ("blogger/blog-11-01-2017_deanshaff_en.xml", 71, 0, 40, 0, 0, 92, 0),
    ("blogger/blogger-2011_plunkett_en.xml", 8, 0, 8, 0, 10, 1, 0),
    ("blogger/bloggerexport_pelican_unbound-prefix.xml", 2, 2, 1, 0, 2, 0, 0),
    ("blogger/takeout_heisencoder", 40, 0, 306, 1, 13, 7, 0),
    ("wxr/rithalaupdate_2026_blocks.xml", 8, 12, 1, 0, 9, 178, 0),
    ("wxr/pelican_wordpressexport.xml", 11, 2, 4, 1, 9, 6, 0),
    ("wxr/theme-preview.xml", 7, 0, 2, 0, 9, 1, 0),
    ("wxr/nikola/wordpress_unicode_export.xml", 1, 1, 0, 0, 3, 0, 0),
    ("ghost/liberalisme-democratique_ghost6_lexical_fr.json", 21, 1, 0, 0, 12, 31, 0),
    ("ghost/ghost0_import-data-1.json", 1, 0, 0, 0, 1, 2, 0),
]


def run(path: Path, folder: Path) -> dict:
    report = folder / "report.json"
    call_command("import", str(path), yes=True, no_pictures=True, report=str(report))
    return json.loads(report.read_text())


def count_rows() -> list[int]:
    managers = (Post.all_objects, Comment.objects, Label.objects, Redirect.objects)
    return [each.count() for each in (*managers, Figure.objects, Revision.objects)]


@pytest.mark.parametrize(
    ("file", "posts", "pages", "comments", "replies", "labels", "photos", "quotations"),
    ROWS,
    ids=[row[0].rpartition("/")[2] for row in ROWS],
)
def test_real_export_is_written_whole_and_once(
    testdata, tmp_path, file, posts, pages, comments, replies, labels, photos, quotations
):
    report = run(testdata / file, tmp_path)
    counts = {name: report[name] for name in ("posts", "pages", "comments", "labels", "photos")}
    assert counts == {
        "posts": posts,
        "pages": pages,
        "comments": comments,
        "labels": labels,
        "photos": photos,
    }
    assert Post.all_objects.count() == posts + pages
    assert (Comment.objects.count(), Comment.objects.exclude(parent=None).count()) == (
        comments,
        replies,
    )
    assert Label.objects.count() == labels and PullQuote.objects.count() == quotations
    assert report["redirects"] == Redirect.objects.count()
    before = count_rows()
    again = run(testdata / file, tmp_path)
    assert count_rows() == before
    assert {**again, "refused": [], "files": 0} == asdict(ImportReport())


@pytest.mark.slow
def test_theme_unit_test_of_wordpress_is_written_whole(testdata, tmp_path):
    report = run(testdata / "wxr/themeunittestdata.wordpress.xml", tmp_path)
    assert (report["posts"], report["pages"], report["comments"]) == (51, 21, 32)
    assert Comment.objects.exclude(parent=None).count() == 10
    assert report["quotations"] == 11
    reasons = {each["reason"] for each in report["refused"]}
    assert reasons == {"Posts cannot show files of this format; they keep links to it."}


def test_every_former_address_leads_to_its_post(client, testdata, tmp_path):
    run(testdata / "blogger/blog-03-27-2020_sdudnic_ro.xml", tmp_path)
    redirects = list(Redirect.objects.exclude(old_path__contains="/search/label"))
    assert redirects
    for redirect in redirects:
        response = client.get(redirect.old_path, {"m": "1"})
        assert response.status_code == 301, redirect.old_path
        assert client.get(response["Location"].partition("?")[0]).status_code == 200
