"""Who may see credentials and decide about them. Each rule is one filter; lists and pages follow from it.

People see what was conferred on them, and on those whom they represent; whoever opened a case with a slip sees what
that case conferred or is about, so that paper and PIN are worth as much as a telephone. Officials open what they have a
reason to, which is logged; only the authority that conferred a credential takes it away.
"""

from __future__ import annotations

from django.db.models import Q

from safeconduct.cases.web.access import mandates, posts
from safeconduct.cases.web.models import Post
from safeconduct.identity.web.models import Concern, Credential
from safeconduct.people.web.access import works
from safeconduct.shell.access import NOTHING, Principal, gate, rule

DECIDING = (Post.Role.OFFICER, Post.Role.SUPERVISOR)


def _own(who: Principal) -> Q:
    if who.reference:
        concerned = Concern.objects.filter(case__number=who.reference)
        return Q(person__sealed__isnull=False) & (
            Q(case__number=who.reference) | Q(pk__in=concerned.values("credential_id"))
        )
    if who.account is None:
        return NOTHING
    represented = [each.represented_id for each in mandates(who) if not each.case]
    return Q(person__sealed__isnull=False) & (Q(person__account=who.account) | Q(person__in=represented))


def _works(who: Principal) -> Q:
    return Q(person__sealed__isnull=False) if works(who) else NOTHING


def _handles(who: Principal) -> Q:
    names = [post.office.name for post in posts(who, *DECIDING)]
    return Q(authority__in=names, person__sealed__isnull=False) if names else NOTHING


def holds(who: Principal) -> bool:
    """Whether the page of their own documents is theirs: everybody who takes part, with an account or a slip."""
    return bool(who.reference) or (who.account is not None and not works(who))


OWN = rule("identity.own", Credential, _own)
WORK = rule("identity.work", Credential, _works)
HANDLE = rule("identity.handle", Credential, _handles)
HOLDER = gate("identity.holder", holds)
