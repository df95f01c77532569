"""Connections: from every place, and those of the store as they are changed and checked."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.vault import Vault
from seaway.access.wanted import Wanted, cleared_fields, given_fields, wanted_type, whole_values
from seaway.errors import ConflictingStateError, InvalidInputError, UnknownError
from seaway.sdk.connection_form import installed_types
from seaway.sdk.connection_type import ConnectionType
from seaway.server.actions import needs
from seaway.server.etags import IfMatch, etag_of, require_match
from seaway.server.parts import ServerParts, TheParts
from seaway.server.routes.oauth import callback_of
from seaway.server.shapes.connections import (
    CheckResult,
    ConnectionChange,
    ConnectionList,
    ConnectionSummary,
    ConnectionTrial,
    ConnectionTypeDocument,
    SignInAddress,
)
from seaway.server.trials import Trials
from seaway.server.views.connections import connections_of
from seaway.server.views.usage import used_in
from seaway.server.workbench import TheBench, Workbench
from seaway.spec.problems import did_you_mean
from seaway.store import connections as rows
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.worker.checking import Checked

router = APIRouter(tags=["connections"])
Reader = Annotated[Actor, needs(Action.CONNECTIONS_READ)]
Checker = Annotated[Actor, needs(Action.CONNECTIONS_CHECK)]
Editor = Annotated[Actor, needs(Action.CONNECTIONS_EDIT)]
Name = Annotated[str, Path(max_length=200)]
Force = Annotated[bool, Query(description="Even where workflows use it.")]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=200, description="`*`: make it, where there is none."),
]
_trials = Trials()


@router.get("/connections", summary="Connections; what is secret is not shown")
async def list_connections(project: str, parts: TheParts, bench: TheBench, _: Reader) -> ConnectionList:
    """From the environment, the project file, the store and what else is asked. All at once, by name."""
    known = await bench.look()
    used = await used_in(parts, project, known.catalog)
    return await connections_of(parts, project, known.project, await types_of(bench), used)


@router.get("/connection-types", summary="Types of connections, with their forms")
async def list_types(bench: TheBench, _: Reader) -> list[ConnectionTypeDocument]:
    """Those that are installed, and those that the project's own code defines."""
    own = {each.type for each in (await bench.look()).connection_types}
    return [
        ConnectionTypeDocument(
            type=each.type,
            title=each.title,
            category=each.category,
            description=each.description,
            schema=dict(each.schema),
            oauth=each.is_oauth,
            is_of_project=each.type in own,
        )
        for each in sorted((await types_of(bench)).values(), key=lambda each: each.title.lower())
    ]


@router.post("/connections/check", summary="Try a connection before it is saved")
async def check_trial(
    project: str, parts: TheParts, bench: TheBench, _: Editor, trial: ConnectionTrial
) -> CheckResult:
    """Asks the other side once, in a process of its own, within half a minute."""
    type_ = wanted_type(await types_of(bench), trial.type)
    kept = await _find(parts, project, trial.name) if trial.name else None
    values = await whole_values(parts.database, parts.keys, type_, trial.fields, kept)
    values["name"] = trial.name or "this"
    return _to_result(await _trials.ask(bench.folder, values))


@router.get("/connections/{name}", summary="One connection, with its ETag")
async def show(
    project: str, name: Name, parts: TheParts, bench: TheBench, _: Reader, response: Response
) -> ConnectionSummary:
    return await _shown(parts, bench, project, name, response)


