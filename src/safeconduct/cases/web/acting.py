"""From what the law offers to a page with its form, and from a filled form to an order.

What a party may do itself comes first; what came on paper from anybody else may be entered by the office that has the
case. Both are exactly what the law offers today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.utils.translation import gettext
from msgspec import structs

from safeconduct.cases import verbs
from safeconduct.cases.correspondence import is_decision
from safeconduct.cases.file import File
from safeconduct.cases.recording import Author
from safeconduct.cases.said import NOTHING, Paper, Proposal, Said, Service
from safeconduct.cases.service import channel
from safeconduct.cases.signatures import needs_second, step_named
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.actions import Order
from safeconduct.cases.web.models import Post
from safeconduct.cases.web.serving import addressee_of
from safeconduct.procedures import run
from safeconduct.procedures.guards import guard_holds
from safeconduct.procedures.model import ANYONE, Ground, Step
from safeconduct.procedures.options import options
from safeconduct.procedures.state import Act, Offer


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that is offered today, and in whose place it would be done."""

    offer: Offer
    part: Part | None
    """None where an office enters what somebody else did."""
    step: Step | None
    second: bool
    """A second official must sign."""

    @property
    def query(self) -> str:
        """What names it in an address."""
        named = {"verb": self.offer.verb, "what": self.offer.what, "member": self.offer.member, "by": self.offer.party}
        return urlencode({key: value for key, value in named.items() if value})

    @property
    def is_ours(self) -> bool:
        """Whether it is the reader's own to do."""
        return self.part is not None

    @property
    def of_the_post(self) -> bool:
        """Whether nobody acts: something arrived, or came back."""
        return self.offer.verb in ("serves", "returns")


class NoGuardian(ValueError):
    """A child has no guardian: nothing can be served."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "The person is a child, and nobody is entered as their guardian: service on a child alone starts no "
                "period. Have a guardian appointed and entered in the register of people first."
            )
        )


def choices(file: File, parts: Sequence[Part], today: date) -> list[Choice]:
    """Everything that is offered today, the reader's own first."""
    case = run.pass_until(file.case, today) if today > file.case.last_day else file.case
    found = []
    for option in options(case):
        part = None if option.offer.verb in ("serves", "returns") else _part_for(case, option, parts)
        step = option.step or step_named(case.procedure, case.stage, option.offer.what)
        act = Act(today, option.offer.party, option.offer.verb, option.offer.what, option.offer.member)
        found.append(Choice(option.offer, part, step, needs_second(file, act)))
    return sorted(found, key=lambda choice: not choice.is_ours)


def _part_for(case: run.Case, option: Any, parts: Sequence[Part]) -> Part | None:  # noqa: ANN401 - an Option
    decides = _decides(option)
    may = (part for part in parts if not (decides and part.role == Post.Role.REGISTRY))
    return next((part for part in may if option.by and option.is_open_to(case, part.party)), None)


def _decides(option: Any) -> bool:  # noqa: ANN401 - an Option
    """Whether it is a decision or an opinion, which the registry does not give."""
    if option.offer.verb in ("answers", "confirms", "declines", *verbs.REVIEWS):
        return True
    return option.offer.verb == "does" and option.step is not None and is_decision(option.step)


def part_for(choice: Choice, held: Sequence[Part], office: int | None) -> Part | None:
    """In whose place somebody does what is offered: their own, or that of the office that has the case, on paper.

    An office that is only asked enters nothing for others, and what an office decides is no paper of somebody else.
    What the post brings or returns is entered by the office that sent it.
    """
    if choice.part is not None:
        return choice.part
    if not choice.of_the_post and choice.offer.party in {part.party for part in held if part.office}:
        return None
    return next((part for part in held if part.office and part.office.pk == office), None)


def find(found: Sequence[Choice], asked: dict[str, str]) -> Choice | None:
    """The choice that an address names, None if it is not offered (any more)."""
    wanted = (asked.get("verb", ""), asked.get("what", ""), asked.get("member", ""), asked.get("by", ""))
    return next(
        (c for c in found if (c.offer.verb, c.offer.what, c.offer.member, c.offer.party) == wanted),
        None,
    )


def grounds_established(file: File, step: Step, member: str = "") -> list[Ground]:
    """The grounds of a step that are established today: nothing else may be named."""
    return [g for g in step.grounds if g.finding is None or guard_holds(file.case, g.finding, member)]


def fields_for(file: File, choice: Choice, today: date, for_office: bool) -> dict[str, object]:
    """Which fields the form of a choice has."""
    fields: dict[str, object] = {"text": None, "papers": None}
    if for_office:
        fields["on"] = today
    if for_office and not choice.is_ours:
        fields["source"] = None
    if choice.of_the_post or choice.offer.verb == "sends":
        fields["proof"] = None
    if choice.step is not None and choice.offer.verb in ("does", "sends") and not is_decided(file, choice):
        if choice.step.grounds:
            fields["grounds"] = [(g.name, g.name) for g in grounds_established(file, choice.step, choice.offer.member)]
        if choice.step.reasons or choice.step.grounds:
            fields["reasons"] = None
    return fields


def is_decided(file: File, choice: Choice) -> bool:
    """Whether sending is all that is left: the decision was taken, with its reasons."""
    return choice.offer.verb == "sends" and file.case.standing.kind == "service"


def order_for(
    file: File, choice: Choice, author: Author, seen: int, cleaned: dict[str, Any], papers: Sequence[Paper], today: date
) -> Order:
    """The order that a filled form gives; a proposal where a second official must sign."""
    said = Said(
        text=cleaned.get("text", ""),
        reasons=cleaned.get("reasons", ""),
        grounds=tuple(cleaned.get("grounds", ())),
        papers=tuple(papers),
        service=_service(file, choice, cleaned, today),
    )
    offer = choice.offer
    if choice.second:
        proposal = Proposal(uuid4().hex, offer.verb, offer.what, offer.member)
        said = structs.replace(said, proposal=proposal)
        return Order(file.id, seen, author, verbs.PROPOSES, proposal.id, today, author.role, said=said)
    by = author.role if choice.part is not None else offer.party
    return Order(file.id, seen, author, offer.verb, offer.what, cleaned.get("on") or today, by, offer.member, said=said)


def _service(file: File, choice: Choice, cleaned: dict[str, Any], today: date) -> Service | None:
    """On whom something is served, why on them, and by which channel."""
    if not is_service(choice):
        return None
    to, by = addressee_of(file, cleaned.get("on") or today), channel(file)
    if to is not None and to.is_nobody and choice.offer.verb != "returns":
        raise NoGuardian
    return Service(
        to_party=to.party if to else "",
        to_person=to.person if to else "",
        why=to.why if to else "",
        channel=by.name if by else "",
        proof=cleaned.get("proof", ""),
    )


def is_service(choice: Choice) -> bool:
    """Whether it serves something, or says that it was served or came back."""
    sends = choice.offer.verb == "sends" or (choice.step is not None and choice.step.is_served and choice.second)
    return choice.of_the_post or sends


__all__ = [
    "ANYONE",
    "NOTHING",
    "Choice",
    "choices",
    "fields_for",
    "find",
    "grounds_established",
    "order_for",
    "part_for",
]
