"""Figures of FEEL and DMN: cached evaluation, decision tables and parsing, beside what Python offers otherwise.

`python tests/bench/feel.py [--quick]`; exit status 1 when a figure is not met.
One JSON line a figure: name, value, unit, baseline, ratio. Times are medians of calls over the whole door: variables
taken in, limits set up, value given back. The baseline is SpiffWorkflow's Python expression or DMN engine where it
can do the same (it reads no FEEL), and bkflow-feel when it is installed; 0 means no peer does it.
"""

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bpmn.dmn import Model, read_model
from bpmn.feel import Names, compile_expression, compile_unary_tests
from bpmn.feel.parser import parse_expression

CHOICE = 'if 申请人类型 = "企业" and 申请金额 in [10000..50000] then "受理" else "不予受理"'
LONG = (
    'if 申请人类型 = "企业" and 申请金额 in [10000..50000] then "受理" else if 面积 * 0.5 + 100 >= 限额 '
    'then count(材料[状态 = "缺"]) else 年龄(出生日期, @"2026-03-02")'
)
ASCII = (
    'if applicantType = "company" and amount in [10000..50000] then "accept" else if area * 0.5 + 100 >= limit '
    'then count(materials[state = "missing"]) else age at(birth, @"2026-03-02")'
)
FACTS: dict[str, object] = {"申请人类型": "企业", "申请金额": 20000}


def microseconds(work: Callable[[], object], calls: int, rounds: int) -> float:
    """The median processor time of one call, so that a busy machine counts less."""
    times = []
    for _ in range(rounds):
        begun = process_time()
        for _ in range(calls):
            work()
        times.append((process_time() - begun) / calls * 1e6)
    return statistics.median(times)


def table() -> Model:
    """Ten rules over a text and a number."""
    rules = "".join(
        f'<rule><inputEntry><text>"类{row // 2}"</text></inputEntry><inputEntry><text>'
        f"{'&lt; 100' if row % 2 else '&gt;= 100'}</text></inputEntry>"
        f"<outputEntry><text>{row}</text></outputEntry></rule>"
        for row in range(10)
    )
    inputs = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in (("类型", "string"), ("面积", "number"))
    )
    wired = "".join(
        f'<informationRequirement><requiredInput href="#{one}"/></informationRequirement>' for one in ("x", "y")
    )
    text = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="n">'
        '<inputData id="x" name="类型"/><inputData id="y" name="面积"/>'
        f'<decision id="d" name="收费">{wired}<decisionTable id="t">{inputs}<output typeRef="number"/>{rules}'
        "</decisionTable></decision></definitions>"
    )
    return read_model(text.encode())


def spiff_expression(text: str, facts: dict[str, object]) -> Callable[[], object]:
    """The same question as a Python expression of SpiffWorkflow's script engine."""
    from SpiffWorkflow.bpmn.script_engine import TaskDataEnvironment

    environment = TaskDataEnvironment()
    return lambda: environment.evaluate(text, facts)


def spiff_table() -> Callable[[], object]:
    """Ten Python expressions over two inputs, asked in turn: what SpiffWorkflow's DMN engine does for each cell."""
    from SpiffWorkflow.bpmn.script_engine import TaskDataEnvironment

    environment = TaskDataEnvironment()
    rows = [(f'kind == "类{row // 2}"', "area < 100" if row % 2 else "area >= 100", row) for row in range(10)]
    facts = {"kind": "类3", "area": 120}

    def decide() -> object:
        return next(
            value
            for one, other, value in rows
            if environment.evaluate(one, facts) and environment.evaluate(other, facts)
        )

    return decide


def bkflow(text: str, facts: dict[str, object]) -> Callable[[], object] | None:
    """The same question to bkflow-feel, when it is installed."""
    try:
        from bkflow_feel.api import parse_expression as ask
    except ImportError:
        return None
    return lambda: ask(text, facts)


def main(quick: bool) -> int:
    calls, rounds = (300, 5) if quick else (3000, 9)
    test = compile_unary_tests(">= 18")
    choice = compile_expression(CHOICE, FACTS.keys())
    fees = table()
    names = Names.of(FACTS.keys())
    figures: list[tuple[str, float, str, float, bool]] = []

    def timed(name: str, work: Callable[[], object], most: float, peer: Callable[[], object] | None) -> None:
        value = microseconds(work, calls, rounds)
        other = microseconds(peer, max(20, calls // 10), rounds) if peer is not None else 0.0
        figures.append((name, value, "us", other, value <= most))

    timed("unary test, cached", lambda: test.evaluate({"?": 20}), 10, spiff_expression("x >= 18", {"x": 20}))
    peer = bkflow("x >= 18", {"x": 20})
    if peer is not None:
        timed("unary test beside bkflow-feel", lambda: test.evaluate({"?": 20}), 10, peer)
    python = '"受理" if kind == "企业" and 10000 <= amount <= 50000 else "不予受理"'
    timed(
        "Chinese if, cached",
        lambda: choice.evaluate(FACTS),
        30,
        spiff_expression(python, {"kind": "企业", "amount": 1}),
    )
    timed("table 10 x 2", lambda: fees.evaluate("收费", {"类型": "类3", "面积": 120}), 60, spiff_table())
    for name, text in (("parse Chinese", LONG), ("parse ASCII", ASCII)):
        rate = len(text.encode()) / microseconds(lambda text=text: parse_expression(text, names), calls // 10, rounds)
        figures.append((name, rate, "MB/s", 0.0, rate >= 1))
    for name, value, unit, baseline, met in figures:
        ratio = round(baseline / value, 2) if baseline else 0
        line = {"name": name, "value": round(value, 2), "unit": unit, "baseline": round(baseline, 2), "ratio": ratio}
        print(json.dumps({**line, "met": met}, ensure_ascii=False))
    return 0 if all(met for *_, met in figures) else 1


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv))
