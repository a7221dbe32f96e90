"""`safeconduct identity check`: holds the rows of credentials against the journal."""

from __future__ import annotations

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, plainly, report_differences


def check(as_json: AsJson = False) -> None:
    """Say of each credential whose row differs from its chain in the journal, in what. Exit 0 none, 1 some."""
    with plainly(as_json):
        data.start_django()
        from safeconduct.identity.web.checking import differences  # noqa: PLC0415 - needs Django to be ready

        cure = "Restore the rows from a backup; the journal is right, and status lists follow the rows."
        agreed = "Every credential stands where the journal says."
        report_differences(differences(), cure, agreed, as_json)
