"""Errors as the protocols write them (RFC 6749, section 5.2; RFC 6750, section 3; OpenID4VCI 1.0, section 8.3.1)."""

from __future__ import annotations

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 400, 401, 403


class ProtocolError(ValueError):
    """A request that is answered by an error: its code, a sentence for whoever builds the other side, and the status.

    ``challenge`` is the header `WWW-Authenticate` where a token was needed, else empty; ``scheme`` how it is shown.
    """

    def __init__(
        self,
        error: str,
        sentence: str = "",
        status: int = BAD_REQUEST,
        *,
        challenge: bool = False,
        scheme: str = "Bearer",
    ) -> None:
        super().__init__(sentence or error)
        self.error, self.sentence, self.status = error, described(sentence), status
        self.challenge = self._challenge(scheme) if challenge else ""

    def body(self) -> dict[str, str]:
        """The JSON object that is sent."""
        return {"error": self.error} | ({"error_description": self.sentence} if self.sentence else {})

    def _challenge(self, scheme: str) -> str:
        if not self.error:
            return scheme
        return f'{scheme} error="{self.error}", error_description="{self.sentence}"'


def token_missing() -> ProtocolError:
    """No access token came: the challenge bears no error code then (RFC 6750, section 3.1)."""
    return ProtocolError("", "", UNAUTHORIZED, challenge=True)


def token_wrong(sentence: str) -> ProtocolError:
    """The access token is unknown, expired or of another."""
    return ProtocolError("invalid_token", sentence, UNAUTHORIZED, challenge=True)


def proof_wrong(problem: ProtocolError) -> ProtocolError:
    """A proof that came with a token is none: said as RFC 9449, section 7.1, has it."""
    return ProtocolError(problem.error, problem.sentence, UNAUTHORIZED, challenge=True, scheme="DPoP")


def token_too_narrow(sentence: str) -> ProtocolError:
    """The access token is good, but not for this."""
    return ProtocolError("insufficient_scope", sentence, FORBIDDEN, challenge=True)


def described(sentence: str) -> str:
    """A description knows ASCII without quotation mark and backslash alone (RFC 6749, section 5.2)."""
    return "".join(one if " " <= one <= "~" and one not in '"\\' else "'" if one in '"“”' else "?" for one in sentence)
