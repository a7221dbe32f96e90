"""Who somebody is, as far as an instance needs to know: every field has a purpose (``library/people/fields.yaml``).

A name is one field, as its bearer writes it; parts and other forms are added where they are known. What is not known
is empty and never guessed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["person", "organisation"]


class _Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frozen, one form, and no member that is not known."""


class Name(_Part, frozen=True):
    """One name: whole, and in parts where they are known; ``use`` says what it is (present, former, other spelling)."""

    whole: str
    given: str = ""
    family: str = ""
    use: Literal["present", "former", "transliteration", "also known as"] = "present"


class Contact(_Part, frozen=True):
    """How somebody is reached. Who has neither e-mail nor telephone is served by post or in person."""

    email: str = ""
    phone: str = ""
    post: tuple[str, ...] = ()


class Person(_Part, frozen=True):
    """Somebody, or an organisation."""

    kind: Kind
    names: tuple[Name, ...]
    born: str = ""
    """A date (1990-04-17), or a year or month alone where no more is known."""
    sex: str = ""
    gender: str = ""
    nationalities: tuple[str, ...] = ()
    """Codes of ISO 3166-1 alpha-3, or ``XXA`` for a stateless person (ICAO Doc 9303-3, section 5)."""
    languages: tuple[str, ...] = ()
    """Codes of languages (BCP 47), the one for letters first."""
    needs: str = ""
    """What a procedure must give them: an interpreter, large print, a room without steps."""
    contact: Contact = Contact()
    registered_as: str = ""
    """The number of an organisation in a public register."""
    old_numbers: tuple[str, ...] = ()
    """Numbers under which earlier systems know them."""

    @property
    def called(self) -> str:
        """The name to be shown."""
        present = [name.whole for name in self.names if name.use == "present"]
        return next(iter(present or [name.whole for name in self.names]), "")

    @property
    def assisted(self) -> bool:
        """Whether they have neither e-mail nor telephone."""
        return not (self.contact.email or self.contact.phone)


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Person)


def written(person: Person) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(person)


def read(plain: bytes) -> Person:
    """Read them back."""
    return _DECODER.decode(plain)
