"""Work without a network: what is written on a device waits there, sealed, and is carried out here once, in order.

A room registers a kind of work when it starts, and gets the page, the sealed queue, the PIN, sending, conflicts and
the list of devices::

    kinds.register(Kind("people.registration", _("Register a person"), RegistrationForm, "name", REGISTRAR, enter))

``enter`` is given what was written and says what came of it: `Done`, `Conflict` or `Refused`. It never overwrites
what changed here since the device took it along.
"""
