"""The one table of words: what may stand in a procedure, a charter and a translation, and of which shape.

The loader checks files with it, the JSON Schema for editors is generated from it, and
``docs/reference/language.md`` explains each word of it (a test holds that none is missing there).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

ROLES = ("the person", "deciding", "court or tribunal", "administrative review")
REPRESENTATIVE = "representative of "
FEE_KINDS = ("administrative", "recruitment", "related cost")
REMEDY_KINDS = ("appeal to a court", "administrative review")
PROTECTED = ("age", "sex", "disability", "nationality")
QUANTIFIERS = ("each", "any", "this")
EVENT_WORDS = ("reaching", "service of", "silence of")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single word or number.

    ``form`` is text, name, choice, yes or no, times, days, rank, length, date, law, event, id, identity or applies to.
    """

    form: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """A list; where ``or_one``, a single item may stand without brackets."""

    of: Kind
    or_one: bool = False
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping from names that the author chooses; their order is the order of the file."""

    of: Kind
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A mapping of fixed words; ``acts`` allows ``X may:`` and ``X must:`` beside them."""

    fields: dict[str, Entry] = field(default_factory=dict)
    acts: Kind | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """What follows when nothing comes: ``only late``, ``left to national law``, or ``{KIND: stage, …}``."""

    claims: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A finding that must hold: its name, or ``{each child: finding}``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a procedure in one of the four verbs of a specialisation: words of the table, none required."""


Kind: TypeAlias = "Scalar | Several | Each | Words | Silent | Guarded | Part"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a block: its shape, whether it must stand, and what it means."""

    kind: Kind
    meaning: str
    required: bool = False


TEXT, NAME, YES_NO = Scalar(), Scalar("name"), Scalar("yes or no")
TIMES, DAYS, LENGTH, DATE = Scalar("times"), Scalar("days"), Scalar("length"), Scalar("date")
LAW, EVENT, ID, IDENTITY = Scalar("law"), Scalar("event"), Scalar("id"), Scalar("identity")
NAMES = Several(NAME)
EVENTS = Several(EVENT, or_one=True)
ONE_OR_MORE = Several(NAME, or_one=True)


def must(kind: Kind, meaning: str) -> Entry:
    """A word that must stand."""
    return Entry(kind, meaning, required=True)


SILENCE = Silent(
    {
        "claimed by": Entry(NAME, "the party that must confirm before the silence takes effect"),
        "within": Entry(LENGTH, "how long it has to confirm"),
        "if not confirmed": Entry(NAME, "the harmless stage that follows otherwise"),
    }
)

PARTY = Words(
    {
        "is": Entry(
            TEXT,
            "the role: the person, deciding, representative of PARTY, court or tribunal, administrative review",
        ),
        "by": Entry(Several(TEXT), "for a representative: how the power is shown"),
        "purposes": Entry(NAMES, "for what this party may use data"),
    }
)

CIRCUMSTANCE = Words(
    {
        "shown by": Entry(TEXT, "what shows it"),
        "in doubt": Entry(YES_NO, "which way doubt goes"),
        "about": Entry(Scalar("choice", PROTECTED), "the protected ground that it is about"),
        "required by": Entry(LAW, "the law that requires the difference"),
        "favours": Entry(Scalar("choice", ("person",)), "person: it can only help the person"),
        "law": Entry(LAW, "where the law speaks of it"),
    }
)

EVIDENCE = Words(
    {
        "accepted": must(Several(TEXT), "the forms in which the proof is accepted"),
        "or else": Entry(TEXT, "the way out for who cannot obtain it"),
        "asked by": Entry(LAW, "the law that allows it to be asked for"),
        "for": Entry(NAME, "the purpose"),
    }
)

DATUM = Words(
    {
        "given for": must(NAME, "the purpose for which it is given"),
        "by": must(NAME, "who gives it"),
        "held by": Entry(NAMES, "who holds it from the start"),
    }
)

FEE = Words(
    {
        "kind": must(Scalar("choice", FEE_KINDS), "administrative, recruitment or related cost"),
        "payer": must(NAME, "who pays: a party or a word of the charter's list"),
        "never more than": Entry(TEXT, "the cap"),
        "law": Entry(LAW, "where the law speaks of it"),
    }
)

