"""Base64url without padding (RFC 7515, section 2), in its one spelling.

The last letter of such a text may hide unused bits. Lenient readers take sixteen spellings of one signature; we take
one, so that no byte of a token can be changed unseen.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from binascii import b2a_base64
from collections.abc import Sequence

import msgspec

from safeconduct.identity.refusal import Refused

SEPARATOR = b"~"
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Letters of no alphabet become one that nobody reads, so that nothing can leave the text that they are put into.
KEPT = bytes(one if one in ALPHABET + SEPARATOR else ord("!") for one in range(256))
TO_STANDARD = KEPT.translate(bytes.maketrans(b"-_", b"+/"))
FROM_STANDARD = bytes.maketrans(b"+/", b"-_")
PADDING = (b"", b"", b"==", b"=")
LAST_OF_TWO, LAST_OF_THREE = frozenset(b"AQgw"), frozenset(b"AEIMQUYcgkosw048")
LAST = (frozenset(TO_STANDARD), frozenset[int](), LAST_OF_TWO, LAST_OF_THREE)
_read = msgspec.json.Decoder(list[bytes]).decode


def encode(data: bytes) -> str:
    """Write bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def encode_digests(digests: Sequence[bytes]) -> list[str]:
    """Write digests of one length in one go: filled up to whole groups of letters, whose rest is cut off again."""
    if not digests:
        return []
    size = len(digests[0])
    filling = bytes(-size % 3)
    width, length = (size + len(filling)) // 3 * 4, (size * 8 + 5) // 6
    letters = b2a_base64(filling.join((*digests, b"")), newline=False).translate(FROM_STANDARD).decode()
    return [letters[start : start + length] for start in range(0, len(letters), width)]


def decode(text: str | bytes) -> bytes:
    """Read the one spelling of bytes; refuse any other."""
    return decode_all((text.decode("latin-1") if isinstance(text, bytes) else text,))[0]


def decode_all(texts: Sequence[str]) -> list[bytes]:
    """Read several at once: msgspec reads base64 more than twice as fast as Python, and the call costs the most."""
    try:
        parts = "~".join(texts).encode("ascii").translate(TO_STANDARD).split(SEPARATOR)
        padded = [part + PADDING[len(part) & 3] for part in parts if not part or part[-1] in LAST[len(part) & 3]]
        # A part that was left out, or that held a separator, shows in the numbers.
        found = _read(b'["%b"]' % b'","'.join(padded)) if len(padded) == len(parts) == len(texts) else []
    except (msgspec.DecodeError, UnicodeEncodeError, TypeError):
        found = []
    if len(found) != len(texts):
        raise Refused("not-base64url", "A part of the token is not base64url in its one spelling.")
    return found
