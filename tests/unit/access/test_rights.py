"""Who may what, from roles and scopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.access.actions import READING, RULES, Action, Reach
from seaway.access.actors import Actor, check_scopes
from seaway.access.roles import Role
from seaway.errors import BadRequestError

PROJECT_ACTIONS = [action for action, rule in RULES.items() if rule.reach is Reach.PROJECT]


def member(role: Role | None, **given: object) -> Actor:
    roles = {"finance": role} if role else {}
    return Actor(user_id="u", name="Ada", roles=roles, **given)  # type: ignore[arg-type]


@given(st.sampled_from(PROJECT_ACTIONS), st.sampled_from(Role))
def test_a_role_may_all_that_the_ones_before_it_may(action: Action, role: Role) -> None:
    if member(role).may(action, "finance"):
        assert all(member(more).may(action, "finance") for more in Role if more.rank >= role.rank)
    assert member(Role.ADMIN).may(action, "finance")
    assert not member(None).may(action, "finance")
    assert not member(Role.ADMIN).may(action, "another")


def test_viewers_only_read() -> None:
    assert {action for action in PROJECT_ACTIONS if member(Role.VIEWER).may(action, "finance")} <= READING


def test_an_admin_of_the_server_is_one_everywhere() -> None:
    boss = Actor(user_id="u", name="Ada", is_admin=True)
    assert all(boss.may(action, "anything") for action in Action)


def test_a_token_for_one_project_reaches_no_other_and_not_the_server() -> None:
    token = Actor(user_id="u", name="Ada", is_admin=True, only_project="finance")
    assert token.may(Action.RUNS_START, "finance")
    assert not token.may(Action.RUNS_START, "another")
    assert not token.may(Action.USERS_MANAGE)


@pytest.mark.parametrize(
    ("scope", "may", "may_not"),
    [
        ("read", Action.RUNS_READ, Action.RUNS_START),
        ("runs.*", Action.RUNS_START, Action.WORKFLOWS_READ),
        ("runs.start", Action.RUNS_START, Action.RUNS_STOP),
    ],
)
def test_a_scope_narrows(scope: str, may: Action, may_not: Action) -> None:
    token = member(Role.ADMIN, scopes=(scope,))
    assert token.may(may, "finance")
    assert not token.may(may_not, "finance")


@pytest.mark.parametrize("scopes", [(), ("runs",), ("everything",), ("nothing.*",), ("runs.fly",), ("",)])
def test_a_scope_that_says_nothing_is_refused(scopes: tuple[str, ...]) -> None:
    with pytest.raises(BadRequestError):
        check_scopes(scopes)
