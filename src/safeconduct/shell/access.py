"""Who may do what: each rule is one query filter, and the answer about one object is that filter asked of it.

A rule cannot say one thing in a list and another on a page, since there is nothing to keep in step: `objects` is the
filter, `one` and `may` ask the database whether the filter holds for one object. Every page and every operation of the
interface declares its rule (`needs`) or why it needs none (`public`); what declares nothing is refused by the guard.

    READ = rule("cases.read", Case, lambda who: Q(pk__in=...participations of who.account...) | Q(office__in=...))

    @needs(READ, one="number")        # /cases/<number>/: the view is given the case, found through the filter
    def case(request, case): ...

    @needs(READ, many=True)           # the view is given the queryset that the filter allows
    def desk(request, cases): ...

    @needs(OFFICIALS)                 # a gate asks only who it is
    def figures(request): ...

A filter names others by subqueries (`Q(pk__in=Among(...))`), not by joins, so that no object is listed twice; of texts,
numbers, days and lists of them, so that its SQL is written once (:mod:`safeconduct.shell.shapes`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any, Generic, TypeVar, cast, get_type_hints

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MultipleObjectsReturned, PermissionDenied, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from safeconduct.shell.models import Account
from safeconduct.shell.principals import Principal, principal
from safeconduct.shell.problems import Problem, problem_response
from safeconduct.shell.shapes import ask

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
View = Callable[..., Any]

NOTHING = Q(pk__in=[])
"""Holds for no object, without asking the database."""
EVERYTHING = Q()


class UndeclaredRule(LookupError):
    """An action was asked about that no rule is declared for, or one was declared twice."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule about who somebody is, whatever they ask for."""

    action: str
    holds: Callable[[Principal], bool]


@dataclass(frozen=True, slots=True)
class Rule(Generic[M]):
    """A rule about objects: for each principal the filter that holds for what they may do this with."""

    action: str
    model: type[M]
    holds: Callable[[Principal], Q]

    def objects(self, who: Principal) -> QuerySet[M]:
        """List what this principal may do this with."""
        return self.model._default_manager.filter(self.holds(who))

    def may(self, who: Principal, found: M) -> bool:
        """Tell whether this principal may do this with one object."""
        condition = self.holds(who)
        if condition is NOTHING or found.pk is None:
            return False
        return bool(ask(self.model, condition & Q(pk=found.pk), _keys))

    def one(self, who: Principal, related: tuple[str, ...] = (), **lookup: object) -> M:
        """Find one object; what this principal may not see is not there for them."""
        try:
            wanted = Q(**{name: _typed(self.model, name, value) for name, value in lookup.items()})
            found = ask(self.model, self.holds(who) & wanted, _together_with(related))
        except (ValueError, OverflowError, ValidationError):
            found = []
        if not found:
            raise Http404(f"No such {self.model._meta.verbose_name}.")
        if len(found) > 1:
            raise MultipleObjectsReturned(self.action)
        return cast(M, found[0])

    def ask(self, who: Principal, query: Callable[[QuerySet[M]], QuerySet[M, Row]], **values: object) -> list[Row]:
        """Return the rows that a query makes of what this principal may do this with.

        ``query`` is a function of a module, so that its SQL is kept; its own values are ``given`` (see
        :mod:`safeconduct.shell.prepared`).
        """
        return ask(self.model, self.holds(who), query, **values)


def _typed(model: type[Model], name: str, value: object) -> object:
    """What an address says, as the field has it."""
    if "__" in name:
        return value
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return field.to_python(value) if isinstance(field, Field) else value


def _keys(found: QuerySet[Any]) -> QuerySet[Any, Any]:
    return found.values_list("pk", flat=True)[:1]


@lru_cache
def _together_with(related: tuple[str, ...]) -> Callable[[QuerySet[Any]], QuerySet[Any, Any]]:
    return lambda found: found.select_related(*related) if related else found


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: its rule, or why it is open to all.

    `lookup` maps fields of the object to parts of the address. `before_second_factor` marks the pages on which an
    official sets up what the other pages ask for.
    """

    rule: Gate | Rule[Any] | None = None
    why: str = ""
    lookup: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    related: tuple[str, ...] = ()
    before_second_factor: bool = False

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may come in."""
        return self.rule is None


RULES: dict[str, Gate | Rule[Any]] = {}
"""Every rule by its action."""


def rule(action: str, model: type[M], holds: Callable[[Principal], Q]) -> Rule[M]:
    """Declare a rule about objects; a room does so once for each action, in its access.py."""
    made = Rule(action, model, holds)
    _declare(made)
    return made


def gate(action: str, holds: Callable[[Principal], bool]) -> Gate:
    """Declare a rule about who somebody is."""
    made = Gate(action, holds)
    _declare(made)
    return made


def _declare(made: Gate | Rule[Any]) -> None:
    if made.action in RULES:
        raise UndeclaredRule(f"The rule {made.action} is declared twice. Give one of them another name.")
    RULES[made.action] = made


def may(who: Principal, action: str, found: Model | None = None) -> bool:
    """Tell whether this principal may do this, with this object where the rule is about objects."""
    declared = RULES.get(action)
    if declared is None:
        raise UndeclaredRule(f"No rule says who may do {action}. Declare it in the access.py of its room.")
    if isinstance(declared, Gate):
        return declared.holds(who)
    return found is not None and declared.may(who, found)


