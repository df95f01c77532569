"""The keys of a store: finds, makes, keeps and rotates what values are sealed with."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from seaway.store.drivers import driver_of
from seaway.store.master_key import KEY, MasterKey
from seaway.store.sealing import (
    DataKey,
    Place,
    SealError,
    fingerprint,
    key_id_of,
    new_key,
    unwrap,
    wrap,
)
from seaway.store.vault_tables import data_keys


@dataclass(slots=True)
class Keys:
    """One per process and store; safe from several threads. An opened data key is kept."""

    master: MasterKey
    _opened: dict[str, DataKey] = field(default_factory=dict, init=False, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def seal(self, connection: Connection, text: str, place: Place, *, now: datetime) -> str:
        """Seal a value with the store's key; the first one makes it. Call it in the write that keeps the
        value.

        Raises:
            SealError: the master key is missing or another.
        """
        return self._current(connection, now).seal(text, place)

    def open(self, connection: Connection, sealed: str, place: Place) -> str:
        """Raises SealError: the master key is missing or another, or the value was changed."""
        return self._find(connection, key_id_of(sealed, place)).open(sealed, place)

    def rotate(self, connection: Connection, to: bytes) -> int:
        """Seal the data keys with another master key; returns how many. No value is touched."""
        rows = connection.execute(select(data_keys)).all()
        for row in rows:
            key = self._unwrapped(row.id, row.wrapped, row.master)
            connection.execute(
                update(data_keys)
                .where(data_keys.c.id == row.id)
                .values(wrapped=wrap(to, key), master=fingerprint(to))
            )
        return len(rows)

    def _current(self, connection: Connection, now: datetime) -> DataKey:
        query = select(data_keys.c.id).order_by(data_keys.c.id.desc()).limit(1)
        newest = connection.execute(query).scalar_one_or_none()
        if newest is None:
            newest = self._make(connection, now)
        return self._find(connection, newest)

    def _make(self, connection: Connection, now: datetime) -> str:
        """The row's name is the same for all, so that of two first values at once both get one key."""
        master = self.master.find() or self.master.make()
        key = DataKey("first", new_key())
        values = {
            "id": key.id,
            "wrapped": wrap(master, key),
            "master": fingerprint(master),
            "created_at": now,
        }
        connection.execute(driver_of(connection).insert(data_keys).values(values).on_conflict_do_nothing())
        return key.id

    def _find(self, connection: Connection, key_id: str) -> DataKey:
        if key_id in self._opened:  # a rotation does not change it
            return self._opened[key_id]
        row = connection.execute(select(data_keys).where(data_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise SealError(
                "The key that values of this store are sealed with is not in it any more",
                hint="Bring the database back from a backup, or set the values again.",
            )
        with self._turn:
            if key_id not in self._opened:
                self._opened[key_id] = self._unwrapped(row.id, row.wrapped, row.master)
            return self._opened[key_id]

    def _unwrapped(self, key_id: str, wrapped: str, wanted: str) -> DataKey:
        master = self.master.find(wanted)
        if master is None:
            raise SealError(
                f"The key that opens this store's secrets is missing: {self.master.place} is not there",
                hint=f"Bring the file back from where the secrets were set, or give its content as {KEY}.",
            )
        key = unwrap(master, key_id, wrapped) if fingerprint(master) == wanted else None
        if key is None:
            raise SealError(
                f"The key in {self.master.place} is not the one that this store's secrets are sealed with",
                hint=f"Use the key of the machine where they were set ({KEY}, or its `secret.key`). "
                f"Theirs has the fingerprint {wanted}, this one {fingerprint(master)}.",
            )
        return key
