"""One-time codes are those of RFC 6238, each good once; recovery codes and sealed secrets open only to their owner."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from designer_api.access.one_time_codes import Authenticator, new_authenticator, new_recovery_codes, recovery_hash
from designer_api.access.sealing import Seal
from designer_api.settings import Settings

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RFC = Authenticator(b32encode(b"12345678901234567890").decode())


@pytest.mark.parametrize(
    ("seconds", "code"),
    [  # RFC 6238 appendix B, SHA-1, the last six of its eight digits
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert RFC.code(seconds // 30) == code
    assert RFC.step_of(code, datetime.fromtimestamp(seconds, UTC), after=0) == seconds // 30


def test_a_code_is_good_a_step_early_and_late_and_only_once() -> None:
    step = int(NOW.timestamp()) // 30
    for drift, fits in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = RFC.step_of(RFC.code(step + drift), NOW, after=0)
        assert found == (step + drift if fits else None), drift
    assert RFC.step_of(RFC.code(step), NOW, after=step) is None
    assert RFC.step_of(RFC.code(step), NOW, after=step - 1) == step


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "000 00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert RFC.step_of(typed, NOW, after=0) is None
    assert Authenticator("").step_of("000000", NOW, after=0) is None


def test_spaces_between_the_digits_do_no_harm() -> None:
    step = int(NOW.timestamp()) // 30
    code = RFC.code(step)
    assert RFC.step_of(f"{code[:3]} {code[3:]}", NOW, after=0) == step


def test_the_address_for_the_app_names_login_and_centre() -> None:
    fresh = new_authenticator()
    assert len(fresh.secret) == 32
    address = fresh.address("chenyang", "玉山县政务服务中心")
    assert address.startswith("otpauth://totp/")
    assert f"secret={fresh.secret}" in address


def test_recovery_codes_are_many_and_kept_as_hashes() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert recovery_hash(f" {codes[0].upper()} ") == recovery_hash(codes[0]) != codes[0]


def test_what_is_sealed_opens_for_its_purpose_under_its_key_and_in_its_time(tmp_path: Path) -> None:
    mine, other = Settings(data=tmp_path / "a"), Settings(data=tmp_path / "b")
    seal = Seal(mine.secret, "flow")
    closed = seal.close(b"secret", NOW)
    assert b"secret" not in closed
    assert seal.open(closed) == b"secret"
    assert Seal(mine.secret, "other").open(closed) is None
    assert Seal(other.secret, "flow").open(closed) is None
    assert seal.open(closed[:-4] + b"AAAA") is None
    assert seal.open_within(timedelta(minutes=10), closed, NOW + timedelta(minutes=10)) == b"secret"
    assert seal.open_within(timedelta(minutes=10), closed, NOW + timedelta(minutes=11)) is None
    assert seal.open_within(timedelta(minutes=10), b"", NOW) is None
