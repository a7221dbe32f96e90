"""Health checks for whoever keeps the service running."""

from __future__ import annotations

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from safeconduct.shell import binding, clock, working
from safeconduct.shell.access import public
from safeconduct.shell.problems import Problem, problem_response
from safeconduct.shell.working import beats


@public("Whoever watches over the service has no account.")
def live(request: HttpRequest) -> HttpResponseBase:
    """Say that the process answers."""
    return JsonResponse({"status": "live"})


@public("Whoever watches over the service has no account.")
def ready(request: HttpRequest) -> HttpResponseBase:
    """Say whether pages can be served: the database answers and its tables are those of this version."""
    trouble = database_trouble()
    if trouble:
        return problem_response(Problem(HTTPStatus.SERVICE_UNAVAILABLE, trouble, kind="not-ready"))
    return JsonResponse({"status": "ready"})


@public("Whoever watches over the service has no account.")
def work(request: HttpRequest) -> HttpResponseBase:
    """Say whether a worker is alive, when it was last seen, and which of its tasks fail."""
    found = beats.health(clock.system(), working.lanes(working.tasks()))
    last = found.last_beat.isoformat(timespec="seconds") if found.last_beat else None
    told: dict[str, object] = {"last_beat": last, "failing": list(found.failing)}
    if found.late:
        detail = "Some tasks were done by no worker within a minute. Run: safeconduct work"
        return problem_response(Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="no-worker", extra=told))
    return JsonResponse({"status": "working", **told})


def database_trouble() -> str:
    """Return what is wrong with the database and what to do, or nothing."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        bound = "" if pending else binding.trouble()
    except DatabaseError:
        return "The database does not answer. See that it runs and that SAFECONDUCT_DATABASE_URL is right."
    if pending:
        return f"{len(pending)} changes of tables are pending. Run: safeconduct migrate"
    return bound
