"""Some invented people are registered twice, each time otherwise, and no second record signs in."""

from __future__ import annotations

from safeconduct.cases.seed.twice import EACH, twice
from tests.cases.seed.replaying import made


def test_some_come_again_written_otherwise() -> None:
    known = {person.key: person for person in made().people}
    again = list(twice(made().people))
    assert len(again) == 4 * EACH == len({each.key for each in again})
    for each in again:
        first = known[each.key.removesuffix("-twice")]
        assert (each.latin, each.born) != (first.latin, first.born)
        assert each.nationality == first.nationality and not each.email
    assert again == list(twice(made().people))
