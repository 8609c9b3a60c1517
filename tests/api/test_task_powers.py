"""The task page tells before anything is filled in by which mandate the act is open, or why it is not."""

from dataclasses import replace
from typing import Any

import pytest

from tenants import scope
from tenants.mandate import HolderKind

pytestmark = pytest.mark.anyio


async def panel(who: Any, case: dict[str, Any], element: str) -> str:
    token = next(step["token"] for step in case["steps"] if step["element"] == element)
    return str((await who.get(f"/tasks?task={case['id']}:{token}")).text)


async def keep_only(centre: Any, wanted: Any) -> None:
    """Leave only these mandates on record."""
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            registers = await centre.house.tenants.registers()
            left = tuple(each for each in registers.mandates if wanted(each))
            await centre.house.tenants.save_registers(replace(registers, mandates=left))


async def test_the_window_accepts_by_the_seal_that_lies_at_the_centre(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("gaoli")  # 合同制，在 D 区
    shown = await panel(clerk, case, "accept")
    assert "今天可以办：市监局专用章使用权：凭玉授〔2024〕" in shown
    assert "由政务中心代用" in shown
    done = await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    assert done.status_code == 200, done.text
    lines = (await clerk.get(f"/api/v1/cases/{case['id']}/record")).json()
    (accepted,) = [line["detail"] for line in lines if line["text"].startswith("受理，出具")]
    assert "市监局专用章使用权：凭玉授〔2024〕" in accepted


async def test_a_window_does_not_accept_for_a_department_that_gave_it_no_seal(centre: Any, received: Any) -> None:
    await keep_only(centre, lambda each: each.delegate.kind is HolderKind.PERSON)
    case = await received(centre)
    clerk = await centre.officer("gaoli")
    intake = (await clerk.get("/receive/enterprise_opening")).text
    assert "可以收件，但在这里受理不了" in intake
    assert "请转市监局的窗口办理" in intake
    shown = await panel(clerk, case, "accept")
    assert "都没有市监局的专用章使用权" in shown
    assert 'value="一次告知"' in shown  # 告知不盖章
    assert 'value="受理"' not in shown
    refused = await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:power")
    assert "请转市监局的窗口办理" in refused.json()["advice"]


async def test_who_may_not_decide_is_told_before_the_form(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    assert "市监局审批决定权、专用章使用权：凭玉授〔2024〕2号（顶岗）" in await panel(registrar, case, "register")
    await keep_only(centre, lambda each: each.document != "玉授〔2024〕2号")
    shown = await panel(registrar, case, "register")
    assert "李示不能行使市监局的审批决定权" in shown
    assert "请由部门主要负责人授权后再办" in shown
    assert 'name="_act"' not in shown


async def test_a_step_done_outside_the_hall_is_told_to_supervision(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    done = await clerk.complete(case, "accept", outcome="受理", place="市监局办公楼", data=centre.samples["acceptance"])
    assert done.status_code == 200, done.text
    lines = (await clerk.get(f"/api/v1/cases/{case['id']}/record")).json()
    assert any("办理地点：市监局办公楼" in line["detail"] for line in lines)
    assert any(line["text"].startswith("记违规：在市监局办公楼办理") for line in lines)
