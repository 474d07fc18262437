"""Background tasks in the desk have names in words."""

import lxml.html
import pytest
from django_tasks_db.models import DBTaskResult

from clock.admin import describe_task
from config.schedule import delete_old_results
from tests.support import factories as make
from tests.support.desk import signed_in

URL = "/admin/django_tasks_database/dbtaskresult/"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("blog.content.photo_renditions.generate", "Generate (photo renditions)"),
        ("blog.content.photos.duplicates.mark_duplicates", "Mark duplicates (photos, duplicates)"),
        ("config.schedule.delete_old_results", "Delete old results"),
        ("blog.module.removed._run_it", "Run it (module, removed)"),
        ("task", "Task"),
    ],
)
def test_task_is_named_in_words(path: str, name: str) -> None:
    assert describe_task(DBTaskResult(task_path=path)) == name


def test_list_and_page_of_a_task_show_its_name(db) -> None:
    result = delete_old_results.enqueue()
    client = signed_in(make.user("superuser"))
    page = lxml.html.fromstring(client.get(URL).content)
    assert page.xpath("//th[@class='field-name']/a/text()") == ["Delete old results"]
    assert page.xpath("//@data-filter-title") == ["status"]
    html = client.get(f"{URL}{result.id}/change/", follow=True).content.decode()
    assert "DBTaskResult" not in html and "/history/" not in html
    page = lxml.html.fromstring(html)
    folded = page.xpath("//fieldset//details[summary//text()='Technical details']")[0]
    assert "Worker id" in folded.text_content() and "Enqueued at" not in folded.text_content()
    assert page.xpath("//h1/text()") == ["Delete old results"]
    assert page.xpath("//title/text()")[0].startswith("Delete old results |")
    assert page.xpath("//*[@class='breadcrumbs']//*[@aria-current]//text()") == [
        "Delete old results"
    ]
