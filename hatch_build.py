"""Compiles the translations (.po) while the package is built, so that nobody needs gettext to run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Translations(BuildHookInterface[Any]):
    """Writes a .mo file beside every .po file and has it packed although git ignores it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue below src/; drafts marked fuzzy are left out."""
        for source in sorted(Path(self.root, "src").rglob("*.po")):
            target = source.with_suffix(".mo")
            with source.open("rb") as text, target.open("wb") as binary:
                write_mo(binary, read_po(text, locale=source.parts[-3]))
            build_data["artifacts"].append(str(target.relative_to(self.root)))