CHANNEL = Words(
    {
        "deemed served after": must(LENGTH, "when service is taken to have happened"),
        "if returned": Entry(NAME, "the next channel"),
        "law": must(LAW, "where the law speaks of it"),
    }
)

SERVICE = Words(
    {
        "to": must(ONE_OR_MORE, "to whom, the first that exists"),
        "sent within": must(LENGTH, "how soon after the act it is sent"),
        "language": Entry(TEXT, "in which language"),
        "channels": must(Each(CHANNEL), "the ways of serving, in their order"),
        "law": Entry(LAW, "where the law speaks of it"),
    }
)

STEP = Words(
    {
        "to": Entry(NAME, "the stage that follows; without it the case stays"),
        "needs": Entry(ONE_OR_MORE, "evidence that is asked for"),
        "after": Entry(Several(Guarded(), or_one=True), "findings that must hold"),
        "only if": Entry(ONE_OR_MORE, "circumstances that must be true"),
        "unless": Entry(ONE_OR_MORE, "circumstances that must be false"),
        "at most": Entry(TIMES, "how often in one case"),
        "finds": Entry(NAME, "the finding that this step makes"),
        "good for": Entry(LENGTH, "how long that finding holds"),
        "safeguard": Entry(NAME, "the safeguard of the charter that the finding meets"),
        "extends": Entry(NAME, "the time limit that gets its extension"),
        "grounds": Entry(Each(Guarded(), whole=True), "each ground with the finding that establishes it, or stage"),
        "reasons": Entry(TEXT, "how reasons are given: written"),
        "decides": Entry(NAME, "the outcome word of the act, though life goes on"),
        "served": Entry(YES_NO, "the act must be served"),
        "in writing": Entry(YES_NO, "the act is in writing"),
        "in person": Entry(YES_NO, "not by a representative"),
        "for one": Entry(NAME, "the group of whom the act concerns one"),
        "sends": Entry(Each(NAME, whole=True), "which datum goes to which party"),
        "with consent": Entry(ONE_OR_MORE, "data that go only with the person's consent"),
        "law": must(LAW, "where the law gives this act"),
    }
)

STAGE = Words(
    {
        "outcome": Entry(NAME, "how the case ends here, from the charter's list"),
        "decided": Entry(NAME, "reaching this stage is the decision: its outcome word"),
        "served": Entry(YES_NO, "this end must be served"),
        "lasts at most": Entry(LENGTH, "the limit of the stage, new on each entry"),
        "longer": Entry(Each(LENGTH, whole=True), "another limit where a circumstance is true"),
        "as a rule": Entry(YES_NO, "the law says 'as a rule' or 'should': no exact duty"),
        "if nothing comes": Entry(SILENCE, "what follows when the limit ends"),
        "law": Entry(LAW, "where the law gives the limit"),
    },
    acts=Each(STEP),
)

LIMIT = Words(
    {
        "length": must(LENGTH, "how long"),
        "starts with": must(EVENTS, "the events that start it, if it does not run"),
        "ends with": Entry(EVENTS, "the events that end it"),
        "suspended in": Entry(ONE_OR_MORE, "the stages in which it stands still"),
        "extension": Entry(LENGTH, "by how much a step may extend it"),
        "longer": Entry(Each(LENGTH, whole=True), "another length where a circumstance is true"),
        "answers for it": Entry(NAME, "the party that answers for its days"),
        "as a rule": Entry(YES_NO, "the law says 'as a rule' or 'should': no exact duty"),
        "if nothing comes": Entry(SILENCE, "what follows when it ends"),
        "law": must(LAW, "where the law gives it"),
    }
)

OPINION = Words(
    {
        "asked with": must(EVENTS, "the events with which it is asked"),
        "of": must(NAME, "the body that is asked"),
        "answers": must(NAMES, "what it may answer; the first meets a safeguard"),
        "within": must(LENGTH, "how long it has"),
        "if nothing comes": must(NAME, "the answer that follows from silence, or: left to national law"),
        "safeguard": Entry(NAME, "the safeguard of the charter that it meets"),
        "good for": Entry(LENGTH, "how long an answer holds"),
        "only if": Entry(ONE_OR_MORE, "circumstances in which it is asked"),
        "for each": Entry(NAME, "asked for each member of this group"),
        "law": must(LAW, "where the law asks for it"),
    }
)

