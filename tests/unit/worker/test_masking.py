import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.worker.masking import Masker, forms

SECRET = 'p&ss "wörd"/1'


@pytest.mark.parametrize(
    "shown",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps({"password": SECRET}),
        repr(SECRET),
    ],
)
def test_a_secret_is_masked_in_each_form_that_programs_print(shown):
    masked = Masker([SECRET]).mask(f"before {shown} after".encode()).decode()
    assert "***" in masked
    assert not {"rdx", "%22", "p&ss"} & {masked[i : i + n] for n in (3, 4) for i in range(len(masked))}
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@given(before=st.binary(max_size=7), after=st.binary(max_size=7), secret=st.text(min_size=6, max_size=40))
def test_a_secret_in_base64_is_masked_at_every_alignment(before, after, secret):
    encoded = base64.b64encode(before + secret.encode() + after)
    masked = Masker([secret]).mask(b"Authorization: Basic " + encoded)
    assert b"***" in masked
    assert len(masked) < len(b"Authorization: Basic " + encoded) or len(encoded) < 12


def test_each_line_of_a_key_is_masked():
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----"
    masker = Masker([key])
    assert masker.mask(b"  kqhkiG9w0BAQEF") == b"  ***"
    assert masker.mask(json.dumps(key).encode()) == b'"***"'


def test_a_value_too_short_to_be_a_secret_masks_nothing():
    assert Masker(["abc", ""]).mask(b"abc abcd") == b"abc abcd"


def test_a_value_within_another_does_not_uncover_the_rest():
    assert Masker(["hunter2", "hunter2-more"]).mask(b"x hunter2-more y") == b"x *** y"


def test_values_may_be_added_later():
    masker = Masker()
    assert masker.mask(b"token-1") == b"token-1"
    masker.add(["token-1"])
    assert masker.mask(b"token-1") == b"***"
    assert masker.mask_text("a token-1") == "a ***"


def _naive(secrets, data):
    for pattern in sorted(set().union(*map(forms, secrets)), key=lambda form: (-len(form), form)):
        data = data.replace(pattern, b"***")
    return data


PIECES = st.sampled_from(
    ['p&ss "wörd"/1', "correct-horse-battery", "abcd", "a b c d", "line\nother line", "\\x|y"]
)


@given(secrets=st.lists(PIECES, min_size=1, max_size=4), text=st.lists(PIECES | st.text(max_size=12)))
def test_looking_at_long_words_only_misses_nothing(secrets, text):
    data = "".join(text).encode()
    assert Masker(secrets).mask(data) == _naive(secrets, data)
    encoded = base64.b64encode(data)
    assert Masker(secrets).mask(encoded) == _naive(secrets, encoded)


def test_of_ordinary_output_no_word_is_searched_and_of_the_same_words_one():
    masker = Masker(["kqhkiG9w0BAQEFAAS", "A7+x/99zzQbbw2=="])
    assert masker._long_words(b"2026-01-01 10:00:00 INFO loaded 1200 rows from orders\n" * 1000) == b""
    assert masker._long_words(b"at https://example.org/a/path\n" * 1000).count(b"example") == 1
