"""The sentences that the page for work without a network says by itself, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return each sentence by the name that the page knows it under; parts in braces are filled in there."""
    return {
        "look": _("Something needs a second look"),
        "missing": _("Write something here."),
        "too_short": _("At least {n} characters."),
        "pins_differ": _("The two PINs are not the same. Write the same PIN twice."),
        "no_server": _(
            "The server could not be reached, or you are not signed in. Nothing was lost. Try again with a network."
        ),
        "opening": _("Opening…"),
        "wrong_pin": _("This is not the PIN. {left} tries are left; then everything on this device is destroyed."),
        "destroyed": _("Ten wrong PINs: the key of this device was destroyed, and nothing on it can be read any more."),
        "revoked": _("This device was revoked. What it held was destroyed."),
        "waits": _("Not yet sent: {n}"),
        "not_sent": _("not yet sent, written {when}"),
        "conflict": _("changed by somebody else meanwhile: look at both"),
        "refused": _("could not be taken as it is: look again"),
        "draft": _("draft, not finished"),
        "nameless": _("no name yet"),
        "kept": _("{what}: kept on this device."),
        "sent": _("Sent now: {n}"),
        "taken": _("Records now on this device: {n}"),
        "mine": _("Written here:"),
        "theirs": _("On the server:"),
        "empty": _("nothing"),
        "choose": _("Choose one of the two."),
        "given_up": _("What was written here was given up. The server keeps what it has."),
        "online": _("There is a network."),
        "offline": _("There is no network. What you write is kept here and sent later."),
        "forget": _("Destroy everything on this device, also what is not yet sent?"),
        "forgotten": _("Everything on this device was destroyed."),
    }
