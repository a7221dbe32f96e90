"""Where data come from, of which year they are, and whether somebody made them up."""

from __future__ import annotations

import msgspec


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The source of a data set. Whoever made a hazard by hand says so with ``synthetic``."""

    source: str
    year: int
    """The year that the data are of, not that of the file."""
    synthetic: bool = False

    @property
    def words(self) -> str:
        """The source as it stands below every figure."""
        return f"{self.source}, data of {self.year}" + (", SYNTHETIC: made up, not observed" if self.synthetic else "")
