"""The command `safeconduct`: mounts each group of commands."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="safeconduct",
    help="Migration procedures written as law, proven before anyone is subject to them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Migration procedures written as law, proven before anyone is subject to them."""
