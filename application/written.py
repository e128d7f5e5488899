"""Dates and instants are read as they are written: YYYY-MM-DD, and RFC 3339.

Pydantic alone would take a bare number in a text for seconds since 1970, and any year; a day whose
neighbours cannot be told would stop every question that comes after it.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from domain.values import FIRST_YEAR, LAST_YEAR, YEARS

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")


def as_written(schema: Any) -> Any:
    """A schema whose dates and instants come from JSON in their written form alone."""
    if isinstance(schema, list):
        return [as_written(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    read = _READERS.get(schema.get("type", ""))
    if read is not None:
        return _strictly(schema, *read)
    return {key: as_written(part) for key, part in schema.items()}


def _strictly(schema: Any, form: str, read: Callable[[str], Any]) -> CoreSchema:
    written = core_schema.no_info_after_validator_function(
        read, core_schema.str_schema(), metadata={"pydantic_js_updates": {"format": form}}
    )
    return core_schema.json_or_python_schema(json_schema=written, python_schema=schema)


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise PydanticCustomError("date_parsing", "must be a date YYYY-MM-DD")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError(
            "year_out_of_range",
            "must lie in the years {expected}",
            {"expected": YEARS},
        )
    return day


def _instant(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written) if _INSTANT.fullmatch(written) else None
    except ValueError:
        moment = None
    if moment is None:
        raise PydanticCustomError("datetime_parsing", "must be an RFC 3339 instant")
    return moment


_READERS = {"date": ("date", _day), "datetime": ("date-time", _instant)}
