"""Who somebody is, as far as an instance needs to know: every field has a purpose (``library/people/fields.yaml``).

:class:`Person` is the one model of a person in this house: pages, the interface, linkage and import all read and write
it. It holds names in every script, the date of birth as far as it is known and how it is known, sex and gender,
nationalities, languages and literacy, what the person needs to take part, how they are reached, their documents with
quality, and numbers of earlier systems. Beside it, each under rules of its own, stand who represents whom
(:mod:`.representation`), households (:mod:`.household`), consent (:mod:`.consent`), and answers about functioning
(:mod:`.functioning`), which are sealed with another key, so that nobody who compares or searches people opens them.
There are no biometrics (``docs/explanation/no-biometrics.md``).

A name is one field, as its bearer writes it; parts and other forms are added where they are known. What is not known
is empty and never guessed. A record that contradicts itself cannot be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from safeconduct.people.born import check_born
from safeconduct.people.document import Document
from safeconduct.people.nationalities import three_letters

Kind = Literal["person", "organisation"]
Use = Literal["present", "former", "transliteration", "also known as"]
Sex = Literal["", "female", "male", "unspecified"]
"""As a document states it; ``unspecified`` is its X (ICAO Doc 9303-4). Empty where nothing states it."""
Order = Literal["", "given first", "family first"]
"""In which order its bearer says a name that has parts; empty where it is not known or has no such parts."""
BornBy = Literal["", "document", "stated", "estimated"]
"""How a date of birth is known: a document shows it, the person says it, or an office estimated it."""
Literacy = Literal["", "reads and writes", "reads with help", "does not read"]
STATELESS, REFUGEE, UNKNOWN = "XXA", ("XXB", "XXC"), "XXX"
"""ICAO Doc 9303-3, section 5: stateless; refugee under the 1951 Convention, other refugee; nationality not known."""
MOST_NAMES, MOST_DOCUMENTS, LONGEST = 20, 20, 500
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NATIONALITY = re.compile(r"[A-Z]{2,3}")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")


class NotARecord(ValueError):
    """A record that contradicts itself or says nothing; says what to correct."""


class _Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frozen, one form, and no member that is not known."""


class Name(_Part, frozen=True):
    """One name: whole, as its bearer writes it, and in parts where they are known; ``use`` says which name it is."""

    whole: str
    given: str = ""
    family: str = ""
    use: Use = "present"
    patronymic: str = ""
    script: str = ""
    """A code of ISO 15924, such as ``Arab``."""
    system: str = ""
    """Of a transliteration: the rule it follows, or the document it was taken from."""
    order: Order = ""

    def __post_init__(self) -> None:
        """Refuse a name that is empty or endless."""
        _demand(self.whole.strip() != "", "A name is empty. Write the whole name as its bearer writes it.")
        _demand(len(self.whole) <= LONGEST, f"A name has more than {LONGEST} letters. Write it shorter.")
        _demand(
            not self.script or _SCRIPT.fullmatch(self.script) is not None,
            f"{self.script!r} is no script. Write a code of ISO 15924, such as Arab.",
        )


class Contact(_Part, frozen=True):
    """How somebody is reached. Who has neither e-mail nor telephone is served by post or in person."""

    email: str = ""
    phone: str = ""
    post: tuple[str, ...] = ()
    """The lines of the address as they stand on an envelope, the country last."""
    portal: bool = False
    """Whether they asked to be served on their page here."""


