"""Small procedures, worked by hand, in each of which the checker once counted wrongly."""

from __future__ import annotations

from safeconduct.procedures.loader import load_text
from safeconduct.procedures.model import Procedure

HEAD = """\
procedure: test/worked
version: 2026-11-24
in force from: 2026-11-24
applies to: applications lodged on or after 2026-11-24
title: Worked
calendar: {periods: eu/1182-71}
parties:
  applicant: {is: the person, purposes: [migration]}
  authority: {is: deciding, purposes: [migration]}
service:
  to: [applicant]
  sent within: 0 days
  channels:
    notice board: {deemed served after: 0 days, law: own promise}
"""
TAIL = """\
sources:
  own promise: {title: of the test, own promise: yes}
"""
FAMILY = """\
people:
  child: {shown by: any paper, in doubt: yes, about: age}
starts in: s1
stages:
  s1:
    authority must:
      move on: {to: s2, law: own promise, after: [{each child: well}]}
    authority may:
      part with one: {for one: child, to: closed, law: own promise}
    lasts at most: 1 days
    if nothing comes: {ends: closed}
    law: own promise
  s2:
    authority must:
      grant: {to: granted, law: own promise, decides: granted}
    lasts at most: 3 days
    if nothing comes: {ends: closed}
    law: own promise
  granted: {outcome: granted}
  closed: {outcome: closed}
opinions:
  health:
    asked with: [reaching s2]
    of: authority
    answers: [well, ill]
    within: 1 days
    if nothing comes: ill
    law: own promise
    for each: child
"""
BACK_AGAIN = """\
starts in: first
stages:
  first:
    authority must:
      ask the doctor: {to: asked, law: own promise}
      remove: {to: removed, law: own promise, after: [fit]}
    lasts at most: 9 days
    if nothing comes: {ends: closed}
    law: own promise
  asked:
    authority must:
      go back: {to: first, at most: 1 times, law: own promise}
    lasts at most: 9 days
    if nothing comes: {ends: closed}
    law: own promise
  removed: {outcome: transferred}
  closed: {outcome: closed}
opinions:
  health:
    asked with: [reaching asked]
    of: authority
    answers: [fit, ill]
    within: 5 days
    if nothing comes: ill
    law: own promise
"""
LONGER_IF_GRANTED = """\
starts in: first
stages:
  first:
    authority must:
      decide: {to: granted, law: own promise, decides: granted}
    authority may:
      extend: {extends: slow, at most: 1 time, law: own promise}
  second:
    authority must:
      decide late: {to: granted, law: own promise, decides: granted}
    lasts at most: 9 days
    if nothing comes: {ends: closed}
    law: own promise
  granted: {outcome: granted}
  closed: {outcome: closed}
time limits:
  slow:
    length: 4 days
    starts with: [reaching first]
    answers for it: authority
    if nothing comes: {goes on: second}
    extension: 1 working days
    law: own promise
    ends with: [decide]
  quick:
    length: 1 days
    starts with: [reaching first]
    answers for it: authority
    if nothing comes: left to national law
    law: own promise
    ends with: [decide, reaching second]
"""


def worked(body: str, begins: str) -> Procedure:
    """The procedure with this body, whose decision is promised from the stage in which it begins."""
    promise = f"promises:\n  decision: {{from: {begins}, at most: 900 days}}\n"
    return load_text(HEAD + body + promise + TAIL)
