"""Files that people hand in: which are taken, what is said about those that are not, and how they are kept sealed."""

from __future__ import annotations

from safeconduct.cases.attachments.content import kinds, texts
from safeconduct.cases.attachments.examining import Examined, Note, examine
from safeconduct.cases.attachments.refusal import Refused

__all__ = ["Examined", "Note", "Refused", "examine", "kinds", "texts"]
