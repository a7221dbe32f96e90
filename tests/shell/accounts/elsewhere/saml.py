"""A small provider of SAML 2.0: reads requests from the redirect, writes and signs responses."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

HOST = "permits.example.org"
ENTITY = "https://node.example.org/metadata"
SIGN_IN_AT = "https://node.example.org/sso"
EMAIL = "urn:oid:0.9.2342.19200300.100.1.3"
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{now}" Destination="{acs}" \
InResponseTo="{request}"><saml:Issuer>{entity}</saml:Issuer><samlp:Status><samlp:StatusCode \
Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0" \
IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer><saml:Subject><saml:NameID \
Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml:NameID><saml:SubjectConfirmation \
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{end}" Recipient="{acs}" \
InResponseTo="{request}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{begin}" \
NotOnOrAfter="{end}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>\
</saml:Conditions><saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s1"><saml:AuthnContext>\
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef>\
</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="{name}">\
<saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"""


@dataclass(frozen=True)
class Keys:
    """A key and its certificate, as PEM."""

    private: str
    certificate: str


def make_keys() -> Keys:
    """Make a key and a certificate for it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    now = datetime.now(UTC)  # noqa: TID251 - certificates and assertions are good at the time of the test
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return Keys(pem.decode(), certificate.decode())


def request_in(location: str) -> str:
    """Return the ID of the request that a browser is sent with."""
    packed = parse_qs(urlsplit(location).query)["SAMLRequest"][0]
    request = zlib.decompress(base64.b64decode(packed), -15).decode()
    found = re.search(r'ID="([^"]+)"', request)
    assert found is not None
    return found[1]


def respond(request: str, email: str, keys: Keys, signed: bool = True) -> str:
    """Write a response to a request, and sign its assertion."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

    now = datetime.now(UTC)  # noqa: TID251

    def at(minutes: int) -> str:
        return (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")

    place = f"http://{HOST}/sign-in/saml/eidas"
    words = {"now": at(0), "begin": at(-2), "end": at(5), "entity": ENTITY, "request": request, "acs": f"{place}/acs/"}
    words |= {"audience": f"{place}/metadata/", "subject": "CZ/AT/42", "name": EMAIL, "email": email}
    assertion = ASSERTION.format(**words)
    if signed:
        made = Utils.add_sign(assertion, keys.private, keys.certificate)
        assertion = (made.decode() if isinstance(made, bytes) else made).partition("?>")[2] or made.decode()
    return base64.b64encode(RESPONSE.format(assertion=assertion, **words).encode()).decode()
