"""Trials: what becomes of a run that breaks off, and of one under way when the server ends."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from designer_api.trials import Trial, Trials
from engine.clock import CENTRE_ZONE
from tenants.identity import TenantId
from tenants.pack import Pack

pytestmark = pytest.mark.anyio
TENANT = TenantId(UUID("01960000-0000-7000-8000-000000000001"))
FEATURE = """# language: zh-CN
功能: 一个场景
  场景: 当天受理
    当 综合窗口于"2026-03-02 10:00"受理
    那么 受理日期为"2026-03-02"
"""


class Unreadable(Mapping[str, Pack]):
    """Packs on a disk that has gone."""

    def __getitem__(self, code: str) -> Pack:
        raise OSError("Input/output error")

    def __iter__(self) -> Iterator[str]:
        raise OSError("Input/output error")

    def __len__(self) -> int:
        return 1


def trial(packs: Mapping[str, Pack], text: str = FEATURE) -> Trial:
    now = datetime(2026, 3, 2, 9, tzinfo=CENTRE_ZONE)
    return Trial(uuid4(), TENANT, "plain", "普通事项", "第 1 版", now, "许例", {"a.feature": text}, packs)


async def test_a_run_that_breaks_off_tells_it_plainly_and_logs_why(caplog: pytest.LogCaptureFixture) -> None:
    named = FEATURE.replace("    当", '    假如 "玉山县"已发布事项"企业开办"\n    当', 1)
    trials = Trials()
    with caplog.at_level(logging.ERROR):
        begun = trials.start(trial(Unreadable(), named))
        await trials.close()
        await asyncio.sleep(0)

    assert isinstance(begun, Trial)
    assert begun.done
    assert begun.fault == "验证中断，原因已记入服务器日志。"
    assert "Input/output error" in caplog.text


async def test_the_server_ends_only_after_what_is_under_way() -> None:
    trials = Trials()
    begun = trials.start(trial({}))
    await trials.close()
    await asyncio.sleep(0)

    assert isinstance(begun, Trial)
    assert (begun.done, begun.count, begun.fault) == (True, 1, "")
