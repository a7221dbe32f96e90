"""Binds a data folder to one family of purposes and to live or training data, by a marker file, for good.

Enforcement and protection never share data, and what is practised on is never mixed with what is real: a folder that
was once used for one is refused for the other.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

MARKER = "instance.json"
LIVE, TRAINING = "live", "training"


class WrongInstance(ValueError):
    """The data belong to another instance; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an instance is: its family of purposes, and live or training."""

    purpose: str
    kind: str = LIVE

    def __str__(self) -> str:
        return f"{self.kind} data for {self.purpose}"


def found_in(folder: Path) -> Identity | None:
    """Return what a folder is bound to; one that holds data and no marker was made before there were markers."""
    marker = folder / MARKER
    if not marker.is_file():
        return Identity("migration") if (folder / "safeconduct.sqlite3").exists() else None
    try:
        return Identity(**json.loads(marker.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        cure = "Restore it from a backup of the folder; it says what the data are for."
        raise WrongInstance(f"{marker} cannot be read. {cure}") from None


def check(folder: Path, wanted: Identity) -> None:
    """Refuse a folder that is bound to something else."""
    found = found_in(folder)
    if found is not None and found != wanted:
        raise WrongInstance(refusal(f"The folder {folder} holds", found, wanted))


def bind(folder: Path, wanted: Identity) -> None:
    """Bind a folder that is bound to nothing yet; refuse one that is bound to something else."""
    check(folder, wanted)
    marker = folder / MARKER
    if not marker.is_file():
        marker.write_text(json.dumps(asdict(wanted)) + "\n", encoding="utf-8")


def refusal(where: str, found: Identity, wanted: Identity) -> str:
    """Say why data are refused and what to do."""
    cure = "Set SAFECONDUCT_DATA (and SAFECONDUCT_DATABASE_URL) to data of their own, or SAFECONDUCT_PURPOSE and "
    return f"{where} {found}, and this instance is for {wanted}. {cure}SAFECONDUCT_TRAINING to what these data are."
