"""Who asks: an account (by its session or by a key), the holder of a slip for one case, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from safeconduct.shell import clock
from safeconduct.shell.accounts import keys
from safeconduct.shell.models import Account

SLIP = "slip"
"""Where a session notes the case that a slip opened: its reference, and until when."""
BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `reference` is the number of the one case that a slip opened; a slip gives no account."""

    account: Account | None = None
    reference: str = ""
    by_key: bool = False

    @property
    def is_nobody(self) -> bool:
        """Tell whether nothing is known of who asks."""
        return self.account is None and not self.reference

    @property
    def called(self) -> str:
        """What the account is called; empty for whoever has none."""
        return str(self.account) if self.account else ""


NOBODY = Principal()


def principal(request: HttpRequest) -> Principal:
    """Say who asks; found once for each request."""
    found = vars(request).get("_principal")
    if isinstance(found, Principal):
        return found
    vars(request)["_principal"] = known = _principal(request)
    return known


def account_of(request: HttpRequest) -> Account:
    """Return the account of whoever passed a rule that only accounts pass."""
    account = principal(request).account
    if account is None:
        raise PermissionError
    return account


def forget(request: HttpRequest) -> None:
    """Find anew who asks, after somebody signed in or left during the request."""
    vars(request).pop("_principal", None)


def _principal(request: HttpRequest) -> Principal:
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(BEARER) and request.path_info.startswith("/api/"):
        # Whoever sends a key means it: one that is not good never falls back to a session.
        owner = keys.account_of(authorization.removeprefix(BEARER), clock.current)
        return Principal(account=owner, by_key=True) if owner else NOBODY
    user = getattr(request, "user", None)
    if isinstance(user, Account) and user.is_active:
        # The account itself, not the lazy object around it, where nobody signed in meanwhile: rules ask it many things.
        read = vars(request).get("_cached_user")
        return Principal(account=read if isinstance(read, Account) and read == user else user)
    opened = request.session.get(SLIP) if hasattr(request, "session") else None
    if opened and datetime.fromisoformat(opened["until"]) > clock.current():
        return Principal(reference=opened["reference"])
    return NOBODY
