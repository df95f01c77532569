"""Files that tasks hand on, with real scripts."""

import pytest

from seaway.core.states import RunState
from tests.support.projects import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_scripts_of_three_languages_find_what_the_one_before_wrote(site: Site) -> None:
    ran = await site.run("""
        tasks:
          shell: {run: "mkdir -p data && echo 1 > data/rows.txt"}
          python:
            needs: shell
            language: python
            run: |
              from pathlib import Path
              place = Path("data/rows.txt")
              place.write_text(place.read_text() + "2\\n")
          node:
            needs: python
            language: node
            run: |
              const fs = require("fs");
              fs.appendFileSync("data/rows.txt", "3\\n");
          last:
            needs: node
            run: echo "rows=$(tr '\\n' ' ' < data/rows.txt)" >> "$SEAWAY_OUTPUT"
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("last") == {"rows": "1 2 3 "}
    assert ran.files("python") == {"data/rows.txt": "1\n2\n"}


async def test_scripts_of_three_languages_give_outputs_and_see_their_environment(site: Site) -> None:
    ran = await site.run(
        """
        inputs: {who: string}
        env: {GREETING: hello}
        tasks:
          shell: {run: 'echo "said=$GREETING $SEAWAY_INPUT_WHO" >> $SEAWAY_OUTPUT'}
          python:
            needs: shell
            language: python
            env: {GREETING: "{{ tasks.shell.outputs.said }}!"}
            run: |
              import json, os
              with open(os.environ["SEAWAY_OUTPUT"], "a") as out:
                  out.write(json.dumps({"said": os.environ["GREETING"], "rows": [1, 2]}) + "\\n")
          node:
            needs: python
            language: node
            run: |
              const rows = {{ tasks.python.outputs.rows }};
              require("fs").appendFileSync(process.env.SEAWAY_OUTPUT, "count=" + rows.length + "\\n");
        outputs: {said: "{{ tasks.python.outputs.said }}", count: "{{ tasks.node.outputs.count | int }}"}
        """,
        who='o\'brien; rm -rf "$HOME"',
    )
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"said": 'hello o\'brien; rm -rf "$HOME"!', "count": 2}


async def test_files_come_through_tasks_that_touch_none(site: Site) -> None:
    ran = await site.run("""
        tasks:
          write: {run: "echo 1 > a.txt"}
          look_away: {needs: write, run: "true"}
          skipped: {needs: look_away, when: "false", run: "true"}
          read: {needs: [look_away], run: bash scripts/found.sh}
          beside_skipped:
            needs: {look_away: success, skipped: completed}
            join: branch
            run: bash scripts/found.sh
    """)
    assert ran.outputs("read") == {"found": "a.txt "}, str(ran)
    assert ran.outputs("beside_skipped") == {"found": "a.txt "}


async def test_a_changed_file_is_new_for_those_after_and_as_before_for_siblings(site: Site) -> None:
    ran = await site.run("""
        tasks:
          write: {run: "echo first > a.txt"}
          change: {needs: write, run: "echo second > a.txt"}
          look_on: {needs: change, run: bash scripts/text.sh a.txt}
          sibling: {needs: write, run: bash scripts/text.sh a.txt}
          join: {needs: [sibling, look_on], run: bash scripts/text.sh a.txt}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    read_by = {key: ran.outputs(key) for key in ("look_on", "sibling", "join")}
    assert read_by == {
        "look_on": {"text": "second "},
        "sibling": {"text": "first "},
        "join": {"text": "second "},
    }


async def test_a_deleted_file_is_gone_for_those_after(site: Site) -> None:
    ran = await site.run("""
        tasks:
          write: {run: "echo 1 > a.txt; echo 2 > b.txt"}
          delete: {needs: write, run: "rm a.txt"}
          read: {needs: delete, run: bash scripts/found.sh}
    """)
    assert ran.outputs("read") == {"found": "b.txt "}, str(ran)


async def test_two_that_differ_about_a_path_are_both_named_where_neither_came_later(site: Site) -> None:
    ran = await site.run("""
        tasks:
          one: {run: "echo 1 > same.txt"}
          two: {run: "echo 2 > same.txt"}
          join: {needs: [one, two], run: "true"}
    """)
    assert ran.states["join"] == "failed"
    assert "`same.txt` comes from `one` and from `two`" in ran.says("join")


async def test_a_task_chooses_whose_files_it_gets(site: Site) -> None:
    ran = await site.run("""
        tasks:
          one: {run: "echo 1 > same.txt"}
          two: {run: "echo 2 > same.txt"}
          join: {needs: [one, two], files: {from: [two]}, run: bash scripts/text.sh same.txt}
          none: {needs: [one, two], files: {from: []}, run: bash scripts/found.sh}
    """)
    assert ran.outputs("join") == {"text": "2 "}, str(ran)
    assert ran.outputs("none") == {"found": ""}


async def test_items_write_under_their_keys_and_do_not_see_each_other(site: Site) -> None:
    ran = await site.run("""
        tasks:
          before: {run: "echo 0 > shared.txt"}
          load:
            needs: before
            foreach: {items: [de, fr], max_parallel: 1}
            run: |
              bash scripts/found.sh
              echo {{ item }} > rows.txt; echo {{ item }} > shared.txt
          read: {needs: load, run: bash scripts/found.sh}
    """)
    assert ran.outputs("load[fr]") == {"found": "shared.txt "}, str(ran)
    expected = "de/rows.txt de/shared.txt fr/rows.txt fr/shared.txt shared.txt "
    assert ran.outputs("read") == {"found": expected}


async def test_tasks_of_a_group_build_on_each_other_item_by_item(site: Site) -> None:
    """Each item's second task changes what its first wrote; both find what was there before the group."""
    ran = await site.run("""
        tasks:
          before: {run: "echo 0 > shared.txt"}
          per_item:
            needs: before
            foreach: [de, fr]
            tasks:
              download: {run: "echo {{ item }} > rows.txt"}
              transform: {needs: download, run: "tr a-z A-Z < rows.txt > up.txt && mv up.txt rows.txt"}
              look: {needs: transform, run: bash scripts/found.sh}
          read:
            needs: per_item
            run: bash scripts/text.sh de/rows.txt fr/rows.txt shared.txt
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("per_item[de].look") == {"found": "rows.txt shared.txt "}
    assert ran.outputs("read") == {"text": "DE FR 0 "}


async def test_items_inside_of_items_have_a_folder_each(site: Site) -> None:
    ran = await site.run("""
        tasks:
          outer:
            foreach: [a, b]
            tasks:
              inner: {foreach: ["1", "2"], run: "echo {{ item }} > n.txt"}
              look: {needs: inner, run: bash scripts/found.sh}
          read: {needs: outer, run: bash scripts/found.sh}
    """)
    assert ran.outputs("outer[a].look") == {"found": "1/n.txt 2/n.txt "}, str(ran)
    assert ran.outputs("read") == {"found": "a/1/n.txt a/2/n.txt b/1/n.txt b/2/n.txt "}


async def test_a_failed_attempt_hands_on_nothing_and_its_files_are_kept_for_a_look(site: Site) -> None:
    ran = await site.run("""
        tasks:
          half: {run: "echo 1 > half.txt; exit 3"}
          read: {needs: {half: failed}, run: bash scripts/found.sh}
    """)
    assert ran.outputs("read") == {"found": ""}, str(ran)
    kept = site.here.settings.home / "attempts" / str(ran.tasks["half"].attempt_id)
    assert (kept / "half.txt").read_text() == "1\n"


async def test_the_projects_files_are_there_and_what_a_task_makes_of_them_is_its_own(site: Site) -> None:
    site.write("sql/view.sql", "select 1\n")
    ran = await site.run("""
        tasks:
          change:
            run: |
              cat sql/view.sql
              rm sql/view.sql
              echo 'select 2' > sql/view.sql
          read: {needs: change, run: bash scripts/text.sh sql/view.sql}
          apart: {run: bash scripts/text.sh sql/view.sql}
    """)
    assert ran.log("change") == "select 1"
    assert ran.outputs("read") == {"text": "select 2 "}
    assert ran.outputs("apart") == {"text": "select 1 "}
    assert (site.folder / "sql/view.sql").read_text() == "select 1\n"


async def test_the_first_files_may_come_at_the_end_of_a_long_chain(site: Site) -> None:
    """Nobody looked for files before, so that all tasks before it are looked at in one go."""
    call = "uses: python.call, with: {function: 'code.py:nothing'}"
    chain = [f"  t{number}: {{needs: t{number - 1}, {call}}}" for number in range(1, 400)]
    tasks = [f"  t0: {{{call}}}", *chain, "  write: {needs: t399, run: 'echo 1 > a.txt'}"]
    ran = await site.run("\n".join(["tasks:", *tasks, "  read: {needs: write, run: bash scripts/found.sh}"]))
    assert ran.outputs("read") == {"found": "a.txt "}, str(ran.run)
