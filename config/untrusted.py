"""What a browser, or a program in its place, sends: read strictly."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.request import RawPostDataException


def parse_pk(value: str | None) -> int | None:
    """A primary key, which fits its column; None for what can be none."""
    if value and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return None


def parse_uuid(value: str | None) -> UUID | None:
    """None for what is none."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


def parse_json(sent: str | bytes) -> Any:
    """ValueError for what is no JSON, and for what is nested too deeply to be read."""
    try:
        return json.loads(sent)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def parse_json_body(request: HttpRequest) -> Any:
    """Parse a request's body as JSON; ValueError for what is none.

    A form sent as multipart/form-data is none: the CSRF check has read it by then, and its body
    cannot be read again.
    """
    try:
        body = request.body
    except RawPostDataException as error:
        raise ValueError("a form, not JSON") from error
    return parse_json(body)