class Person(_Part, frozen=True):
    """Somebody, or an organisation."""

    kind: Kind
    names: tuple[Name, ...]
    born: str = ""
    """A date (1990-04-17), or a year or month alone where no more is known."""
    born_by: BornBy = ""
    """How it is known. Many offices write 1 January for a year; see :attr:`born_may_be_a_year`."""
    sex: Sex = ""
    gender: str = ""
    """In the person's own words, where a procedure needs to know how to address or protect them."""
    nationalities: tuple[str, ...] = ()
    """Three letters each, as in ISO 3166-1 (its two are made three), or ``XXA`` for a stateless person, ``XXB``,
    ``XXC`` for a refugee, ``XXX`` where it is not known (ICAO Doc 9303-3)."""
    languages: tuple[str, ...] = ()
    """Codes of languages that they understand (BCP 47), the one for letters first."""
    reads: tuple[str, ...] = ()
    """Those of the languages that they read."""
    literacy: Literacy = ""
    """Whether a letter is enough, or somebody must read it to them."""
    needs: str = ""
    """What a procedure must give them: an interpreter, large print, a room without steps. Never a diagnosis."""
    support: tuple[str, ...] = ()
    """What the person asks for, as codes of ``library/people/codes/support.yaml``; ``needs`` says it in words."""
    contact: Contact = Contact()
    registered_as: str = ""
    """The number of an organisation in a public register."""
    old_numbers: tuple[str, ...] = ()
    """Numbers under which earlier systems know them."""
    documents: tuple[Document, ...] = ()
    born_in: str = ""
    """The country as it is called today, three letters as in :attr:`nationalities`; ``XXX`` where nobody knows it."""
    born_at: str = ""
    """The place as the person or a document writes it: names of places change, and borders move."""

    def __post_init__(self) -> None:
        """Refuse a record that contradicts itself."""
        _demand(0 < len(self.names) <= MOST_NAMES, f"A record has one to {MOST_NAMES} names, not {len(self.names)}.")
        check_born(self.born)
        _demand_each(_NATIONALITY, self.nationalities, "nationality", "a code of ISO 3166-1, such as SYR")
        msgspec.structs.force_setattr(self, "nationalities", three_letters(self.nationalities))
        _demand_each(_LANGUAGE, (*self.languages, *self.reads), "language", "a code of BCP 47, such as ar")
        _demand(not self.born_by or self.born != "", "How a birth is known is said without a date. Add what is known.")
        _demand(len(self.documents) <= MOST_DOCUMENTS, f"A record has at most {MOST_DOCUMENTS} documents.")
        _demand(len(self.born_at) <= LONGEST, f"A place of birth has more than {LONGEST} letters. Write it shorter.")
        self._check_birthplace()
        self._check_kind()
        _check_nationalities(self.nationalities)

    def _check_birthplace(self) -> None:
        if self.born_in:
            _demand_each(_NATIONALITY, [self.born_in], "country", "a code of ISO 3166-1, such as SYR")
            msgspec.structs.force_setattr(self, "born_in", three_letters([self.born_in])[0])
            _demand(
                self.born_in not in (STATELESS, *REFUGEE),
                f"{self.born_in} is no country of birth. Write a code such as SYR, or {UNKNOWN} where nobody knows it.",
            )

    def _check_kind(self) -> None:
        is_person = self.kind == "person"
        birth = (self.born, self.born_in, self.born_at)
        personal = (*birth, self.sex, self.gender, self.nationalities, self.needs, self.support, self.literacy)
        _demand(
            is_person or not (any(personal) or self.documents),
            "An organisation is not born and has no sex, nationality or needs.",
        )
        _demand(not is_person or not self.registered_as, "A person has no number in a register of organisations.")

    @property
    def called(self) -> str:
        """The name to be shown."""
        present = [name.whole for name in self.names if name.use == "present"]
        return next(iter(present or [name.whole for name in self.names]), "")

    @property
    def born_may_be_a_year(self) -> bool:
        """Whether the date is a 1 January that no document shows: the year may be all that is known."""
        return self.born.endswith("-01-01") and self.born_by != "document"

    @property
    def needs_reading_aloud(self) -> bool:
        """Whether a letter alone does not reach them."""
        return self.literacy in ("reads with help", "does not read")

    @property
    def assisted(self) -> bool:
        """Whether they have neither e-mail nor telephone."""
        return not (self.contact.email or self.contact.phone)

    @property
    def stateless(self) -> bool:
        """Whether no State considers them its national."""
        return STATELESS in self.nationalities

    @property
    def language(self) -> str:
        """The language that letters to them are written in, empty where none is known."""
        return next(iter(self.languages), "")


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Person)


def written(person: Person) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(person)


def read(plain: bytes) -> Person:
    """Read them back.

    Raises:
        msgspec.DecodeError: these are not the bytes of a record.

    """
    return _DECODER.decode(plain)


def _check_nationalities(codes: tuple[str, ...]) -> None:
    alone = next((code for code in (STATELESS, UNKNOWN) if code in codes and len(codes) > 1), "")
    _demand(alone != STATELESS, f"Somebody is stateless ({STATELESS}) or has a nationality, not both.")
    _demand(alone != UNKNOWN, f"A nationality is not known ({UNKNOWN}), or it is. Leave {UNKNOWN} out.")
    _demand(len(set(codes)) == len(codes), "A nationality stands twice. Leave one out.")


def _demand(holds: bool, message: str) -> None:
    if not holds:
        raise NotARecord(message)


def _demand_each(form: re.Pattern[str], codes: Iterable[str], what: str, wanted: str) -> None:
    for code in codes:
        _demand(form.fullmatch(code) is not None, f"{code!r} is no {what}. Write {wanted}.")
