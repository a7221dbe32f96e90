"""Which papers are handed in with which act: the proofs of the procedure in an accepted form, and what is enclosed."""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.cases.seed.cast import Cast
from safeconduct.cases.seed.model import Paper
from safeconduct.procedures.state import Act

_PHOTOGRAPHED, _CANNOT = 0.3, 0.04
_OR_ELSE = "or else"
_ASKS = ("ask for what is missing", "ask for a further paper")
_BRINGS = ("bring the papers", "bring the further paper")


class Papers:
    """The papers of one case. ``missing`` is the proof that is asked for later, if one is."""

    def __init__(self, cast: Cast, titles: Mapping[str, str], encloses: Mapping[str, str]) -> None:
        self.cast, self.titles, self.encloses = cast, titles, encloses
        self.lot = cast.lot.inside("papers")
        self.acts = [move.act for move in cast.tale.played.moves]
        needed = self._needed()
        asked = any(act.what in _ASKS for act in self.acts)
        self.missing = self.lot.one(needed, "missing") if asked and needed else ""

    def first(self) -> tuple[Paper, ...]:
        """What is handed in with the application."""
        return tuple(self._proof(name) for name in self._needed() if name != self.missing)

    def handed_in_with(self, act: Act, number: int) -> tuple[Paper, ...]:
        """What comes with an act."""
        if act.what in _BRINGS and self.missing:
            return (self._proof(self.missing),)
        form = self.encloses.get(act.what) or ("appeal" if act.verb == "files" else "")
        return (self._sheet(form, "", form, number),) if form else ()

    def _needed(self) -> tuple[str, ...]:
        """The proofs without which it is not complete: of the step that was taken, else of the first that asks."""
        taken = [act.what for act in self.acts if act.verb == "does"]
        asking = [s for s in self.cast.procedure.steps if s.needs]
        step = next((s for s in asking if s.name in taken), next(iter(asking), None))
        return step.needs if step is not None else ()

    def _proof(self, evidence: str) -> Paper:
        proof = self.cast.procedure.evidence[evidence]
        if self.lot.happens(_CANNOT, "cannot", evidence):
            return self._sheet("statement of the person", evidence, _OR_ELSE, evidence)
        form = self.lot.one(proof.accepted, "form", evidence)
        return self._sheet(form, evidence, form, evidence)

    def _sheet(self, what: str, evidence: str, form: str, *question: object) -> Paper:
        title = self.titles.get(what, what[:1].upper() + what[1:])
        photographed = self.lot.happens(_PHOTOGRAPHED, "photographed", *question)
        kind, end = ("image/png", "png") if photographed else ("application/pdf", "pdf")
        name = f"scan-{self.lot.number(1000, 9999, 'file', *question)}.{end}"
        pages = 1 if photographed else self.lot.number(1, 6, "pages", *question)
        return Paper(title, kind, name, pages, evidence, form)
