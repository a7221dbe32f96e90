"""`safeconduct identity`: verify a card, a credential, a mobile document, a seal or a zone, offline."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.output import AsJson, Trouble, say
from safeconduct.identity.refusal import Outcome, Refused, Verdict
from safeconduct.identity.status_token import StatusList
from safeconduct.identity.trust import TrustList
from safeconduct.identity.trust_file import NotATrustList, read_trust_list
from safeconduct.identity.verifying import Judging, judge, read_status_list

app = typer.Typer(help="Verify documents and credentials, offline.", no_args_is_help=True)

EXIT = {Verdict.VALID: 0, Verdict.REFUSED: 1, Verdict.CANNOT_TELL: 3}
EXIT_OF_TROUBLE = 2
LARGEST_FILE, MOST_PIXELS, MOST_PAGES, MOST_PICTURES = 20_000_000, 50_000_000, 10, 20
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
PDF = b"%PDF"

File = Annotated[
    Path,
    typer.Argument(help="What is shown: text of a QR code, a picture or PDF with one, SD-JWT, mdoc, or a zone."),
]
Trust = Annotated[
    Path, typer.Option("--trust", help="The trust list (JSON): whom to believe, for what, with which keys.")
]
Status = Annotated[list[Path] | None, typer.Option("--status", help="A status list that was fetched; may be repeated.")]
Purpose = Annotated[str, typer.Option("--purpose", help="What the issuer must be trusted for.")]
Hours = Annotated[float, typer.Option("--status-hours", help="How many hours old a status list may be.")]
At = Annotated[str, typer.Option("--at", help="Judge as of this time, such as 2027-01-13T09:00:00Z; now if left out.")]


@app.callback()
def identity() -> None:
    """Verify documents and credentials, offline."""


@app.command()
def verify(
    file: File,
    trust: Trust,
    status: Status = None,
    purpose: Purpose = "identity",
    status_hours: Hours = 24.0,
    at: At = "",
    as_json: AsJson = False,
) -> None:
    """Say valid, refused and why, or cannot tell. Exit 0 valid, 1 refused, 3 cannot tell, 2 a file cannot be used."""
    try:
        moment = moment_of(at)
        listed = trust_list(trust)
        lists, old = status_lists(status or [], listed, moment)
        longest = timedelta(hours=status_hours).total_seconds()
        kind, outcome = judge(shown(read(file)), Judging(listed, purpose, moment, lists, longest))
    except Trouble as trouble:
        if as_json:
            say("", {"problem": trouble.problem, "cure": trouble.cure}, as_json)
        else:
            typer.echo(f"{trouble.problem}\n{trouble.cure}", err=True)
        raise typer.Exit(EXIT_OF_TROUBLE) from None
    say(sentences(kind, outcome, old), facts(kind, outcome, old), as_json)
    raise typer.Exit(EXIT[outcome.verdict])


def sentences(kind: str, outcome: Outcome, old: list[str]) -> str:
    """The answer for people: the verdict, what it says, and why."""
    lines = [f"{outcome.verdict.value.capitalize()}: {kind}{f' of {outcome.issuer}' if outcome.issuer else ''}."]
    lines += [f"  {name}: {value}" for name, value in outcome.disclosed.items()]
    lines += [f"- {reason}" for reason in outcome.reasons]
    return "\n".join(lines + [f"- {one}" for one in old])


def facts(kind: str, outcome: Outcome, old: list[str]) -> dict[str, object]:
    """The answer for programs."""
    return {
        "verdict": outcome.verdict.value,
        "kind": kind,
        "issuer": outcome.issuer,
        "disclosed": plain(outcome.disclosed),
        "reasons": [{"code": reason.code, "sentence": reason.sentence} for reason in outcome.reasons],
        "status lists left aside": old,
    }


def plain(value: object) -> object:
    """What JSON can hold: bytes as hexadecimal, moments in UTC, days and other values of CBOR as text."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime) and value.tzinfo:
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def moment_of(text: str) -> datetime:
    """The moment to judge at."""
    if not text:
        return datetime.now(UTC)  # noqa: TID251 - the command is where the clock is read
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(f"{text} is no time.", "Write it like 2027-01-13T09:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def trust_list(file: Path) -> TrustList:
    """Read the trust list."""
    try:
        return read_trust_list(read(file))
    except NotATrustList as problem:
        raise Trouble(f"{file}: {problem}", "Fetch the list again from whoever publishes it.") from None


def status_lists(files: list[Path], trust: TrustList, moment: datetime) -> tuple[dict[str, StatusList], list[str]]:
    """The lists that can be believed, by address, and why the others are left aside."""
    found: dict[str, StatusList] = {}
    aside: list[str] = []
    for file in files:
        try:
            listed = read_status_list(read(file), trust, moment)
        except Refused as refused:
            aside.append(f"Left aside: the status list {file.name}. {refused.reason}")
        else:
            found[listed.uri] = listed
    return found, aside


def shown(data: bytes) -> bytes:
    """What was shown: the file itself, or the text of the one QR code in its picture or pages."""
    if data.startswith(PDF):
        return code_in([picture for page in pictures_of(data) for picture in page])
    return code_in([data]) if data.startswith(PICTURES) else data


def code_in(pictures: list[bytes]) -> bytes:
    """Read the QR code in pictures."""
    import zxingcpp  # noqa: PLC0415 - needed only for pictures
    from PIL import Image  # noqa: PLC0415

    for data in pictures:
        try:
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MOST_PIXELS:
                raise Trouble("The picture is too large.", "Photograph the code alone, with at most 50 million dots.")
            codes = zxingcpp.read_barcodes(picture.convert("L"))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
        if codes:
            return codes[0].text.encode()
    raise Trouble("No QR code was found.", "Photograph the code alone, flat, sharp and in good light.")


def pictures_of(data: bytes) -> list[list[bytes]]:
    """The pictures on the first pages of a PDF."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        pages = PdfReader(io.BytesIO(data)).pages[:MOST_PAGES]
        return [[picture.data for picture in list(page.images)[:MOST_PICTURES]] for page in pages]
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError) as problem:
        raise Trouble(f"The PDF cannot be read: {problem}.", "Photograph its code instead.") from None


def read(file: Path) -> bytes:
    """Read a file of bearable size."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Trouble(f"{file} is larger than {LARGEST_FILE} bytes.", "Photograph the code alone.")
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.", "Check its name and place.") from None
