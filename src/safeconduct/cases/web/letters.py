"""Letters of a case, from its entries: invitations, requests for papers, notices, what goes with a decision, fees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from safeconduct.cases.correspondence import Kind, awaited, letter_kind, step_of, time_given
from safeconduct.cases.documents import printing
from safeconduct.cases.documents.model import Letter, LetterWording
from safeconduct.cases.fees.references import on_paper
from safeconduct.cases.file import File, Line
from safeconduct.cases.web import law, letterhead
from safeconduct.cases.web.models import Case
from safeconduct.procedures.periods import Length
from safeconduct.procedures.web.presenting.counting import day, first_large, length
from safeconduct.procedures.web.presenting.words import Words


def letter(its: Case, file: File, line: Line) -> bytes:
    """The letter of an entry in the official language of the office, with its translation for the reader beside it.

    Raises:
        LookupError: nothing is written to anybody with this entry.

    """
    kind = letter_kind(file, line)
    if kind is None:
        raise LookupError(line.number)
    official, to = letterhead.official_language(its), letterhead.receiver(its, file, line, _party(file, line, kind))
    made = Letter(
        office=letterhead.office(its),
        reference=its.number,
        made=letterhead.moment(line.on),
        wordings={language: _worded(its, file, line, language) for language in {official, to.language}},
        addressee=to.lines,
        channel=_channel(its, line, official),
        signatures=letterhead.signatures(its, file, line),
    )
    return printing.letter(made, official, to.language, letterhead.templates())


def title(words: Words, file: File, line: Line) -> str:
    """What a letter is called in the language of its words."""
    kind = letter_kind(file, line)
    if kind == "invitation":
        return gettext("Invitation to an appointment")
    if kind == "fee":
        return gettext("Fee to be paid")
    name = first_large(words.name("steps", line.what))
    return gettext("We send you: %(what)s") % {"what": name} if kind == "cover" else name


def _party(file: File, line: Line, kind: Kind) -> str:
    """The party that is written to, where it may be another than the one on whom decisions are served."""
    if kind == "fee" and line.words.money is not None:
        return line.words.money.payer
    step = step_of(file.law.procedure, line.what)
    asked = awaited(file.law.procedure, step) if kind == "request" and step is not None else ()
    parties = {one.by for one in asked}
    return parties.pop() if len(parties) == 1 else ""


def _channel(its: Case, line: Line, language: str) -> str:
    service = line.words.service
    with translation.override(language):
        words = law.words(its.procedure, its.version)
        return words.name("channels", service.channel) if service is not None and service.channel else ""


def _worded(its: Case, file: File, line: Line, language: str) -> LetterWording:
    with translation.override(language):
        words, kind = law.words(its.procedure, its.version), letter_kind(file, line)
        plain = LetterWording(title(words, file, line), day(line.on), "", ((gettext("Procedure"), words.title),))
        if kind is None:
            return plain
        written = replace(plain, text=line.words.text or line.words.reasons)
        made = _KINDS[kind](words, file, line, written)
        if written.text and language != letterhead.official_language(its):
            # What an officer wrote is in the official language alone; its translation says so.
            note = gettext("The office wrote this, and it was not translated:")
            return replace(made, text=made.text.replace(written.text, f"{note}\n{written.text}"))
        return made


def _invitation(words: Words, file: File, line: Line, its: LetterWording) -> LetterWording:
    made = line.words.appointment
    if made is None:
        return its
    at = datetime.fromisoformat(made.at)
    facts = (
        (gettext("When"), f"{day(at.date())}, {date_format(at, 'H:i', use_l10n=False)}"),
        (gettext("Where"), made.place),
        (gettext("Length"), gettext("%(minutes)s minutes") % {"minutes": made.minutes}),
        (gettext("Interpreted"), made.interpreter),
        (gettext("Prepared for you"), made.needs),
    )
    text = gettext("We invite you to an appointment about: %(about)s") % {"about": made.about}
    or_else = gettext("Write to us before that day and say why. We look for another day.")
    return replace(its, text=text, facts=its.facts + facts, or_else=or_else)


def _request(words: Words, file: File, line: Line, its: LetterWording) -> LetterWording:
    procedure, step = words.procedure, step_of(words.procedure, line.what)
    stage = procedure.stages.get(step.to) if step is not None else None
    if step is None or stage is None:
        return its
    asked = "; ".join(first_large(words.name("steps", one.name)) for one in awaited(procedure, step))
    text = gettext("You are asked for this: %(what)s.") % {"what": asked}
    given = time_given(stage, file.case.opening.circumstances)
    ways = [words.or_else(name) for name in step.needs if procedure.evidence[name].or_else]
    after = words.name("silences", stage.silence.kind) if stage.silence is not None else ""
    follows = gettext("If nothing comes in this time, what the law says of it: %(what)s.") % {"what": after}
    return replace(
        its,
        text="\n".join(filter(None, (text, its.text))),
        facts=(*its.facts, (gettext("Law"), words.law(step.law))),
        bring=tuple(words.name("evidence", name) for name in step.needs),
        due=_within(given, step.is_served),
        or_else="\n".join((gettext("Write to us in this time and say why."), *ways, *((follows,) if after else ()))),
    )


def _within(given: Length | None, served: bool) -> str:
    if given is None:
        return ""
    told = {"length": length(given)}
    if served:
        return gettext("%(length)s from the day on which this letter is served on you") % told
    return gettext("%(length)s from the date of this letter") % told


def _notice(words: Words, file: File, line: Line, its: LetterWording) -> LetterWording:
    step = step_of(words.procedure, line.what)
    cited = words.law(step.law) if step is not None else ""
    told = gettext("The office did this in your case: %(what)s.") % {"what": words.name("steps", line.what)}
    text = "\n".join(filter(None, (told, its.text)))
    return replace(its, text=text, facts=(*its.facts, (gettext("Law"), cited)))


def _cover(words: Words, file: File, line: Line, its: LetterWording) -> LetterWording:
    told = (
        gettext("With this letter you get: %(what)s.") % {"what": words.name("steps", line.what)},
        gettext("The time to do something against it begins on the day on which it is served on you."),
        its.text,
    )
    or_else = gettext("If you do not understand what it says, ask us or somebody who advises you, and do not wait.")
    return replace(its, text="\n".join(filter(None, told)), or_else=or_else)


def _fee(words: Words, file: File, line: Line, its: LetterWording) -> LetterWording:
    money = line.words.money
    if money is None:
        return its
    facts = (
        (gettext("Fee"), first_large(words.name("fees", money.fee))),
        (gettext("Paid by"), words.party(money.payer) if money.payer else ""),
        (gettext("Amount"), f"{money.amount} {money.currency}"),
        (gettext("Reference for the payment"), on_paper(money.reference)),
        (gettext("Variable symbol"), money.symbol),
    )
    text = gettext("This fee is to be paid. Write the reference on the payment: with it, it finds your case.")
    or_else = gettext("If you cannot pay, write to the office: a fee can be waived.")
    return replace(its, text=text, facts=its.facts + facts, or_else=or_else)


_KINDS: Mapping[Kind, Callable[[Words, File, Line, LetterWording], LetterWording]] = {
    "invitation": _invitation,
    "request": _request,
    "notice": _notice,
    "cover": _cover,
    "fee": _fee,
}
