"""Tables of identity: credentials and their copies, status lists, and, in the database of keys, what signs.

What a credential says is not here: it is made from the register of people when a copy is issued. Where it stands
follows from its own chain in the journal; ``state`` repeats it for filters and status lists, and a
test holds them equal.
"""

from __future__ import annotations

from django.db import models

from safeconduct.cases.web.models import Case
from safeconduct.identity.acts import VALID
from safeconduct.journal.web.routing import keep_apart
from safeconduct.people.web.models import Person

for _table in ("signingkey", "root", "certified"):
    keep_apart("identity", _table)


class SigningKey(models.Model):
    """A key that signs credentials: its private part wrapped with a secret that stands in no database."""

    id = models.CharField(max_length=64, primary_key=True)
    """Its thumbprint (RFC 7638), the `kid` of what it signs."""
    public = models.JSONField()
    certificate = models.BinaryField()
    """Its own certificate (DER): what a mobile document is verified with."""
    wrapped = models.BinaryField()
    start = models.DateTimeField()
    signs_until = models.DateTimeField()
    counts_until = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.id


class Root(models.Model):
    """A root that certifies signing keys (ISO/IEC 18013-5, annex B). Its private key is never here.

    ``label`` finds its key in the device; where it is empty, the key is in a file that somebody keeps.
    """

    id = models.CharField(max_length=64, primary_key=True)
    """The thumbprint of its key (RFC 7638)."""
    certificate = models.BinaryField()
    label = models.CharField(max_length=120, blank=True)
    escrow = models.JSONField(default=dict)
    start = models.DateTimeField()
    until = models.DateTimeField()
    revocations = models.BinaryField()
    """The list of what it certified and took back (CRL, DER), as it signed it last."""
    revocations_number = models.PositiveIntegerField(default=0)
    revocations_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Certified(models.Model):
    """A certificate (DER) that a root gave to a signing key, for documents or for access to wallets."""

    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="certified")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="certificates")
    use = models.CharField(max_length=12)
    certificate = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["root", "key", "use"], name="certified_once"),)

    def __str__(self) -> str:
        return f"{self.use} of {self.key_id}"


class StatusList(models.Model):
    """A status list. Credentials of all kinds and people stand in one, so that it tells nothing about any of them."""

    id = models.CharField(max_length=32, primary_key=True)
    width = models.PositiveSmallIntegerField(default=2)
    size = models.PositiveIntegerField()
    opened = models.DateTimeField()
    full = models.BooleanField(default=False)
    """Half of it is taken: nothing more is placed in it."""
    changes = models.PositiveIntegerField(default=0)
    """How often a status in it changed: a list that was signed before is good until the next."""

    def __str__(self) -> str:
        return self.id


class Credential(models.Model):
    """What an authority conferred on somebody. ``id`` is a ULID; its sixteen bytes name its chain in the journal."""

    id = models.CharField(max_length=26, primary_key=True)
    number = models.CharField(max_length=11, unique=True)
    """What is printed on it."""
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="credentials")
    entry = models.BinaryField(max_length=32)
    """The link of the entry that conferred it: of the case, or of its own chain where there was none."""
    procedure = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=200)
    """The step or stage of the procedure, in its words, that conferred it."""
    authority = models.CharField(max_length=200)
    only_year = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=VALID)
    entries = models.PositiveIntegerField(default=1)
    """Number of the last entry of its chain: who acts says which one they have seen."""
    conferred = models.DateField()
    valid_until = models.DateField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    suspended_in = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    """The case that suspended it, whose end may end that too."""
    proposed = models.BooleanField(default=False)
    """Its revocation waits for a second signature."""

    class Meta:
        indexes = (
            models.Index(fields=["person", "kind", "state"], name="credentials_of_a_person"),
            models.Index(fields=["authority", "proposed", "id"], name="credentials_of_an_office"),
        )

    def __str__(self) -> str:
        return self.number


class Concern(models.Model):
    """A case that is about a credential, as when its loss was reported."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="concerns")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="concerns")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "credential"], name="concerned_once"),)

    def __str__(self) -> str:
        return f"{self.credential_id} in {self.case_id}"


class Wallet(models.Model):
    """Copies that went into one wallet in one go. Two offers into the same telephone are two of these.

    Nothing is known of the wallet itself: neither its maker nor a key that would join its copies.
    """

    key = models.CharField(max_length=64, unique=True)
    """The digest of the access token with which it got them: whoever holds that gets no more once it is lost."""
    since = models.DateTimeField()
    state = models.CharField(max_length=10, default=VALID)
    changed = models.DateField(null=True)
    """The day on which it was reported lost, found again, or given up."""

    def __str__(self) -> str:
        return f"Wallet {self.pk}"


class Copy(models.Model):
    """One issued copy of a credential. Each has a place of its own, so that two copies cannot be joined by it."""

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="copies")
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, null=True, related_name="copies")
    """None for a card."""
    format = models.CharField(max_length=12)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="copies")
    place = models.PositiveIntegerField()
    issued = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["status_list", "place"], name="one_place_once"),)

    def __str__(self) -> str:
        return f"{self.format} of {self.credential_id}"


class ProtocolState(models.Model):
    """What OpenID4VCI or OpenID4VP keeps between two requests, sealed: an offer, a token, a request, a used nonce.

    ``key`` is the digest of a secret that was given away, never the secret. Everything here ends by itself.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    sealed = models.BinaryField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="protocol_state_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"
