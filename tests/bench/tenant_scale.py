"""Tenants at scale: `python tests/bench/tenant_scale.py` — one JSON line a figure.

10 000 tenants under one top, 200 matters: resolving an effective matter (county, township and village over a top),
uncached and cached; the children of a tenant as the tree page lists them; the overlays a change at the top breaks.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from bpmn.diagram import Diagram, LimitText, Node, Process, StepFacts
from tenants.matter import Material, Matter, MatterKind, MatterLimit, MatterType
from tenants.model import MatterModel
from tenants.overlay import Below, Level, Lower, Overlay, broken_below, resolve
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant import Level as Rank
from tenants.tenant import TenantProfile, Tree, plant
from tenants.tightening.above import Above

TENANTS, MATTERS, COUNTIES = 10_000, 200, 100
CENTRE = Centre(kinds=KINDS)


def model(number: int, promised: int = 20) -> MatterModel:
    nodes = tuple(
        Node(f"s{each}", "userTask", f"环节{each}", "p", step=StepFacts(limit=LimitText("2", "workingDay")))
        for each in range(8)
    )
    drawing = Diagram(processes=(Process("p", nodes=nodes, promised=LimitText(str(promised), "workingDay")),))
    materials = tuple(Material(f"m{each}", f"材料{each}") for each in range(12))
    matter = Matter(
        f"matter{number}",
        "某许可",
        MatterType.LICENCE,
        MatterKind.PROMISED,
        "office",
        statutory=MatterLimit(20),
        promised=MatterLimit(promised),
        materials=materials,
    )
    return MatterModel(matter, drawing)


def tenant(code: str, parent: str, level: Rank) -> TenantProfile:
    return TenantProfile(code=code, name=code, centre=code, level=level, region_code="000000", parent=parent)


def tree() -> Tree:
    profiles = [tenant("top", "", Rank.PROVINCE)]
    profiles += [tenant(f"c{number}", "top", Rank.COUNTY) for number in range(COUNTIES)]
    profiles += [
        tenant(f"t{number}", f"c{number % COUNTIES}", Rank.TOWNSHIP) for number in range(TENANTS - COUNTIES - 1)
    ]
    planted, findings = plant(profiles)
    assert findings == ()
    return planted


def overlay(number: int, promised: int, place: str = "本级") -> Overlay:
    return Overlay(
        code=f"matter{number}",
        overlay_of="top",
        promised=MatterLimit(promised),
        steps=(("s1", MatterLimit(1)),),
        waived_materials=("m3",),
        place=f"{place}便民服务中心",
    )


def timed(work: Callable[[], object], times: int) -> float:
    """The median time of one run in seconds."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        work()
        found.append(perf_counter() - begin)
    return sorted(found)[times // 2]


def tell(name: str, seconds: float, unit: str, most: float) -> None:
    value = seconds * {"s": 1, "ms": 1e3, "us": 1e6}[unit]
    print(
        json.dumps(
            {"name": name, "value": round(value, 3), "unit": unit, "baseline": most, "ratio": round(value / most, 3)}
        )
    )


def main() -> None:
    models = [model(number) for number in range(MATTERS)]
    above = Above("省")
    levels = {
        number: [Level(name, overlay(number, days)) for name, days in (("市", 18), ("县", 15), ("乡", 10))]
        for number in range(MATTERS)
    }

    def every() -> None:
        for number in range(MATTERS):
            assert resolve(models[number], levels[number], above, CENTRE).model is not None

    tell("resolve_uncached", timed(every, 5) / MATTERS, "ms", 5)
    kept = {number: resolve(models[number], levels[number], above, CENTRE) for number in range(MATTERS)}
    tell("resolve_cached", timed(lambda: [kept[number].model for number in range(MATTERS)], 20) / MATTERS, "us", 50)

    begin = perf_counter()
    planted = tree()
    tell("plant_tree", perf_counter() - begin, "ms", 1000)
    tell("tree_children", timed(lambda: [planted.profiles[each] for each in planted.children("c7")], 20), "ms", 100)

    lower = [
        Lower(code, code, overlay(1, 12 + place % 8, code)) for place, code in enumerate(planted.descendants("top"))
    ]
    below = Below.of("top", planted, lower)
    changed = replace(models[1], matter=replace(models[1].matter, promised=MatterLimit(14)))
    begin = perf_counter()
    broken = broken_below(models[1], changed, below, above, CENTRE)
    tell("broken_below", perf_counter() - begin, "s", 2)
    assert 0 < len(broken) < len(lower)


if __name__ == "__main__":
    main()
