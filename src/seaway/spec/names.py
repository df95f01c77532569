"""The words after `run.`, `tasks.<id>.` and so on, that expressions may use."""

RUN_FIELDS = (
    "id",
    "workflow",
    "project",
    "revision",
    "logical_date",
    "interval_start",
    "interval_end",
    "created_at",
    "timezone",
    "rerun_of",
    "url",
    "state",
    "failed_task",
    "error",
)
TASK_FIELDS = ("outputs", "state", "error", "attempt")
PREVIOUS_FIELDS = ("outputs", "run_id", "logical_date")
SWITCH_OUTPUTS = ("label",)
APPROVAL_OUTPUTS = ("actor",)
"""What an approval gives besides its own fields."""
