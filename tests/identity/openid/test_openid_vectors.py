"""The published examples of OpenID4VCI 1.0: the proof in its text, offers and metadata as ours are made."""

from __future__ import annotations

import json

from safeconduct.identity.openid.issuer_metadata import Configuration
from safeconduct.identity.openid.offer import TransactionCode, credential_offer
from safeconduct.identity.openid.proof import verify_proofs
from tests.identity.vectors import needed

FOLDER = "openid+OpenID4VCI/1.0/examples/"
# OpenID4VCI 1.0, appendix F.1.
PROOF = (
    "eyJ0eXAiOiJvcGVuaWQ0dmNpLXByb29mK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiblVX"
    "QW9BdjNYWml0aDhFN2kxOU9kYXhPTFlGT3dNLVoyRXVNMDJUaXJUNCIsInkiOiJIc2tIVThCalVpMVU5WHFpN1N3bWo4Z3dBS18weGtjRGpFV183"
    "MVNvc0VZIn19.eyJhdWQiOiJodHRwczovL2NyZWRlbnRpYWwtaXNzdWVyLmV4YW1wbGUuY29tIiwiaWF0IjoxNzAxOTYwNDQ0LCJub25jZSI6Ikx"
    "hclJHU2JtVVBZdFJZTzZCUTR5bjgifQ.-a3EDsxClUB4O3LeDD5DVGEnNMT01FCQW4P6-2-BNBqc_Zxf0Qw4CWayLEpqkAomlkLb9zioZoipdP-j"
    "vh1WlA"
)


def test_the_proof_in_the_text_of_the_protocol_is_verified() -> None:
    nonces: list[str] = []
    issuer = "https://credential-issuer.example.com"
    (proof,) = verify_proofs({"jwt": [PROOF]}, issuer, 1_701_960_444, nonces.append)
    assert nonces == [proof.nonce] == ["LarRGSbmUPYtRYO6BQ4yn8"]


def test_an_offer_is_made_as_the_example_is() -> None:
    example = json.loads(needed("sd-jwt-generated.tar.xz")[FOLDER + "credential_offer_pre-authz_code.json"])
    (grant,) = example["grants"].values()
    grant["tx_code"] |= {"input_mode": "numeric", "length": 4}
    code = TransactionCode(4, grant["tx_code"]["description"])
    kinds = example["credential_configuration_ids"]
    assert example == credential_offer(example["credential_issuer"], kinds, grant["pre-authorized_code"], code)


def test_metadata_of_a_kind_have_the_members_of_the_examples() -> None:
    files = needed("sd-jwt-generated.tar.xz")
    for name, kind in (
        ("credential_metadata_sd_jwt_vc.json", Configuration("a", "dc+sd-jwt", "v", {"en": "A"})),
        ("credential_metadata_mso_mdoc.json", Configuration("a", "mso_mdoc", "d", {"en": "A"}, algorithm=-7)),
    ):
        example = json.loads(files[FOLDER + name])
        (one,) = example["credential_configurations_supported"].values()
        assert one.keys() <= kind.written().keys()
