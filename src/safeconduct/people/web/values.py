"""What one field of a record is called and holds, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from safeconduct.people.person import Person
from safeconduct.people.web.presenting import Rows, known_by, label, shown
from safeconduct.people.web.templatetags.people import word


def titled(field: str) -> str:
    """What a field is called."""
    more = {
        "kind": gettext("Person or organisation"),
        "registered_as": gettext("Number of the organisation"),
        "old_numbers": gettext("Numbers of earlier systems"),
    }
    return more.get(field) or word(field)


def values(record: Person) -> dict[str, str]:
    """What each field holds; fields that hold nothing are left out."""
    parts = {part.key: part.rows for part in shown(record)}
    by_title = dict(parts["birth"] + parts["origin"] + parts["languages"] + parts["support"])
    titled_alike = ("born_in", "born_at", "sex", "gender", "nationalities", "languages", "literacy", "needs")
    made = {
        "kind": gettext("an organisation") if record.kind == "organisation" else gettext("a person"),
        "names": _joined(parts["names"]),
        "born": record.born,
        "born_by": known_by(record),
        **{field: by_title.get(word(field), "") for field in titled_alike},
        "reads": ", ".join(label("languages", code) for code in record.reads),
        "support": by_title.get(gettext("Asks for"), ""),
        "contact": _plain(parts["contact"]),
        "registered_as": record.registered_as,
        "old_numbers": ", ".join(record.old_numbers),
        "documents": _joined(parts["documents"]),
    }
    return {field: value for field, value in made.items() if value}


def _joined(rows: Rows) -> str:
    return "; ".join(f"{title}: {value}" for title, value in rows)


def _plain(rows: Rows) -> str:
    return "; ".join(value for _, value in rows)
