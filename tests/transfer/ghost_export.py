"""Small exports of Ghost, made by hand."""

import json
from pathlib import Path
from typing import Any


def build_post(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "uuid": f"00000000-0000-0000-0000-00000000000{number}",
        "title": f"Letter {number}",
        "slug": f"letter-{number}",
        "html": f"<p>Words of letter {number}.</p>",
        "status": "published",
        "visibility": "public",
        "type": "post",
        "created_at": "2020-03-05T09:30:00.000Z",
        "updated_at": "2020-03-05T09:30:00.000Z",
        "published_at": "2020-03-05T09:30:00.000Z",
        **values,
    }


def build_ghost(*posts: dict[str, Any]) -> bytes:
    """Return an export with one author and one tag, which all posts have."""
    data = {
        "posts": posts,
        "users": [{"id": "u1", "name": "Ada Byron", "slug": "ada", "email": "ada@old.example"}],
        "tags": [{"id": "t1", "name": "Harbour", "slug": "harbour", "visibility": "public"}],
        "posts_authors": [
            {"id": f"a{post['id']}", "post_id": post["id"], "author_id": "u1"} for post in posts
        ],
        "posts_tags": [
            {"id": f"t{post['id']}", "post_id": post["id"], "tag_id": "t1"} for post in posts
        ],
        "settings": [
            {"id": "s1", "key": "title", "value": "The Old Blog"},
            {"id": "s2", "key": "url", "value": "https://old.example/"},
        ],
    }
    meta = {"exported_on": 1583400000000, "version": "5.80.0"}
    return json.dumps({"db": [{"meta": meta, "data": data}]}).encode()


def write_ghost(path: Path, *posts: dict[str, Any]) -> Path:
    path.write_bytes(build_ghost(*(posts or (build_post(1), build_post(2)))))
    return path
