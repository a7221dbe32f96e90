"""A kind of work for tests: notes in memory, each with a name, an age and a colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django import forms

from safeconduct.shell.access import Gate
from safeconduct.shell.offline import kinds
from safeconduct.shell.offline.kinds import Act, Conflict, Content, Done, Item, Kind, Outcome, refusal_of
from safeconduct.shell.principals import Principal

WRITERS = Gate("notebook.write", lambda who: who.account is not None and "reader" not in who.account.email)


class Note(forms.Form):
    """The form of a note."""

    name = forms.CharField(label="Name", max_length=60)
    age = forms.IntegerField(label="Age", required=False, min_value=0, widget=forms.TextInput)
    colour = forms.ChoiceField(
        label="Colour", choices=[("r", "Red"), ("g", "Green")], widget=forms.RadioSelect, required=False
    )


class Notebook:
    """What was entered: by number the versions of each note."""

    def __init__(self) -> None:
        self.notes: dict[str, list[Content]] = {}
        self.reasons: list[str] = []

    def carry_out(self, who: Principal, act: Act) -> Outcome:
        """Enter a note or change one, unless it changed since the device saw it."""
        form = KIND.filled(act.content)
        if not form.is_valid():
            return refusal_of(form)
        if "boom" in form.cleaned_data["name"]:
            raise RuntimeError("the notebook is on fire")
        number = act.item or str(len(self.notes) + 1)
        versions = self.notes.setdefault(number, [])
        if act.item and act.seen != str(len(versions)):
            return Conflict(number, str(len(versions)), versions[-1])
        versions.append(act.content)
        return Done(number, str(len(versions)))

    def taken_along(self, who: Principal, why: str) -> Iterable[Item]:
        """Give every note."""
        self.reasons.append(why)
        return [Item(number, str(len(versions)), versions[-1]) for number, versions in self.notes.items()]

    def names(self) -> list[str]:
        """List the names as they now are."""
        return [versions[-1]["name"][0] for versions in self.notes.values()]


BOOK = Notebook()
KIND = Kind("notebook.note", "Write a note", Note, "name", WRITERS, BOOK.carry_out, BOOK.taken_along)


@contextmanager
def registered() -> Iterator[Notebook]:
    """Have notes registered, and the notebook empty."""
    kept = dict(kinds._KINDS)
    BOOK.__init__()  # type: ignore[misc]
    kinds._KINDS.clear()
    kinds.register(KIND)
    yield BOOK
    kinds._KINDS.clear()
    kinds._KINDS.update(kept)
