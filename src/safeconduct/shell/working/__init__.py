"""What is done beside the pages: rooms register tasks, and a worker does them over and over.

A task looks for what is due and does it, in transactions of its own; it keeps no state in memory. So a worker that was
killed, or slept for a week, asks the same queries again, and several workers may run beside one another.

    # in a room's AppConfig.ready
    working.register(Task("outbox.send", send_due, every=1.0))
"""

from __future__ import annotations

from safeconduct.shell.working.tasks import Task, lanes, register, tasks

__all__ = ["Task", "lanes", "register", "tasks"]
