"""Base64url without padding (RFC 7515, section 2), in its one spelling.

The last letter of such a text may hide unused bits. Lenient readers take sixteen spellings of one signature; we take
one, so that no byte of a token can be changed unseen.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from binascii import Error, a2b_base64

from safeconduct.identity.refusal import Refused

# Letters of the other alphabet become one that no alphabet has.
TO_STANDARD = bytes.maketrans(b"-_+/=\n", b"+/!!!!")
PADDING = (b"", b"", b"==", b"=")
LAST_OF_TWO, LAST_OF_THREE = frozenset(b"AQgw"), frozenset(b"AEIMQUYcgkosw048")
LAST = (None, frozenset[int](), LAST_OF_TWO, LAST_OF_THREE)


def encode(data: bytes) -> str:
    """Write bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str | bytes) -> bytes:
    """Read the one spelling of bytes; refuse any other."""
    try:
        letters = text.encode("ascii") if isinstance(text, str) else text
        rest = len(letters) & 3
        last = LAST[rest]
        if last is None or letters[-1] in last:
            return a2b_base64(letters.translate(TO_STANDARD) + PADDING[rest], strict_mode=True)
    except (Error, UnicodeEncodeError, AttributeError, TypeError):
        pass
    raise Refused("not-base64url", "A part of the token is not base64url in its one spelling.")
