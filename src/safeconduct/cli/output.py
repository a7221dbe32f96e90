"""How commands speak: sentences for people, one JSON object for programs, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of sentences.")]


class Trouble(Exception):
    """Why a command cannot go on, and what to do about it."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.problem, self.cure = problem, cure


@contextmanager
def plainly(as_json: bool) -> Iterator[None]:
    """End the command with the words of a trouble that arises inside, and exit code 1."""
    try:
        yield
    except Trouble as trouble:
        if as_json:
            say("", {"problem": trouble.problem, "cure": trouble.cure}, as_json)
        else:
            typer.echo(f"{trouble.problem}\n{trouble.cure}", err=True)
        raise typer.Exit(1) from None


def say(sentences: str, facts: dict[str, object], as_json: bool) -> None:
    """Print the sentences, or the facts as JSON, at once even into a pipe."""
    print(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else sentences, flush=True)


def report_differences(found: Iterable[str], cure: str, agreed: str, as_json: bool) -> None:
    """Say that rows and journal agree.

    Raises:
        Trouble: they do not; every difference is named.

    """
    lines = "\n".join(f"  {line}" for line in found)
    if lines:
        raise Trouble(f"These rows differ from the journal:\n{lines}", cure)
    say(agreed, {"differences": []}, as_json)
