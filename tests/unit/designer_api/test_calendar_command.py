"""`banshi calendar`: a notice that cannot be read, or belongs to nobody named, changes nothing and is told."""

from pathlib import Path
from typing import Any

import pytest

from designer_api.cli import main

NOTICE = """year = 2027
title = "2027年部分节假日安排"
published = 2026-11-25

[[holidays]]
name = "元旦"
first = 2027-01-01
"""


@pytest.fixture
def banshi(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command: status, what was printed, what was complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("year = ", "放假通知读不出来"),
        (NOTICE + 'region = "361123"\n', "放假通知读不出来"),  # a key after the table belongs to the table
        ('region = "361123"\nbasis = "县政府令"\n' + NOTICE, "地方放假通知，请用 --tenant"),
        (NOTICE, "没有数据库"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(banshi: Any, tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "cn_2027.toml"
    file.write_text(text, "utf-8")
    status, _, error = banshi("calendar", file, "--data", tmp_path / "data")
    assert status == 2
    assert complaint in error


def test_a_file_that_is_not_there_is_told(banshi: Any, tmp_path: Path) -> None:
    status, _, error = banshi("calendar", tmp_path / "none.toml")
    assert (status, "没有文件" in error) == (2, True)


def test_a_tenant_that_is_not_there_is_told(banshi: Any, tmp_path: Path) -> None:
    assert banshi("migrate", "--data", tmp_path / "data")[0] == 0
    file = tmp_path / "cn_2027.toml"
    file.write_text(NOTICE, "utf-8")
    status, _, error = banshi("calendar", file, "--data", tmp_path / "data", "--tenant", "yushan")
    assert (status, "没有租户" in error) == (2, True)
