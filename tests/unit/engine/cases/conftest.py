"""Cases of 玉山县's 企业开办 at every turn of their way, and the people who act on them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from engine.cases.case import Case
from engine.cases.terms import Terms
from engine.clock import CENTRE_ZONE
from engine.verify.hall import Hall
from tenants.pack import read_pack, shipped_packs
from tenants.people import Actor, actor_of

ENTERPRISE = "企业开办"


@pytest.fixture(scope="session")
def packs() -> dict[str, Any]:
    found = [read_pack(folder).pack for folder in shipped_packs()]
    return {pack.tenant.code: pack for pack in found if pack is not None}


@pytest.fixture
def hall(packs: dict[str, Any]) -> Iterator[Hall]:
    """玉山县 with 企业开办 published, on Monday 2026-03-02 at 09:30."""
    hall = Hall(packs)
    hall.published("玉山县", ENTERPRISE)
    hall.until(datetime(2026, 3, 2, 9, 30, tzinfo=CENTRE_ZONE))
    yield hall
    hall.close()


@pytest.fixture
def person(hall: Hall) -> Callable[[str], Actor]:
    """Somebody of the centre by login, as of that Monday."""

    def find(login: str) -> Actor:
        assert hall.tenant is not None
        people = hall.run(hall.tenants.people())
        return actor_of(next(p for p in people if p.login == login), hall.tenant.id, hall.clock.now().date())

    return find


@pytest.fixture
def terms(hall: Hall) -> Terms:
    return hall.prepared().terms


BRANCHES = ("公章刻制", "税务登记与发票", "社保登记", "公积金登记", "银行预约开户")


@pytest.fixture
def at_turn(hall: Hall) -> Callable[[str], Case]:
    """A case brought to a turn of its way: received, noticed, accepted, registered, issued, delivered."""

    def go(turn: str) -> Case:
        hall.receive()
        if turn == "noticed":
            hall.complete("受理审核", "一次告知", defects=("住所证明", "公司章程"))
            return hall.current()
        if turn == "received":
            return hall.current()
        hall.complete("受理审核", "受理")
        if turn == "accepted":
            return hall.current()
        hall.complete("设立登记", "准予登记")
        if turn == "registered":
            return hall.current()
        for name in BRANCHES:
            hall.complete(name, "完成")
        if turn == "branches done":
            return hall.current()
        hall.complete("统一制证出件", "完成")
        if turn == "issued":
            return hall.current()
        hall.complete("送达", "完成")
        return hall.current()

    return go


Begin = Callable[..., Hall]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CENTRE_ZONE)


@pytest.fixture
def moment() -> Callable[[str], datetime]:
    """“2025-11-03 09:00” on the centre's clock."""
    return at


@pytest.fixture
def accepted() -> Iterator[Begin]:
    """`accepted("2025-11-03 09:00", promised=10, statutory=20)`: a case received and accepted at that moment."""
    halls: list[Hall] = []

    def begin(when: str, *, promised: int = 20, statutory: int = 20) -> Hall:
        hall = Hall({})
        halls.append(hall)
        hall.plain({"promised": (promised, "workingDay"), "statutory": (statutory, "workingDay")})
        hall.until(at(when))
        hall.receive()
        hall.complete("受理审核", "受理")
        hall.must()
        return hall

    yield begin
    for hall in halls:
        hall.close()
