"""Queries that are written once give what Django gives, for whatever values."""

from __future__ import annotations

import pytest
from django.contrib import messages
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe

from safeconduct.shell import shapes
from safeconduct.shell.models import Account, Slip
from safeconduct.shell.prepared import MOMENT, TEXT, Prepared, given
from safeconduct.shell.shapes import Among
from safeconduct.shell.templatetags.shell import crumbs, piece

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def slips() -> list[Slip]:
    """Four slips for three cases, two of which were used."""
    made = [("A", 0), ("A", 1), ("B", 0), ("C", 1)]
    return [
        Slip.objects.create(
            reference=ref, typed=ref, code_hash="x", issued=NOW, until=NOW, tries=used, used=NOW if used else None
        )
        for ref, used in made
    ]


def test_a_query_that_is_written_once_takes_other_values_each_time() -> None:
    asked = Prepared(
        lambda: Slip.objects.filter(reference=given("of", TEXT), issued__lte=given("at", MOMENT)).order_by("pk")
    )
    assert [len(asked(of=one, at=NOW)) for one in "ABCD"] == [2, 1, 1, 0]
    assert asked(of="A", at=NOW - timezone.timedelta(days=1)) == []
    assert asked(of="A", at=NOW) == list(Slip.objects.filter(reference="A").order_by("pk"))


FILTERS = [
    Q(),
    Q(reference="A"),
    Q(reference__in=["A", "C"]),
    Q(reference__in=[]),
    ~Q(reference__in=[]),
    Q(reference__in=["A", "B"]) & ~Q(tries=1),
    Q(used__isnull=True) | Q(reference="C"),
    Q(used=None, reference__gt="A"),
    Q(pk__in=Among(Slip, Q(tries=1) & Q(reference__in=["A", "B"]), "pk")),
    ~Q(reference__in=Among(Slip, Q(tries=1), "reference")),
    Q(pk__in=Slip.objects.filter(tries=1).values("pk")),
    Q(Exists(Slip.objects.filter(tries=1, reference=OuterRef("reference")))),
    Q(reference__in=[str(number) for number in range(100)] + ["B"]),
]


def _keys(found: QuerySet[Slip]) -> QuerySet[Slip, int]:
    return found.order_by("pk").values_list("pk", flat=True)


@pytest.mark.parametrize("at", range(len(FILTERS)))
def test_a_filter_by_its_shape_holds_for_the_same_rows(at: int) -> None:
    expected = list(_keys(Slip.objects.filter(FILTERS[at])))
    assert shapes.ask(Slip, FILTERS[at], _keys) == expected
    assert shapes.ask(Slip, FILTERS[at], _keys) == expected


def test_filters_of_one_shape_do_not_share_their_values() -> None:
    found = [shapes.ask(Slip, Q(reference__in=[one, other]), _keys) for one, other in ("AB", "BC", "XY")]
    assert [len(keys) for keys in found] == [3, 2, 0]


def test_a_value_is_never_read_as_sql() -> None:
    assert shapes.ask(Slip, Q(reference="A' OR 1=1 --"), _keys) == []
    assert connection.is_usable()


def test_a_piece_that_was_rendered_for_a_safe_text_is_not_given_for_the_same_text_unescaped() -> None:
    safe, text = mark_safe("<b>Desk</b>"), "<b>Desk</b>"
    assert "<b>Desk</b>" in crumbs(safe, "/")
    assert "<b>" not in crumbs(text, "/")
    assert "<b>Desk</b>" in crumbs(safe, "/")
    assert "<b>" not in piece("shell/tag.html", kind="ok", words=text)


def test_a_message_is_shown_once() -> None:
    from django.contrib.messages.storage.session import SessionStorage
    from django.contrib.sessions.backends.db import SessionStore
    from django.template.loader import get_template

    request = RequestFactory().get("/en/")
    request.session, request.resolver_match = SessionStore(), None
    request.user = Account.objects.create_user("me@example.com")
    vars(request)["_messages"] = SessionStorage(request)
    messages.success(request, "Done. The entry is written.")
    page = get_template("cases/choose.html").render({"procedures": [], "drafts": []}, request)
    assert page.count("Done. The entry is written.") == 1