SIGNED_IN = gate("accounts.own", lambda who: who.account is not None)


def public(why: str) -> Callable[[View], View]:
    """Declare that a view is open to all, and why."""

    def declare(view: View) -> View:
        vars(view)["access"] = Access(why=why)
        return view

    return declare


def needs(
    asked: Gate | Rule[Any],
    one: str | Mapping[str, str] = "",
    many: bool = False,
    related: tuple[str, ...] = (),
    before_second_factor: bool = False,
) -> Callable[[View], View]:
    """Declare the rule of a view and hold it.

    With `one`, the parts of the address that it names find the object, which the view is given in their place, right
    after the request; a field with another name is said by a mapping, {"case__number": "number"}. With `many` the view
    is given all objects that the rule allows. Operations of the interface are declared alike, below their @api.get.
    """
    lookup = {one: one} if isinstance(one, str) and one else dict(one or {})
    access = Access(asked, lookup=lookup, many=many, related=related, before_second_factor=before_second_factor)
    if isinstance(asked, Rule) and bool(lookup) == many:
        raise TypeError(f"{asked.action} is about objects: say which one (one=...) or that the view lists them (many).")

    def declare(view: View) -> View:
        @wraps(view)
        def held(request: HttpRequest, *args: object, **parts: object) -> object:
            # The guard admitted already; a view that is called by another one is asked here.
            turned_away = None if _admitted(request, access) else admit(request, access, parts)
            if turned_away is not None:
                return turned_away
            rest = {part: value for part, value in parts.items() if part not in lookup.values()}
            found = [] if isinstance(asked, Gate) else [vars(request)[ADMITTED].found]
            return view(request, *found, *args, **rest)

        vars(held)["access"] = access
        parts_found = [] if many else list(lookup.values())
        by_address = isinstance(asked, Rule)
        vars(held)["__signature__"] = _signature_of_address(view, parts_found) if by_address else _typed_signature(view)
        return held

    return declare


ADMITTED = "_admitted"
"""Where a request notes the rule that it passed and what the rule found."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A rule that was held, with the object or the objects that it found for the view."""

    access: Access
    found: object = None


def _admitted(request: HttpRequest, access: Access) -> bool:
    admitted = vars(request).get(ADMITTED)
    return isinstance(admitted, Admitted) and admitted.access is access


def admit(request: HttpRequest, access: Access, parts: Mapping[str, object]) -> HttpResponseBase | None:
    """Hold the rule of a view before anything of the request is read; return the answer to who is turned away."""
    who, asked, found = principal(request), access.rule, None
    if isinstance(asked, Gate):
        if not asked.holds(who):
            return refused(request, who)
    elif asked is not None:
        # A list of what nobody in particular may see would be empty: they may find more after signing in.
        if access.many:
            found = None if who.is_nobody else asked.objects(who)
        else:
            wanted = {name: parts[part] for name, part in access.lookup.items()}
            found = _found(asked, who, access.related, wanted)
        if found is None:
            return refused(request, who)
    vars(request)[ADMITTED] = Admitted(access, found)
    return None


def _found(asked: Rule[M], who: Principal, related: tuple[str, ...], wanted: dict[str, object]) -> M | None:
    """Find the object, or nothing for somebody who is not known and may find it after signing in."""
    try:
        return asked.one(who, related, **wanted)
    except Http404:
        if who.is_nobody:
            return None
        raise


def _signature_of_address(view: View, parts: list[str]) -> inspect.Signature:
    """Say which parameters the address gives: those of the view, with what finds the object in place of the object."""
    hints = get_type_hints(view, include_extras=True) if view.__annotations__ else {}
    request, _, *others = inspect.signature(view).parameters.values()
    found = [inspect.Parameter(part, request.kind, annotation=str) for part in parts]
    typed = [other.replace(annotation=hints.get(other.name, other.annotation)) for other in others]
    return inspect.Signature([request.replace(annotation=HttpRequest), *found, *typed])


def _typed_signature(view: View) -> inspect.Signature:
    """Say which parameters the view has, with its own types in place of their names."""
    hints = get_type_hints(view, include_extras=True) if view.__annotations__ else {}
    given = inspect.signature(view).parameters.values()
    return inspect.Signature([one.replace(annotation=hints.get(one.name, one.annotation)) for one in given])


def refused(request: HttpRequest, who: Principal) -> HttpResponseBase:
    """Turn somebody away: whoever is not known may sign in first."""
    machine = request.path_info.startswith("/api/")
    if who.account is None and not machine:
        return redirect_to_login(request.get_full_path())
    if who.account is None:
        answer = problem_response(Problem(HTTPStatus.UNAUTHORIZED, "Sign in, or send a key as a bearer token."))
        answer.headers["WWW-Authenticate"] = 'Bearer realm="safeconduct"'
        return answer
    raise PermissionDenied


def access_of(view: View) -> Access | None:
    """Return what a view declares, or nothing."""
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else None


__all__ = [
    "EVERYTHING",
    "NOTHING",
    "RULES",
    "SIGNED_IN",
    "Access",
    "Account",
    "Gate",
    "Principal",
    "Rule",
    "UndeclaredRule",
    "access_of",
    "admit",
    "gate",
    "may",
    "needs",
    "principal",
    "public",
    "refused",
    "rule",
]
