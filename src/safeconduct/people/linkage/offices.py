"""What offices make of somebody: one record, with the spellings, orders, gaps and slips of the field.

The shares below are our guesses: no register was counted for them.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from safeconduct.people.linkage.entry import Entry
from safeconduct.people.linkage.lot import Lot

AT_HOME = 0.25
"""How often an office writes a name in the script of its bearer."""
RUSSIAN = 0.15
LAYOUTS = {"whole": 0.70, "no father": 0.18, "patronymic for family": 0.06, "exchanged": 0.06}
SLIP = 0.05
FIRST_JANUARY, EXCHANGED_DAY, WRONG_DIGIT, YEAR_ALONE, NO_BIRTH = 0.05, 0.03, 0.02, 0.02, 0.01
OTHER_YEAR = 0.06
"""How often an age that was estimated anew comes to another year, one or two apart."""
PHONES = {"family": 0.5, "other": 0.25, "none": 0.25}
NO_SEX, WRONG_SEX, NO_NATION = 0.03, 0.005, 0.10
LAST_MONTH = 12
LETTERS = {"Latn": "abcdefghiklmnorstuy", "Arab": "ابتدرسمنی", "Cyrl": "абвдеиклмнорст", "Ethi": "ለመሰረበተነ"}
CYRILLIC = "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я ’"
LATIN = (
    "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia -",
    "a b v g g d e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch - yu ya -",
    "a b w h g d e je sch s y i ji j k l m n o p r s t u f ch z tsch sch schtsch - ju ja -",
)
TABLES = tuple(dict(zip(CYRILLIC.split(), each.split(), strict=True)) for each in LATIN)
"""Of 2010, of passports before it, and of German offices."""


class Names(Protocol):
    """Names of a culture, as far as a record needs them."""

    @property
    def script(self) -> str: ...
    @property
    def female(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def male(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def family(self) -> dict[str, tuple[str, ...]]: ...


class Somebody(NamedTuple):
    """An invented person, with names as they are written at home."""

    culture: str
    given: str
    father: str
    third: str
    sex: str
    born: tuple[int, int, int]
    dayless: bool
    phone: str
    nation: str


def record(lot: Lot, who: Somebody, names: Names, number: str) -> tuple[Entry, str]:
    """Write a record of somebody as one office does, and say in which script."""
    at_home = names.script != "Latn" and lot.happens(AT_HOME)
    script = names.script if at_home else "Latn"
    parts = _cyrillic(lot, who, names, at_home) if names.script == "Cyrl" else _listed(lot, who, names, at_home)
    given, father, family = _slipped(lot, _laid_out(lot, parts), script)
    nation = "" if lot.happens(NO_NATION) else who.nation
    entry = Entry(number, given, father, family, _birth(lot, who), _sex(lot, who.sex), _phone(lot, who.phone), nation)
    return entry, script


def _listed(lot: Lot, who: Somebody, names: Names, at_home: bool) -> tuple[str, str, str]:
    if at_home:
        return who.given, who.father, who.third
    given = names.female if who.sex == "female" else names.male
    third = names.family or names.male
    return lot.one(given[who.given]), lot.one(names.male[who.father]), lot.one(third[who.third])


def _cyrillic(lot: Lot, who: Somebody, names: Names, at_home: bool) -> tuple[str, str, str]:
    at_birth = (who.given, patronymic(who.father, who.sex), _family_of(who.third, who.sex))
    if at_home:
        return at_birth
    table = lot.one(TABLES)
    given, father, family = (_spelled(word, table) for word in at_birth)
    russian = names.female.get(who.given) or names.male[who.given]
    return (lot.any(russian) if lot.happens(RUSSIAN) else given), father, family


def patronymic(father: str, sex: str) -> str:
    """Return the Ukrainian patronymic of the children of somebody."""
    stem, ending = {
        "о": (father[:-1], ""),
        "й": (father[:-1], "й"),
        "ь": (father[:-1], "ьо"),
        "а": (father[:-1], "й"),
    }.get(father[-1], (father, ""))
    if father.endswith("а"):
        stem = father
    if ending == "й":
        return stem + ("йович" if sex == "male" else "ївна")
    if ending == "ьо":
        return stem + ("ьович" if sex == "male" else "івна")
    return stem + ("ович" if sex == "male" else "івна")


def _family_of(name: str, sex: str) -> str:
    return name[:-2] + "ька" if sex == "female" and name.endswith("ький") else name


def _spelled(word: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter).replace("-", "") for letter in word.lower()).capitalize()


def _laid_out(lot: Lot, parts: tuple[str, str, str]) -> tuple[str, str, str]:
    given, father, third = parts
    layout = tuple(LAYOUTS)[lot.weighed(tuple(LAYOUTS.values()))]
    if layout == "no father":
        return given, "", third
    if layout == "patronymic for family":
        return given, "", father
    if layout == "exchanged":
        return third, father if lot.happens(0.5) else "", given
    return parts


def _slipped(lot: Lot, parts: tuple[str, str, str], script: str) -> tuple[str, ...]:
    if not lot.happens(SLIP):
        return parts
    filled = [place for place, word in enumerate(parts) if word]
    hit = lot.any(filled)
    return tuple(_slip(lot, word, LETTERS[script]) if place == hit else word for place, word in enumerate(parts))


def _slip(lot: Lot, word: str, letters: str) -> str:
    place = lot.below(len(word))
    before, here, after = word[:place], word[place], word[place + 1 :]
    return lot.any(
        (
            before + after or word,
            before + lot.any(letters) + here + after,
            before + lot.any(letters) + after,
            before + after[:1] + here + after[1:],
        )
    )


def _birth(lot: Lot, who: Somebody) -> str:
    year, month, day = who.born
    if who.dayless:
        return _written(_estimated(lot, year), 1, 1)
    kind = lot.share()
    for share, written in (
        (NO_BIRTH, ""),
        (YEAR_ALONE, str(year)),
        (FIRST_JANUARY, _written(year, 1, 1)),
        (EXCHANGED_DAY, _written(year, day, month) if day <= LAST_MONTH else _written(year, month, day)),
    ):
        if kind < share:
            return written
        kind -= share
    return _wrong_digit(lot, year, month, day) if kind < WRONG_DIGIT else _written(year, month, day)


def _estimated(lot: Lot, year: int) -> int:
    return year + lot.any((-2, -1, 1, 2)) if lot.happens(OTHER_YEAR) else year


def _wrong_digit(lot: Lot, year: int, month: int, day: int) -> str:
    wrong = lot.below(3)
    if wrong == 0:
        return _written(year + lot.any((-10, -1, 1, 10)), month, day)
    if wrong == 1:
        return _written(year, 1 + (month % LAST_MONTH), day)
    return _written(year, month, 1 + (day + lot.any((0, 9))) % 28)


def _written(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def _sex(lot: Lot, sex: str) -> str:
    if lot.happens(NO_SEX):
        return ""
    return {"female": "male", "male": "female"}[sex] if lot.happens(WRONG_SEX) else sex


def _phone(lot: Lot, phone: str) -> str:
    kind = tuple(PHONES)[lot.weighed(tuple(PHONES.values()))]
    if kind == "none":
        return ""
    return phone if kind == "family" else phone[:4] + str(10_000_000 + lot.below(90_000_000))
