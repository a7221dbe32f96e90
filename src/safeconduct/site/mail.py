"""How the site sends e-mail: through the server that the operator names, or not at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}


def settings(address: str) -> dict[str, Any]:
    """Return Django's settings for an address: smtp://user:password@host:port (with STARTTLS), or smtps://."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        message = (
            f"SAFECONDUCT_MAIL begins with {parts.scheme!r}; it must be smtp://user:password@host:port or smtps://…. "
            "Leave the variable empty to send no e-mail."
        )
        raise ValueError(message)
    return {
        # The worker hands letters over to the server; pages only write them.
        "EMAIL_BACKEND": "safeconduct.shell.outbox.backend.OutboxBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1"),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
