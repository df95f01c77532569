"""Opens and ends sessions with Redshift, by Amazon's own driver."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import redshift_connector

from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.dialect import set_texts
from seaway.integrations.redshift.faults import ERRORS, to_fault
from seaway.integrations.redshift.session import RedshiftSession
from seaway.integrations.redshift.signing_in import Credentials, credentials_of

logging.getLogger("redshift_connector").setLevel(logging.INFO)  # at DEBUG the driver writes values of rows


@contextmanager
def opened(connection: Redshift) -> Iterator[RedshiftSession]:
    """A session for the time of the block.

    Raises:
        TaskError: it can't be had, and why.
    """
    credentials = credentials_of(connection)
    session = RedshiftSession(_connected(connection, credentials))
    try:
        _set_up(session, connection.settings(), connection.label)
        yield session
    except BaseException:
        if session.is_busy:
            _cancel(connection, credentials, session.process_id)
        raise
    finally:
        with suppress(*ERRORS):
            session.connection.close()


def _connected(connection: Redshift, credentials: Credentials) -> Any:
    try:
        made = redshift_connector.connect(
            host=credentials.host,
            port=credentials.port,
            database=connection.database,
            user=credentials.username,
            password=credentials.password,
            ssl=connection.sslmode != "disable",
            sslmode=None if connection.sslmode == "disable" else connection.sslmode,
            timeout=connection.connect_timeout_s,
            application_name=f"seaway {connection.name}".strip(),
            max_prepared_statements=0,
        )
    except ERRORS as error:
        fault = to_fault(error, connection.label)
        raise fault.kind(fault.message, hint=fault.hint) from error
    made._usock.settimeout(None)  # the driver's timeout would end every statement that takes longer
    made.autocommit = True
    return made


def _set_up(session: RedshiftSession, settings: Mapping[str, str], label: str) -> None:
    try:
        for text in set_texts(settings):
            session.execute(text)
        session.process_id = int(session.ask("SELECT pg_backend_pid()")[0])
    except ERRORS as error:
        fault = to_fault(error)
        raise fault.kind(f"{label}: {fault.message}", hint=fault.hint) from error


def _cancel(connection: Redshift, credentials: Credentials, process_id: int) -> None:
    """From another session, as the driver can't: Redshift goes on with a statement whose client is gone."""
    with suppress(*ERRORS, Exception):
        other = _connected(connection, credentials)
        try:
            RedshiftSession(other).ask(f"SELECT pg_cancel_backend({process_id})")
        finally:
            other.close()
