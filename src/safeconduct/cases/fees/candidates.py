"""What an unclear payment may be for: fees that it names, fees that it nearly names, fees that expect this amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz.distance import Levenshtein

from safeconduct.cases.fees.account import Account, Kind
from safeconduct.cases.fees.money import Amount, nothing

MOST_CANDIDATES = 10
NEAR = 2
"""A reference with up to two signs wrong, or two that changed places, is shown as a candidate."""
_SHORTEST, _MOST_WORDS = 8, 40
_MOVES: tuple[Kind, ...] = ("paid", "payment reversed", "refunded", "refund returned")


def expected(account: Account, kind: Kind) -> Amount:
    """What the account expects next of this kind: what is owed, could be taken back, or is to be refunded."""
    match kind:
        case "paid":
            return account.outstanding
        case "payment reversed":
            return account.received
        case "refunded":
            return account.refund_pending
        case _:
            return account.given_back


class Near:
    """Finds what differs by at most :data:`NEAR` signs among very many, without comparing each.

    A reference is cut into one piece more than signs may be wrong: one piece at least is then written right, at most so
    many places away from where it belongs.
    """

    def __init__(self, written: Iterable[str]) -> None:
        self._by_piece: dict[tuple[int, int, str], list[str]] = {}
        self._lengths: dict[int, None] = {}
        for one in written:
            self._lengths[len(one)] = None
            for at, first, end in _pieces(len(one)):
                self._by_piece.setdefault((len(one), at, one[first:end]), []).append(one)

    def to(self, word: str) -> Iterator[tuple[str, int]]:
        """What is near to a word, with the number of signs that differ."""
        for one in self._that_share_a_piece(word):
            apart = Levenshtein.distance(word, one, score_cutoff=NEAR)
            if apart <= NEAR:
                yield one, apart

    def _that_share_a_piece(self, word: str) -> dict[str, None]:
        lengths = [length for length in self._lengths if abs(length - len(word)) <= NEAR]
        keys = {
            (length, at, word[first + shift : end + shift])
            for length in lengths
            for at, first, end in _pieces(length)
            for shift in range(-min(NEAR, first), NEAR + 1)
        }
        return dict.fromkeys(one for key in sorted(keys) for one in self._by_piece.get(key, ()))


class Register:
    """The fees of an office by what can be written on a payment, and by what they expect; kept up to date."""

    def __init__(self, accounts: Sequence[Account], symbols: Sequence[str]) -> None:
        self._accounts = list(accounts)
        self._by_reference: dict[str, list[int]] = {}
        self._by_amount: dict[tuple[Kind, Amount], dict[int, None]] = {}
        for at, (account, symbol) in enumerate(zip(accounts, symbols, strict=True)):
            for written in filter(None, (account.reference, symbol)):
                self._by_reference.setdefault(written, []).append(at)
            self._expect(at, account)
        self._near = Near(self._by_reference)

    def changed(self, at: int, account: Account) -> None:
        """Something happened to the account."""
        for key in _expectations(self._accounts[at]):
            self._by_amount[key].pop(at, None)
        self._accounts[at] = account
        self._expect(at, account)

    def named(self, written: Iterable[str]) -> list[int]:
        """The fees that have one of these references or symbols, right to the last sign."""
        return list(dict.fromkeys(at for one in written for at in self._by_reference.get(one, ())))

    def expecting(self, kind: Kind, amount: Amount, most: int = MOST_CANDIDATES) -> list[int]:
        """The first fees that expect exactly this amount."""
        return list(islice(self._by_amount.get((kind, amount), {}), most))

    def candidates(self, meant: Sequence[int], texts: Iterable[str], kind: Kind, amount: Amount) -> list[int]:
        """The likeliest first: named, nearly named, expecting exactly this."""
        order = dict.fromkeys([*meant, *self._nearly_named(texts), *self.expecting(kind, amount)])
        return list(order)[:MOST_CANDIDATES]

    def _nearly_named(self, texts: Iterable[str]) -> list[int]:
        near: dict[str, int] = {}
        for word in _words(texts):
            for written, apart in self._near.to(word):
                near[written] = min(apart, near.get(written, NEAR))
        return self.named(sorted(near, key=lambda written: (near[written], written)))

    def _expect(self, at: int, account: Account) -> None:
        for key in _expectations(account):
            self._by_amount.setdefault(key, {})[at] = None


def _expectations(account: Account) -> list[tuple[Kind, Amount]]:
    found = [(kind, expected(account, kind)) for kind in _MOVES] if account.events else []
    return [(kind, amount) for kind, amount in found if amount != nothing(account.currency)]


def _words(texts: Iterable[str]) -> list[str]:
    """What could be a reference that was mistyped: each text as a whole without blanks, and its longer words."""
    words: dict[str, None] = {}
    for text in texts:
        plain = text.upper().removeprefix("VS:")
        for word in ("".join(plain.split()), *plain.split()):
            if len(word) >= _SHORTEST and any(sign.isdigit() for sign in word):
                words[word] = None
    return list(words)[:_MOST_WORDS]


def _pieces(length: int) -> list[tuple[int, int, int]]:
    """The places where a text of this length is cut: number, first sign, and end of each piece."""
    cuts = [length * at // (NEAR + 1) for at in range(NEAR + 2)]
    return [(at, cuts[at], cuts[at + 1]) for at in range(NEAR + 1)]
