"""Read a bank statement that is a table (RFC 4180), in a form that a file of the library describes column by column.

No column, mark or order of a date is guessed: 03.04. is another day to another bank. What the form does not name is not
read, what it needs and the table lacks is refused with its row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, NoReturn

import msgspec

from safeconduct.cases.fees.money import NotMoney, currencies, read_amount
from safeconduct.cases.fees.statement import (
    LARGEST_STATEMENT,
    LONGEST_TEXT,
    MOST_TRANSACTIONS,
    NotAStatement,
    Statement,
    Transaction,
    numbered,
)
from safeconduct.shell.content import read_content

FORMS = "fees/csv"
NEEDED = ("booked on", "amount", "currency", "account")
OTHERS = (
    "bank reference",
    "entry reference",
    "reference",
    "variable symbol",
    "text",
    "payer",
    "payer account",
    "reversal",
)
_ORDERS = {
    "year-month-day": re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    "day.month.year": re.compile(r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})"),
    "day/month/year": re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
}
_BLANKS = re.compile(r"[\s\u00a0\u202f]")


class NotAForm(ValueError):
    """A file that describes a table wrongly; says where and why."""


class TableForm(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"between_columns": "between columns", "decimal_mark": "decimal mark"},
):
    """How one bank writes its tables."""

    form: str
    title: str
    encoding: Literal["utf-8", "cp1250", "cp1252", "iso-8859-2"]
    between_columns: Literal[",", ";", "\t"]
    decimal_mark: Literal[".", ","]
    dates: Literal["year-month-day", "day.month.year", "day/month/year"]
    columns: dict[str, str]
    yes: str

    def __post_init__(self) -> None:
        """Refuse forms that leave out what every payment has, name columns that mean nothing, or one twice."""
        missing = [name for name in NEEDED if name not in self.columns]
        unknown = [name for name in self.columns if name not in (*NEEDED, *OTHERS)]
        if missing or unknown or len(set(self.columns.values())) != len(self.columns):
            told = f"missing: {missing or 'none'}, unknown: {unknown or 'none'}"
            raise ValueError(f"columns must be among {', '.join((*NEEDED, *OTHERS))}, each once; {told}")


@cache
def table_forms() -> Mapping[str, TableForm]:
    """Every form of the library by its name."""
    folder = files("safeconduct").joinpath("library", *FORMS.split("/"))
    found = (
        read_form(path.read_text(encoding="utf-8"), path.name)
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    )
    return {form.form: form for form in sorted(found, key=lambda form: form.form)}


def read_form(text: str, name: str = "form.yaml") -> TableForm:
    """Read and check the description of a table.

    Raises:
        NotAForm: it cannot be used.

    """
    return read_content(text, f"{FORMS}/{name}", TableForm, NotAForm)


def read_table(content: bytes, form: TableForm, identification: str = "") -> tuple[Statement, ...]:
    """The statements of a table, one for each account in it.

    Raises:
        NotAStatement: it is too large, not in this form, or a row cannot be read; nothing of it is taken then.

    """
    if len(content) > LARGEST_STATEMENT:
        raise NotAStatement(
            f"The file has {len(content)} bytes; {LARGEST_STATEMENT} are read. Ask for shorter periods."
        )
    transactions = numbered(list(_rows(_decoded(content, form), form)))
    accounts = dict.fromkeys(transaction.account for transaction in transactions)
    return tuple(
        Statement(identification, account, tuple(t for t in transactions if t.account == account))
        for account in accounts
    )


def _decoded(content: bytes, form: TableForm) -> str:
    try:
        return content.decode("utf-8-sig" if form.encoding == "utf-8" else form.encoding)
    except UnicodeDecodeError:
        raise NotAStatement(f"The file is not written in {form.encoding}, as '{form.form}' says. Save it so.") from None


def _rows(text: str, form: TableForm) -> Iterator[Transaction]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=form.between_columns, strict=True)
    try:
        _has_its_columns(reader.fieldnames or (), form)
        for number, row in enumerate(reader, 2):
            if number > MOST_TRANSACTIONS:
                raise NotAStatement(f"The table has more than {MOST_TRANSACTIONS} rows. Ask for shorter periods.")
            if None in row or None in row.values():
                raise NotAStatement(f"Row {number} has not as many columns as the first. Export the table again.")
            yield _transaction({name: row.get(column, "") for name, column in form.columns.items()}, form, number)
    except csv.Error as error:
        raise NotAStatement(f"The file is no table that can be read: {error}. Export it again.") from None


def _has_its_columns(found: object, form: TableForm) -> None:
    names = list(found) if isinstance(found, list | tuple) else []
    missing = [form.columns[name] for name in NEEDED if form.columns[name] not in names]
    if missing or len(set(names)) != len(names):
        told = f"it has no column {', '.join(repr(name) for name in missing)}" if missing else "a column stands twice"
        raise NotAStatement(f"The table is not in the form '{form.form}': {told}. Choose the form of your bank.")


def _transaction(row: Mapping[str, str], form: TableForm, number: int) -> Transaction:
    sign, written = _signed(_BLANKS.sub("", row["amount"]), row["currency"].strip(), form)
    symbol = row.get("variable symbol", "").strip()
    try:
        amount = read_amount(written, row["currency"].strip())
    except NotMoney as error:
        raise NotAStatement(f"Row {number}: {error}") from None
    references = (row.get("reference", "").strip(), f"VS:{symbol}" if symbol else "")
    return Transaction(
        amount,
        sign,
        _day(row["booked on"].strip(), form, number),
        _BLANKS.sub("", row["account"]) or _no_account(number),
        reversal=row.get("reversal", "").strip().lower() == form.yes.lower(),
        bank_reference=row.get("bank reference", "").strip(),
        entry_reference=row.get("entry reference", "").strip(),
        references=tuple(text[:LONGEST_TEXT] for text in references if text),
        text=row.get("text", "").strip()[:LONGEST_TEXT],
        payer=row.get("payer", "").strip()[:LONGEST_TEXT],
        payer_account=_BLANKS.sub("", row.get("payer account", "")),
    )


def _signed(written: str, currency: str, form: TableForm) -> tuple[bool, str]:
    """Whether it came, and the digits in the one form in which amounts are read.

    What may be thousands is no amount: ``1,250`` with a decimal comma is 1.25 to one reader and 1250 to another.
    """
    came = not written.startswith(("-", "\u2212"))
    digits = written.lstrip("+-\u2212")
    if form.decimal_mark == ",":
        digits = digits.replace(",", ".") if "." not in digits else ""
    decimals = digits.partition(".")[2]
    return came, digits if len(decimals) <= currencies().get(currency, len(decimals)) else ""


def _no_account(number: int) -> NoReturn:
    raise NotAStatement(f"Row {number} does not say on which account of yours it was booked.")


def _day(text: str, form: TableForm, number: int) -> date:
    found = _ORDERS[form.dates].fullmatch(text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else _no_day(text, form, number)
    except ValueError:
        _no_day(text, form, number)


def _no_day(text: str, form: TableForm, number: int) -> NoReturn:
    raise NotAStatement(f"Row {number}: '{text[:20]}' is no date written {form.dates}. Choose the form of your bank.")
