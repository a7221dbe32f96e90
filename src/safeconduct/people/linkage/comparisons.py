"""What a model compares and which pairs it looks at, in SQL that DuckDB and Spark both understand.

Each level is a case that officers know: the same name in another spelling, the father's name in place of the family
name, day and month exchanged, 1 January. The first level that holds counts. A pair is looked at where one of the rules
holds; none of them rests on a telephone alone, nor on any single field.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Level(NamedTuple):
    """A case of a comparison: its name in the library of words, and when it holds; null levels say nothing."""

    name: str
    when: str
    nothing: bool = False


def _both(column: str) -> str:
    return f"{column}_l = {column}_r"


def _missing(column: str) -> str:
    return f"({column}_l IS NULL OR {column}_r IS NULL)"


def _slip(one: str, other: str) -> str:
    """One letter apart, or two exchanged, in words long enough that this is no other name."""
    shortest, long = 4, 6
    return (
        f"((length({one}) >= {shortest} AND length({other}) >= {shortest} AND levenshtein({one}, {other}) <= 1)"
        f" OR (length({one}) >= {long} AND length({other}) >= {long} AND levenshtein({one}, {other}) <= 2))"
    )


def _slipped(column: str) -> str:
    return _slip(f"{column}_spelled_l", f"{column}_spelled_r")


def _rare(column: str) -> str:
    """Whether one of two spellings may be a slip of the hand: hardly anybody has it, or nobody counted."""
    return f"coalesce({column}_rare_l OR {column}_rare_r, TRUE)"


def _crossed(one: str, other: str) -> str:
    """Whether the fields of two columns agree across: one's given name is the other's family name, and so on."""
    return f"({one}_l = {other}_r AND {other}_l = {one}_r)"


EXCHANGED = f"(given_l <> given_r AND {_crossed('given', 'family')})"
HALF_EXCHANGED = (
    "(given_l <> given_r AND coalesce(family_l <> family_r, TRUE) AND ("
    f"(given_l = family_r AND ({_slip('family_spelled_l', 'given_spelled_r')} OR family_sound_l = given_sound_r))"
    f" OR (family_l = given_r AND ({_slip('given_spelled_l', 'family_spelled_r')} OR given_sound_l = family_sound_r))"
    " OR (given_l = family_r AND family_l = father_r) OR (family_l = given_r AND father_l = family_r)"
    " OR (given_l = family_r AND given_r = father_l) OR (given_r = family_l AND given_l = father_r)))"
)
EITHER = f"({EXCHANGED} OR {HALF_EXCHANGED})"
"""Given and family name stand in each other's field, wholly or as far as can be seen."""


OTHER_GIVEN = (
    f"(given_near_l <> given_near_r AND given_sound_l <> given_sound_r AND NOT coalesce({EITHER}, FALSE)"
    f" AND (levenshtein(given_l, given_r) > 2 OR NOT {_rare('given')}))"
)
KIN = "(family_l = family_r OR father_l = father_r OR family_l = father_r OR father_l = family_r)"


def _name(column: str) -> tuple[Level, ...]:
    return (
        Level("same spelling", f"{_both(column)} AND {_both(column + '_spelled')}"),
        Level("other spelling", _both(column)),
        Level("slip", f"{_slipped(column)} AND {_rare(column)}"),
        Level("near name", _both(f"{column}_near")),
        Level("sounds alike", _both(f"{column}_sound")),
        Level("two names a letter apart", _slipped(column)),
    )


def _other(column: str) -> tuple[Level, ...]:
    return (
        Level("another known name", f"{column}_near_l <> {column}_near_r AND NOT {_rare(column)}"),
        Level("differs little", f"levenshtein({column}_l, {column}_r) <= 2"),
        Level("differs", f"levenshtein({column}_l, {column}_r) <= 3"),
        Level("another name", "ELSE"),
    )


