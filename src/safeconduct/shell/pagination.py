"""Lists in parts, by a cursor: the next part begins after the last row of this one, whatever was added meanwhile.

    ORDER = ("due", "pk")        # the last field is unique; "-due" goes down; fields that may be empty come last

    @router.get("/cases", response=Part[CaseOut])
    @needs(READ, many=True)
    def cases(request: HttpRequest, cases: QuerySet[Case], asked: Query[Asked]) -> dict[str, object]:
        return part_of(request, cases, ORDER, asked)

A cursor is encrypted, so that no value of a row stands in an address, and opens only for the list and the filters that
it was made for. `next` in the answer and in the header Link (RFC 8288) is the whole address of the next part.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from safeconduct.shell.api import Refused, add_header
from safeconduct.shell.problems import Problem
from safeconduct.shell.sealing import Unsealable, seal, unseal

USUAL, MOST = 50, 200
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Asked(Schema):
    """Which part of a list is asked for."""

    cursor: str = Field("", max_length=2_000, description="Where the part begins; empty: at the start.")
    limit: int = Field(USUAL, ge=1, le=MOST, description="How many rows at most.")


class Part(Schema, Generic[T]):
    """A part of a list."""

    items: list[T]
    next: str | None = Field(None, description="Address of the next part; null: this was the last.")


def part_of(request: HttpRequest, rows: QuerySet[M], order: Sequence[str], asked: Asked) -> dict[str, object]:
    """Read one part of a list and put the address of the next into the header Link."""
    found, cursor = slice_of(rows, order, asked, use=_use(request, order))
    following = _address(request, cursor) if cursor else None
    if following:
        add_header(request, "Link", f'<{following}>; rel="next"')
    return {"items": found, "next": following}


def slice_of(rows: QuerySet[M], order: Sequence[str], asked: Asked, use: str) -> tuple[list[M], str]:
    """Read one part of a list in its order, and the cursor of the next part, which is empty after the last.

    One row more than asked for is read, so that the last part is known without counting.
    """
    wanted = rows.order_by(*_ordering(order))
    if asked.cursor:
        wanted = wanted.filter(_after(order, _opened(asked.cursor, use, len(order))))
    found = list(wanted[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, ""
    return found[: asked.limit], _cursor(found[asked.limit - 1], order, use)


def _name(field: str) -> str:
    return field.removeprefix("-")


def _ordering(order: Sequence[str]) -> list[Any]:
    return [
        F(_name(field)).desc(nulls_last=True) if field.startswith("-") else F(field).asc(nulls_last=True)
        for field in order
    ]


def _after(order: Sequence[str], values: Sequence[object]) -> Q:
    """Hold for the rows that come after the one with these values: further in the first field, or equal there and ...

    An empty value comes last, so nothing is further than it.
    """
    (field, *others), (value, *rest) = order, values
    name = _name(field)
    if value is None:
        further, equal = Q(pk__in=[]), Q(**{f"{name}__isnull": True})
    else:
        further = Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value}) | Q(**{f"{name}__isnull": True})
        equal = Q(**{name: value})
    return further | (equal & _after(others, rest)) if others else further


def _value(row: Model, field: str) -> object:
    found: Any = row
    for step in _name(field).split("__"):
        found = getattr(found, step)
    return found


def _cursor(row: Model, order: Sequence[str], use: str) -> str:
    values = json.dumps([_value(row, field) for field in order], cls=_Exact)
    return urlsafe_b64encode(seal(values.encode(), use)).decode()


class _Exact(DjangoJSONEncoder):
    """Writes moments whole: Django's own encoder cuts off microseconds, and rows between would be lost."""

    def default(self, o: object) -> object:
        """Write what JSON has no form for."""
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _opened(cursor: str, use: str, fields: int) -> list[object]:
    try:
        values: list[object] = json.loads(unseal(urlsafe_b64decode(cursor.encode()), use))
    except (Unsealable, ValueError):
        values = []
    if len(values) != fields:
        detail = "This cursor was not made for this list with these filters. Begin again without a cursor."
        raise Refused(Problem(HTTPStatus.BAD_REQUEST, detail, "unknown-cursor", "The cursor is unknown"))
    return values


def _use(request: HttpRequest, order: Sequence[str]) -> str:
    """Name what a cursor is good for: this address, these filters, this order."""
    filters = request.GET.copy()
    filters.pop("cursor", None)
    filters.pop("limit", None)
    return f"cursor {request.path} {json.dumps(sorted(filters.lists()))} {','.join(order)}"


def _address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
