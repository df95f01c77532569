"""Who is told about what."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from seaway.spec.fields import Duration, Names, Spec, Text, shorthand


class NotifyEvent(StrEnum):
    STARTED = "started"
    SUCCESS = "success"
    FIRST_SUCCESS = "first_success"
    FAILED = "failed"
    RECOVERED = "recovered"
    CANCELLED = "cancelled"
    LATE = "late"
    LONG = "long"
    GATE = "gate"
    RETRY = "retry"
    APPROVAL = "approval"


def _to_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Events = Annotated[tuple[NotifyEvent, ...], shorthand(_to_many, written_as=NotifyEvent | list[NotifyEvent])]


class QuietHours(Spec):
    """The part of the day in which messages wait."""

    from_: Annotated[
        str,
        Field(validation_alias="from", serialization_alias="from", description='Begin, for example "22:00".'),
    ]
    to: Annotated[str, Field(description='End, for example "07:00".')]
    timezone: Annotated[str | None, Field(description="IANA name; the project's zone if left out.")] = None


class Notification(Spec):
    """A rule: these events go to these channels."""

    events: Annotated[
        Events,
        Field(min_length=1, description="What is told; see the list in the reference."),
    ]
    channel: Annotated[Names, Field(min_length=1, description="Channels of `seaway.toml`.")]
    message: Annotated[
        Text | None, Field(description="Text of its own; may hold expressions over `run`.")
    ] = None
    to: Annotated[Names, Field(description="People or groups to name in the message.")] = ()
    longer_than: Annotated[Duration | None, Field(description="For `long`: from which duration on.")] = None
    quiet_hours: Annotated[QuietHours | None, Field(description="When messages wait until morning.")] = None
