"""How allauth is bent to this house: few data, no account for strangers, secrets encrypted, our languages."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import translation

from safeconduct.shell.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with a password of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let strangers make an account only where an e-mail can show that the address is theirs."""
        return bool(settings.SENDS_MAIL)

    def save_user(self, request: HttpRequest, user: Account, form: BaseForm, commit: bool = True) -> Account:
        """Keep the name and the language in which somebody signed up."""
        user.name = form.cleaned_data.get("name", "")
        user.language = translation.get_language() or ""
        saved: Account = super().save_user(request, user, form, commit)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the start page of whoever signed in, in their language."""
        user = request.user
        language = user.language if isinstance(user, Account) else ""
        with translation.override(language or translation.get_language()):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the first page, in the language of the page that was left."""
        return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors, encrypted under a key that stands outside the database."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a stored secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"safeconduct.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts that another provider vouches for; the providers stand in the operator's file alone."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Give an account to whom a provider sends only where the operator says so."""
        return sociallogin.account.provider in settings.SIGN_IN.welcoming

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Forget what the provider said beside the subject: we have no use for it."""
        sociallogin.account.extra_data = {}

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        """Take the name as one piece."""
        user: Account = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:200]
        user.language = translation.get_language() or ""
        return user

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """List the providers of the file, without asking the database for others."""
        configured = settings.SOCIALACCOUNT_PROVIDERS.items()
        found = [_app(kind, one) for kind, entry in configured for one in entry["APPS"]]
        fitting = [app for app in found if provider in (None, app.provider, app.provider_id)]
        return [app for app in fitting if client_id in (None, app.client_id)]


def _app(kind: str, entry: dict[str, Any]) -> SocialApp:
    return SocialApp(provider=kind, **entry)
