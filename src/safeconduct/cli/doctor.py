"""`safeconduct doctor`: what this machine has and lacks, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import typer

from safeconduct.cli import data
from safeconduct.cli.output import AsJson, Trouble, say

OLDEST_PYTHON = (3, 11)
GOOD, NOTE, BAD = "good", "note", "bad"
SUCCESSOR_BEFORE = timedelta(days=30)
"""So long before its end a key should have a successor, so that verifiers have it in time."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands (good, note, bad), the facts, and the cure where one is needed."""

    name: str
    state: str
    facts: str
    cure: str = ""


def doctor(as_json: AsJson = False) -> None:
    """Look at everything that Safeconduct needs; exit with 1 when something must be mended first."""
    findings = [finding for check in CHECKS for finding in check()]
    healthy = all(finding.state != BAD for finding in findings)
    facts: dict[str, object] = {"healthy": healthy, "findings": [asdict(finding) for finding in findings]}
    say("\n".join(sentence(finding) for finding in findings), facts, as_json)
    raise typer.Exit(0 if healthy else 1)


def sentence(finding: Finding) -> str:
    """Say one finding in a line, or two where something is to be done."""
    cure = f"\n        → {finding.cure}" if finding.cure else ""
    return f"{finding.state:>5}   {finding.name}: {finding.facts}{cure}"


def check_python() -> Iterator[Finding]:
    """Look at the version of Python."""
    state = GOOD if sys.version_info >= OLDEST_PYTHON else BAD
    yield Finding("Python", state, platform.python_version(), "" if state == GOOD else "Use Python 3.11 or newer.")


def check_packages() -> Iterator[Finding]:
    """Look for each package that Safeconduct names."""
    needed = [line for line in metadata.requires("safeconduct") or [] if "extra ==" not in line]
    missing = sorted(name for name in map(package_name, needed) if not installed(name))
    if missing:
        yield Finding("packages", BAD, f"missing: {', '.join(missing)}", "Run: uv sync")
    else:
        yield Finding("packages", GOOD, f"all {len(needed)} are there")
    yield Finding("calendar of holidays", GOOD, f"holidays {metadata.version('holidays')}")


def package_name(requirement: str) -> str:
    """Return the name that a requirement begins with."""
    return next(part for part in requirement.replace("[", " ").replace(">", " ").replace("<", " ").split())


