"""授权和清单: who may decide by which mandate, and which matters take new cases (D1–D6, B1–B5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from engine.cases import commands as c
from engine.cases import events as e
from engine.verify.generated import PLAIN
from engine.verify.grammar import Unmet, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue, day, moment
from tenants.catalogue import CatalogueEntry, EntryState
from tenants.claims import Transfer, TransferKind
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.registers import Registers
from tenants.term import term_of

_OFFICE, _DESK, _DECIDE = "office", "desk", "办理"


@step(
    '首席代表持有授权书"甲授1号",权力为"审批决定权",自"2026-01-01"至"2026-12-31"',
    '首席代表的授权书"甲授1号"授予"审批决定权",自"2026-01-01"至"2026-12-31"',
    words="部门把这些权力授给窗口首席代表，首尾两日都算",
)
def mandated(hall: Hall, document: str, powers: str, since: str, until: str) -> None:
    found = frozenset(term_of(Power, word.strip()) for word in powers.replace("、", ",").split(","))
    if None in found:
        raise BadValue(f"“{powers}”里有不认识的权力。")
    kept = frozenset(each for each in found if each is not None)
    mandate = Mandate(
        document=document,
        department=_OFFICE,
        delegator=Holder(HolderKind.DEPARTMENT, _OFFICE),
        delegate=Holder(HolderKind.PERSON, _DESK, "审批人员"),
        powers=kept,
        since=day(since),
        until=day(until),
    )

    def put(registers: Registers) -> Registers:
        others = (each for each in registers.mandates if each.delegate.kind is not HolderKind.PERSON)
        return replace(registers, mandates=(mandate, *others))

    keep(hall, put)


@step('授权书"甲授1号"于"2026-03-05"撤销', words="从这一天起，这份授权书不再有效")
def revoked(hall: Hall, document: str, on: str) -> None:
    keep(
        hall,
        lambda registers: replace(
            registers,
            mandates=tuple(
                replace(each, revoked_from=day(on)) if each.document == document else each
                for each in registers.mandates
            ),
        ),
    )


@step("首席代表认领审批环节", words="首席代表认领作决定的环节")
def claims(hall: Hall) -> None:
    found = hall.step(_DECIDE)
    hall.command(found, c.Claim(found.token))
    hall.must()


@step('首席代表于"2026-03-05 10:00"作出"准予"', words="首席代表在这一刻作出决定")
def decides(hall: Hall, at: str, outcome: str) -> None:
    hall.until(moment(at))
    hall.complete(_DECIDE, outcome, reason="不符合条件")


@step('决定被拒绝,原因为"已到期"', '决定被拒绝,原因"已到期"', words="刚才的决定没有作出，原因里有这些字")
def refused(hall: Hall, why: str) -> None:
    if hall.refusal is None:
        raise Unmet("决定", "被拒绝", "已经作出")
    if why not in str(hall.refusal):
        raise Unmet("原因", why, str(hall.refusal))


@step('决定凭授权书"甲授1号"作出', words="决定已经作出，记录里写着凭哪份授权书")
def recorded(hall: Hall, document: str) -> None:
    hall.must()
    found = [event.mandates for event in hall.events() if isinstance(event, e.CaseDecided)]
    if not found or document not in found[-1]:
        raise Unmet("授权书", document, "、".join(found[-1]) if found else "没有决定")


@step('事项目录为"编制中"', words="目录清单里这个事项的状态：编制中、已审核、已公布")
def catalogued(hall: Hall, state: str) -> None:
    found = term_of(EntryState, state)
    if found is None:
        raise BadValue(f"没有“{state}”这种目录状态。")
    published = date(2024, 12, 1) if found is EntryState.PUBLISHED else None
    entry = CatalogueEntry(PLAIN, "甲", bases=("第一条",), state=found, reviewed_by="编办", published_from=published)
    keep(hall, lambda registers: replace(registers, catalogue=(entry,)))


@step('事项于"2026-05-01"取消,文件为"国发〔2026〕1号"', words="从这一天起不再收件，在办的办完")
def cancelled(hall: Hall, on: str, document: str) -> None:
    entry = CatalogueEntry(
        PLAIN,
        "甲",
        bases=("第一条",),
        state=EntryState.PUBLISHED,
        reviewed_by="编办",
        published_from=date(2024, 12, 1),
        cancelled_from=day(on),
        cancel_document=document,
    )
    keep(hall, lambda registers: replace(registers, catalogue=(entry,)))


@step('事项于"2026-05-01"下放给"甲乡",文件为"甲府发〔2026〕2号"', words="从这一天起新申请由下级受理")
def handed_down(hall: Hall, on: str, target: str, document: str) -> None:

    def move(registers: Registers) -> Registers:
        source = hall.tenant.code if hall.tenant is not None else ""
        transfer = Transfer(PLAIN, TransferKind.HAND_DOWN, source, day(on), document, target)
        return replace(registers, transfers=(transfer,))

    keep(hall, move)


@step('"2026-05-06 09:00"的收件被拒绝,原因为"取消"', words="在这一刻收件，被拒绝，原因里有这些字")
def not_received(hall: Hall, at: str, why: str) -> None:
    hall.until(moment(at))
    open_case = hall.case
    hall.receive()
    refusal, hall.case, hall.refusal = hall.refusal, open_case, None
    if refusal is None:
        raise Unmet("收件", "被拒绝", "已经收件")
    if why not in str(refusal):
        raise Unmet("原因", why, str(refusal))


def keep(hall: Hall, change: Callable[[Registers], Registers]) -> None:
    """Change the registers of the centre where the scenario takes place."""
    if not hall.matter:
        hall.plain({})
    hall.prepared()
    if hall.tenant is None:
        raise NotReady("场景还没有说明在哪个中心。")

    async def put() -> None:
        async with hall.tenants.transaction():
            await hall.tenants.save_registers(change(await hall.tenants.registers()))

    hall.run(put())
