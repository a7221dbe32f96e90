"""Keys in a device that they never leave (PKCS #11 v2.40): a smart card, a hardware security module, SoftHSM.

    device = Device.open("/usr/lib/softhsm/libsofthsm2.so", "safeconduct", pin)
    token = jws.sign(header, payload, device.signer("2027"))

The device gives signatures, and everything else stays as with a key in memory. A key that could be read out of it is
refused: then it would be no better than a file. The library python-pkcs11 is an extra, ``safeconduct[pkcs11]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256, sha384, sha512
from threading import Lock
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import load_der_public_key

from safeconduct.identity.keys import PublicKey, public_key, thumbprint
from safeconduct.identity.refusal import Refused

if TYPE_CHECKING:
    import pkcs11

HASHES = {"ES256": sha256, "ES384": sha384, "ES512": sha512}
MISSING = "Keys in a device need the library python-pkcs11. Install it: pip install 'safeconduct[pkcs11]'"


class DeviceTrouble(RuntimeError):
    """The device cannot be used; says why and what to do."""


@dataclass(frozen=True, slots=True)
class DeviceSigner:
    """A key in a device. Signatures of ECDSA differ from call to call, since the device draws chance of its own."""

    device: Device
    label: str
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        digest = HASHES[self.public.algorithm.name](data).digest()
        return self.device.sign(self.label, digest)


@dataclass(slots=True)
class Device:
    """An opened token. It is used by one thread at a time, as PKCS #11 asks of a session."""

    session: pkcs11.Session
    _lock: Lock = field(default_factory=Lock, repr=False)
    _keys: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, module: str, token: str, pin: str) -> Device:
        """Open a token by the path of the device's library, its label and its PIN. A process opens it once.

        Raises:
            DeviceTrouble: the library, the token or the PIN is not the right one.

        """
        pkcs11 = _library()
        try:
            return cls(pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin))
        except pkcs11.exceptions.NoSuchToken:
            cure = "See its tokens: pkcs11-tool --list-slots --module PATH"
            raise DeviceTrouble(f"The device has no token with the label {token}. {cure}") from None
        except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLocked, pkcs11.exceptions.PinLenRange):
            # After a few more tries a device locks itself.
            raise DeviceTrouble(
                f"The PIN of the token {token} is not right. Correct it before you try again."
            ) from None
        except (pkcs11.exceptions.PKCS11Error, RuntimeError) as problem:
            raise DeviceTrouble(
                f"The device cannot be opened by {module}: {str(problem) or type(problem).__name__}."
            ) from None

    def signer(self, label: str, key_id: str = "") -> DeviceSigner:
        """The signer of a key by its label; its name (`kid`) is its thumbprint where none is given.

        Raises:
            DeviceTrouble: there is no such key, or it could leave the device.
            Refused: it is of a kind that does not sign here.

        """
        with self._lock:
            self._private(label)
            public = self._public(label)
        if public.algorithm.name not in HASHES:
            raise Refused("key-unusable", "A key in a device is of P-256, P-384 or P-521.")
        return DeviceSigner(self, label, replace(public, id=key_id or thumbprint(public)))

    def sign(self, label: str, digest: bytes) -> bytes:
        """Sign a digest with ECDSA; r and s one after the other, as JOSE and COSE have them."""
        pkcs11 = _library()
        with self._lock:
            try:
                signature: bytes = self._private(label).sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
            except pkcs11.exceptions.PKCS11Error as problem:
                self._keys.clear()
                raise DeviceTrouble(f"The device did not sign: {str(problem) or type(problem).__name__}.") from None
        return signature

    def _private(self, label: str) -> Any:  # noqa: ANN401 - a key of python-pkcs11
        """Find a private key once; refuse one that can be read out."""
        if label not in self._keys:
            attribute = _library().Attribute
            key = self._find(label, "PRIVATE_KEY")
            if key[attribute.EXTRACTABLE] or not key[attribute.SENSITIVE]:
                cure = "Make another one in the device that is sensitive and cannot be extracted."
                raise DeviceTrouble(f"The key {label} could be read out of the device. {cure}")
            self._keys[label] = key
        return self._keys[label]

    def _public(self, label: str) -> PublicKey:
        from pkcs11.util.ec import encode_ec_public_key  # noqa: PLC0415 - an extra

        try:
            return public_key(load_der_public_key(encode_ec_public_key(self._find(label, "PUBLIC_KEY"))))
        except (KeyError, ValueError, NotImplementedError) as problem:
            raise Refused("key-unusable", "The public key in the device cannot be read.") from problem

    def _find(self, label: str, kind: str) -> Any:  # noqa: ANN401 - a key of python-pkcs11
        pkcs11 = _library()
        try:
            return self.session.get_key(object_class=pkcs11.ObjectClass[kind], label=label)
        except pkcs11.exceptions.NoSuchKey:
            raise DeviceTrouble(f"The device has no {kind.replace('_', ' ').lower()} with the label {label}.") from None
        except pkcs11.exceptions.MultipleObjectsReturned:
            raise DeviceTrouble(f"Several keys in the device have the label {label}. Give one another label.") from None


def _library() -> Any:  # noqa: ANN401 - a module
    try:
        import pkcs11  # noqa: PLC0415 - an extra
        import pkcs11.exceptions  # noqa: PLC0415
    except ImportError:
        raise DeviceTrouble(MISSING) from None
    return pkcs11
