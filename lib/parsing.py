"""What a browser, or a program in its place, sends: read strictly."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.dateparse import parse_datetime

MAX_BIGINT = 2**63 - 1
_INTEGER = re.compile(r"-?[0-9]{19,}")
_SEARCHED = ("q",)  # Words may be any number.


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


def parse_moment(value: str | None) -> datetime | None:
    """A date and time of ISO 8601, with its time zone or without; None for what is none."""
    try:
        return parse_datetime(value or "")
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


def refuse_bad_queries(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: answer 400 to a query string with values that PostgreSQL has no room for.

    NUL, which no text may hold, and integers beyond a bigint are refused before the view asks
    anything. What else no column can hold, such as the year 99999, Python or the database says
    itself; the log says it too.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name, values in request.GET.lists():
            for value in (name, *values):
                if "\0" in value or (name not in _SEARCHED and _is_too_large(value)):
                    raise BadRequest("A value of the query string is out of range")
        try:
            return view(request, *args, **kwargs)
        except (DataError, ValueError, OverflowError) as error:
            if request.method == "POST" or not request.GET:
                raise
            reason = " ".join(str(error).split())[:200]
            raise BadRequest(f"The query string cannot be used ({reason})") from error

    return checked


def _is_too_large(value: str) -> bool:
    """Has it an integer that no column takes? Lists and orderings have several in one value."""
    return any(
        len(digits) > 25 or abs(int(digits)) > MAX_BIGINT for digits in _INTEGER.findall(value)
    )
