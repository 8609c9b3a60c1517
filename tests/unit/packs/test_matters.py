"""The shipped matters pass the gate, keep their promises and are filled in by their own samples."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from bpmn.dmn.holes import find_holes
from bpmn.feel import compile_expression
from bpmn.finding import Finding, Severity
from bpmn.proof import Answer
from engine.cases.applicant import applicant_of
from engine.cases.audit import Audit
from engine.cases.case import Step
from engine.cases.respond import may_work
from engine.clock import CENTRE_ZONE
from engine.verify.kept import Kept
from engine.verify.runner import Runner, State
from forms import validate_json
from tenants.bundle import SAMPLES_FOLDER
from tenants.identity import PersonId, TenantId
from tenants.matter import Mark, MatterKind
from tenants.pack import Pack
from tenants.people import Actor, actor_of
from tenants.tenant import Level
from tenants.workplaces import workplaces_of

TODAY = date(2026, 3, 2)
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
NO_STATUTORY_LIMIT = {
    "completion_filing",
    "elder_card",
    "homestead_village_review",
    "joint_completion_acceptance",
    "resident_insurance_enrolment",
    "road_restoration",
    "utility_transfer",
}
"""Public services for which no law sets a limit; the gate warns, and the matter's remarks say so."""
DATA_DICTIONARY = {
    "企业名称": "textfield",
    "统一社会信用代码": "credit_code",
    "法定代表人身份证号": "resident_id",
    "身份证号": "resident_id",
    "注册资本": "money",
    "联系电话": "phone",
    "公积金缴存比例": "number",
}


def sample(shipped: Any, name: str) -> Any:
    return json.loads(shipped.bundle.files[f"{SAMPLES_FOLDER}{name}.json"])


def test_the_gate_finds_nothing_but_the_limit_no_law_sets(shipped: Any) -> None:
    found = [each for each in shipped.judgement.findings if each.severity is not Severity.NOTE]
    if shipped.bundle.code in NO_STATUTORY_LIMIT:
        assert [(each.code, each.severity) for each in found] == [("promise-present", Severity.WARNING)]
        assert any("没有规定" in remark for remark in shipped.model.matter.remarks)
    else:
        assert found == []


def test_the_promise_is_proved(shipped: Any) -> None:
    assert shipped.judgement.verdict.promised.answer is Answer.KEPT


def test_decision_tables_have_no_holes(shipped: Any) -> None:
    found: list[Finding] = []
    for model in shipped.model.decisions.values():
        found += find_holes(model)
    assert found == []


def test_instant_matters_promise_no_days_and_the_others_some(shipped: Any) -> None:
    promised = shipped.model.matter.promised
    assert (promised.amount == 0) == (shipped.model.matter.kind is MatterKind.INSTANT)


def test_what_stands_as_law_was_read_or_is_marked(shipped: Any) -> None:
    """A text that was read is quoted and dated, so that it can be compared with the official one."""
    for basis in shipped.model.matter.bases:
        if basis.mark is Mark.READ:
            assert basis.quote, basis.id
            assert basis.since, basis.id
        else:
            assert basis.mark in (Mark.QUOTED, Mark.KNOWN, Mark.POLICY)


def test_every_form_is_filled_in_by_its_sample(shipped: Any) -> None:
    known: dict[str, Any] = {}
    for name in sorted(shipped.model.forms, key=lambda each: each != "application"):
        checked = validate_json(shipped.model.forms[name], sample(shipped, name), known=known, today=TODAY)
        assert [f"{error.path}{error.message}" for error in checked.errors] == []
        known |= dict(checked.values)


def test_every_variant_of_the_sample_is_a_valid_application_of_another_applicant(shipped: Any) -> None:
    variants = sample(shipped, "variants")
    names = set()
    for variant in variants:
        values = {**sample(shipped, "application"), **variant}
        checked = validate_json(shipped.model.forms["application"], values, known={}, today=TODAY)
        assert [f"{error.path}{error.message}" for error in checked.errors] == []
        party = applicant_of(checked.values)
        assert party.id_type in ("居民身份证", "统一社会信用代码")
        assert party.phone
        names.add(party.name)
    assert len(names) == len(variants) == 12