REMEDY = Words(
    {
        "is": must(Scalar("choice", REMEDY_KINDS), "appeal to a court or administrative review"),
        "against": must(EVENTS, "the steps, or reaching STAGE for an end by silence"),
        "by": must(NAME, "who may file it"),
        "before": must(NAME, "the body that decides it"),
        "within": must(LENGTH, "the time to file, from service"),
        "decided within": must(LENGTH, "the time to decide"),
        "if the court is silent": must(SILENCE, "what follows when it does not decide"),
        "suspensive": must(YES_NO, "whether the case waits for it"),
        "if annulled": Entry(
            Words(
                {
                    "to": must(NAME, "the stage to which the case returns"),
                    "at most": Entry(TIMES, "how often"),
                },
                whole=True,
            ),
            "the act falls and the case returns",
        ),
        "if replaced": Entry(
            Words({"to": must(NAME, "the stage that follows")}, whole=True),
            "the reviewing body decides itself",
        ),
        "law": must(LAW, "where the law gives it"),
    }
)

PROMISE = Words(
    {
        "from": must(NAME, "the stage from which days are counted"),
        "at most": Entry(DAYS, "days to the decision"),
        "not before": Entry(LENGTH, "the protected time before the step"),
        "step": Entry(NAME, "the step that may not come sooner"),
        "law": Entry(LAW, "where the law gives the number"),
    },
    whole=True,
)

SOURCE = Words(
    {
        "title": must(TEXT, "the instrument's title"),
        "celex": Entry(TEXT, "its CELEX number"),
        "url": Entry(TEXT, "where it can be read"),
        "note": Entry(TEXT, "what a reader should know"),
        "read": Entry(Several(TEXT, at_least=0), "articles whose text was read"),
        "assumed": Entry(Several(TEXT, at_least=0), "articles whose text was not read; all stands for every article"),
        "open": Entry(YES_NO, "the law of each state, which a specialisation fills"),
        "own promise": Entry(YES_NO, "no law gives these numbers"),
    },
    whole=True,
)

CALENDAR = Words(
    {
        "periods": must(ID, "the rule of periods, by its id in the library"),
        "holidays of": Entry(Several(NAME, or_one=True), "the states whose holidays the figures cover"),
    },
    whole=True,
)

HEAD: dict[str, Entry] = {
    "procedure": must(ID, "its id, as its folder in the library"),
    "version": must(DATE, "the date that names this text"),
    "in force from": must(DATE, "when the text binds"),
    "in force until": Entry(DATE, "the last day on which it binds"),
    "applies to": must(Scalar("applies to"), "which cases it governs, by the day of an event"),
    "title": must(TEXT, "its title"),
}

BODY: dict[str, Entry] = {
    "calendar": must(CALENDAR, "how days are counted"),
    "parties": must(Each(PARTY), "who acts"),
    "people": Entry(Each(CIRCUMSTANCE), "groups of people in one case"),
    "circumstances": Entry(Each(CIRCUMSTANCE), "what is true of a case"),
    "evidence": Entry(Each(EVIDENCE), "what may be asked for"),
    "data": Entry(Each(DATUM), "data and their purpose"),
    "fees": Entry(Each(FEE), "what it costs, and whom"),
    "service": Entry(SERVICE, "how every decision reaches the person"),
    "starts in": must(NAME, "the first stage"),
    "stages": must(Each(STAGE), "where a case can stand"),
    "at any stage before the end": Entry(Words({}, acts=Each(STEP)), "steps offered in every stage but an outcome"),
    "opinions": Entry(Each(OPINION), "questions to other bodies"),
    "time limits": Entry(Each(LIMIT), "limits over several stages"),
    "remedies": Entry(Each(REMEDY), "how an act is looked at again"),
    "promises": Entry(Each(PROMISE), "the numbers that are published"),
    "sources": must(Each(SOURCE), "the law, and whether we read it"),
}

