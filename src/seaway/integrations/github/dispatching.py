"""`github.dispatch`: a workflow of GitHub Actions as an outside job."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, cast

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.github.connection import GitHub, path_of
from seaway.integrations.github.runs import ActionsRun, ActionsWorkflow, key_of, result_of
from seaway.integrations.http.client import Call
from seaway.integrations.outside import ask_again, found_well, not_there_yet
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form
from seaway.sdk.options import Option
from seaway.sdk.waiting import Deferred

MOST_INPUTS = 25


@blueprint("github.dispatch", title="Run a GitHub workflow", category="Development", idempotent=False)
def dispatch(
    ctx: Context,
    connection: GitHub,
    repository: str,
    workflow: str,
    *,
    ref: str = "main",
    inputs: Annotated[dict[str, Any], Form(editor="json")] = {},  # noqa: B006 - never changed
    wait: bool = True,
    key_input: Annotated[str, Form(advanced=True)] = "",
    poll: Duration = 15.0,
) -> ActionsRun | Deferred:
    """Start a workflow of GitHub Actions, and wait for its end without holding a worker.

    Cancelling the task cancels the run on GitHub. GitHub takes no key by which it would know a start that
    comes twice: a task that crashed while starting asks a person. With `key_input`, and the same input in the
    `run-name` of the workflow, the run can be found, and the task may say `idempotent: true`.

    Args:
        connection: who starts it
        repository: `owner/name`
        workflow: the file, such as `deploy.yml`, or the id; it must have `on: workflow_dispatch`
        ref: the branch or tag whose workflow is run
        inputs: for the workflow; 25 at most
        wait: wait for the end; where it is false the task succeeds once the run is there
        key_input: an input of the workflow that gets the key of this try, for
            `run-name: deploy ${{ inputs.<key_input> }}`
        poll: how often to look

    Raises:
        TaskError: the run failed; says which job and step
        ConflictError: somebody cancelled the run on GitHub
        AuthError: the token is wrong or expired, or there is none
        PermissionDeniedError: the token may not start workflows
        NotFoundError: no such repository or workflow, the token may not see it, or the run was deleted
        InvalidInputError: the workflow has no `workflow_dispatch`, or no such ref or input; its file is wrong
        RateLimitError: too many calls; a run that was started is asked for again
        UnavailableError: GitHub has trouble, or no answer came: a retry of the start may then start it twice;
            a run that is known is asked for again
        DataError: an answer that is not GitHub's, or a server that does not say which run it started

    Example:
        deploy:
          uses: github.dispatch
          with:
            connection: github
            repository: acme/site
            workflow: deploy.yml
            inputs: {day: "{{ inputs.day }}"}
          timeout: 1h
    """
    key = key_of(ctx.run)
    given = _inputs(inputs, {key_input: key} if key_input else {})
    with connection.open() as api:
        found = _start(ActionsWorkflow(api=api, repository=repository, name=workflow), ref, given)
    if found:
        ctx.log.info("Started %s of %s: %s", workflow, repository, found["html_url"])
    elif not key_input:
        raise DataError(
            f"`{workflow}` was started, but the server does not say as which run.",
            hint="Older Enterprise Servers do not: set `key_input`, to find the run by its name.",
        )
    if found and not wait:
        return ActionsRun(run_id=int(found["workflow_run_id"]), url=str(found["html_url"]))
    state = {"run": found.get("workflow_run_id"), "key": key}
    return Deferred(state=state, poll_after_s=min(poll, 5.0), reason=f"`{workflow}` was started")


@dispatch.on_options("workflow")
def _workflows(ctx: Context, connection: GitHub, repository: str) -> list[Option]:  # noqa: ARG001 - as all
    """The files of the workflows that are active, with the names that people gave them."""
    with connection.open() as api:
        found = api.json(Call(path=f"{path_of(repository)}/actions/workflows", params={"per_page": 100}))
    listed = found.get("workflows") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise DataError("The answer lists no workflows.", hint="Check the connection's `base_url`.")
    active = [each for each in listed if each.get("state") == "active"]
    return [Option(str(each["path"]).rpartition("/")[2], str(each.get("name") or "")) for each in active]


@dispatch.on_poll
def _poll(
    ctx: Context,
    state: object,
    connection: GitHub,
    repository: str,
    workflow: str,
    wait: bool,
    poll: float,
) -> ActionsRun | Deferred:
    """That GitHub can't be asked for a while does not end a run that goes on."""
    known = cast("dict[str, Any]", state)

    def look() -> ActionsRun | Deferred:
        with connection.open() as api:
            asked = ActionsWorkflow(api=api, repository=repository, name=workflow)
            return _looked(ctx, asked, known, poll, wait=wait)

    return ask_again(ctx, known, poll, look)


