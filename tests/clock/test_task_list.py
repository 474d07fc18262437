"""Background tasks in the desk have names in words."""

import re
from pathlib import Path

import lxml.html
import pytest
from django.conf import settings
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from clock.admin import describe_task
from clock.task_names import TASK_NAMES
from config.schedule import delete_old_results
from tests.support import factories as make
from tests.support.desk import signed_in

NAME = "Delete outdated data (Background tasks)"
TASK_RE = re.compile(r"^@task\b.*\n(?:@.*\n)*def (\w+)", re.MULTILINE)
URL = "/admin/django_tasks_database/dbtaskresult/"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("blog.content.photo_renditions.generate", "Generate renditions (Photos)"),
        ("blog.content.photos.duplicates.mark_duplicates", "Find duplicates (Photos)"),
        ("config.schedule.delete_old_results", "Delete outdated data (Background tasks)"),
        ("config.schedule.delete_old_rows", "Delete old rows"),
        ("blog.module.removed._run_it", "Run it (Module, removed)"),
        ("task", "Task"),
    ],
)
def test_task_is_named_by_what_it_does(path: str, name: str) -> None:
    assert describe_task(DBTaskResult(task_path=path)) == name


def test_every_task_has_a_name() -> None:
    root = Path(settings.BASE_DIR)
    paths = {
        f"{'.'.join(file.relative_to(root).with_suffix('').parts)}.{name}"
        for app in ("accounts", "blog", "config", "mail", "operations", "page_cache", "transfer")
        for file in (root / app).rglob("*.py")
        for name in TASK_RE.findall(file.read_text())
    }
    assert paths == set(TASK_NAMES)


def test_task_is_named_in_the_language_of_a_person() -> None:
    task = DBTaskResult(task_path="blog.content.labels.duplicates.mark_duplicates")
    with override("de"):
        assert describe_task(task).endswith(" (Schlagwörter)")


def test_list_and_page_of_a_task_show_its_name(db) -> None:
    result = delete_old_results.enqueue()
    client = signed_in(make.user("superuser"))
    page = lxml.html.fromstring(client.get(URL).content)
    assert page.xpath("//th[@class='field-name']/a/text()") == [NAME]
    assert page.xpath("//@data-filter-title") == ["status"]
    html = client.get(f"{URL}{result.id}/change/", follow=True).content.decode()
    assert "DBTaskResult" not in html and "/history/" not in html
    page = lxml.html.fromstring(html)
    folded = page.xpath("//fieldset//details[summary//text()='Technical details']")[0]
    assert "Worker id" in folded.text_content() and "Enqueued at" not in folded.text_content()
    assert page.xpath("//h1/text()") == [NAME]
    assert page.xpath("//title/text()")[0].startswith(f"{NAME} |")
    assert page.xpath("//*[@class='breadcrumbs']//*[@aria-current]//text()") == [NAME]
