"""Cases as a table for spreadsheets and analysts: the rows that the reader may see, and no word about a person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeconduct.cases.web.models import Case
from safeconduct.shell.exporting import Column, Kind, Table, table_of

COLUMNS = (
    Column("number", _("Number"), purpose=_("to name the case")),
    Column("procedure", _("Procedure"), purpose=_("to compare procedures")),
    Column("version", _("Version"), purpose=_("to compare versions of the law")),
    Column("filed", _("Filed"), Kind.DATE, _("to measure how long it took")),
    Column("stage", _("Stage"), purpose=_("to see where cases stand")),
    Column("outcome", _("Outcome"), purpose=_("to see how cases end")),
    Column("holder", _("Who holds it"), purpose=_("to see who must act")),
    Column("due", _("Last day"), Kind.DATE, _("to see what is late")),
    Column("decided", _("Decided"), Kind.DATE, _("to measure how long it took")),
    Column("days_late", _("Days late"), Kind.INTEGER, _("to measure the promise")),
    Column("closed", _("Closed"), Kind.BOOLEAN, _("to see what is in hand")),
    Column("still", _("Stands still"), Kind.BOOLEAN, _("to see whom a case waits for")),
    Column("overdue", _("Late"), Kind.BOOLEAN, _("to see what is late")),
)


def table(cases: QuerySet[Case]) -> Table:
    """The table of these cases, in the order of their filing."""
    rows = cases.order_by("filed", "id").values_list(*(column.key for column in COLUMNS))
    return table_of("cases", COLUMNS, rows)
