"""The files that the guides build up block by block do load."""

from __future__ import annotations

import re
from pathlib import Path

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text

GUIDES = Path(__file__).parents[3] / "docs" / "how-to"


def file_of(guide: str) -> str:
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    return "".join(re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def test_the_guide_to_writing_makes_a_sound_procedure() -> None:
    procedure = load_text(file_of("write-a-procedure"))
    assert procedure.identity == "example/work-permit@2027-01-01"
    assert list(procedure.remedies) == ["appeal"]


def test_the_guide_to_specialising_makes_a_sound_difference_to_it(tmp_path: Path) -> None:
    (tmp_path / "work-permit.yaml").write_text(file_of("write-a-procedure"), encoding="utf-8")
    library = Library(tmp_path, behind=Library.default())
    national = load_text(file_of("specialise"), library=library)
    assert (national.limits["decision"].length.number, national.fees) == (60, {})
    assert national.remedies["appeal"].before == "commission"
