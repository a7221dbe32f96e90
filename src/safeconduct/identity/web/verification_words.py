"""What the page of verification says: ``library/identity/verification``, one file a language, the same keys in all.

Each reason has the code that Python gives it too; parts in braces are filled in by the page.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
from django.utils.translation import get_language

from safeconduct.identity.kinds import kinds
from safeconduct.shell.content import LANGUAGES, read_content, text_of

# Many codes are one sentence for people: which letter was lost, or which rule of a format was broken, helps nobody.
SAID_AS = {
    "lost": (
        *("base45-malformed", "zlib-malformed", "not-base64url", "not-json", "cbor-malformed", "cbor-trailing"),
        *("cbor-duplicate", "claim-malformed", "time-malformed", "not-hexadecimal", "json-malformed"),
        "receipt-malformed",
    ),
    "other": (
        *("cose-malformed", "cose-critical", "payload-missing", "claim-missing", "not-a-token", "header-critical"),
        *("type-wrong", "kind-missing", "not-sd-jwt", "mdoc-malformed", "json-duplicate"),
    ),
    "more": (
        *("text-too-long", "zlib-too-large", "token-too-large", "too-deep", "too-many-disclosures"),
        *("cbor-too-large", "json-too-deep"),
    ),
    "claims": (
        *("digest-misplaced", "digest-not-allowed", "digest-twice", "claim-concealed", "claim-twice"),
        *("disclosure-twice", "disclosure-unused", "disclosure-malformed"),
        *("digest-wrong", "element-twice", "doctype-other"),
    ),
    "chain-malformed": ("certificate-malformed",),
    "algorithm-refused": ("algorithm-not-allowed", "algorithm-not-of-key"),
}
# Fields of cards, claims of credentials, elements of mobile documents (ISO/IEC 18013-5, 7.2.1), members of health
# certificates (fn, gn, dob), and parts of acknowledgements, by the word that they are shown under.
FIELDS = {
    "number": ("id", "document_number"),
    "edition": ("version",),
    "name": ("full name", "name", "n"),
    "given": ("given names", "given_name", "gn"),
    "family": ("surname", "family_name", "fn"),
    "born": ("date of birth", "birthdate", "birth_date", "dob"),
    "sex": ("sex",),
    "own script": ("second full name", "native_name"),
    "language": ("language",),
    "second language": ("second language",),
    "issued by": ("issuing_authority",),
    "confers": ("confers_legal_identity",),
    "conferred on": ("conferred_on",),
    "adult": ("age_over_18",),
    "kind": ("vct",),
    "until": ("exp", "expiry_date"),
    "from": ("nbf",),
    "issued on": ("iat", "issue_date"),
    "male": ("sex=M", "sex=1"),
    "female": ("sex=F", "sex=2"),
    "another": ("sex=X",),
    "portrait": ("portrait",),
    "country": ("issuing_country",),
    "nationality": ("nationality",),
    "journal": ("journal",),
    "entry": ("entry",),
    "place": ("place",),
    "entries": ("entries",),
    "since": ("since",),
}
Answer = Literal["valid", "refused", "cannot tell"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    status: Literal["own text", "machine-drafted"]
    page: dict[str, str]
    paper: dict[str, str]
    said: dict[str, str]
    verdicts: dict[Answer, str]
    meaning: dict[Answer, str]
    reasons: dict[str, str]
    fields: dict[str, str]


@cache
def read(language: str) -> Words:
    """Return the file of a language, English where there is none."""
    path = f"identity/verification/{language if language in LANGUAGES else 'en'}.yaml"
    return read_content(text_of(path), path, Words)


def title() -> str:
    """The name of the section, in the language of the page."""
    return read(get_language() or "en").page["verify"]


def texts(section: dict[str, str]) -> dict[str, str]:
    """The texts of a section under names that a template can write."""
    return {name.replace(" ", "_"): text for name, text in section.items()}


def words(language: str) -> dict[str, object]:
    """Return what the scripts of the page say."""
    found = read(language)
    their_kinds = kinds().kinds.values()
    purposes = {kind.purpose: kind.text("title", language) for kind in their_kinds}
    return texts(found.said) | {
        "verdicts": found.verdicts,
        "meaning": found.meaning,
        "reasons": _spread(found.reasons, SAID_AS) | found.reasons,
        "fields": _spread(found.fields, FIELDS),
        "kinds": {kind.vct: kind.text("title", language) for kind in their_kinds},
        "purposes": {"identity": found.said["identity"]} | purposes,
    }


def _spread(sentences: dict[str, str], names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {name: sentences[said] for said, many in names.items() for name in many}