COMPARISONS: dict[str, tuple[Level, ...]] = {
    "given": (
        Level("not known", _missing("given"), nothing=True),
        *_name("given"),
        Level("exchanged", EXCHANGED),
        Level("partly exchanged", HALF_EXCHANGED),
        *_other("given"),
    ),
    "family": (
        Level("not known", f"{_missing('family')} OR {EITHER}", nothing=True),
        *_name("family"),
        Level("father's name", "family_l = father_r OR father_l = family_r"),
        Level("may be the father's name", _missing("father")),
        *_other("family"),
    ),
    "father": (
        Level("not known", f"{_missing('father')} OR {EITHER}", nothing=True),
        *_name("father"),
        *_other("father"),
    ),
    "born": (
        Level("not known", "born_l IS NULL OR born_r IS NULL", nothing=True),
        Level("same day", _both("day")),
        Level("day and month exchanged", "day_l = exchanged_day_r"),
        Level("both 1 January", f"{_both('year')} AND day_l IS NULL AND day_r IS NULL"),
        Level("year alone", f"{_both('year')} AND (day_l IS NULL OR day_r IS NULL)"),
        Level("one digit", "levenshtein(day_l, day_r) <= 1"),
        Level("years near", "abs(year_l - year_r) <= 2 AND (day_l IS NULL OR day_r IS NULL)"),
        Level("days near", "levenshtein(day_l, day_r) <= 2 AND abs(year_l - year_r) <= 1"),
        Level("differs", "ELSE"),
    ),
    "phone": (
        Level("not known", _missing("phone"), nothing=True),
        Level("shared in a family", f"{_both('phone')} AND {OTHER_GIVEN}"),
        Level("same, not the day", f"{_both('phone')} AND NOT coalesce({_both('day')}, FALSE)"),
        Level("same", _both("phone")),
        Level("differs", "ELSE"),
    ),
    "sex": (
        Level("not known", _missing("sex"), nothing=True),
        Level("same", _both("sex")),
        Level("differs", "ELSE"),
    ),
    "nationality": (
        Level("not known", _missing("nationality"), nothing=True),
        Level("same", _both("nationality")),
        Level("differs", "ELSE"),
    ),
    "siblings": (
        Level("as twins", f"{_both('day')} AND {OTHER_GIVEN} AND {KIN}"),
        Level("as brothers or sisters", f"{OTHER_GIVEN} AND {KIN}"),
        Level("nothing of the kind", "ELSE", nothing=True),
    ),
    "namesakes": (
        Level("born on one day", "day_l = day_r OR namesakes_l IS NULL OR namesakes_r IS NULL", nothing=True),
        Level("very rare", "greatest(namesakes_l, namesakes_r) < 0.001"),
        Level("rare", "greatest(namesakes_l, namesakes_r) < 0.01"),
        Level("seldom", "greatest(namesakes_l, namesakes_r) < 0.1"),
        Level("some", "greatest(namesakes_l, namesakes_r) < 1"),
        Level("many", "ELSE"),
    ),
}


def _two_years(names: str) -> tuple[str, ...]:
    return tuple(f"{names} AND l.{years} = r.{years}" for years in ("years", "other_years"))


def _day(one: str, other: str) -> str:
    return f"l.{one} = r.{other} AND l.day = r.day"


LOOKED_AT: tuple[str, ...] = (
    # Two names, and years at most two apart.
    *_two_years("l.given_near = r.given_near AND l.family_near = r.family_near"),
    *_two_years("l.given_near = r.family_near AND l.family_near = r.given_near"),
    *_two_years("l.given_near = r.given_near AND l.family_near = r.father_near"),
    *_two_years("l.given_near = r.given_near AND l.father_near = r.family_near"),
    *_two_years("l.given_near = r.given_near AND l.father_near = r.father_near"),
    *_two_years("l.given_near = r.family_near AND l.father_near = r.father_near"),
    "l.family = r.family AND l.father = r.father AND l.year = r.year",
    # A name and the day.
    _day("given_near", "given_near"),
    _day("given_near", "family_near"),
    _day("family_near", "given_near"),
    _day("family_near", "family_near"),
    _day("father_near", "father_near"),
    _day("family_near", "father_near"),
    _day("father_near", "family_near"),
    _day("given_sound", "given_sound"),
    # Names alone, or with a part of the birthday.
    "l.given_near = r.given_near AND l.father_near = r.father_near AND l.family_near = r.family_near",
    "l.given_near = r.family_near AND l.father_near = r.father_near AND l.family_near = r.given_near",
    "l.given_sound = r.given_sound AND l.father_sound = r.father_sound AND l.family_sound = r.family_sound",
    "l.given_near = r.given_near AND l.family_near = r.family_near AND substr(l.day, 5, 4) = substr(r.day, 5, 4)",
    "l.given_near = r.family_near AND l.family_near = r.given_near AND substr(l.day, 5, 4) = substr(r.day, 5, 4)",
    "l.given_sound = r.given_sound AND l.family_sound = r.family_sound AND l.year = r.year",
    "l.given_sound = r.family_sound AND l.family_sound = r.given_sound AND l.year = r.year",
    # A telephone and something of the person.
    "l.phone = r.phone AND l.given_near = r.given_near",
    "l.phone = r.phone AND l.given_near = r.family_near",
    "l.phone = r.phone AND l.family_near = r.given_near",
    "l.phone = r.phone AND l.year = r.year",
)


def settings() -> dict[str, Any]:
    """Return an untrained model: what is compared and looked at, without weights."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in LOOKED_AT],
        "comparisons": [_comparison(name, levels) for name, levels in COMPARISONS.items()],
    }


def _comparison(name: str, levels: tuple[Level, ...]) -> dict[str, Any]:
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": level.when, "label_for_charts": level.name, "is_null_level": level.nothing}
            for level in levels
        ],
    }
