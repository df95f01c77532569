"""`dbt.build`, `dbt.run` and `dbt.test`: one function, as they differ in dbt's own verb alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from seaway.errors import InvalidInputError
from seaway.integrations.dbt.events import Listener
from seaway.integrations.dbt.profile import Warehouse, profile_of
from seaway.integrations.dbt.program import TARGET_FOLDER, Command, Order, find_program
from seaway.integrations.dbt.project import lay_out, needs_packages, profile_name
from seaway.integrations.dbt.results import DbtResult, failed, keep_artifacts, read_results
from seaway.integrations.duckdb.connection import DuckDB
from seaway.integrations.postgres.connection import Postgres
from seaway.sdk.blueprint import BlueprintDefinition, blueprint
from seaway.sdk.context import Context
from seaway.sdk.files import path_within
from seaway.sdk.form import Form

IfNone = Literal["fail", "skip"]

_DOC = """\
{summary} Each model, seed and test is a step with its own state.

dbt's log comes live, and its artifacts (`manifest.json`, `run_results.json`) stay as files of the task. It
runs in an environment of its own, which Seaway makes where dbt is not installed.

Args:
    connection: the warehouse; dbt's profile is made of it. Left out, the project's own `profiles_dir` counts
    project: the folder with `dbt_project.yml`, in the project or in what a task before wrote
    git: a repository to take the project from, such as `https://github.com/acme/shop-dbt.git`
    ref: the branch, tag or commit of the repository
    git_token: what the repository is read with, such as `{{{{ secret('GIT_TOKEN') }}}}`
    select: which nodes, in dbt's words, such as `["+revenue", "tag:nightly"]`; all where it is empty
    exclude: which nodes not
    variables: values for `var(…)`
    full_refresh: build incremental models anew
    if_none: whether a selection of nothing fails the task
    schema: where models without a schema of their own go; by default the connection's
    threads: how many nodes at once
    to: the folder for dbt's artifacts
    profiles_dir: a folder with a `profiles.yml` of your own, in the project
    target: the target of that profile
    program: a dbt of yours, such as `/opt/dbt/bin/dbt`

Raises:
    DataError: a model, seed or test failed; names the first and says why
    InvalidInputError: the project can't be read, or nothing is selected
    NotFoundError: there is no such repository or ref
    AuthError: the repository wants another sign-in
    InternalError: there is no dbt

Example:
    {verb}_models:
      uses: dbt.{verb}
      with:
        connection: warehouse
        project: transform
        select: ["tag:nightly"]
"""


def _verb(verb: str, title: str, summary: str) -> BlueprintDefinition[Any, DbtResult]:
    def function(
        ctx: Context,
        connection: DuckDB | Postgres | None = None,
        project: Annotated[str, Form(picker="folder")] = ".",
        *,
        git: Annotated[str, Form(group="From Git")] = "",
        ref: Annotated[str, Form(group="From Git")] = "",
        git_token: Annotated[str, Form(group="From Git")] = "",
        select: list[str] = [],  # noqa: B006 - never changed
        exclude: list[str] = [],  # noqa: B006 - never changed
        variables: dict[str, Any] = {},  # noqa: B006 - never changed
        full_refresh: bool = False,
        if_none: IfNone = "fail",
        schema: str = "",
        threads: int = 4,
        to: Annotated[str, Form(advanced=True)] = "dbt",
        profiles_dir: Annotated[str, Form(advanced=True)] = "",
        target: Annotated[str, Form(advanced=True)] = "",
        program: Annotated[str, Form(advanced=True)] = "",
    ) -> DbtResult:
        order = Order(
            verb=verb,
            select=select,
            exclude=exclude,
            variables=variables,
            full_refresh=full_refresh,
            threads=threads,
            target=target,
        )
        folder = lay_out(ctx, project, git, ref, git_token)
        profiles, environment = _profiles(ctx, folder, connection, profiles_dir, schema, threads)
        command = Command(find_program(program), folder, profiles, environment)
        listener = Listener(ctx)
        code = _run(command, order, listener)
        kept = keep_artifacts(ctx, folder / TARGET_FOLDER, to)
        counts = read_results(ctx, folder / TARGET_FOLDER, connection.name if connection else "")
        _judge(code, listener, if_none)
        return DbtResult(
            nodes=counts.total(),
            passed=counts["passed"],
            warned=counts["warned"],
            failed=counts["failed"],
            skipped=counts["skipped"],
            artifacts=kept,
        )

    function.__doc__ = _DOC.format(summary=summary, verb=verb)
    return blueprint(f"dbt.{verb}", title=title, category="dbt", extra="dbt")(function)


build = _verb("build", "Build with dbt", "Run seeds, models, snapshots and tests of a dbt project, in order.")
run_models = _verb("run", "Run dbt models", "Run the models of a dbt project.")
test = _verb("test", "Test with dbt", "Run the tests of a dbt project.")


def _profiles(
    ctx: Context, folder: Path, connection: Warehouse | None, own: str, schema: str, threads: int
) -> tuple[Path, Mapping[str, str]]:
    """The folder with `profiles.yml`, and the variables that it reads."""
    if own:
        return path_within(ctx.code, own), {}
    if connection is None:
        raise InvalidInputError(
            "There is no connection for dbt.", hint="Give `connection`, or `profiles_dir`."
        )
    profile = profile_of(connection, schema=schema, threads=threads)
    place = ctx.temp / "profiles"
    profile.write(place, profile_name(folder))
    return place, profile.environment


def _run(command: Command, order: Order, listener: Listener) -> int:
    if needs_packages(command.folder) and command.run(["deps"], listener) != 0:
        return 2
    listener.ctx.log.info("dbt %s", order.verb)
    return command.run(order.arguments(), listener)


def _judge(code: int, listener: Listener, if_none: IfNone) -> None:
    """Raises DataError where a node failed, InvalidInputError where dbt could not begin."""
    if listener.failures:
        raise failed(listener.failures)
    if code != 0:
        reason = listener.fatal or f"dbt ended with code {code}; its log says why."
        raise InvalidInputError(reason, hint="Correct the dbt project.")
    if listener.is_nothing_selected and if_none == "fail":
        raise InvalidInputError(
            "The selection fits no node of the project.", hint="Correct `select`, or say `if_none: skip`."
        )
