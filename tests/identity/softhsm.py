"""SoftHSM: a device in software, with keys that tests sign with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.identity.device import Device

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MISSING = "SoftHSM was not found. Install it: apt-get install -y softhsm2"
PIN, TOKEN = "4711 blue", "safeconduct"
MODULE = next((place for place in (os.environ.get("SAFECONDUCT_SOFTHSM", ""), *PLACES) if Path(place).is_file()), "")


@pytest.fixture(scope="session")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """A token with keys of three curves, one key that can be read out, and two of one label."""
    if not MODULE or not shutil.which("softhsm2-util"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    import pkcs11

    folder = tmp_path_factory.mktemp("tokens")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        initialise = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", "12345678", "--pin", PIN]
        subprocess.run(initialise, check=True, capture_output=True)
        with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
            for label, curve in (
                ("2027", "secp256r1"),
                ("2028", "secp256r1"),
                ("384", "secp384r1"),
                ("521", "secp521r1"),
            ):
                made(session, label, curve)
            made(session, "open", "secp256r1", extractable=True)
            for _ in range(2):
                made(session, "twice", "secp256r1")
        yield Device.open(MODULE, TOKEN, PIN)


def made(session: object, label: str, curve: str, *, extractable: bool = False) -> None:
    """Make a pair of keys in the device."""
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    domain = session.create_domain_parameters(  # type: ignore[attr-defined]
        KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}, local=True
    )
    private = {Attribute.EXTRACTABLE: extractable, Attribute.SENSITIVE: not extractable}
    domain.generate_keypair(store=True, label=label, private_template=private)
