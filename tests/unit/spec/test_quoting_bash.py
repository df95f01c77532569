"""Values in bash scripts, run by a real bash: each arrives whole, and none is run."""

import os
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seaway.spec.expressions import ExpressionError
from seaway.spec.quoting import render_script
from tests.unit.spec.nasty import NASTY, texts

# Each prints the value between marks; the first item says what bash itself does to it.
CONTEXTS = {
    "word": "printf '<%s>' {{ x }}",
    "glued": "printf '<%s>' --a={{ x }}",
    "double quotes": "printf '<%s>' \"--a={{ x }}\"",
    "single quotes": "printf '<%s>' '--a={{ x }}'",
    "ansi quotes": "printf '<%s>' $'--a={{ x }}'",
    "substitution": "printf '<%s>' \"$(printf '%s.' {{ x }})\"",
    "substitution in words": "v=$(printf '%s.' \"{{ x }}\"); printf '<%s>' \"$v\"",
    "nested quotes": "printf '<%s>' \"$(printf '%s.' \"$(printf '%s.' '{{ x }}')\")\"",
    "assignment": "v={{ x }}; printf '<%s>' \"$v\"",
    "export": "export v={{ x }}; printf '<%s>' \"$v\"",
    "array": "v=(a {{ x }} b); printf '<%s>' \"${v[1]}\"",
    "array literal key": "declare v; v=([3]={{ x }}); printf '<%s>' \"${v[3]}\"",
    "case": 'case {{ x }} in "") printf "<>" ;; *) printf "<%s>" {{ x }} ;; esac',
    "case in substitution": "printf '<%s>' \"$(case a in a) printf '%s.' {{ x }} ;; esac)\"",
    "test": "if [ {{ x }} = {{ x }} ]; then printf '<%s>' {{ x }}; fi",
    "double test": "if [[ {{ x }} == {{ x }} ]]; then printf '<%s>' {{ x }}; fi",
    "function": "f() { printf '<%s>' \"$1\"; }; f {{ x }}",
    "loop": "for v in {{ x }}; do printf '<%s>' \"$v\"; done",
    "here string": "v=$(cat <<< {{ x }}; echo .); printf '<%s>' \"$v\"",
    "here document": "v=$(cat <<EOF\n--a={{ x }}\nEOF\necho .); printf '<%s>' \"$v\"",
    "indented here document": "v=$(cat <<-END\n\t--a={{ x }}\n\tEND\necho .); printf '<%s>' \"$v\"",
    "comment": "# {{ x }}\nprintf '<%s>' {{ x }}",
    "trailing comment": "printf '<%s>' {{ x }} # {{ x }} 'not open",
    "after a length": "v=(1 2); printf '<%s>' ${#v[@]}{{ x }}",
    "after an escape": "printf '<%s>' \\\"{{ x }}\\'",
    "pipe": "printf '%s.' {{ x }} | { v=$(cat; echo .); printf '<%s>' \"$v\"; }",
    "subshell": "(printf '<%s>' {{ x }})",
    "process substitution": "v=$(cat <(printf '%s.' {{ x }})); printf '<%s>' \"$v\"",
    "inner shell with an argument": "bash -c 'printf \"<%s>\" \"$1\"' _ {{ x }}",
    "after an apostrophe in a pattern": "v=a; printf '<%s>' \"${v//'\"'/}\" {{ x }}",
    "after quotes in a default": "printf '<%s>' ${none:-'a }'} {{ x }}",
    "background": "printf '<%s>' {{ x }} & wait",
}  # fmt: skip


