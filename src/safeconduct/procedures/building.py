"""From a tree that fits the table of words to the model. Nothing is checked here: :mod:`shape` did, or will refuse."""

from __future__ import annotations

from safeconduct.procedures import model
from safeconduct.procedures.fields import Fields, guard, silence
from safeconduct.procedures.hashing import hash_of
from safeconduct.procedures.model import Silence
from safeconduct.procedures.periods import Length, parse_length
from safeconduct.procedures.reading import Block, Node, Word
from safeconduct.procedures.shape import ACT, read_applies_to, read_days, read_times
from safeconduct.procedures.words import CHARTER, REPRESENTATIVE


def build_procedure(tree: Block, file: str) -> model.Procedure:
    """The model of one merged text."""
    top = Fields(tree)
    return model.Procedure(
        id=top.text("procedure"),
        version=top.day("version"),
        title=top.text("title"),
        in_force_from=top.day("in force from"),
        in_force_until=top.maybe_day("in force until"),
        applies_to=read_applies_to(top.text("applies to")),
        calendar=_calendar(top.fields("calendar")),
        parties=top.each("parties", _party),
        people=top.each("people", _circumstance),
        circumstances=top.each("circumstances", _circumstance),
        evidence=top.each("evidence", _evidence),
        data=top.each("data", _datum),
        fees=top.each("fees", _fee),
        service=_service(top.fields("service")) if top.has("service") else None,
        starts_in=top.text("starts in"),
        stages=top.each("stages", _stage),
        always=_steps("", top.fields("at any stage before the end")),
        opinions=top.each("opinions", _opinion),
        limits=top.each("time limits", _limit),
        remedies=top.each("remedies", _remedy),
        promises=top.each("promises", _promise),
        sources=top.each("sources", build_source),
        specialises=top.text("specialises"),
        called=top.texts("called"),
        was=top.texts("was"),
        left_out={path: f"{Fields(n).text('reason')} ({Fields(n).text('law')})" for path, n in top.pairs("left out")},
        stays_open=top.texts("stays open"),
        hash=hash_of(tree),
        file=file,
    )


def _calendar(f: Fields) -> model.CalendarChoice:
    return model.CalendarChoice(f.text("periods"), f.names("holidays of"))


def _party(name: str, f: Fields) -> model.Party:
    role = f.text("is")
    represents = role.removeprefix(REPRESENTATIVE) if role.startswith(REPRESENTATIVE) else ""
    return model.Party(name, "" if represents else role, represents, f.names("by"), f.names("purposes"), f.place)


def _circumstance(name: str, f: Fields) -> model.Circumstance:
    return model.Circumstance(
        name,
        f.text("shown by"),
        f.text("in doubt"),
        f.text("about"),
        f.text("required by"),
        f.text("favours"),
        f.text("law"),
        f.place,
    )


def _evidence(name: str, f: Fields) -> model.Evidence:
    return model.Evidence(name, f.names("accepted"), f.text("or else"), f.text("asked by"), f.text("for"), f.place)


def _datum(name: str, f: Fields) -> model.Datum:
    return model.Datum(name, f.text("given for"), f.text("by"), f.names("held by"), f.place)


def _fee(name: str, f: Fields) -> model.Fee:
    return model.Fee(name, f.text("kind"), f.text("payer"), f.text("never more than"), f.text("law"), f.place)


def _service(f: Fields) -> model.Service:
    channels = tuple(f.each("channels", _channel).values())
    return model.Service(
        f.names("to"), f.due_length("sent within"), channels, f.text("language"), f.text("law"), f.place
    )


def _channel(name: str, f: Fields) -> model.Channel:
    return model.Channel(name, f.due_length("deemed served after"), f.text("if returned"), f.text("law"), f.place)


def _stage(name: str, f: Fields) -> model.Stage:
    return model.Stage(
        name=name,
        steps=_steps(name, f),
        limit=f.length("lasts at most"),
        longer=_longer(f),
        as_a_rule=f.yes("as a rule"),
        silence=silence(f.block.get("if nothing comes")),
        outcome=f.text("outcome"),
        decided=f.text("decided"),
        served=f.yes("served"),
        law=f.text("law"),
        place=f.place,
    )


def _longer(f: Fields) -> tuple[tuple[str, Length], ...]:
    return tuple((name, parse_length(text)) for name, text in f.texts("longer").items())


def _steps(stage: str, f: Fields) -> tuple[model.Step, ...]:
    found: list[model.Step] = []
    for key in f.block.entries:
        act = ACT.fullmatch(key)
        if act:
            for name, node in f.pairs(key):
                found.append(_step(name, stage, act["party"], act["verb"] == "must", Fields(node)))
    return tuple(found)


