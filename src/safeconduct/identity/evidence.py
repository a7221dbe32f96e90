"""Which credentials count as which proof of a procedure, and what is asked of them.

A verifier that can ask for everything soon does. So what is asked stands in a file that a lawyer reads, by procedure
and proof (``library/identity/evidence.yaml``), and a query is made from it alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import msgspec

from safeconduct.cases.said import Shown
from safeconduct.identity.issuing import vct_of
from safeconduct.identity.kinds import MDOC, SD_JWT, Kind, Kinds, kinds
from safeconduct.identity.openid.dcql import ClaimsQuery, CredentialQuery, CredentialSet, Query
from safeconduct.identity.openid.response import Presentation
from safeconduct.shell.content import LANGUAGES, read_content, text_of

PATH = "identity/evidence.yaml"
FILING = ""
"""The proof that is no proof: who a case is about."""
YES, NO = "yes", "no"
Choice = str | tuple[str, ...]


class NotEvidence(ValueError):
    """The file cannot be used; says where, what is wrong, and what to do."""


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of credential, and which of its claims a proof needs; a tuple of claims is a choice.

    ``may`` are claims that are shown where the credential has them, and not missed where it does not.
    """

    kind: str
    claims: tuple[Choice, ...]
    may: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[tuple[str, ...], ...]:
        """Each claim as a choice, most of one."""
        return tuple((one,) if isinstance(one, str) else one for one in self.claims)


class Filing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds that say who somebody is, and which field of a form which claim fills in."""

    kinds: tuple[str, ...]
    fills: dict[str, str]
    may: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is asked of each kind."""
        needed = tuple(claim for claim in self.fills.values() if claim not in self.may)
        return tuple(Ask(kind, needed, self.may) for kind in self.kinds)


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: dict[str, str]
    status: dict[str, str]
    always: tuple[str, ...]
    filing: Filing
    evidence: dict[str, dict[str, dict[str, Ask]]]
    names: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """An accepted form of a proof, with the kind of credential that counts as it and the claims to ask for."""

    name: str
    code: str
    kind: Kind
    choices: tuple[tuple[str, ...], ...]
    may: tuple[str, ...] = ()


@cache
def evidence() -> Evidence:
    """Return the file of the library."""
    return read_evidence(text_of(PATH), kinds())


def read_evidence(text: str, known: Kinds) -> Evidence:
    """Read and check such a file.

    Raises:
        NotEvidence: something is missing or must not stand there; says where and what to do.

    """
    its = read_content(text, PATH, Evidence, NotEvidence)
    fault = next(_faults(its, known), "")
    if fault:
        raise NotEvidence(f"library/{PATH}: {fault}")
    return its


def forms_of(procedure: str, proof: str) -> tuple[Form, ...]:
    """In which forms a proof can be shown from a wallet; none where it cannot. ``FILING`` asks who somebody is."""
    its = evidence()
    if proof == FILING:
        return tuple(_form(FILING, ask, its.always) for ask in its.filing.asks)
    asks = its.evidence.get(procedure.split("@", maxsplit=1)[0], {}).get(proof, {})
    return tuple(_form(name, ask, its.always) for name, ask in asks.items())


def proofs_of(procedure: str) -> tuple[str, ...]:
    """The proofs of a procedure that can be shown from a wallet."""
    return tuple(evidence().evidence.get(procedure.split("@", maxsplit=1)[0], {}))


def query_of(forms: Sequence[Form], issuers: Mapping[str, Collection[str]]) -> Query:
    """Ask for one of the forms, in whichever format the wallet holds it.

    ``issuers`` says by purpose whose credentials are taken: kinds of SD-JWT are named below their issuer's address.
    """
    asked = [
        _credential(f"c{at}-{'mdoc' if form == MDOC else 'sd'}", one, form, issuers)
        for at, one in enumerate(forms)
        for form in one.kind.formats
        if form in {SD_JWT, MDOC}
    ]
    return Query(tuple(asked), (CredentialSet(tuple((one.id,) for one in asked)),))


