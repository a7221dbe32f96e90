"""Binds a database to one family of purposes and to live or training data, as its data folder is, for good."""

from __future__ import annotations

from django.conf import settings

from safeconduct.shell.models import Instance

LIVE, TRAINING = "live", "training"


def bind() -> str:
    """Bind a database that is bound to nothing yet; return what is wrong with one bound to something else."""
    Instance.objects.get_or_create(pk=1, defaults={"purpose": settings.PURPOSE, "kind": _kind()})
    return trouble()


def trouble() -> str:
    """Return why this database is not one for this instance and what to do, or nothing."""
    found = Instance.objects.filter(pk=1).first()
    if found is None or (found.purpose, found.kind) == (settings.PURPOSE, _kind()):
        return ""
    return (
        f"The database holds {found.kind} data for {found.purpose}, and this instance is for {_kind()} data for "
        f"{settings.PURPOSE}. Set SAFECONDUCT_DATABASE_URL to a database of its own, or SAFECONDUCT_PURPOSE and "
        "SAFECONDUCT_TRAINING to what this one is."
    )


def _kind() -> str:
    return TRAINING if settings.TRAINING else LIVE
