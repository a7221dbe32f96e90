"""Letters to the world: e-mail, text messages, calls of other systems.

A letter is written in the transaction of the act that it tells of, so that there is never one without the other, and
sent by the worker afterwards: at least once, under a key by which a second copy is known. Recipient and text are
encrypted (shell/sealing.py) until the letter is sent, and then removed.
"""
