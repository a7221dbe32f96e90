"""The words of one procedure in the reader's language: names from its translation file, sentences from ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from safeconduct.procedures.drawing import hue
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.names import hidden_name
from safeconduct.procedures.periods import Length
from safeconduct.procedures.report import Name, Say
from safeconduct.procedures.translations import Translation
from safeconduct.procedures.web.presenting.counting import day, days, length
from safeconduct.procedures.web.presenting.vocabulary import fixed_word

_FIRST_LETTER = re.compile(r"(?<![^>])\w")
"""The first letter of a sentence, which may stand in an element of its own."""
_QUOTED = frozenset({"stages", "limits"})
"""Names that may be whole clauses; English patterns do not set them in quotation marks, those of other languages do."""
_FIXED = frozenset({"duties", "silences"})
"""Sections in which the language itself has words, beside those of the charter."""
CHARTER_SECTIONS = frozenset({"outcomes", "silences", "safeguards", "purposes"})


class Words:
    """Says names, lengths, dates and sentences of ``procedure``; falls back to the words of the file itself."""

    def __init__(
        self, procedure: Procedure, translation: Translation | None = None, charter: Translation | None = None
    ) -> None:
        self.procedure = procedure
        self._own = translation or _untranslated(procedure)
        self._charter = charter or _untranslated(procedure)

    @property
    def title(self) -> str:
        """The title of the procedure."""
        return self._own.title

    @property
    def summary(self) -> str:
        """What the procedure is and for whom, in one or two sentences."""
        return self._own.summary

    @property
    def language(self) -> str:
        """The language in which the names are; the words of the file itself are English."""
        return self._own.language

    @property
    def attribute(self) -> SafeString:
        """What marks a name as being in another language than the page; empty where it is not."""
        if self.language == get_language():
            return SafeString("")
        return format_html(' lang="{}"', self.language)

    def _named(self, section: str, key: str) -> str:
        return (self._charter if section in CHARTER_SECTIONS else self._own).name(section, key)

    def form(self, evidence: str, accepted: str) -> str:
        """A form in which a proof is accepted."""
        return self._own.form(evidence, accepted)

    def or_else(self, evidence: str) -> str:
        """The way out for who cannot obtain a proof."""
        return self._own.or_else(evidence, self.procedure.evidence[evidence].or_else)

    def cap(self, fee: str) -> str:
        """The most that a fee may be."""
        return self._own.cap(fee, self.procedure.fees[fee].cap)

    def name(self, section: str, key: str) -> str:
        """A name of the file as the reader calls it; one member of a group keeps its number."""
        group, _, number = key.rpartition(" ")
        if section == "people" and group in self.procedure.people and number.isdigit():
            return f"{self._named(section, group)} {number}"
        named = self._named(section, key)
        return fixed_word(key) if named == key and section in _FIXED else named

    def party(self, key: str) -> str:
        """Who acts; ``anyone`` is nobody's name."""
        return gettext("anyone") if key == "anyone" else self.name("parties", key)

    def hue(self, party: str) -> str:
        """The class that draws a party."""
        return hue(self.procedure.parties.get(party))

    def stage(self, key: str) -> str:
        """A stage, also a hidden one such as ``service of refuse``."""
        if key in self.procedure.stages:
            return self.name("stages", key)
        return self.word(hidden_name(key))

    def law(self, cited: str) -> str:
        """A citation such as ``SPD 5(2)``, with the instrument named in full."""
        keys = [key for key in self.procedure.sources if cited == key or cited.startswith(f"{key} ")]
        if not keys:
            return cited
        key = max(keys, key=len)
        return f"{self.name('sources', key)} {cited[len(key) :].strip()}".strip()

    def word(self, value: object) -> str:
        """Any value of a sentence, as plain text."""
        if isinstance(value, Say):
            return self._tell(value, str)
        if isinstance(value, Name):
            return self.party(value.key) if value.section == "parties" else self.name(value.section, value.key)
        if isinstance(value, Length):
            return length(value)
        if isinstance(value, date):
            return day(value)
        return fixed_word(str(value))

    def say(self, sentence: Say | None) -> SafeString:
        """A sentence for a page: names are set apart, so that another script in them does not turn the line around."""
        if sentence is None:
            return SafeString("")
        told = self._tell(sentence, lambda text: str(conditional_escape(text)))
        return mark_safe(_FIRST_LETTER.sub(lambda first: first[0].upper(), told, count=1))  # noqa: S308

    def _tell(self, sentence: Say, shown: Callable[[str], str]) -> str:
        """Fill the translated pattern. After a number the pattern says ``days``: number and word go together."""
        text, values = shown(gettext(sentence.text)), {}
        for key, value in sentence.values.items():
            counted = f"{{{key}}} days"
            if isinstance(value, int) and counted in sentence.text:
                text, values[key] = text.replace(counted, f"{{{key}}}"), days(value)
            elif isinstance(value, Say):
                values[key] = self._tell(value, shown)
            else:
                values[key] = self._apart(value) if shown is not str else self.word(value)
        return text.format(**values)

    def _apart(self, value: object) -> str:
        if isinstance(value, Name) and value.section in _QUOTED and get_language() == "en":
            return format_html("“<bdi{}>{}</bdi>”", self.attribute, self.word(value))
        if isinstance(value, Name):
            return format_html("<bdi{}>{}</bdi>", self.attribute, self.word(value))
        if isinstance(value, Length | date):
            return format_html("<bdi>{}</bdi>", self.word(value))
        return str(conditional_escape(fixed_word(str(value))))


def _untranslated(procedure: Procedure) -> Translation:
    return Translation("en", "", procedure.title, "")
