"""The policies of a task or a workflow: retry, deadline, resources, files."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from seaway.spec.edges import Codes
from seaway.spec.fields import Count, Duration, Flag, Names, Size, Spec, shorthand, wrong

RetryCause = Literal["failed", "timed_out"]


class Retry(Spec):
    """New attempts after a failure."""

    attempts: Annotated[
        Count, Field(le=1000, description="How many attempts in all, the first one included.")
    ]
    delay: Annotated[Duration, Field(description="The wait before the second attempt.")] = timedelta(
        seconds=30
    )
    backoff: Annotated[
        Literal["constant", "linear", "exponential"], Field(description="How the wait grows from try to try.")
    ] = "constant"
    max_delay: Annotated[Duration, Field(description="The longest wait.")] = timedelta(minutes=10)
    jitter: Annotated[
        Flag, Field(description="Whether waits are spread at random, so that many do not meet.")
    ] = False
    on: Annotated[
        tuple[RetryCause, ...], Field(min_length=1, description="Which endings are tried again.")
    ] = ("failed",)
    unless_exit_codes: Annotated[
        Codes, Field(description="Exit codes that are final: codes and ranges such as 100-120.")
    ] = ()


def _expand_retry(value: Any) -> Any:
    return {"attempts": value} if isinstance(value, int) and not isinstance(value, bool) else value


RetryField = Annotated[Retry, shorthand(_expand_retry, written_as=int | Retry)]
"""A retry; or just the number of attempts."""


class Deadline(Spec):
    """When it should have ended: a time of day, or so long after the run began."""

    by: Annotated[
        str | None,
        Field(description='A time of day such as "07:00", on the day after the data interval starts.'),
    ] = None
    timezone: Annotated[str | None, Field(description="IANA name; the project's zone if left out.")] = None
    after: Annotated[Duration | None, Field(description="Instead of `by`: so long after the run began.")] = (
        None
    )

    @model_validator(mode="after")
    def _one_moment(self) -> "Deadline":
        if (self.by is None) == (self.after is None):
            raise wrong(
                "A deadline needs either `by` or `after`.", hint='For example `by: "07:00"` or `after: 2h`.'
            )
        return self


class Resources(Spec):
    """What an attempt may use."""

    cpu: Annotated[float | None, Field(gt=0, strict=True, description="Cores; 0.5 is half of one.")] = None
    memory: Annotated[Size | None, Field(description="Memory such as `2GiB`; more ends the attempt.")] = None
    gpu: Annotated[float | None, Field(ge=0, strict=True, description="GPUs.")] = None


class Files(Spec):
    """Which files of an attempt are kept, and which it gets from the tasks before it."""

    keep: Annotated[
        Names | None, Field(description="Patterns of files to keep; all new and changed ones if left out.")
    ] = None
    ignore: Annotated[Names, Field(description="Patterns of files not to keep.")] = ()
    from_: Annotated[
        Names | None,
        Field(
            validation_alias="from",
            serialization_alias="from",
            description="Tasks whose files it gets; all it needs if left out, none if empty.",
        ),
    ] = None
    max: Annotated[Size | None, Field(description="The most that may be kept, such as `10GiB`.")] = None
