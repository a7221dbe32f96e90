"""Finds the account of a session, together with what each page must know of it."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from safeconduct.shell.accounts.officials import with_second_factor
from safeconduct.shell.models import Account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks passwords as allauth does: by e-mail address, in the same time whether there is such an account or not."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account, unless it was disabled meanwhile."""
        account = with_second_factor(Account.objects.filter(pk=user_id)).first()
        return account if account is not None and self.user_can_authenticate(account) else None
