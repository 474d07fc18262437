"""Strict parsing of request data."""

import json
import re
from collections.abc import Callable, Iterable
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
_LONG_INTEGER_RE = re.compile(r"-?[0-9]{19,}")
_SEARCH_PARAMETERS = ("q",)  # Search text may contain any number.


def parse_pk(value: str | None) -> int | None:
    """Parse a primary key; None if it is invalid or too large for its column."""
    if value and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return None


def parse_pks(values: Iterable[str]) -> set[int]:
    """Parse primary keys, without invalid ones."""
    return {key for value in values if (key := parse_pk(value))}


def parse_uuid(value: str | None) -> UUID | None:
    """Parse a UUID; None if it is invalid."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


def parse_moment(value: str | None) -> datetime | None:
    """Parse an ISO 8601 date and time, with or without time zone; None if it is invalid."""
    try:
        return parse_datetime(value or "")
    except ValueError:
        return None


def parse_json(sent: str | bytes) -> Any:
    """Parse JSON. Raises ValueError if it is invalid or nested too deeply."""
    try:
        return json.loads(sent)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def parse_json_body(request: HttpRequest) -> Any:
    """Parse a request's body as JSON. Raises ValueError.

    Also for multipart/form-data: the CSRF check has read it by then, and its body cannot be read
    again.
    """
    try:
        body = request.body
    except RawPostDataException as error:
        raise ValueError("a form, not JSON") from error
    return parse_json(body)


def refuse_bad_queries(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: answer 400 to query strings with values that PostgreSQL cannot store.

    NUL and integers beyond a bigint are refused before the view runs. Other invalid values, such as
    the year 99999, raise an error in Python or the database, which is logged.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name, values in request.GET.lists():
            for value in (name, *values):
                if "\0" in value or (
                    name not in _SEARCH_PARAMETERS and _has_oversized_integer(value)
                ):
                    raise BadRequest("A value of the query string is out of range")
        try:
            return view(request, *args, **kwargs)
        except (DataError, ValueError, OverflowError) as error:
            if request.method == "POST" or not request.GET:
                raise
            reason = " ".join(str(error).split())[:200]
            raise BadRequest(f"The query string cannot be used ({reason})") from error

    return wrapper


def _has_oversized_integer(value: str) -> bool:
    """Return whether the value contains an integer beyond a bigint; lists contain several."""
    return any(
        len(digits) > 25 or abs(int(digits)) > MAX_BIGINT
        for digits in _LONG_INTEGER_RE.findall(value)
    )
