"""A response of the site."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """`name` is the name of its page kind."""

    name: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers["Content-Type"].partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def file_name(self) -> str:
        return re.sub(r"\W+", "-", self.name).strip("-") + ".html"
