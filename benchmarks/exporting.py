"""Whether an export of a million rows takes no more memory than one of a hundred thousand, and how long it takes.

Each format is made in a process of its own from a table of the embedded database, ten columns wide, as an answer makes
it: read in a snapshot, written into a file without a name. The reference is a bare loop: a cursor of sqlite3, and each
of its rows given to csv.writer as it is, which neither knows dates nor defuses formulas.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Result

FORMATS = ("csv", "parquet", "xlsx")
FEW, MANY = 100_000, 1_000_000
MOST_MORE_MEGABYTES = 16
TIMES = 5

_FILL = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.execute("CREATE TABLE outbox_letter (id integer PRIMARY KEY, kind text, key text, language text,"
        " sealed blob, written datetime, due datetime, tries integer, trouble text, sent datetime, given_up datetime)")
    day = "2027-01-%02d 12:00:00"
    database.executemany("INSERT INTO outbox_letter VALUES (?, 'e-mail', ?, 'cs', x'', ?, ?, ?, ?, ?, NULL)", (
        (n, f"served CZ-{n:07} 12", day % (n % 28 + 1), day % (n % 28 + 1), n % 5, "-" * (n % 3) + "answered 450",
         day % (n % 28 + 1) if n % 2 else None) for n in range(int(sys.argv[2]))))
"""
_COLUMNS = "id, kind, key, language, written, due, tries, trouble, sent, given_up"
_MEASURE = """
import csv, json, os, sqlite3, sys, tempfile, time
from pathlib import Path
folder, form = Path(sys.argv[1]), sys.argv[2]
os.environ |= {"SAFECONDUCT_DATA": str(folder), "SAFECONDUCT_SECRET_KEY": "k" * 50,
               "DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"}

def memory(name):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1000

def bare():
    with tempfile.TemporaryFile("w", dir=folder, newline="") as target:
        writer = csv.writer(target)
        rows = sqlite3.connect(folder / "safeconduct.sqlite3").execute("SELECT COLUMNS FROM outbox_letter ORDER BY id")
        for row in rows:
            writer.writerow(row)

def ours():
    from django.test import RequestFactory
    answer = export_response(RequestFactory().get("/"), table, form)
    size = sum(len(part) for part in answer)
    assert size == int(answer.headers["Content-Length"])

if form != "bare":
    import django
    django.setup()
    from safeconduct.shell.exporting import Column, Kind, export_response, table_of
    from safeconduct.shell.exporting import parquet_format, xlsx_format
    from safeconduct.shell.outbox.models import Letter
    kinds = {"id": Kind.INTEGER, "tries": Kind.INTEGER} | dict.fromkeys(
        ("written", "due", "sent", "given_up"), Kind.DATETIME)
    names = "COLUMNS".split(", ")
    columns = tuple(Column(name, name, kinds.get(name, Kind.TEXT)) for name in names)
    table = table_of("letters", columns, Letter.objects.order_by("pk").values_list(*names))
act = bare if form == "bare" else ours
Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far (Linux, proc(5))
before, began = memory("VmRSS"), time.process_time()
act()
print(json.dumps([time.process_time() - began, memory("VmHWM") - before]))
""".replace("COLUMNS", _COLUMNS)


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds and the growth of memory at its peak, in megabytes."""

    seconds: float
    megabytes: float


def export() -> Iterator[Result]:
    """Exports of two sizes in each format, with their memory; CSV beside the bare loop."""
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        run(_FILL, str(Path(few, "safeconduct.sqlite3")), str(FEW))
        run(_FILL, str(Path(many, "safeconduct.sqlite3")), str(MANY))
        bare = cost(many, "bare")
        for form in FORMATS:
            small, large = cost(few, form), cost(many, form)
            flat = large.megabytes <= small.megabytes + MOST_MORE_MEGABYTES
            aim = f"MB at the peak: at most {MOST_MORE_MEGABYTES} more for {MANY:,} rows than for {FEW:,}"
            ratio = large.megabytes / max(small.megabytes, 1)
            yield Result(f"export {form}: memory", large.megabytes, small.megabytes, ratio, aim, flat)
            ratio = large.seconds / bare.seconds
            aim, met = f"at most {TIMES} times the bare loop", ratio <= TIMES
            told = (aim, met) if form == "csv" else ("no aim: what the format costs", True)
            yield Result(f"export {form}: {MANY:,} rows", large.seconds, bare.seconds, ratio, *told)


def cost(folder: str, form: str) -> Cost:
    """Make an export in a new process and say what it cost."""
    return Cost(*json.loads(run(_MEASURE, folder, form).splitlines()[-1]))


def run(script: str, *words: str) -> str:
    """Run a script in a new process."""
    return subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True, text=True).stdout
