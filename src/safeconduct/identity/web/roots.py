"""Roots that certify the keys of this instance, so that strict readers of mobile documents take what they sign.

Here stand certificates alone. The key of a root is in a file that is carried away, or in a device; it is handed in for
as long as it certifies, and nothing that serves pages ever has it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from cryptography import x509
from django.conf import settings
from django.db import transaction

from safeconduct.identity import authority
from safeconduct.identity.authority import LIST_FOR, Authority
from safeconduct.identity.keys import Escrow, Signer, from_jwk
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web.models import Certified, Root, SigningKey

Draw = Callable[[int], bytes]
DOCUMENTS, ACCESS = "documents", "access"
NONE = "There is no root yet. Run: safeconduct identity root begin"


def begin(
    signer: Signer,
    called: tuple[str, str],
    moment: datetime,
    *,
    label: str = "",
    escrow: Escrow | None = None,
    draw: Draw = os.urandom,
) -> Root:
    """Begin a root, and certify the keys that sign. ``called`` is its country and name, ``label`` its key in a device.

    Raises:
        Refused: country or name cannot be written, the key cannot be used, or is that of a root already.

    """
    name = signer.public.id
    if Root.objects.filter(pk=name).exists() or SigningKey.objects.filter(pk=name).exists():
        raise Refused("key-used", "The key is in use here already: a root has one of its own.")
    moment = moment.replace(microsecond=0)
    country, title = called
    made = authority.root(signer, country, title, settings.ISSUER, revocations_at(name), moment, draw)
    with transaction.atomic(using="keys"):
        its = x509.load_der_x509_certificate(made)
        row = Root.objects.create(
            id=name,
            certificate=made,
            label=label,
            escrow=msgspec.to_builtins(escrow) if escrow else {},
            start=moment,
            until=its.not_valid_after_utc,
            revocations=b"",
            revocations_until=moment,
        )
        certify(signer, moment, draw)
    row.refresh_from_db()
    return row


def certify(signer: Signer, moment: datetime, draw: Draw = os.urandom) -> list[SigningKey]:
    """Certify every key that signs and is not certified yet, and list revocations anew; return the keys.

    Raises:
        Refused: the signer is not that of the root in force.

    """
    root = newest()
    if root is None or root.pk != signer.public.id:
        raise Refused("root-other", NONE if root is None else "The key is not that of the root in force.")
    by = Authority(signer, x509.load_der_x509_certificate(bytes(root.certificate)), revocations_at(root.pk))
    new = [row for row in _signing(moment) if not row.certificates.filter(root=root).exists()]
    with transaction.atomic(using="keys"):
        for row in new:
            _certify(root, by, row, max(row.start, moment), draw)
        _list_revocations(root, by, moment.replace(microsecond=0))
    return new


def newest() -> Root | None:
    """The root that certifies: the one that began last."""
    return Root.objects.order_by("-start", "id").first()


def every() -> list[Root]:
    """Every root, the oldest first."""
    return list(Root.objects.order_by("start", "id"))


def escrow_of(root: Root) -> Escrow | None:
    """Who holds the parts of a copy of its key, if that was said."""
    return msgspec.convert(root.escrow, Escrow) if root.escrow else None


def certificate_for(key: str, use: str, moment: datetime) -> bytes | None:
    """The certificate of a key for a use, by the root that began last."""
    row = Certified.objects.filter(key=key, use=use, until__gt=moment).order_by("-root__start", "-pk").first()
    return bytes(row.certificate) if row else None


def uncertified(moment: datetime) -> list[SigningKey]:
    """The keys that sign, or will, and that the root in force has not certified; none where there is no root."""
    root = newest()
    return [row for row in _signing(moment) if not row.certificates.filter(root=root).exists()] if root else []


def anchors(moment: datetime) -> list[bytes]:
    """The roots that readers trust now."""
    return [bytes(row.certificate) for row in Root.objects.filter(start__lte=moment, until__gt=moment).order_by("pk")]


def documents_of(keys: Iterable[SigningKey]) -> list[bytes]:
    """The certificates of keys under which documents were signed."""
    found = Certified.objects.filter(key__in=[one.pk for one in keys], use=DOCUMENTS).order_by("pk")
    return [bytes(row.certificate) for row in found]


def revocations_at(root: str) -> str:
    """The address of the list of a root."""
    return f"{settings.ISSUER}/iaca/{root}.crl"


def _signing(moment: datetime) -> list[SigningKey]:
    return list(SigningKey.objects.filter(signs_until__gt=moment, revoked=None).order_by("start", "pk"))


def _certify(root: Root, by: Authority, row: SigningKey, start: datetime, draw: Draw) -> None:
    key = from_jwk(row.public)
    for use, certified in ((DOCUMENTS, authority.document_signer), (ACCESS, authority.access)):
        made = certified(by, key, settings.ISSUER, start, draw)
        end = x509.load_der_x509_certificate(made).not_valid_after_utc
        Certified.objects.create(root=root, key=row, use=use, certificate=made, until=end)


def _list_revocations(root: Root, by: Authority, moment: datetime) -> None:
    taken = Certified.objects.filter(root=root, key__revoked__isnull=False).select_related("key").order_by("pk")
    revoked = [(x509.load_der_x509_certificate(bytes(one.certificate)), one.key.revoked or moment) for one in taken]
    root.revocations_number += 1
    root.revocations = authority.revocation_list(by, revoked, root.revocations_number, moment)
    root.revocations_until = moment + LIST_FOR
    root.save()
