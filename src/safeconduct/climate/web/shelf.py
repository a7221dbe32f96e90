"""Published studies: those of the library, and those whose answers an operator put into the data folder.

A page computes nothing that may take long: ``safeconduct climate publish`` writes the answers of a study as JSON, and
the page reads them. The small invented study of the library is computed when it is first asked for.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import msgspec
from django.conf import settings

from safeconduct.climate.study import Answers, answers_of, read_study

FOLDER = "climate/studies"
NAME = re.compile(r"[a-z0-9-]+")


class NotPublished(LookupError):
    """There is no such study, or its file cannot be read."""


def names() -> list[str]:
    """List the studies: those of the operator, then those of the library."""
    own = sorted(file.stem for file in _own().glob("*.json") if NAME.fullmatch(file.stem))
    return own + [name for name in _library() if name not in own]


def answers(name: str) -> Answers:
    """Return the answers of a study.

    Raises:
        NotPublished: there is no such study.

    """
    if not NAME.fullmatch(name):
        raise NotPublished(name)
    file = _own() / f"{name}.json"
    if file.is_file():
        return _read(file, file.stat().st_mtime_ns)
    if name in _library():
        return _computed(name)
    raise NotPublished(name)


def put(found: Answers, name: str, folder: Path) -> Path:
    """Write the answers of a study to where pages read them, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    beside = file.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(found))
    return beside.replace(file)


def _own() -> Path:
    return Path(settings.CLIMATE)


@cache
def _read(file: Path, changed: int) -> Answers:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Answers)
    except msgspec.DecodeError:
        raise NotPublished(file.stem) from None


@cache
def _library() -> tuple[str, ...]:
    folder = files("safeconduct").joinpath("library", *FOLDER.split("/"))
    return tuple(sorted(each.name for each in folder.iterdir() if each.is_dir()))


@cache
def _computed(name: str) -> Answers:
    with as_file(files("safeconduct").joinpath("library", *FOLDER.split("/"), name)) as folder:
        return answers_of(read_study(folder / "study.yaml"), folder)
