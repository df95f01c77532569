"""Whether and when a failed attempt is followed by another."""

from hashlib import sha256

from seaway.core.outcome import Ending, Outcome
from seaway.core.plan import Backoff, PlanTask, RetryPolicy
from seaway.ids import AttemptId

_LONGEST_CRASH_DELAY_S = 60.0


def retry_delay_s(task: PlanTask, outcome: Outcome, *, job_try: int, attempt_id: AttemptId) -> float | None:
    """Seconds until the next try after try `job_try` ended as `outcome`; None where there is to be none."""
    policy = task.retry
    if job_try >= policy.attempts or not _is_wanted(policy, outcome):
        return None
    delay_s = backoff_s(policy, job_try=job_try, attempt_id=attempt_id)
    asked_s = outcome.failure.retry_after_s if outcome.failure else None
    return max(delay_s, asked_s or 0.0)


def _is_wanted(policy: RetryPolicy, outcome: Outcome) -> bool:
    if outcome.ending is Ending.TIMED_OUT:
        return policy.on_timeout
    if not policy.on_failure or (outcome.failure is not None and not outcome.failure.can_retry):
        return False
    code = outcome.exit_code
    return code is None or not any(first <= code <= last for first, last in policy.unless_exit_codes)


def backoff_s(policy: RetryPolicy, *, job_try: int, attempt_id: AttemptId) -> float:
    """The wait after try `job_try`, counted from 1. Jitter takes away up to half of it."""
    match policy.backoff:
        case Backoff.CONSTANT:
            wait_s = policy.delay_s
        case Backoff.LINEAR:
            wait_s = policy.delay_s * job_try
        case Backoff.EXPONENTIAL:
            wait_s = policy.delay_s * 2.0 ** min(job_try - 1, 60)
    wait_s = min(wait_s, policy.max_delay_s)
    return wait_s * (1 - _spread(attempt_id) / 2) if policy.jitter else wait_s


def _spread(attempt_id: AttemptId) -> float:
    """A number in [0, 1) that looks random and is the same in every replay."""
    return int.from_bytes(sha256(attempt_id.encode()).digest()[:8], "big") / 2**64


def crash_delay_s(crashes: int) -> float:
    """The wait after crash number `crashes`: 1, 2, 4 seconds and so on."""
    return min(2.0 ** min(crashes - 1, 10), _LONGEST_CRASH_DELAY_S)
