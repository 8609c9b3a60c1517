"""A matter in phases: the diagram calls drawings beside it, and gate, prover, runtime and record all follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest

from bpmn.diagram import Diagram, Flow, LimitText, Node, Process, StepFacts
from bpmn.document import read_diagram, write_diagram
from bpmn.finding import Severity
from bpmn.layout import lay_out
from bpmn.proof import Answer
from engine.calls import definition_of
from engine.clock import CENTRE_ZONE, ManualClock
from engine.installing import Installer
from engine.publishing import Gate, Judgement, check_bundle
from engine.runtime import RuntimeCase
from engine.runtime.effects import StepOpened
from engine.verify.generated import one_step_pack
from engine.verify.replay import replay
from tenants import scope
from tenants.archive import write_zip_of
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.memory import MemoryDirectory, MemoryTenantStore
from tenants.pack import Pack, files_of, read_pack_zip
from tenants.step_kinds import KINDS
from tenants.tenant import Level

GATE = Gate(national_calendar(), KINDS)


def handling(days: int, calls: str = "") -> bytes:
    """审查 (calling another process where one is named), then the decision, in so many working days together."""
    review = StepFacts(limit=LimitText("2", "workingDay"), kind="review", department="office", post="desk")
    decide = StepFacts(
        limit=LimitText(str(days - 2), "workingDay"),
        kind="decide",
        department="office",
        post="desk",
        legal_basis="《行政许可法》第三十八条",
        outcomes=("准予", "不予"),
        result="审批结论",
    )
    first = Node("look", "userTask", "审查", "handling", step=review)
    nodes = (
        Node("begin", "startEvent", "开始", "handling"),
        replace(first, kind="callActivity", called=calls, step=StepFacts()) if calls else first,
        Node("decide", "userTask", "决定", "handling", step=decide),
        Node("finish", "endEvent", "完成", "handling"),
    )
    flows = tuple(
        Flow(name, source, target, parent="handling")
        for name, source, target in (("h1", "begin", "look"), ("h2", "look", "decide"), ("h3", "decide", "finish"))
    )
    return write_diagram(lay_out(Diagram("h", processes=(Process("handling", "办理阶段", nodes=nodes, flows=flows),))))


def in_phases(promised: int, **beside: bytes) -> tuple[Pack, Bundle]:
    """The plain matter, its handling step a call of what is drawn beside it."""
    pack = one_step_pack({"promised": (promised, "workingDay")})
    (bundle,) = pack.bundles
    diagram = read_diagram(bundle.files["flow.bpmn"]).diagram
    assert diagram is not None
    (process,) = diagram.processes
    nodes = tuple(
        replace(node, kind="callActivity", called="handling", step=StepFacts()) if node.id == "handle" else node
        for node in process.nodes
    )
    drawn = write_diagram(replace(diagram, processes=(replace(process, nodes=nodes),)))
    files = {**bundle.files, "flow.bpmn": drawn, **{f"{name}.bpmn": source for name, source in beside.items()}}
    made = Bundle(bundle.code, files)
    return replace(pack, bundles=(made,)), made


@pytest.fixture
def judged() -> Callable[..., Judgement]:
    def judge(promised: int, **beside: bytes) -> Judgement:
        pack, bundle = in_phases(promised, **beside)
        return check_bundle(bundle, pack, GATE)

    return judge


def errors(judgement: Judgement) -> list[tuple[str, str, str]]:
    return [(f.code, f.file, f.element) for f in judgement.findings if f.severity is Severity.ERROR]


def test_what_is_called_counts_in_the_proof(judged: Callable[..., Judgement]) -> None:
    within = judged(5, handling=handling(5))
    assert errors(within) == []
    assert within.verdict is not None
    assert within.verdict.worst == 5  # 审查 2 + 决定 3
    assert [step.element for step in within.verdict.path if step.element.startswith("handle/")] == [
        "handle/look",
        "handle/decide",
    ]
    beyond = judged(5, handling=handling(6))
    assert beyond.verdict is not None
    assert beyond.verdict.promised.answer is Answer.BROKEN


def test_the_engine_takes_the_days_that_were_proved(judged: Callable[..., Judgement]) -> None:
    judgement = judged(5, handling=handling(5))
    assert judgement.model is not None
    assert judgement.verdict is not None
    replayed = replay(judgement.verdict, judgement.model, GATE.calendar)
    assert (replayed.why, replayed.met) == ("", 5)
    assert [step.element for step in replayed.steps] == [
        "receive", "accept", "handle/look", "handle/decide", "issue", "deliver",
    ]  # fmt: skip


def test_a_step_of_a_called_process_is_found_by_its_path(judged: Callable[..., Judgement]) -> None:
    model = judged(5, handling=handling(5)).model
    assert model is not None
    assert model.node("handle/decide").label == "决定"
    assert model.find("decide") is None
    assert model.find("handle/nothing") is None
    assert [path for path, node in model.paths() if node.step.kind in ("review", "decide")] == [
        "handle/look", "handle/decide",
    ]  # fmt: skip
    assert model.file_of("decide") == "handling.bpmn"


def test_findings_name_the_file_of_the_fragment(judged: Callable[..., Judgement]) -> None:
    drawn = handling(5).replace(b'gov:department="office"', b'gov:department="nobody"')
    assert ("department-known", "plain/handling.bpmn", "look") in errors(judged(5, handling=drawn))
    missing = judged(5)
    assert ("calls-resolve", "plain/flow.bpmn", "handle") in errors(missing)


def test_an_id_may_not_stand_in_two_files(judged: Callable[..., Judgement]) -> None:
    drawn = handling(5).replace(b'"look"', b'"accept"')
    assert ("fragment-duplicate", "plain/handling.bpmn", "accept") in errors(judged(5, handling=drawn))


def test_processes_that_call_one_another_are_refused(judged: Callable[..., Judgement]) -> None:
    ring = judged(5, handling=handling(5, calls="handling"))
    assert ("calls-resolve", "plain/handling.bpmn", "look") in errors(ring)


def test_a_called_process_calls_another(judged: Callable[..., Judgement]) -> None:
    inner = handling(4).decode()
    for old, new in (("handling", "looking"), ("decide", "settle"), ("look", "see"), ("h1", "i1"), ("h2", "i2")):
        inner = inner.replace(f'"{old}"', f'"{new}"')
    for old, new in (("h3", "i3"), ("begin", "begun"), ("finish", "over")):
        inner = inner.replace(f'"{old}"', f'"{new}"')
    judgement = judged(9, handling=handling(5, calls="looking"), looking=inner.encode())
    assert judgement.model is not None
    definition = definition_of(judgement.model)
    case, effects = RuntimeCase.start(definition)
    opened = [effect for effect in effects if isinstance(effect, StepOpened)]
    for wanted in ("receive", "accept", "handle/look/see"):
        assert [effect.element for effect in opened] == [wanted]
        opened = [effect for effect in case.complete(opened[0].token) if isinstance(effect, StepOpened)]


def test_fragments_stand_in_a_pack(judged: Callable[..., Judgement]) -> None:
    pack, bundle = in_phases(5, handling=handling(5))
    read = read_pack_zip(write_zip_of(files_of(pack)))
    assert read.pack is not None
    assert [finding for finding in read.findings if finding.code == "pack-file-unknown"] == []
    assert read.pack.bundles == (bundle,)


@pytest.mark.anyio
async def test_a_process_of_the_level_above_is_pinned_when_it_is_published() -> None:
    directory, store = MemoryDirectory(), MemoryTenantStore()
    clock = ManualClock(datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE))
    installer = Installer(directory, store, clock, Random(3).randbytes, GATE)
    above, _ = in_phases(5, handling=handling(5))
    below, called = in_phases(5)
    own = Bundle("own", {**called.files, "matter.toml": called.files["matter.toml"].replace(b'"plain"', b'"own"')})
    profile = replace(below.tenant, code="yi", parent="jia", name="乙乡", level=Level.TOWNSHIP, region_code="361123101")
    below = replace(below, tenant=profile, bundles=(own,))

    assert (await installer.install(above, effective_from=date(2026, 1, 1))).findings is not None
    made = await installer.install(below, effective_from=date(2026, 1, 1))

    assert made.tenant is not None, [str(each) for each in made.findings if each.severity is Severity.ERROR]
    (version,) = made.published
    with scope.acting_for(made.tenant.id):
        kept = await store.bundle("own", version.hash)
    assert kept is not None
    assert kept.files["plain_handling.bpmn"] == handling(5)