def test_the_same_fact_is_the_same_kind_of_field_in_every_form(shipped: Any) -> None:
    kinds: dict[str, set[str]] = {}
    for form in shipped.model.forms.values():
        for field in form.walk():
            if field.key:
                kinds.setdefault(field.key, set()).add(field.type)
    assert {key: sorted(types) for key, types in kinds.items() if len(types) > 1} == {}
    assert {key: kinds[key] for key in kinds.keys() & DATA_DICTIONARY.keys()} == {
        key: {DATA_DICTIONARY[key]} for key in kinds.keys() & DATA_DICTIONARY.keys()
    }


def people_of(pack: Pack) -> list[Actor]:
    nobody = PersonId(UUID(int=1))
    return [actor_of(person.with_id(nobody), TenantId(UUID(int=2)), TODAY) for person in pack.people]


def test_somebody_can_work_on_every_step(shipped: Any, packs: dict[str, Pack]) -> None:
    """One may be away: at a county no step hangs on a single person. A step handed to a level above is worked there."""
    others = [(each.tenant, each.organisation) for each in packs.values()]
    places = workplaces_of(shipped.pack.tenant, shipped.pack.organisation, others)
    for node in shipped.model.diagram.nodes():
        if node.kind != "userTask":
            continue
        facts = node.step
        step = Step(1, node.id, node.label, facts.kind, facts.department, facts.post, facts.form, OPENED)
        worker = packs[str(places.worker(node, shipped.model.matter))]
        able = [actor.login for actor in people_of(worker) if may_work(actor, step)]
        assert len(able) >= (2 if worker.tenant.level is Level.COUNTY else 1), (node.label, able)


def test_an_enterprise_sees_its_own_step_alone(packs: dict[str, Pack]) -> None:
    for code in ("yushan", "duyun"):
        makers = [actor for actor in people_of(packs[code]) if "seal_maker" in actor.departments]
        assert {actor.posts for actor in makers} == {frozenset({("seal_maker", "engraver")})}


def test_every_material_condition_reads_what_the_application_asks(shipped: Any) -> None:
    asked = {field.key for field in shipped.model.forms["application"].walk() if field.key}
    for material in shipped.model.matter.materials:
        if material.when:
            assert compile_expression(material.when, asked).reads <= asked, material.code


@pytest.fixture(scope="module")
def kept() -> Kept:
    """What the scenarios of all matters need not read twice."""
    return Kept()


def test_the_commitments_hold_on_the_engine(shipped: Any, packs: dict[str, Pack], kept: Kept) -> None:
    """And every due date of every case is the one that its ledger gives."""
    audited = Audit()
    runner = Runner(packs, look=lambda hall: hall.audit(audited), kept=kept)
    for file, text in shipped.model.features.items():
        result = runner.run(text, file)
        failed = [
            f"{file}:{step.line} {step.text}：{step.message}"
            for scenario in result.scenarios
            for step in scenario.steps
            if step.state not in (State.PASSED, State.NOT_RUN)
        ]
        assert failed == []
        assert result.passed
    assert audited.differences == []
    assert audited.dates > 0


@pytest.mark.parametrize("code", ["yushan", "duyun"])
def test_opening_an_enterprise_promises_three_of_forty_five_working_days(packs: dict[str, Pack], code: str) -> None:
    bundle = packs[code].bundle("enterprise_opening")
    assert bundle is not None
    text = bundle.files["matter.toml"].decode()
    assert "promised = { amount = 3" in text
    assert "statutory = { amount = 45" in text


def test_both_counties_open_enterprises_by_the_same_drawing_and_decisions(packs: dict[str, Pack]) -> None:
    one, other = packs["yushan"].bundle("enterprise_opening"), packs["duyun"].bundle("enterprise_opening")
    assert one is not None
    assert other is not None
    same = [path for path in one.files if path.endswith((".bpmn", ".dmn")) or path.startswith("forms/")]
    assert len(same) == 14
    assert {path for path in same if one.files[path] != other.files[path]} == set()
