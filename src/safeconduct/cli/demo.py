"""`safeconduct demo`: everything on this machine, with one command."""

from __future__ import annotations

import os
import random
import sys
from typing import Annotated

import typer

from safeconduct.cli import data, serving
from safeconduct.cli.output import AsJson, plainly, say

HOST = "127.0.0.1"
PORT = 8000
CASES = 320
MOST_CASES = 5_000


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = PORT,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the data and end.")] = False,
    cases: Annotated[int, typer.Option(min=0, max=MOST_CASES, help="How many invented cases.")] = CASES,
    seed: Annotated[int, typer.Option(help="The same seed on the same day gives the same people and cases.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make invented people and cases if there are none, serve the pages on this machine, print the address."""
    os.environ["SAFECONDUCT_DEMO"] = "1"
    server = serving.Server(HOST, port)
    with plainly(as_json):
        folder = data.data_folder()
        data.make_folder(folder)
        with serving.hold_folder(folder, server.address):
            if not no_serve:
                serving.check_port(server)
            data.start_django()
            data.migrate()
            made = make_cases(cases, seed)
            if no_serve:
                say(f"{made} cases are in {folder}.", {"cases": made, "data": str(folder)}, as_json)
            else:
                serving.serve(server, lambda: announce(server, str(folder), as_json))


def make_cases(cases: int, seed: int) -> int:
    """Write an invented world, unless there is one; return how many cases there are."""
    from django.conf import settings  # noqa: PLC0415 - needs Django to be ready
    from django.db import connections  # noqa: PLC0415

    from safeconduct.cases.seed.world import world  # noqa: PLC0415
    from safeconduct.cases.web import seeding  # noqa: PLC0415
    from safeconduct.cases.web.models import Case  # noqa: PLC0415
    from safeconduct.identity.web import seeding as documents  # noqa: PLC0415
    from safeconduct.services.web import seeding as services  # noqa: PLC0415
    from safeconduct.shell.clock import current  # noqa: PLC0415

    if cases and seeding.is_empty():
        print(f"Making {cases} invented cases; this takes some seconds.", file=sys.stderr)
        dice = random.Random(seed)  # noqa: S311 - invents people, keeps no secret
        seeding.write(world(dice, seeding.today(current), cases).of(settings.PURPOSE), current)
        documents.write(current)
        services.write(current)
    found = Case.objects.count()
    connections.close_all()  # the web workers are other processes: none may share a connection
    return found


def announce(server: serving.Server, folder: str, as_json: bool) -> None:
    """Tell where the pages are."""
    sentences = (
        f"Safeconduct answers at {server.address}\n"
        f"Sign in as one of its invented people at {server.address}en/demonstration/\n"
        f"Its data are in {folder}. Ctrl+C ends it; the same command starts it again."
    )
    say(sentences, {"address": server.address, "data": folder}, as_json)
