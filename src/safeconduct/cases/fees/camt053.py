"""Read an account statement of ISO 20022: camt.053, in the shape of version 2 and in that of version 8.

A statement is a file from outside: it may be hostile, broken, or not add up. It is read without entities or document
types (defusedxml), to a depth and a size, and refused where its balances do not follow from its entries. Nothing of it
is believed that a bank did not book: pending entries are counted and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from safeconduct.cases.fees.money import Amount, NotMoney, read_amount, total
from safeconduct.cases.fees.statement import (
    LARGEST_STATEMENT,
    LONGEST_TEXT,
    MOST_TRANSACTIONS,
    NotAStatement,
    Statement,
    Transaction,
    numbered,
)

DEEPEST = 40
"""The schema is 15 elements deep at most; supplementary data may add some."""
_DOCUMENT = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?:0[2-9]|1[0-9]))\}Document")
_NOT_GIVEN = frozenset({"", "NOTPROVIDED", "NONREF"})


class _Node(NamedTuple):
    """An element with the namespace in which its children are looked for."""

    element: Element
    space: str

    def all(self, path: str) -> list[_Node]:
        steps = "/".join(f"{{{self.space}}}{step}" for step in path.split("/"))
        return [_Node(found, self.space) for found in self.element.iterfind(steps)]

    def one(self, *paths: str) -> _Node | None:
        return next((found for path in paths for found in self.all(path)), None)

    def text(self, *paths: str) -> str:
        """The text at the first of these paths that holds one."""
        texts = (" ".join((found.element.text or "").split()) for path in paths for found in self.all(path))
        return next((text[:LONGEST_TEXT] for text in texts if text), "")

    def texts(self, path: str) -> list[str]:
        found = (" ".join((node.element.text or "").split()) for node in self.all(path))
        return [text[:LONGEST_TEXT] for text in found if text.upper() not in _NOT_GIVEN]


def read_camt053(content: bytes) -> tuple[Statement, ...]:
    """Every statement of the file.

    Raises:
        NotAStatement: it is too large, hostile, no camt.053, or does not add up.

    """
    root = _parsed(content)
    known = _DOCUMENT.fullmatch(root.tag)
    if known is None:
        raise NotAStatement(
            f"This is no account statement: it begins with '{root.tag[:90]}'. Ask the bank for camt.053 "
            "(end-of-day statement), not for camt.052 or camt.054."
        )
    found = _Node(root, known[1]).all("BkToCstmrStmt/Stmt")
    if not found:
        raise NotAStatement("The file holds no statement ('BkToCstmrStmt/Stmt'). Ask the bank for it again.")
    return tuple(_statement(node) for node in found)


def _parsed(content: bytes) -> Element:
    if len(content) > LARGEST_STATEMENT:
        raise NotAStatement(
            f"The file has {len(content)} bytes; {LARGEST_STATEMENT} are read. Ask for shorter periods."
        )
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > DEEPEST:
                raise NotAStatement(f"Elements stand more than {DEEPEST} deep; no bank writes such a statement.")
    except DefusedXmlException:
        raise NotAStatement(
            "The file declares a document type or entities, as an attack does. Do not open it."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, NotAStatement):
            raise
        raise NotAStatement(f"The file is no XML that can be read: {error}. Ask the bank for it again.") from None
    if root is None:
        raise NotAStatement("The file is empty.")
    return root


def _statement(node: _Node) -> Statement:
    account = _account_number(node, "Acct")
    name = node.text("Id")
    if not account:
        raise NotAStatement(f"Statement '{name}' does not say whose account it is ('Acct/Id').")
    entries = node.all("Ntry")
    if len(entries) > MOST_TRANSACTIONS:
        raise NotAStatement(f"Statement '{name}' has more than {MOST_TRANSACTIONS} entries. Ask for shorter periods.")
    booked = [entry for entry in entries if _status(entry) == "BOOK"]
    found = [tuple(_transactions(entry, account, at)) for at, entry in enumerate(booked, 1)]
    _adds_up(node, name, booked)
    transactions = numbered([transaction for group in found for transaction in group])
    return Statement(name, account, transactions, len(entries) - len(booked))


def _status(entry: _Node) -> str:
    """Version 2 writes the code itself, later ones an element around it."""
    return entry.text("Sts/Cd", "Sts")


def _transactions(entry: _Node, account: str, at: int) -> Iterator[Transaction]:
    whole = _whole(entry, account, at)
    details = entry.all("NtryDtls/TxDtls")
    told = entry.text("NtryDtls/Btch/NbOfTxs")
    if not details:
        yield (
            replace(whole, unclear="the bank booked several together and does not tell them apart")
            if (told.isdecimal() and int(told) > 1)
            else whole
        )
    elif len(details) == 1:
        yield _detailed(whole, details[0])
    else:
        yield from _several(whole, details)


def _several(whole: Transaction, details: list[_Node]) -> Iterator[Transaction]:
    """An entry that books several together is told apart only where its parts give its sum."""
    parts = [_part_amount(detail) for detail in details]
    amounts = [part for part in parts if part is not None and part.currency == whole.amount.currency]
    alike = all((detail.text("CdtDbtInd") or _indicator(whole)) == _indicator(whole) for detail in details)
    if len(amounts) != len(details) or not alike or total(amounts, whole.amount.currency) != whole.amount:
        yield replace(whole, unclear="the parts of the entry do not give its sum")
        return
    for part, (amount, detail) in enumerate(zip(amounts, details, strict=True)):
        yield _detailed(replace(whole, amount=amount, part=part), detail)


def _whole(entry: _Node, account: str, at: int) -> Transaction:
    indicator, booked = (
        entry.text("CdtDbtInd"),
        _day(entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
    )
    amount = _amount(entry.one("Amt"))
    if indicator not in ("CRDT", "DBIT") or booked is None or amount is None:
        raise NotAStatement(f"Entry {at} has no amount, no date or no 'CdtDbtInd' that can be read. Ask the bank.")
    return Transaction(
        amount,
        indicator == "CRDT",
        booked,
        account,
        reversal=entry.text("RvslInd").lower() in ("true", "1"),
        bank_reference=entry.text("AcctSvcrRef"),
        entry_reference=entry.text("NtryRef"),
        text=entry.text("AddtlNtryInf"),
    )


def _detailed(whole: Transaction, detail: _Node) -> Transaction:
    side = "Dbtr" if whole.came != whole.reversal else "Cdtr"
    structured = [text for node in detail.all("RmtInf/Strd/CdtrRefInf") for text in _structured(node)]
    ends = [text for text in (detail.text("Refs/EndToEndId"),) if text.upper() not in _NOT_GIVEN]
    return replace(
        whole,
        bank_reference=whole.bank_reference or detail.text("Refs/AcctSvcrRef"),
        references=tuple(dict.fromkeys([*structured, *ends])),
        text=" ".join(detail.texts("RmtInf/Ustrd"))[:LONGEST_TEXT],
        payer=detail.text(f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"),
        payer_account=_account_number(detail, f"RltdPties/{side}Acct"),
    )


def _structured(node: _Node) -> Iterator[str]:
    """A reference in its own element; Czech and Slovak banks may say of which kind it is beside it, not in it."""
    kind = node.text("Tp/CdOrPrtry/Prtry", "Tp/CdOrPrtry/Cd").upper()
    for text in node.texts("Ref"):
        yield f"VS:{text}" if kind == "VS" and text.isdecimal() else text


def _indicator(transaction: Transaction) -> str:
    return "CRDT" if transaction.came else "DBIT"


def _part_amount(detail: _Node) -> Amount | None:
    """Version 2 has the amount of a part only among its details."""
    return _amount(detail.one("Amt", "AmtDtls/TxAmt/Amt"))


def _account_number(node: _Node, path: str) -> str:
    return "".join(node.text(f"{path}/Id/IBAN", f"{path}/Id/Othr/Id").split())


def _amount(node: _Node | None) -> Amount | None:
    if node is None:
        return None
    written = (node.element.text or "").strip()
    try:
        return read_amount(written, node.element.get("Ccy", ""))
    except NotMoney as error:
        raise NotAStatement(f"The statement has an amount that cannot be: {error}") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _adds_up(node: _Node, name: str, booked: list[_Node]) -> None:
    """Where a statement gives both balances, they must follow from its entries: else entries are missing or altered."""
    opening, closing = _balance(node, "OPBD"), _balance(node, "CLBD")
    if opening is None or closing is None:
        return
    moved = sum((_signed(entry) for entry in booked), Decimal(0))
    if opening + moved != closing:
        raise NotAStatement(
            f"Statement '{name}' opens with {opening}, moves by {moved} and closes with {closing}: entries are missing "
            "or were altered. Ask the bank for it again."
        )


def _balance(node: _Node, code: str) -> Decimal | None:
    found = [balance for balance in node.all("Bal") if balance.text("Tp/CdOrPrtry/Cd") == code]
    return _signed(found[0]) if len(found) == 1 else None


def _signed(node: _Node) -> Decimal:
    amount = _amount(node.one("Amt"))
    value = amount.value if amount else Decimal(0)
    return value if node.text("CdtDbtInd") != "DBIT" else -value
