"""What starts runs."""

# ruff: noqa: RUF012  (pydantic copies a default for each instance)

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from seaway.spec.fields import Duration, Flag, Names, Spec, Text, wrong

GivenInputs = Annotated[
    dict[str, Any], Field(description="Inputs of the run; expressions may use `trigger`, `run` and `vars`.")
]


class _Trigger(Spec):
    """What all triggers have."""

    description: Annotated[Text | None, Field(description="What it is for.")] = None
    inputs: GivenInputs = {}
    paused: Annotated[Flag, Field(description="Whether it starts nothing until someone resumes it.")] = False


class Schedule(_Trigger):
    """Starts a run at each tick of a clock."""

    type: Literal["schedule"]
    cron: Annotated[
        str | None, Field(description="Five fields as in cron, or an alias such as `@daily`.")
    ] = None
    every: Annotated[Duration | None, Field(description="A fixed interval instead of `cron`.")] = None
    timezone: Annotated[
        str | None, Field(description="IANA name such as `Europe/Berlin`; the project's zone if left out.")
    ] = None
    catchup: Annotated[
        Literal["none", "latest", "all"],
        Field(description="Which slices are run that were missed while nothing was awake."),
    ] = "none"
    start: Annotated[str | None, Field(description="First day or moment at which it may tick.")] = None
    end: Annotated[str | None, Field(description="Day or moment from which it no longer ticks.")] = None

    @model_validator(mode="after")
    def _one_clock(self) -> "Schedule":
        if self.cron is None and self.every is None:
            raise wrong("A schedule needs `cron` or `every`.", hint='Add `cron: "0 6 * * *"` or `every: 1h`.')
        if self.cron is not None and self.every is not None:
            raise wrong("A schedule has either `cron` or `every`, not both.", at=("every",))
        if self.every is not None and self.every.total_seconds() < 1:
            raise wrong("A schedule ticks once a second at most.", at=("every",))
        return self


class Webhook(_Trigger):
    """Starts a run when a request arrives at the trigger's own address."""

    type: Literal["webhook"]
    secret: Annotated[str | None, Field(description="Name of the secret that signs requests.")] = None
    dedupe_key: Annotated[
        str | None,
        Field(description="Expression over `trigger`; a second request with the same key starts nothing."),
    ] = None
    when: Annotated[
        str | None, Field(description="Expression over `trigger`; requests that fail it start nothing.")
    ] = None


class Sensor(_Trigger):
    """Starts a run when a sensor blueprint finds what it looks for."""

    type: Literal["sensor"]
    uses: Annotated[str, Field(description="The sensor blueprint.")]
    with_: Annotated[
        dict[str, Any],
        Field(validation_alias="with", serialization_alias="with", description="The blueprint's inputs."),
    ] = {}
    poll: Annotated[Duration | None, Field(description="How often it looks.")] = None


class AssetUpdate(_Trigger):
    """Starts a run when assets get a new version."""

    type: Literal["asset"]
    assets: Annotated[Names, Field(min_length=1, description="Assets, written `connection/name`.")]
    join: Annotated[
        Literal["all", "any"], Field(description="Whether each asset must be new, or one is enough.")
    ] = "all"


class Upstream(_Trigger):
    """Starts a run when a run of another workflow ends."""

    type: Literal["workflow"]
    workflow: Annotated[str, Field(description="The id of the other workflow.")]
    on: Annotated[
        Literal["success", "failed", "completed"], Field(description="How the other run must have ended.")
    ] = "success"


class Api(_Trigger):
    """Names a way in for programs: a call of the API may start a run under this trigger."""

    type: Literal["api"]


Trigger = Annotated[Schedule | Webhook | Sensor | AssetUpdate | Upstream | Api, Field(discriminator="type")]
TRIGGERS: dict[str, type[_Trigger]] = {
    "schedule": Schedule,
    "webhook": Webhook,
    "sensor": Sensor,
    "asset": AssetUpdate,
    "workflow": Upstream,
    "api": Api,
}
