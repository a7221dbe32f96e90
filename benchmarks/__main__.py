"""``python -m benchmarks [NAME] [--json]``: measure, print a table or JSON, and fail where an aim is not met.

NAME is one of bounds_all, bounds_one, check_all, check_one, duty, growth, timed_vs_oracle, loading, journal_transition,
journal_verify, people_search, linkage_hard, identity, sd_jwt, bulk, transition_case, http, export, mutations. Without a
name all run but ``linkage_febrl``, whose data a group of dependencies brings, ``export`` and ``linkage_million``, which
take some minutes, ``linkage_model``, which finds the weights of record linkage anew, and ``mutations``, which takes
many minutes and writes ``docs/reference/mutations.md`` (``stale-mutations``: only for those procedures that have
changed since).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from benchmarks.cases import bulk, http, transition_case
from benchmarks.checking import bounds_all, bounds_one, check_all, check_one, duty, growth, timed_vs_oracle
from benchmarks.exporting import export
from benchmarks.identity_cose import identity_cose
from benchmarks.identity_sd_jwt import identity_sd_jwt
from benchmarks.journal import journal_transition, journal_verify
from benchmarks.linkage import linkage_hard
from benchmarks.linkage_febrl import linkage_febrl
from benchmarks.linkage_million import linkage_million
from benchmarks.linkage_model import linkage_model
from benchmarks.loading import loading
from benchmarks.measuring import Result
from benchmarks.mutating import mutations, stale_mutations
from benchmarks.people import people_search
from benchmarks.services import services_search

BENCHMARKS: dict[str, Callable[[], Iterator[Result]]] = {
    "bounds_all": bounds_all,
    "bounds_one": bounds_one,
    "check_all": check_all,
    "check_one": check_one,
    "duty": duty,
    "growth": growth,
    "timed_vs_oracle": timed_vs_oracle,
    "loading": loading,
    "journal_transition": journal_transition,
    "journal_verify": journal_verify,
    "people_search": people_search,
    "services_search": services_search,
    "linkage_hard": linkage_hard,
    "linkage_febrl": linkage_febrl,
    "linkage_million": linkage_million,
    "linkage_model": linkage_model,
    "identity": identity_cose,
    "sd_jwt": identity_sd_jwt,
    "bulk": bulk,
    "transition_case": transition_case,
    "http": http,
    "export": export,
    "mutations": mutations,
    "stale-mutations": stale_mutations,
}
ONLY_BY_NAME = ("linkage_febrl", "linkage_million", "linkage_model", "export", "mutations", "stale-mutations")


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 0 if every aim was met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "name", nargs="?", choices=tuple(BENCHMARKS), help="one benchmark; all but the mutations if left out"
    )
    parser.add_argument("--json", action="store_true", help="a list of results instead of a table")
    asked = parser.parse_args(arguments)
    names = [asked.name] if asked.name else [name for name in BENCHMARKS if name not in ONLY_BY_NAME]
    found: list[Result] = []
    for name in names:
        for result in BENCHMARKS[name]():
            found.append(result)
            if not asked.json:
                print(told(result), flush=True)
    if asked.json:
        print(json.dumps([result.as_dict() for result in found], indent=2))
    return 0 if all(result.met for result in found) else 1


def told(result: Result) -> str:
    """One line of the table."""
    met = "met" if result.met else "NOT met"
    return f"{result.name:45} {result.ours:9.3f} {result.reference:9.3f} {result.ratio:8.3f}  {met:8} {result.aim}"


if __name__ == "__main__":
    sys.exit(main())
