"""Who is an official: somebody who holds a post. Rooms say who does; officials need a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from safeconduct.shell.accounts.demo_session import chosen_in_demonstration
from safeconduct.shell.models import Account

HoldsPost = Callable[[Account], bool]
PostsOf = Callable[[QuerySet[Account]], dict[int, str]]
"""Gives for those of many accounts that hold posts, by number, what they are, in words."""

_HOLDS_POST: list[HoldsPost] = []
_POSTS_OF: list[PostsOf] = []
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes alone do not, since they are a way back to one of these."""


def register(holds_post: HoldsPost, posts_of: PostsOf | None = None) -> None:
    """Add a way to hold a post; called by a room's AppConfig.ready."""
    if holds_post not in _HOLDS_POST:
        _HOLDS_POST.append(holds_post)
    if posts_of is not None and posts_of not in _POSTS_OF:
        _POSTS_OF.append(posts_of)


def posts_in_words(accounts: QuerySet[Account]) -> dict[int, str]:
    """Give for those of many accounts that hold posts, by number, what they are."""
    return {number: words for posts_of in _POSTS_OF for number, words in posts_of(accounts).items()}


def is_official(account: Account) -> bool:
    """Tell whether an account holds a post, or may do everything."""
    return account.is_superuser or any(holds_post(account) for holds_post in _HOLDS_POST)


def with_second_factor(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Read with each account whether it has a second factor: one query instead of two for each page."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return accounts.annotate(second_factor=Exists(factors))


def has_second_factor(account: Account) -> bool:
    """Tell whether an account has a second factor, which signing in then asks for."""
    known = getattr(account, "second_factor", None)
    return Authenticator.objects.filter(user=account, type__in=FACTORS).exists() if known is None else bool(known)


def lacks_second_factor(request: HttpRequest, account: Account) -> bool:
    """Tell whether an official must set up a second factor before going on."""
    if has_second_factor(account) or not is_official(account):
        return False
    return not (vouched_for(request, account) or chosen_in_demonstration(request))


def vouched_for(request: HttpRequest, account: Account) -> bool:
    """Tell whether a provider that answers for a second factor signed this person in."""
    records = get_authentication_records(request, account)
    providers = {record.get("provider") for record in records if record.get("method") == "socialaccount"}
    return bool(providers & set(settings.SIGN_IN.vouching))
