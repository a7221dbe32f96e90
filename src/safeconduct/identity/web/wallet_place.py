"""Tells the forms of cases where a question can be answered from a wallet, and what was shown there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import get_language, gettext

from safeconduct.cases.questions import Question
from safeconduct.cases.said import Shown
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.beside import Link
from safeconduct.cases.web.models import Case, Draft
from safeconduct.cases.web.showing import Told
from safeconduct.identity import evidence
from safeconduct.identity.evidence import FILING
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import pending
from safeconduct.identity.web.asking import called
from safeconduct.identity.web.views.wallet import proof_of


def place_of(draft: Draft, question: Question) -> str:
    """Where a question of a draft is answered from a wallet; empty where no credential counts as its proof."""
    asks = question.kind == "paper" or question.key == "person"
    if not asks or not evidence.forms_of(draft.procedure, proof_of(question) or FILING):
        return ""
    return reverse("wallet:show", args=[draft.pk, question.key])


def place_in(case: Case, query: str = "") -> str:
    """Where a proof of a case is shown from a wallet; empty where no credential counts as one of its proofs."""
    if case.closed or not evidence.proofs_of(case.procedure):
        return ""
    return reverse("wallet:prove", args=[case.number]) + (f"?{query}" if query else "")


def early(case: Case, held: Sequence[Part]) -> Iterator[Link]:
    """Where whoever the case is about lets their wallet wait for what the case has yet to confer."""
    if pending.kinds_of(case) and pending.person_of(case, held):
        yield Link(gettext("Let your wallet wait for the document"), reverse("wallet:early", args=[case.number]))


def told(shown: Shown) -> Told:
    """What was shown, in the reader's language: the kind, who signed it, and each fact."""
    language = get_language() or "en"
    kind = kinds().kinds.get(shown.kind)
    title = kind.text("title", language) if kind else shown.kind
    answers = {evidence.YES: gettext("yes"), evidence.NO: gettext("no")}
    facts = tuple((called(claim, language), answers.get(value, value)) for claim, value in shown.facts.items())
    return Told(title, shown.issuer, facts)