def run(script, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", **script.env}
    done = subprocess.run(
        ["bash", "-c", script.source],
        env=environment,
        cwd=folder,
        capture_output=True,
        timeout=20,
        check=False,
    )
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_value_arrives_whole_in_every_context(name, tmp_path):
    """One process for all values: the script once for each, between lines that tell them apart."""
    source = "".join(
        f"{CONTEXTS[name].replace(' x ', f' values[{number}] ')}\nprintf '\\nnext:\\n'\n"
        for number in range(len(NASTY))
    )
    script = render_script(source, "bash", {"values": NASTY})
    out, err = run(script, tmp_path)
    assert err == ""
    outputs = out.split("\nnext:\n")[:-1]
    assert len(outputs) == len(NASTY)
    for value, output in zip(NASTY, outputs, strict=True):
        assert value in output
    assert list(tmp_path.iterdir()) == []


@given(parts=st.lists(st.sampled_from(sorted(CONTEXTS)), min_size=1, max_size=4), value=texts)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_scripts_of_many_contexts_hold(parts, value, tmp_path):
    script = render_script("\n".join(CONTEXTS[part] for part in parts), "bash", {"x": value})
    out, err = run(script, tmp_path)
    assert err == ""
    assert out.count(value) >= (len(parts) if value else 0)
    assert list(tmp_path.iterdir()) == []


REFUSED = {
    "arithmetic": "echo $(( {{ x }} + 1 ))",
    "arithmetic command": "(( n = {{ x }} ))",
    "old arithmetic": "echo $[ {{ x }} ]",
    "arithmetic loop": "for (( i = 0; i < {{ x }}; i++ )); do :; done",
    "subscript": "a[{{ x }}]=1",
    "subscript in a literal": "a=([{{ x }}]=1)",
    "let": "let n={{ x }}",
    "typed variable": "declare -i n={{ x }}",
    "declared array": "declare -a v={{ x }}",
    "declared name": "export {{ x }}=1",
    "comparison": "[[ 1 -eq {{ x }} ]]",
    "test of a name": "test -v {{ x }}",
    "expansion": "echo ${v:-{{ x }}}",
    "substring": "echo ${v:{{ x }}}",
    "eval": "eval echo {{ x }}",
    "eval in quotes": 'eval "echo {{ x }}"',
    "eval behind words": "if true; then sudo -n eval {{ x }}; fi",
    "inner shell": 'bash -c "echo {{ x }}"',
    "inner shell in single quotes": "sh -ec 'echo {{ x }}'",
    "inner shell after an assignment": "A=1 env B=2 /bin/bash -c \"echo {{ x }}\"",
    "inner python": "python3 -c 'print(\"{{ x }}\")'",
    "inner node": 'node -e "console.log(\'{{ x }}\')"',
    "inner perl": "perl -pe 's/{{ x }}//'",
    "awk": "awk '{ print \"{{ x }}\" }' file",
    "other machine": "ssh host ls {{ x }}",
    "here document for a shell": "bash <<EOF\necho {{ x }}\nEOF\n",
    "here document for a database": "psql -h x <<EOF | cat\nselect '{{ x }}'\nEOF\n",
    "here string for a shell": "bash <<< {{ x }}",
    "query of a client": "psql -c \"select '{{ x }}'\"",
    "query of sqlite": "sqlite3 a.db \"select '{{ x }}'\"",
    "trap": "trap {{ x }} EXIT",
    "read": "read {{ x }}",
    "printf into a name": "printf -v {{ x }} a",
    "backticks": "echo `echo {{ x }}`",
    "quoted here document": "cat <<'EOF'\n{{ x }}\nEOF\n",
    "end of a here document": "cat <<{{ x }}\na\n",
    "backslash": "echo \\{{ x }}",
    "backslash in quotes": 'echo "\\{{ x }}"',
    "dollar": "echo ${{ x }}",
    "dollar in quotes": 'echo "${{ x }}"',
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_places_where_bash_would_run_a_value_are_refused(name):
    with pytest.raises(ExpressionError) as caught:
        render_script(f"echo ok\n{REFUSED[name]}", "bash", {"x": "a[$(touch pwned)]"})
    assert caught.value.hint
    assert caught.value.line >= 2
    assert caught.value.template[caught.value.offset :].startswith("x")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("echo $(( {{ n }} + 1 )) $((1-{{ m }}))", "6 4"),
        ("a[{{ n }}]=x; echo ${a[5]}", "x"),
        ("for ((i=0; i<{{ n }}; i++)); do printf .; done", "....."),
        ("[[ 5 -eq {{ n }} ]] && echo same", "same"),
        ("declare -i n={{ n }}; echo $n", "5"),
        ('echo "\\\\{{ n }} \\${{ n }}"', "\\5 $5"),
    ],
)
def test_whole_numbers_may_stand_where_bash_calculates(source, printed, tmp_path):
    out, err = run(render_script(source, "bash", {"n": 5, "m": -3}), tmp_path)
    assert (out.strip(), err) == (printed, "")


def test_unquoted_text_is_pasted(tmp_path):
    script = render_script("echo {{ flags | unquoted }}", "bash", {"flags": "a   b"})
    assert run(script, tmp_path)[0] == "a b\n"


def test_unquoted_does_not_survive_another_filter(tmp_path):
    script = render_script("echo {{ x | unquoted | upper }}", "bash", {"x": "$(touch pwned)"})
    assert run(script, tmp_path)[0] == "$(TOUCH PWNED)\n"


def test_loops_quote_each_value(tmp_path):
    source = "{% for x in xs %}printf '<%s>' {{ x }}\n{% endfor %}"
    assert run(render_script(source, "bash", {"xs": ["a b", "$(id)"]}), tmp_path)[0] == "<a b><$(id)>"


def test_lists_and_dates_are_one_word(tmp_path):
    from datetime import date

    script = render_script(
        "printf '<%s>' {{ xs }} {{ day }}", "bash", {"xs": ["a", 1], "day": date(2024, 1, 2)}
    )
    assert run(script, tmp_path)[0] == '<["a", 1]><2024-01-02>'


@pytest.mark.parametrize("value", ["a\0b", "x" * 200_000, "\ud800"])
def test_what_no_process_can_be_given_is_refused(value):
    with pytest.raises(ExpressionError) as caught:
        render_script("echo {{ x }}", "bash", {"x": value})
    assert "file" in caught.value.hint


def test_a_set_block_can_not_carry_values_past_the_quoting():
    with pytest.raises(ExpressionError, match="`set` block"):
        render_script("{% set c %}echo {{ x }}{% endset %}{{ c }}", "bash", {"x": "a"})


def test_a_script_without_expressions_is_left_as_it_is():
    source = "echo ${#a[@]} '{' \"$(( 1 ))\" # it's\n"
    assert render_script(source, "bash", {}).source == source
