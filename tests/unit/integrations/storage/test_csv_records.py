import csv
import io
import random

import pytest

from seaway.integrations.storage import csv_records
from seaway.integrations.storage.csv_records import read_records


class Dribble(io.BytesIO):
    """Gives less than it is asked for, as networks do."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._most)


FIELDS = ("", "a", "é", 'say "x"', "two\nlines", "two\r\nlines", "a,b", '5" disk', "漢")


@pytest.mark.parametrize("seed", range(40))
def test_it_counts_as_the_standard_library_does(seed: int) -> None:
    """However the file comes in pieces, with quotes, breaks in fields, empty lines and any line end."""
    dice = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=dice.choice(["\n", "\r\n", "\r"]))
    for _ in range(dice.randint(1, 40)):
        writer.writerow(dice.choices(FIELDS if dice.random() < 0.3 else ("a", "1"), k=3))
        out.write(writer.dialect.lineterminator if dice.random() < 0.1 else "")
    text = out.getvalue()
    wanted = [record for record in csv.reader(io.StringIO(text, newline="")) if record]
    found = read_records(Dribble(text.encode(), dice.randint(1, 30)))  # type: ignore[arg-type]
    assert (found.count, found.last, found.width) == (len(wanted), wanted[-1], 3)
    assert (found.is_open, found.is_endless, found.ends_with_break) == (False, False, True)


@pytest.mark.parametrize("most", [1, 2, 7, 1 << 20])
def test_an_open_quote_is_told_from_one_that_means_nothing(most: int) -> None:
    def read(content: bytes) -> tuple[int, bool]:
        found = read_records(Dribble(content, most))  # type: ignore[arg-type]
        return found.count, found.is_open

    assert read(b'a,b\n1,"open\n2,x\n') == (2, True)
    assert read(b'a,b\n1,5" disk\n2,x\n') == (3, False)
    assert read(b'a,b\n1,"closed\n"\n') == (2, False)
    assert read(b'a,b\n1,"ope') == (2, True)


def test_a_file_without_an_end_to_a_quote_takes_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "_MOST", 4 << 20)
    rest = io.BytesIO(b'id,note\n1,"stray\n' + b"2,x\n" * (4 << 20))
    found = read_records(rest)  # type: ignore[arg-type]
    assert found.is_endless
    assert rest.tell() < 12 << 20


def test_an_empty_file_has_none() -> None:
    assert read_records(io.BytesIO(b"")).count == 0  # type: ignore[arg-type]
