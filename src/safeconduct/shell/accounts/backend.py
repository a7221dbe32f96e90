"""Finds the account of a session, together with what each page must know of it."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from safeconduct.shell.accounts.officials import FACTORS
from safeconduct.shell.models import Account

# One constant text, since every page of everybody who signed in asks it.
FIND = (
    "SELECT a.*, EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = a.id AND f.type IN (%s, %s)) "
    "AS second_factor FROM shell_account a WHERE a.id = %s"
)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks passwords as allauth does: by e-mail address, in the same time whether there is such an account or not."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account, unless it was disabled meanwhile."""
        found = Account.objects.raw(FIND, [*(str(factor.value) for factor in FACTORS), user_id])
        account = next(iter(found), None)
        return account if account is not None and self.user_can_authenticate(account) else None
