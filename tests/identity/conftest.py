"""Say at the end of a run how many tests of published vectors were skipped, and why."""

from __future__ import annotations

import pytest

from tests.identity.softhsm import device

__all__ = ["device"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that is always printed, so that a run without vectors does not look complete."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if "tests/identity/" in one.nodeid]
    vectors = sum("published vectors" in str(one.longrepr) for one in skipped)
    devices = sum("SoftHSM" in str(one.longrepr) for one in skipped)
    terminalreporter.write_line(f"identity: {vectors} vector tests skipped, {devices} tests of devices skipped")
