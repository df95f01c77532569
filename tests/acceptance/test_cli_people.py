"""Users and tokens by command."""

import pytest

from tests.acceptance.shell import Hands

pytestmark = pytest.mark.slow


@pytest.fixture
def project(hands: Hands) -> Hands:
    hands.write("seaway.toml", 'name = "harbour"\n')
    return hands


def test_users_are_added_given_a_role_and_kept_out(project: Hands) -> None:
    added = project.type("users", "add", "Grace", "--role", "viewer", "--json", expect=0).json
    assert added["link"].startswith("/link/")
    project.type("users", "role", "Grace", "editor", expect=0)
    project.type("user", "disable", "Grace", expect=0)
    listed = project.type("users", "list", "--json", expect=0).json["users"]
    grace = next(each for each in listed if each["name"] == "Grace")
    assert (grace["role"], grace["is_active"], grace["has_password"]) == ("editor", False, False)
    assert len(listed) == 2, "whoever types is the first user"
    said = project.type("users", "role", "Grice", "viewer", expect=2)
    assert "Did you mean `Grace`?" in said.err


def test_a_password_comes_by_stdin_and_is_not_said_again(project: Hands) -> None:
    project.type("users", "add", "Grace", expect=0)
    short = project.type("users", "set-password", "Grace", "--stdin", expect=2)
    assert "at least 10 characters" in short.err


def test_a_token_is_shown_once_and_revoked_by_its_name(project: Hands) -> None:
    made = project.type("tokens", "create", "ci", "--scope", "runs.*", "--days", "7", expect=0)
    secret = made.out.strip()
    assert secret.startswith("sw_")
    listed = project.type("tokens", "list", "--json", expect=0)
    assert secret not in listed.out
    assert [(each["name"], each["project"]) for each in listed.json["tokens"]] == [("ci", "harbour")]
    assert secret[3:] not in (project.folder / ".seaway/seaway.db").read_bytes().decode("latin-1")
    project.type("tokens", "revoke", "ci", expect=0)
    assert project.type("tokens", "list", "--json", expect=0).json["tokens"] == []
    assert "There is no scope" in project.type("tokens", "create", "x", "--scope", "fly", expect=2).err
