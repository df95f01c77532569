"""The version of what is inside stored payloads: plans, task rows, signals.

An engine reads its own and the one before, so that nodes are upgraded one by one. A run that a newer engine
has written to is left to newer engines."""

FORMAT = 1
OLDEST_READABLE = 1
