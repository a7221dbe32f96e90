"""Two instances of different purposes: what is planted in one is nowhere in the other, and numbers cannot be joined."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from tests.cli.running import environment_of, run
from tests.firewall.living import Words
from tests.firewall.searching import found_in, spellings

SECRETS = {
    "SAFECONDUCT_SECRET_KEY": "only for tests",
    "SAFECONDUCT_ROOT_SECRET": bytes(range(32)).hex(),
}
"""Both instances share these: the worst that a careless operator can do."""
PLANTED = Words(
    person="Zafirxq Planted",
    person_in_arabic="زفيركسق المزروعة",
    employer="Kwolqzy Shelter",
    email="zafirxq.planted@example.com",
    message="Vexqul: she fled and must not be found",
    note="Jorvqet: the brother asks for her everywhere",
    paper="Wixqarn medical report",
    reasons="Fulqzent reasons of protection",
    old_number="PRT-77QX-4411",
    procedure="common/best-interests-determination",
)
ORDINARY = Words(
    person="Amina Rahman",
    person_in_arabic="أمينة رحمن",
    employer="Baker and Sons",
    email="amina.rahman@example.com",
    message="Here are my papers",
    note="Ask about the contract",
    paper="Contract",
    reasons="A local candidate was found",
    old_number="MV-10001-1/OAM-2026",
    procedure="cz/employee-card",
)
SECONDS = 300


@dataclass(frozen=True)
class Lived:
    """An instance that lived: all that it holds and gave out lies below one folder."""

    folder: Path
    known: dict[str, list[str]]

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"


def live(folder: Path, purpose: str, words: Words) -> Lived:
    """Let an instance live in processes of its own, and back it up."""
    folder.mkdir()
    said = folder.parent / f"{folder.name}.json"
    said.write_text(json.dumps(asdict(words)), encoding="utf-8")
    told = SECRETS | {"SAFECONDUCT_PURPOSE": purpose}
    done = subprocess.run(
        [sys.executable, "-m", "tests.firewall.living", str(folder), str(said)],
        env=environment_of(folder / "data", **told), capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    (folder / "keys").mkdir()
    backup = ["backup", str(folder / "backup"), "--keys", str(folder / "keys" / "backup")]
    assert run(folder / "data", *backup, **told).returncode == 0
    for command in (["journal", "verify"], ["doctor"]):
        told_by = run(folder / "data", *command, **told)
        (folder / f"{command[0]}.txt").write_text(told_by.stdout + told_by.stderr, encoding="utf-8")
    return Lived(folder, json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def protection(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The instance in which markers are planted."""
    return live(tmp_path_factory.mktemp("firewall") / "protection", "protection", PLANTED)


@pytest.fixture(scope="module")
def migration(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The instance that must know nothing of them."""
    return live(tmp_path_factory.mktemp("firewall") / "migration", "migration", ORDINARY)


def markers(protection: Lived) -> dict[str, str]:
    """Everything that only the instance of protection knows: words, and the numbers it gave."""
    said = {name: text for name, text in asdict(PLANTED).items() if text and name not in ("procedure", "leak")}
    numbers = {f"{kind} {place}": n for kind, several in protection.known.items() for place, n in enumerate(several)}
    return said | {name: n for name, n in numbers.items() if not n.startswith("number of") and n != "the instance"}


def test_nothing_of_protection_is_found_in_migration(protection: Lived, migration: Lived) -> None:
    assert found_in(migration.folder, markers(protection)) == []


@pytest.mark.parametrize("what", ["person", "employer", "message", "note", "paper"])
def test_the_search_finds_what_each_instance_shows_its_own_people(migration: Lived, what: str) -> None:
    """Otherwise a search that reads nothing would find nothing."""
    own = found_in(migration.folder, {what: asdict(ORDINARY)[what]})
    assert any("pages/" in place for place in own), what
    assert not any(".sqlite" in place or place.endswith("backup") for place in own), "words lie sealed in the database"


def test_numbers_are_found_in_pages_exports_databases_and_backups(migration: Lived) -> None:
    number = migration.known["cases"][0]
    places = " ".join(found_in(migration.folder, {"number": number}))
    for part in ("pages/officer-of-north/", "pages/inspector-of-north/", "pages/person/", "data/", "backup"):
        assert part in places, part


def test_a_leak_is_found_wherever_it_went(protection: Lived, tmp_path: Path) -> None:
    leaking = live(tmp_path / "leaking", "migration", replace(ORDINARY, leak=PLANTED.person))
    places = " ".join(found_in(leaking.folder, markers(protection)))
    for part in ("log.txt", "pages/", "data/papers/", "backup", "data/"):
        assert f"person in {part}" in places or f" in {part}" in places, part


def test_numbers_of_one_person_and_case_cannot_be_joined(protection: Lived, migration: Lived) -> None:
    """Both hold one case under one identity and share a root secret; no number of one is a number of the other."""
    for kind in ("cases", "keys", "authors", "people"):
        both = set(protection.known[kind]) & set(migration.known[kind])
        assert {n for n in both if not n.startswith("number of") and n != "the instance"} == set(), kind
        assert protection.known[kind]
        assert migration.known[kind]


def test_data_of_one_purpose_are_not_opened_for_another(protection: Lived) -> None:
    refused = run(protection.data, "journal", "verify", **SECRETS, SAFECONDUCT_PURPOSE="migration")
    assert refused.returncode != 0
    assert "purpose" in (refused.stdout + refused.stderr).lower()


@pytest.mark.parametrize("text", ["Zafirxq & Planted", "زفيركسق"])
def test_a_marker_is_known_in_every_spelling(text: str) -> None:
    import base64
    import html
    import json as written
    from urllib.parse import quote

    ways = [html.escape(text), written.dumps(text), quote(text), text.upper()]
    for way in ways:
        assert any(needle in f"before {way} after".encode() for needle in spellings(text)), way
    for before in range(3):
        coded = base64.b64encode(b"x" * before + text.encode() + b" and more")
        assert any(needle in coded for needle in spellings(text))
    assert any(needle in f"a {text} z".encode("utf-16-le") for needle in spellings(text))
