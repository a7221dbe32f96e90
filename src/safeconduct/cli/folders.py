"""The folders of a backup: papers, which are sealed, templates and published studies, in one archive beside the data.

The database is copied first. A paper is whole in its folder before an entry names it, so the archive that is made
after it holds every paper that the copied database knows of.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

from safeconduct.cli.output import Trouble

FOLDERS = ("attachments", "climate", "templates")
LEFT_OUT = ("attachments/incoming", "attachments/lock")
"""What is being written, and the lock of those who write."""
END = "end.json"
"""The last member: how many files there are. An archive that was cut short does not have it."""


def archive_of(file: Path) -> Path:
    """Where the archive that belongs to a backup of data lies."""
    return file.with_name(f"{file.name}.files.tar")


def pack(data: Path, target: Path) -> int:
    """Write the folders into an archive that its owner alone may read; return how many files there are."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        count = 0
        with tarfile.open(part, "w") as archive:
            for path in _files(data):
                count += _added(archive, path, str(path.relative_to(data)))
            end = tarfile.TarInfo(END)
            told = json.dumps({"files": count}).encode()
            end.size = len(told)
            archive.addfile(end, io.BytesIO(told))
        part.rename(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Trouble(f"{target} cannot be written: {error}.", "See that the folder is there and has room.") from None
    return count


def check(archive: Path) -> int:
    """See that an archive is whole and leads nowhere else; return how many files it holds."""
    if not archive.exists():
        cure = f"Put {archive.name} beside it. To restore without any paper, say --without-papers."
        raise Trouble(f"The papers that belong to this backup are missing: {archive}.", cure)
    told, count = -1, 0
    try:
        with tarfile.open(archive, "r:") as opened:
            for member in opened:
                if member.name == END:
                    told = _end(opened, member)
                else:
                    _check_member(member, archive)
                    count += 1
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise Trouble(f"{archive} is no whole backup: {error}.", "Take another backup.") from None
    if told != count:
        raise Trouble(f"{archive} is no whole backup: it was cut short.", "Take another backup.")
    return count


def unpack(archive: Path, data: Path) -> None:
    """Put the files of an archive that was checked into a data folder."""
    try:
        with tarfile.open(archive, "r:") as opened:
            for member in opened:
                if member.name != END:
                    path = data / member.name
                    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    opened.extract(member, data, filter="data")
                    path.chmod(0o600)
    except OSError as error:
        raise Trouble(
            f"The papers cannot be written: {error}.", "Make room, empty the folder, restore again."
        ) from None


def occupied(data: Path) -> Path | None:
    """The first of the folders that holds something already."""
    return next((data / name for name in FOLDERS if any(_in(data / name))), None)


def _files(data: Path) -> Iterator[Path]:
    for name in FOLDERS:
        for path in sorted(_in(data / name)):
            if not str(path.relative_to(data)).startswith(LEFT_OUT):
                yield path


def _in(folder: Path) -> Iterator[Path]:
    return (
        (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        if folder.is_dir()
        else iter(())
    )


def _added(archive: tarfile.TarFile, path: Path, name: str) -> int:
    """Add a file; one that was removed meanwhile, since no entry came to name it, is left out."""
    try:
        archive.add(path, name, recursive=False)
    except FileNotFoundError:
        return 0
    return 1


def _end(archive: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    content = archive.extractfile(member)
    found: int = json.loads(content.read())["files"] if content else -1
    return found


def _check_member(member: tarfile.TarInfo, archive: Path) -> None:
    parts = Path(member.name).parts
    if not member.isreg() or ".." in parts or not parts or parts[0] not in FOLDERS:
        raise Trouble(
            f"{archive} holds {member.name!r}, which is no paper, no study and no template.", "Take another backup."
        )