def form_of(query: str, forms: Sequence[Form]) -> Form:
    """The form that a credential of a query was asked for as."""
    return forms[int(query[1:].split("-", maxsplit=1)[0])]


def shown(presentation: Presentation, form: Form, proof: str, at: str) -> Shown:
    """What enters a case: the facts by claim, from whom, and what was checked; ``at`` is the moment (ISO 8601)."""
    facts = {str(path[-1]): _written(value) for path, value in presentation.claims.items()}
    return Shown(
        proof,
        form.name,
        form.code,
        presentation.issuer,
        presentation.format,
        at,
        facts.get("confers_legal_identity", ""),
        facts,
        (*(reason.code for reason in presentation.reasons), "holder-proved"),
    )


def filled(given: Shown) -> dict[str, str]:
    """What a credential fills into the page that asks who a case is about: field by value."""
    values = {field: given.facts.get(claim, "") for field, claim in evidence().filing.fills.items()}
    # A year alone is no day: the person says what they know.
    return {field: value for field, value in values.items() if value and (field != "born" or len(value) == 10)}  # noqa: PLR2004


def names_of_claim(claim: str) -> dict[str, str]:
    """What a claim is called, by language; its own name where there is none."""
    return evidence().names.get(claim, {"en": claim.replace("_", " ")})


def _credential(name: str, form: Form, written: str, issuers: Mapping[str, Collection[str]]) -> CredentialQuery:
    kind = form.kind
    is_mdoc = written == MDOC
    named = [*(claim for choice in form.choices for claim in choice), *form.may]
    claims = tuple(ClaimsQuery((kind.doctype, claim) if is_mdoc else (claim,), claim) for claim in named)
    meta: dict[str, Any] = {"doctype_value": kind.doctype}
    if not is_mdoc:
        meta = {"vct_values": sorted(vct_of(issuer, kind) for issuer in issuers.get(kind.purpose, ()))}
    sets = _sets(form)
    return CredentialQuery(name, written, meta, claims, sets if len(sets) > 1 else ())


def _sets(form: Form) -> tuple[tuple[str, ...], ...]:
    """What is enough, the least first among choices; of what may be shown as much as there is."""
    combined = tuple(_combinations(form.choices))
    more = (chosen for length in range(len(form.may), -1, -1) for chosen in combinations(form.may, length))
    return tuple((*one, *chosen) for chosen in more for one in combined)


def _combinations(chosen: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Each way to choose one of each, the first choices first."""
    if not chosen:
        yield ()
        return
    for claim in chosen[0]:
        yield from ((claim, *rest) for rest in _combinations(chosen[1:]))


def _form(name: str, ask: Ask, always: Sequence[str]) -> Form:
    choices = (*((claim,) for claim in always), *ask.choices)
    return Form(name, ask.kind, kinds().kinds[ask.kind], choices, ask.may)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _faults(its: Evidence, known: Kinds) -> Iterator[str]:
    for procedure, proofs in its.evidence.items():
        for proof, forms in proofs.items():
            for name, ask in forms.items():
                yield from _ask_faults(f"{procedure}, {proof}, {name}", ask, known)
    for ask in its.filing.asks:
        yield from _ask_faults("filing", ask, known)
    for claim in {claim for kind in known.kinds.values() for claim in kind.claims}:
        if missing := [language for language in LANGUAGES if not its.names.get(claim, {}).get(language)]:
            yield f"names: {claim} has no name in {', '.join(missing)}. Write it: people read it before they show it."


def _ask_faults(where: str, ask: Ask, known: Kinds) -> Iterator[str]:
    kind = known.kinds.get(ask.kind)
    if kind is None:
        yield f"{where}: there is no kind {ask.kind!r}. These are: {', '.join(known.kinds)}."
        return
    for claim in (*(claim for choice in ask.choices for claim in choice), *ask.may):
        if claim not in kind.claims:
            yield f"{where}: credentials of the kind {ask.kind} do not say {claim!r}. Leave it out."
