"""What is set in the store reaches tasks, is masked in their logs, and is asked for before a run begins."""

import json
from pathlib import Path

import pytest

from seaway.access.actors import Actor
from seaway.access.vault import Vault, Wanted
from seaway.clock import SystemClock
from seaway.engine.submission import RunRequest
from seaway.errors import NotFoundError
from seaway.sdk.connection_form import installed_types
from tests.support.projects import PROJECT, Site, open_site

WORDS = "not-a-secret-but-unmistakable"


def vault_of(site: Site) -> Vault:
    return Vault(
        keys=site.here.keys, project=PROJECT, actor=Actor(user_id="u", name="Ada"), now=SystemClock().now()
    )


async def set_all(site: Site, folder: Path) -> None:
    vault = vault_of(site)
    types = installed_types()
    lake = Wanted(type=types["local"], fields={"path": str(folder)})
    api = Wanted(type=types["http"], fields={"base_url": "http://127.0.0.1:9/", "token": WORDS})
    await site.database.write(lambda c: vault.set_connection(c, "lake", lake))
    await site.database.write(lambda c: vault.set_connection(c, "api", api))
    await site.database.write(lambda c: vault.set_secret(c, "KEY", WORDS + "-2"))
    await site.database.write(lambda c: vault.set_variable(c, "region", "eu"))


async def test_tasks_get_what_is_set_and_no_log_shows_it(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    lake.mkdir()
    (lake / "eu.csv").write_text("a\n1\n")
    async with open_site(tmp_path / "project", has_engine=True) as site:
        await set_all(site, lake)
        workflow = """
            inputs:
              where: {type: string, default: "{{ vars.region }}"}
            tasks:
              look:
                uses: storage.list
                with: {connection: lake, paths: ["{{ vars.region }}*.csv"]}
              say:
                run: |
                  echo "token $API_TOKEN key $KEY at $AT of $SEAWAY_INPUT_WHERE"
                  echo "{{ connections.api.token }}" | base64 -w0
                connections: [api]
                env: {KEY: "{{ secret('KEY') }}", AT: "{{ connections.api.base_url }}"}
            """
        ran = await site.run(workflow)
        assert ran.state.value == "success", str(ran)
        assert "eu.csv" in json.dumps(ran.outputs("look"))
        assert "token *** key *** at http://127.0.0.1:9/ of eu" in ran.log("say")
        home = site.here.settings.home
    for each in home.rglob("*"):
        if each.is_file():
            assert WORDS.encode() not in each.read_bytes(), each


async def test_a_changed_value_is_seen_by_the_next_attempt(tmp_path: Path) -> None:
    async with open_site(tmp_path, has_engine=True) as site:
        await set_all(site, tmp_path)
        workflow = """
            tasks:
              say: {run: 'echo "it is" {{ vars.region }}'}
            """
        assert "it is eu" in (await site.run(workflow)).log("say")
        vault = vault_of(site)
        await site.database.write(lambda c: vault.set_variable(c, "region", "us"))
        assert "it is us" in (await site.run(workflow)).log("say")


@pytest.mark.parametrize("noun", ["connection", "secret"])
async def test_a_run_that_names_a_missing_one_never_begins(tmp_path: Path, noun: str) -> None:
    async with open_site(tmp_path) as site:
        await set_all(site, tmp_path)
        workflow = site.add(
            """
            tasks:
              look: {uses: storage.list, with: {connection: lake, paths: ["*"]}}
              call: {run: "true", env: {KEY: "{{ secret('KEY') }}"}}
            """
        )
        await site.publish()
        vault = vault_of(site)
        if noun == "connection":
            await site.database.write(lambda c: vault.remove_connection(c, "lake", unused_in=None))
            other = Wanted(type=installed_types()["local"], fields={"path": "."})
            await site.database.write(lambda c: vault.set_connection(c, "lakes", other))
        else:
            await site.database.write(lambda c: vault.remove_secret(c, "KEY", unused_in=None))
            await site.database.write(lambda c: vault.set_secret(c, "KEYS", WORDS))
        name, close = ("lake", "lakes") if noun == "connection" else ("KEY", "KEYS")
        with pytest.raises(NotFoundError, match=f"no {noun} named `{name}`") as caught:
            await site.desk.submit(RunRequest(project=PROJECT, workflow=workflow))
        assert f"Did you mean `{close}`?" in caught.value.hint
