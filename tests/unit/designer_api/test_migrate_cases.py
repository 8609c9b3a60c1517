"""`banshi migrate-cases`: says what is wrong with its arguments in one line, tries out before it moves."""

import asyncio
import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from designer_api.cli import main
from designer_api.house import open_house
from designer_api.settings import Settings
from engine.installing import Installer
from engine.publishing import Gate
from engine.verify.generated import one_step_pack
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A centre whose plain matter has two versions and no open case."""

    async def make() -> None:
        async with open_house(Settings(data=tmp_path, durable=False)) as house:
            gate = Gate(national_calendar(), KINDS)
            installer = Installer(house.directory, house.tenants, house.clock, Random(2).randbytes, gate)
            for days, day in ((20, date(2026, 1, 1)), (10, date(2026, 2, 1))):
                pack = one_step_pack({"promised": (days, "workingDay")})
                installed = await installer.install(pack, effective_from=day)
                assert installed.tenant is not None

    asyncio.run(make())
    return tmp_path


def test_it_tries_out_before_it_moves(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate-cases", "jia", "plain", "1", "2", "--data", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["total"], told["moving"], told["refused"]) == (0, 0, {})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "plain", "1", "2"], "没有租户“nobody”。"),
        (["jia", "plain", "1", "9"], "版本有：1、2；请写两个不同的。"),
        (["jia", "plain", "1", "2", "--map", "x"], "--map 应写成 旧=新，现为“x”。"),
        (["jia", "plain", "1", "2", "--go"], "请用 --as 写明改革人员的登录名。"),
        (["jia", "plain", "1", "2", "--go", "--as", "window", "--reason", "x"], "您不能更换在办办件的版本。"),
    ],
)
def test_a_wrong_argument_gets_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["migrate-cases", *arguments, "--data", str(data)]) == 2
    assert said in capsys.readouterr().err
