"""Who answers for the data of an instance, read from a settings file: the first part of the record of processing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, cast, get_args

from safeconduct.procedures.model import Place
from safeconduct.procedures.period_files import Part, PeriodError, read_part

EXAMPLE = "processing/controller.yaml"
Ground = Literal[
    "adequacy decision 45", "appropriate safeguards 46", "public interest 49(1)(d)", "legal claims 49(1)(e)"
]
"""On what ground data may go to a third country or an international organisation (GDPR Chapter V)."""


class NotARecord(ValueError):
    """The record cannot be made: says what is missing, in which file and line, and what to write."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be asked: name, and where."""

    name: str
    address: str = ""
    e_mail: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data that go to a third country: to which recipient of which procedure, on what ground (Article 30(1)(e))."""

    procedure: str
    recipient: str
    country: str
    ground: Ground
    documented_in: str
    place: Place = Place()

    def __str__(self) -> str:
        return f"{self.recipient} ({self.country}): GDPR, {self.ground}, {self.documented_in}"


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the data, and whom to ask (Article 30(1)(a))."""

    controller: Contact
    officer: Contact
    supervisory_authority: Contact
    joint: tuple[Contact, ...] = ()
    representative: Contact | None = None
    transfers: tuple[Transfer, ...] = ()


def read_controller(text: str, file: str = "controller.yaml") -> Controller:
    """Read who answers for the data.

    Raises:
        NotARecord: something is missing or a word is wrong; with file and line.

    """
    try:
        return _controller(read_part(text, file))
    except PeriodError as error:
        raise NotARecord(str(error)) from None


def example_controller() -> Controller:
    """The controller of the demonstration, who is invented."""
    text = files("safeconduct").joinpath("library", *EXAMPLE.split("/")).read_text(encoding="utf-8")
    return read_controller(text, f"library/{EXAMPLE}")


def _controller(part: Part) -> Controller:
    joint, transfers = _several(part, "joint controllers"), _several(part, "transfers")
    found = Controller(
        _contact(_one(part, "controller")),
        _contact(_one(part, "data protection officer")),
        _contact(_one(part, "supervisory authority")),
        tuple(_contact(one) for one in joint),
        next((_contact(one) for one in part.parts("representative")), None),
        tuple(_transfer(one) for one in transfers),
    )
    part.end()
    return found


def _one(part: Part, key: str) -> Part:
    found = part.parts(key)
    if len(found) != 1:
        raise part.wrong(f"'{key}' must stand there once", f"Write '{key}: {{name: …, e-mail: …}}'.", key)
    return found[0]


def _several(part: Part, key: str) -> list[Part]:
    return [] if part.value(key) == [] else part.parts(key)


def _contact(part: Part) -> Contact:
    found = Contact(part.text("name"), part.text("address", ""), part.text("e-mail", ""), part.text("telephone", ""))
    if not (found.address or found.e_mail or found.telephone):
        raise part.wrong(f"nobody can reach '{found.name}'", "Write an address, an e-mail or a telephone.")
    part.end()
    return found


def _transfer(part: Part) -> Transfer:
    found = Transfer(
        part.text("procedure"),
        part.text("recipient"),
        part.text("country"),
        cast(Ground, part.choice("ground", get_args(Ground))),
        part.text("documented in"),
        Place(part.file, part.line()),
    )
    part.end()
    return found
