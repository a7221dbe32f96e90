"""What an unclear payment may be for: fees that it names, fees that it nearly names, fees that expect this amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

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
        self._references = list(self._by_reference)

    def changed(self, at: int, account: Account) -> None:
        """Something happened to the account."""
        self._accounts[at] = account
        self._expect(at, account)

    def named(self, written: Iterable[str]) -> list[int]:
        """The fees that have one of these references or symbols, right to the last sign."""
        return list(dict.fromkeys(at for one in written for at in self._by_reference.get(one, ())))

    def expecting(self, kind: Kind, amount: Amount) -> list[int]:
        """The fees that expect exactly this amount."""
        found = self._by_amount.get((kind, amount), {})
        return [at for at in found if expected(self._accounts[at], kind) == amount]

    def candidates(self, meant: Sequence[int], texts: Iterable[str], kind: Kind, amount: Amount) -> list[int]:
        """The likeliest first: named, nearly named, expecting exactly this."""
        order = dict.fromkeys([*meant, *self._nearly_named(texts), *self.expecting(kind, amount)])
        return list(order)[:MOST_CANDIDATES]

    def _nearly_named(self, texts: Iterable[str]) -> list[int]:
        near: dict[str, float] = {}
        for word in _words(texts):
            for written, apart, _ in process.extract(
                word,
                self._references,
                scorer=DamerauLevenshtein.distance,
                score_cutoff=NEAR,
                limit=MOST_CANDIDATES,
            ):
                near[written] = min(apart, near.get(written, NEAR))
        return self.named(sorted(near, key=lambda known: (near[known], known)))

    def _expect(self, at: int, account: Account) -> None:
        for kind in _MOVES if account.events else ():
            amount = expected(account, kind)
            if amount != nothing(account.currency):
                self._by_amount.setdefault((kind, amount), {})[at] = None


def _words(texts: Iterable[str]) -> list[str]:
    """What could be a reference that was mistyped: each text as a whole without blanks, and its longer words."""
    words: dict[str, None] = {}
    for text in texts:
        plain = text.upper().removeprefix("VS:")
        for word in ("".join(plain.split()), *plain.split()):
            if len(word) >= _SHORTEST and any(sign.isdigit() for sign in word):
                words[word] = None
    return list(words)[:_MOST_WORDS]
