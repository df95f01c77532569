"""What dbt says while it works, a JSON object a line (`--log-format json`), as lines of the log and as steps.

Source: dbt-core 1.11, `dbt/events/core_types.proto` (LogStartLine, LogModelResult, LogTestResult,
LogSeedResult, LogSnapshotResult, SkippingDetails, RunResultError, MainEncounteredError)."""

import json
from dataclasses import dataclass, field
from typing import Any

from seaway.sdk.context import Context
from seaway.sdk.steps import StepState

STATES = {
    "started": StepState.RUNNING,
    "success": StepState.SUCCESS,
    "pass": StepState.SUCCESS,
    "warn": StepState.WARNING,
    "error": StepState.FAILED,
    "fail": StepState.FAILED,
    "runtime error": StepState.FAILED,
    "partial success": StepState.FAILED,
    "skipped": StepState.SKIPPED,
    "no-op": StepState.SKIPPED,
}
_LEVELS = {"debug": 10, "info": 20, "warn": 30, "error": 40}
_REASONS = frozenset(
    {"RunResultError", "RunResultErrorNoMessage", "RunResultFailure", "RunResultWarningMessage"}
)
_FATAL = frozenset({"MainEncounteredError", "MainStackTrace", "ArgumentError"})


@dataclass(slots=True)
class Listener:
    """Takes dbt's lines. `failures`: the message of each node that failed, in the order told; `fatal`: why it
    could not begin."""

    ctx: Context
    failures: dict[str, str] = field(default_factory=dict)
    fatal: str = ""
    is_nothing_selected: bool = False
    _states: dict[str, tuple[StepState, str]] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    def take(self, line: str) -> None:
        """One line of its output; what is no event is printed as it is."""
        try:
            event = json.loads(line)
            info, data = event["info"], event["data"]
        except (ValueError, KeyError, TypeError):
            self.ctx.log.info("%s", line)
            return
        if text := str(info.get("msg", "")).strip():
            self.ctx.log.log(_LEVELS.get(str(info.get("level")), 20), "%s", text)
        self._see(str(info.get("name")), data, text)

    def _see(self, name: str, data: dict[str, Any], text: str) -> None:
        node = data.get("node_info") or {}
        if name in _FATAL and not self.fatal:
            self.fatal = text.removeprefix("Encountered an error:").strip()
        elif name in {"NothingToDo", "NoNodesForSelectionCriteria"}:
            self.is_nothing_selected = self.is_nothing_selected or name == "NothingToDo"
        elif name in _REASONS and node:
            self._explain(node, text)
        elif node and (state := STATES.get(str(node.get("node_status")))):
            self._step(node, data, state)

    def _step(self, node: dict[str, Any], data: dict[str, Any], state: StepState) -> None:
        name, kind = str(node.get("unique_id") or node.get("node_name")), str(node.get("resource_type") or "")
        self._states[name] = (state, kind)
        took = data.get("execution_time")
        self.ctx.step(
            name,
            state,
            kind=kind,
            message=str(data.get("result_message") or ""),
            duration_s=float(took) if state.is_final and isinstance(took, int | float) else None,
        )
        if state is StepState.FAILED:
            self.failures.setdefault(name, f"{kind} {node.get('node_name')} failed")
        if state.is_final:
            self._done.add(name)
            self.ctx.progress(len(self._done), int(data.get("total") or 0), str(node.get("node_name") or ""))

    def _explain(self, node: dict[str, Any], text: str) -> None:
        """The reason comes once more at the end, with its place."""
        name = str(node.get("unique_id") or "")
        state, kind = self._states.get(name, (StepState.FAILED, ""))
        if state is StepState.FAILED:
            said = self.failures.get(name, "")
            self.failures[name] = text if said.endswith(" failed") or not said else f"{said}\n{text}"
            self.ctx.step(name, state, kind=kind, message=self.failures[name])
        elif state is StepState.WARNING:
            self.ctx.step(name, state, kind=kind, message=text)