def _step(name: str, stage: str, by: str, must: bool, f: Fields) -> model.Step:
    times = read_times(f.text("at most"))
    return model.Step(
        name=name,
        stage=stage,
        by=by,
        must=must,
        to=f.text("to"),
        needs=f.names("needs"),
        after=tuple(guard(node) for node in f.items("after")),
        only_if=f.names("only if"),
        unless=f.names("unless"),
        at_most=times,
        finds=f.text("finds"),
        good_for=f.length("good for"),
        safeguard=f.text("safeguard"),
        extends=f.text("extends"),
        grounds=tuple(_ground(ground, node) for ground, node in f.pairs("grounds")),
        reasons=f.text("reasons"),
        decides=f.text("decides"),
        served=f.yes("served"),
        in_writing=f.yes("in writing"),
        in_person=f.yes("in person"),
        for_one=f.text("for one"),
        sends=tuple(f.texts("sends").items()),
        with_consent=f.names("with consent"),
        law=f.text("law"),
        place=f.place,
    )


def _ground(name: str, node: Node) -> model.Ground:
    is_stage = isinstance(node, Word) and node.text == model.STAGE_ITSELF
    return model.Ground(name, None if is_stage else guard(node))


def _opinion(name: str, f: Fields) -> model.Opinion:
    return model.Opinion(
        name=name,
        asked_with=f.events("asked with"),
        of=f.text("of"),
        answers=f.names("answers"),
        within=f.due_length("within"),
        silence=f.text("if nothing comes"),
        safeguard=f.text("safeguard"),
        good_for=f.length("good for"),
        only_if=f.names("only if"),
        for_each=f.text("for each"),
        law=f.text("law"),
        place=f.place,
    )


def _limit(name: str, f: Fields) -> model.TimeLimit:
    return model.TimeLimit(
        name=name,
        length=f.due_length("length"),
        starts_with=f.events("starts with"),
        ends_with=f.events("ends with"),
        suspended_in=f.names("suspended in"),
        extension=f.length("extension"),
        longer=_longer(f),
        answers_for_it=f.text("answers for it"),
        as_a_rule=f.yes("as a rule"),
        silence=silence(f.block.get("if nothing comes")),
        law=f.text("law"),
        place=f.place,
    )


def _remedy(name: str, f: Fields) -> model.Remedy:
    annulled = f.fields("if annulled")
    return model.Remedy(
        name=name,
        kind=f.text("is"),
        against=f.events("against"),
        by=f.text("by"),
        before=f.text("before"),
        within=f.due_length("within"),
        decided_within=f.due_length("decided within"),
        silence=silence(f.block.get("if the court is silent")) or Silence(model.ONLY_LATE),
        suspensive=f.yes("suspensive"),
        annulled_to=annulled.text("to"),
        annulled_at_most=read_times(annulled.text("at most")),
        replaced_to=f.fields("if replaced").text("to"),
        law=f.text("law"),
        place=f.place,
    )


def _promise(name: str, f: Fields) -> model.OwnPromise:
    return model.OwnPromise(
        name,
        f.text("from"),
        read_days(f.text("at most")),
        f.length("not before"),
        f.text("step"),
        f.text("law"),
        f.place,
    )


def build_source(key: str, f: Fields) -> model.Source:
    """An instrument, and what of it was read."""
    return model.Source(
        key,
        f.text("title"),
        f.text("celex"),
        f.names("read"),
        f.names("assumed"),
        f.yes("open"),
        f.yes("own promise"),
        f.place,
    )


def build_charter(tree: Block, file: str) -> model.Charter:
    """The model of a charter."""
    top = Fields(tree)
    return model.Charter(
        version=top.day("version"),
        silences=top.each("silences", _silence_kind),
        outcomes=top.each("outcomes", _outcome),
        safeguards=top.each("safeguards", _safeguard),
        never_to_enforcement=top.names("purposes that never reach enforcement"),
        costs_fall_on=top.names("recruitment fees and related costs fall on"),
        protected_grounds=top.names("protected grounds"),
        who_may_review=top.names("who may review"),
        sources=top.each("sources", build_source),
        hash=hash_of(tree, CHARTER),
        file=file,
        purposes=top.names("purposes"),
    )


def _silence_kind(name: str, f: Fields) -> model.SilenceKind:
    return model.SilenceKind(
        name, f.text("favours") == "person", f.text("against") == "person", f.text("claimed"), int(f.text("rank", "0"))
    )


def _outcome(name: str, f: Fields) -> model.Outcome:
    return model.Outcome(
        name, f.text("favours") == "person", f.text("against") == "person", f.yes("irreversible"), f.names("owes")
    )


def _safeguard(name: str, f: Fields) -> model.Safeguard:
    return model.Safeguard(name, f.text("for"), f.due_length("good for at most"), f.text("law"))
