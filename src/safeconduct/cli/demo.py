"""`safeconduct demo`: everything on this machine, with one command."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from safeconduct.cli import data, serving
from safeconduct.cli.output import AsJson, plainly, say

HOST = "127.0.0.1"
PORT = 8000


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = PORT,
    as_json: AsJson = False,
) -> None:
    """Make the embedded data if it is not there, serve the pages on this machine, print the address."""
    os.environ["SAFECONDUCT_DEMO"] = "1"
    server = serving.Server(HOST, port)
    with plainly(as_json):
        folder = data.data_folder()
        data.make_folder(folder)
        with serving.hold_folder(folder, server.address):
            serving.check_port(server)
            data.start_django()
            data.migrate()
            serving.serve(server, lambda: announce(server, str(folder), as_json))


def announce(server: serving.Server, folder: str, as_json: bool) -> None:
    """Tell where the pages are."""
    sentences = (
        f"Safeconduct answers at {server.address}\n"
        f"Its data are in {folder}. Ctrl+C ends it; the same command starts it again."
    )
    say(sentences, {"address": server.address, "data": folder}, as_json)
