"""How commands speak: sentences for people, one JSON object for programs, and exit codes."""

from __future__ import annotations

import json
from typing import Annotated, NoReturn

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of sentences.")]


def say(sentences: str, facts: dict[str, object], as_json: bool) -> None:
    """Print the sentences, or the facts as JSON, at once even into a pipe."""
    print(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else sentences, flush=True)


def stop(problem: str, cure: str, as_json: bool, code: int = 1) -> NoReturn:
    """End the command with what is wrong and what to do."""
    if as_json:
        say("", {"problem": problem, "cure": cure}, as_json)
    else:
        typer.echo(f"{problem}\n{cure}", err=True)
    raise typer.Exit(code)
