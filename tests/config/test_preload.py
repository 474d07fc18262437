"""What gunicorn loads before it forks."""

import pytest
from django.template import engines
from jinja2 import Environment

from config.server.preload import preload_pages
from tests.support import factories as make


@pytest.mark.django_db
def test_first_pages_after_preloading_compile_no_template(client, monkeypatch):
    post = make.post(make.quotation("“It rained.”"), authors=[make.user("Author")])
    make.comment(post)
    engines["jinja2"].env.cache.clear()
    preload_pages()
    compiled = []
    compile_template = Environment.compile
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda env, source, name=None, *rest, **options: (
            compiled.append(name) or compile_template(env, source, name, *rest, **options)
        ),
    )
    for path in ("/", post.get_absolute_url()):
        assert client.get(path).status_code == 200
    assert compiled == []