def installed(name: str) -> bool:
    """Tell whether a package is installed."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def check_translations() -> Iterator[Finding]:
    """Look for the compiled catalogue beside each translation."""
    sources = list(Path(str(files("safeconduct"))).rglob("*.po"))
    missing = [source for source in sources if not source.with_suffix(".mo").exists()]
    if missing:
        yield Finding("translations", BAD, f"{len(missing)} of {len(sources)} are not compiled",
                      "Run: uv sync --reinstall-package safeconduct")  # fmt: skip
    else:
        yield Finding("translations", GOOD, f"{len(sources)} catalogues")


def check_folder() -> Iterator[Finding]:
    """See that the data folder can be written, or made."""
    try:
        folder = data.data_folder()
    except Trouble as trouble:
        yield Finding("settings", BAD, trouble.problem, trouble.cure)
        return
    existing = next(path for path in [folder, *folder.parents] if path.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK)):
        cure = "Set SAFECONDUCT_DATA to a folder of yours."
        yield Finding("data folder", BAD, f"{existing} is no folder that can be written", cure)
    elif folder.exists():
        yield Finding("data folder", GOOD, str(folder))
    else:
        yield Finding("data folder", NOTE, f"{folder} is not there yet", "safeconduct demo makes it.")


def check_database() -> Iterator[Finding]:
    """See that the database answers and has the tables of this version."""
    try:
        if not os.environ.get("SAFECONDUCT_DATABASE_URL") and not data.data_folder().exists():
            yield Finding("database", NOTE, "embedded, not there yet", "safeconduct demo makes it.")
            return
        data.start_django()
    except Trouble as trouble:
        yield Finding("database", BAD, trouble.problem, trouble.cure)
        return
    from django.db import connection  # noqa: PLC0415 - needs Django to be ready

    from safeconduct.shell.health import database_trouble  # noqa: PLC0415

    cure = database_trouble()
    yield Finding("database", BAD if cure else GOOD, connection.vendor, cure)


def check_signing_keys() -> Iterator[Finding]:
    """See that a key signs credentials, and has a successor when its time is nearly over."""
    found = next(check_database(), None)
    if found is None or found.state != GOOD:
        return
    from safeconduct.identity.keys import signing_key  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.identity.refusal import Refused  # noqa: PLC0415
    from safeconduct.identity.web import signing  # noqa: PLC0415
    from safeconduct.shell.clock import current  # noqa: PLC0415

    name, cure = "key of credentials", "Run: safeconduct identity keys rotate"
    try:
        last = signing_key(signing.every(), current())
        soon = not any(key.signs(current() + SUCCESSOR_BEFORE) for key in signing.every())
    except Refused as refused:
        yield Finding(name, BAD, str(refused), cure)
        return
    facts = f"{last.key.id[:8]}… signs until {last.signs_until:%Y-%m-%d}"
    yield Finding(name, NOTE, f"{facts}, and has no successor", cure) if soon else Finding(name, GOOD, facts)
    yield from check_root()


def check_wallet_client() -> Iterator[Finding]:
    """See that wallets can know this site by the name that the setting asks for."""
    from django.conf import settings  # noqa: PLC0415 - needs Django to be ready

    from safeconduct.identity.openid.request import bears_host  # noqa: PLC0415
    from safeconduct.identity.web import asking, roots, signing  # noqa: PLC0415
    from safeconduct.shell.clock import current  # noqa: PLC0415

    known = ("x509_hash", asking.BY_HOST)
    if settings.WALLET_CLIENT not in known:
        facts = f"SAFECONDUCT_WALLET_CLIENT is {settings.WALLET_CLIENT}"
        yield Finding("name before wallets", BAD, facts, f"Set it to {' or '.join(known)}.")
    elif settings.WALLET_CLIENT == asking.BY_HOST:
        _, chain = signing.signer_at(current(), roots.ACCESS)
        good = bears_host(chain[0], settings.ISSUER)
        cure = "" if good else "Let a root certify the key: safeconduct identity root begin. Until then: x509_hash."
        yield Finding("name before wallets", GOOD if good else BAD, asking.BY_HOST, cure)


def check_root() -> Iterator[Finding]:
    """See that the root, where there is one, certified each key that signs, and that its list of revocations is new."""
    from safeconduct.identity.web import roots  # noqa: PLC0415 - needs Django to be ready
    from safeconduct.shell.clock import current  # noqa: PLC0415

    root, name, cure = roots.newest(), "root of credentials", "Run: safeconduct identity root certify"
    yield from check_wallet_client()
    if root is None:
        return
    facts = f"{root.pk[:8]}… until {root.until:%Y-%m-%d}, revocations until {root.revocations_until:%Y-%m-%d}"
    if without := roots.uncertified(current()):
        yield Finding(name, BAD, f"{facts}; key {without[0].pk[:8]}… is not certified", cure)
    elif root.revocations_until < current() + SUCCESSOR_BEFORE:
        yield Finding(name, NOTE, f"{facts}; the list is renewed before its day", cure)
    else:
        yield Finding(name, GOOD, facts)


def check_test_tools() -> Iterator[Finding]:
    """Look for what only the tests need."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield tool("Chromium, for tests", browser, "apt-get install -y chromium fonts-noto-core")
    server = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None) or shutil.which("initdb")
    yield tool("PostgreSQL, for tests", server, "apt-get install -y postgresql")


def tool(name: str, path: str | Path | None, cure: str) -> Finding:
    """Say where a tool is, or how to get it."""
    return Finding(name, GOOD, str(path)) if path else Finding(name, NOTE, "not found", cure)


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    check_python,
    check_packages,
    check_translations,
    check_folder,
    check_database,
    check_signing_keys,
    check_test_tools,
]