@dispatch.on_find
def _find(
    ctx: Context, connection: GitHub, repository: str, workflow: str, key_input: str
) -> Deferred | None:
    if not (key_input and ctx.run.job_key):
        return None
    key = key_of(ctx.run)
    with connection.open() as api:
        run = ActionsWorkflow(api=api, repository=repository, name=workflow).run_named(key)
    if run is None:
        return None
    ctx.log.info("Found the run %s", run["html_url"])
    return Deferred(state={"run": run["id"], "key": key}, poll_after_s=0, reason=f"takes up {run['id']}")


@dispatch.on_cancel
def _cancel(ctx: Context, state: object, connection: GitHub, repository: str, workflow: str) -> None:
    known = cast("dict[str, Any]", state)
    with connection.open() as api:
        asked = ActionsWorkflow(api=api, repository=repository, name=workflow)
        run = {"id": known["run"]} if known["run"] else asked.run_named(known["key"])
        if run and asked.cancel(run):
            ctx.log.info("Asked GitHub to cancel the run %s.", run["id"])


def _inputs(given: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, str]:
    """GitHub takes text."""
    values = {**given, **key}
    if len(values) > MOST_INPUTS:
        raise InvalidInputError(
            f"There are {len(values)} inputs, and GitHub takes {MOST_INPUTS}.", hint="Give fewer `inputs`."
        )
    return {name: each if isinstance(each, str) else json.dumps(each) for name, each in values.items()}


def _start(workflow: ActionsWorkflow, ref: str, inputs: Mapping[str, str]) -> Mapping[str, Any]:
    """What GitHub says of the run; older Enterprise Servers say nothing."""
    content = {"ref": ref, "inputs": inputs, "return_run_details": True}
    found = workflow.api.json(Call(method="POST", path=f"{workflow.path}/dispatches", json=content))
    if found is None:
        return {}
    if not isinstance(found, dict) or not {"workflow_run_id", "html_url"} <= found.keys():
        raise DataError("GitHub's answer names no run.", hint="Check the connection's `base_url`.")
    return found


def _looked(
    ctx: Context, workflow: ActionsWorkflow, known: dict[str, Any], poll_s: float, *, wait: bool
) -> ActionsRun | Deferred:
    run = workflow.run(known["run"]) if known["run"] else workflow.run_named(known["key"])
    if run is None:
        gone = NotFoundError(
            f"No run of `{workflow.name}` has {known['key']} in its name.",
            hint="Write `run-name: ... ${{ inputs.<key_input> }}` into the workflow's file.",
        )
        return not_there_yet(known, poll_s, f"waits for the run of `{workflow.name}` to be listed", gone)
    if not wait:
        return result_of(run)
    if run["status"] == "completed":
        return workflow.result(run)
    jobs = workflow.jobs(run)
    done = sum(job["status"] == "completed" for job in jobs)
    ctx.progress(done, len(jobs))
    return Deferred(
        state={**found_well(known), "run": run["id"]},
        poll_after_s=poll_s,
        reason=f"run {run['id']} is {run['status']}, {done} of {len(jobs)} jobs are done",
    )
