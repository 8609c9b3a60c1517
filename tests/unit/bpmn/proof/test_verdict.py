"""The verdict as programs and people get it."""

import json

from bpmn.finding import Severity
from bpmn.proof import Answer, prove
from bpmn.testing import diagram_from


def test_json_has_what_programs_rely_on() -> None:
    verdict = prove(diagram_from("S A:3 x1 [a<5] B:4 E ; x1 [-] C:2 E", promised=7))

    data = json.loads(json.dumps(verdict.to_json(), ensure_ascii=False))

    assert {key: data[key] for key in ("sound", "worst", "unit", "exact", "bound", "promise")} == {
        "sound": True,
        "worst": 7,
        "unit": "workingDay",
        "exact": True,
        "bound": "exact",
        "promise": "kept",
    }
    assert data["path"] == ["A", "B"]
    assert data["findings"] == []
    assert data["witness"]["inputs"] == {"a": 4}
    assert data["witness"]["days"] == 7
    assert [(d["step"], d["value"]) for d in data["witness"]["durations"]] == [("A", 3), ("B", 4)]
    assert data["giveBack"] == {"A": 1, "B": 1}


def test_the_witness_tells_every_choice_and_round() -> None:
    verdict = prove(diagram_from("S x1*2 A:3 x2 B:1 E ; x2 C:2 x1"))

    assert verdict.witness is not None
    assert dict(verdict.witness.rounds) == {"x1": 2}
    taken = [(choice.node, choice.round) for choice in verdict.witness.choices]
    assert taken == [("x2", 1), ("x2", 2), ("x2", 3)]
    spent = [(each.step, each.round, each.amount) for each in verdict.witness.durations]
    assert spent == [("A", 1, 3), ("C", 1, 2), ("A", 2, 3), ("C", 2, 2), ("A", 3, 3), ("B", 1, 1)]


def test_pauses_take_no_time_in_the_witness() -> None:
    verdict = prove(diagram_from("S +1 P:10p A:2 +2 E ; +1 Q:6p B:3 +2"))

    assert verdict.witness is not None
    spent = {each.step: each.amount for each in verdict.witness.durations}
    assert spent == {"P": 0, "Q": 0, "A": 2, "B": 3}


def test_a_broken_promise_in_words() -> None:
    verdict = prove(diagram_from("S 受理:1 消防检查:8 发证:2 E", promised=10))

    (finding,) = verdict.findings
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "最坏情况超过承诺时限。最坏路径：受理（1）→消防检查（8）→发证（2），共11个工作日，承诺10个工作日，超出1。"
    )
    assert "缩短" in finding.advice


def test_a_deadlock_in_words() -> None:
    verdict = prove(diagram_from("S x1 A:2 +2 E ; x1 B:9 +2"))

    (finding,) = verdict.findings
    assert finding.message.startswith("“and_2”会一直等下去")
    assert "S→x1→A" in finding.message
    assert "排他网关" in finding.advice


def test_nothing_is_promised_nothing_is_broken() -> None:
    verdict = prove(diagram_from("S A:3 E"))

    assert verdict.promise is Answer.NO_PROMISE
    assert verdict.summary == "最坏路径：A（3），共3个工作日，未填写时限：未填写承诺时限"


def test_a_long_list_of_steps_is_counted() -> None:
    steps = " ".join(f"A{k}:?" for k in range(20))

    (finding,) = prove(diagram_from(f"S {steps} E")).findings

    assert "等20处" in finding.message