WAS = Entry(Each(NAME), "the old name of a renamed stage or time limit")
CALLED = Entry(Each(TEXT), "the display name of a party here")
SPECIALISES = must(IDENTITY, "the version that this text differs from")
LEFT_OUT = Entry(
    Each(
        Words(
            {
                "reason": must(TEXT, "why the national law has no such thing"),
                "law": must(LAW, "the law that says so"),
            },
            whole=True,
        )
    ),
    "what the national law does not have, by its path",
)
STAYS_OPEN = Entry(Each(TEXT), "what is still left to national law, by its path, and what is missing")

PROCEDURE = Words(HEAD | BODY | {"was": WAS})

VERBS: dict[str, Entry] = {
    "changes": Entry(Part(), "what stands in the base and is different here"),
    "fills": Entry(Part(), "what the base leaves to national law"),
    "adds": Entry(Part(), "what the base does not have"),
    "left out": LEFT_OUT,
}

SPECIALISATION = Words(
    HEAD
    | {"specialises": SPECIALISES, "called": CALLED, "was": WAS}
    | VERBS
    | {
        "stays open": STAYS_OPEN,
        "calendar": Entry(CALENDAR, "how days are counted"),
        "promises": BODY["promises"],
        "sources": Entry(Each(SOURCE), "the law, and whether we read it"),
    }
)

MERGED = Words(
    PROCEDURE.fields | {"specialises": SPECIALISES, "called": CALLED, "left out": LEFT_OUT, "stays open": STAYS_OPEN}
)
"""What a specialisation is once it is merged with its base: a whole procedure that remembers where it differs."""

FAVOUR = Scalar("choice", ("person",))

CHARTER = Words(
    {
        "charter": must(TEXT, "what it is about"),
        "version": must(DATE, "the date that names this text"),
        "who may review": must(NAMES, "the roles before which a remedy may be brought"),
        "silences": must(
            Each(
                Words(
                    {
                        "favours": Entry(FAVOUR, "good for the person"),
                        "against": Entry(FAVOUR, "bad for the person"),
                        "claimed": Entry(
                            Scalar("choice", ("yes", "where the outcome is against the person")),
                            "whether somebody must confirm it",
                        ),
                        "rank": must(Scalar("rank"), "0 to 5, 5 best for the person"),
                    }
                )
            ),
            "the closed list of what may follow when nothing comes",
        ),
        "outcomes": must(
            Each(
                Words(
                    {
                        "favours": Entry(FAVOUR, "good for the person"),
                        "against": Entry(FAVOUR, "bad for the person"),
                        "irreversible": Entry(YES_NO, "cannot be undone"),
                        "owes": Entry(NAMES, "grounds, reasons, remedy, service, and safeguards by name"),
                    }
                )
            ),
            "the closed list of what a case can end in",
        ),
        "safeguards": must(
            Each(
                Words(
                    {
                        "for": must(NAME, "everyone, or a circumstance or group"),
                        "good for at most": must(LENGTH, "how long such a finding may be relied on"),
                        "law": must(LAW, "where the law asks for it"),
                    }
                )
            ),
            "checks that must come first",
        ),
        "purposes": must(NAMES, "the closed list of purposes"),
        "purposes that never reach enforcement": must(NAMES, "purposes whose data never go there"),
        "recruitment fees and related costs fall on": must(NAMES, "who may pay them"),
        "protected grounds": must(NAMES, "grounds on which a difference needs a law"),
        "sources": must(Each(SOURCE), "the law, and whether we read it"),
    }
)


def partial(kind: Kind) -> Kind:
    """The same shape with no word required, for the verbs of a specialisation."""
    if isinstance(kind, Words) and not kind.whole:
        fields = {word: Entry(partial(entry.kind), entry.meaning) for word, entry in kind.fields.items()}
        return Words(fields, partial(kind.acts) if kind.acts else None)
    if isinstance(kind, Each) and not kind.whole:
        return Each(partial(kind.of))
    return kind


PART = Words({word: Entry(partial(entry.kind), entry.meaning) for word, entry in BODY.items()})
"""What may stand under ``changes``, ``fills`` and ``adds``."""


def kind_below(kind: Kind | None, key: str) -> Kind | None:
    """The kind of what stands under a key, or nothing where the table of words does not say."""
    if isinstance(kind, Each):
        return kind.of
    if isinstance(kind, Words):
        return kind.fields[key].kind if key in kind.fields else kind.acts
    return None