@router.put("/connections/{name}", summary="Make or change a connection of the store")
async def put(
    project: str,
    name: Name,
    parts: TheParts,
    bench: TheBench,
    actor: Editor,
    response: Response,
    change: ConnectionChange,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> ConnectionSummary:
    """`If-None-Match: *` makes one, `If-Match` changes the one that it is the ETag of. What is secret is
    sealed, and never shown again: a field that is left out stays as it is, null takes it away."""
    type_ = wanted_type(await types_of(bench), change.type)
    before = await _find(parts, project, name)
    if before is None:
        await parts.sources(project).refuse_hidden_connection(project, name)
    values = await whole_values(parts.database, parts.keys, type_, change.fields, before)
    checked = await _trials.ask(bench.folder, {**values, "name": name}, is_form=True)
    if not checked.is_ok:
        raise InvalidInputError(checked.message, hint=checked.hint)
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    fields = {**given_fields(type_, change.fields), **cleared_fields(change.fields)}
    wanted = Wanted(type=type_, fields=fields, description=change.description)

    def check(there: ConnectionRecord | None) -> None:
        _check_version(there, if_match, if_none_match, name)

    await parts.database.write(lambda c: vault.set_connection(c, name, wanted, check=check))
    return await _shown(parts, bench, project, name, response)


@router.delete("/connections/{name}", status_code=204, summary="Take a connection out of the store")
async def remove(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, force: Force = False
) -> None:
    """409 where workflows use it; `current.used_in` names them with their tasks."""
    catalog = None if force else (await bench.look()).catalog
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    await parts.database.write(lambda c: vault.remove_connection(c, name, unused_in=catalog))


@router.post("/connections/{name}/check", summary="Ask the other side of a connection")
async def check_one(project: str, name: Name, parts: TheParts, bench: TheBench, _: Checker) -> CheckResult:
    """Once, in a process of its own, within half a minute. How it ended is kept as `last_check`."""
    found = await parts.sources(project).connections(project, [name])
    checked = await _trials.ask(bench.folder, found[name])
    record = CheckRecord(
        project=project, name=name, at=parts.clock.now(), is_ok=checked.is_ok, message=checked.message
    )
    await parts.database.write(lambda c: rows.note_check(c, record))
    return _to_result(checked)


@router.post("/connections/{name}/authorize", summary="Sign in to the system of a connection")
async def authorize(
    project: str, name: Name, request: Request, parts: TheParts, actor: Editor
) -> SignInAddress:
    """Open `url` in the browser that is signed in here: it comes back within ten minutes, and the tokens are
    sealed and kept fresh."""
    found = await parts.sources(project).connections(project, [name], is_whole=False)
    url = await parts.sign_ins.begin(actor, project, name, found[name], redirect_uri=callback_of(request))
    return SignInAddress(url=url)


async def types_of(bench: Workbench) -> dict[str, ConnectionType]:
    """By name; an installed one comes before one of the project."""
    known = await bench.look()
    installed = await asyncio.to_thread(installed_types)
    return {each.type: each for each in known.connection_types} | installed


async def _find(parts: ServerParts, project: str, name: str) -> ConnectionRecord | None:
    return await parts.database.read(lambda c: rows.find(c, project, name))


async def _shown(
    parts: ServerParts, bench: Workbench, project: str, name: str, response: Response
) -> ConnectionSummary:
    known = await bench.look()
    used = await used_in(parts, project, known.catalog)
    found = await connections_of(parts, project, known.project, await types_of(bench), used)
    item = next((each for each in found.items if each.name == name), None)
    if item is None:
        hint = did_you_mean(name, [each.name for each in found.items]) or " ".join(found.problems)
        raise UnknownError(f"There is no connection {name}", hint=hint)
    stored = await _find(parts, project, name)
    response.headers["ETag"] = etag(stored) if stored is not None else etag_of(item.model_dump_json())
    return item


def etag(record: ConnectionRecord) -> str:
    """Of a connection of the store. What is sealed is sealed anew with each change, so it tells nothing."""
    parts = (record.type, repr(sorted(record.fields.items())), repr(sorted(record.secrets.items())))
    return etag_of(*parts, record.description, str(record.updated_at))


def _check_version(
    there: ConnectionRecord | None, if_match: str | None, if_none_match: str | None, name: str
) -> None:
    if if_none_match is not None:
        if there is not None:
            raise ConflictingStateError(
                f"There is a connection {name} already", hint="Take another name, or edit that one."
            )
        return
    if there is None and if_match is not None:
        raise UnknownError(f"The store holds no connection {name}", hint="`If-None-Match: *` makes one.")
    current = etag(there) if there is not None else ""
    require_match(if_match, current, what=f"The connection {name}", current={"etag": current})


def _to_result(checked: Checked) -> CheckResult:
    return CheckResult(
        is_ok=checked.is_ok,
        message=checked.message,
        hint=checked.hint,
        code=checked.code,
        duration_s=checked.duration_s,
    )
