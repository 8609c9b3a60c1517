"""Files that are broken on purpose: nothing comes out but the family of errors."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.dmn import DmnError, Model, read_model
from bpmn.dmn.check import check
from bpmn.dmn.holes import find_holes
from bpmn.errors import ModelError

ModelOf = Callable[..., Model]

SOUND = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="n">
<itemDefinition name="类型"><typeRef>string</typeRef>
<allowedValues><text>"个人","企业"</text></allowedValues></itemDefinition>
<inputData id="x" name="类"><variable name="类" typeRef="类型"/></inputData><inputData id="y" name="面积"/>
<businessKnowledgeModel id="k" name="加倍"><encapsulatedLogic><formalParameter name="数" typeRef="number"/>
<literalExpression><text>数 * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="e" name="基数"><variable name="基数" typeRef="number"/>
<knowledgeRequirement>
<requiredKnowledge href="#k"/></knowledgeRequirement>
<informationRequirement><requiredInput href="#y"/></informationRequirement>
<literalExpression><text>加倍(面积) + 1</text></literalExpression></decision>
<decision id="d" name="费"><informationRequirement><requiredInput href="#x"/></informationRequirement>
<informationRequirement><requiredDecision href="#e"/></informationRequirement><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression typeRef="类型"><text>类</text></inputExpression></input>
<input id="j"><inputExpression typeRef="number"><text>基数</text></inputExpression></input>
<output name="费" typeRef="number"/>
<rule id="r"><inputEntry id="c"><text>"个人"</text></inputEntry><inputEntry><text>[0..100)</text></inputEntry>
<outputEntry><text>基数 * 0.5</text></outputEntry></rule><rule><inputEntry><text>-</text></inputEntry>
<inputEntry><text>&gt;= 100, &lt; 0</text></inputEntry>
<outputEntry><text>if 类 = "企业" then 5 else 6</text></outputEntry></rule
>
</decisionTable></decision></definitions>"""

PIECES = ["", "<", ">", '"', "&lt;", "COLLECT", "number", "#d", "#k", "(", "1e9", "\x00", "类", "-"]
PIECES.append("for x in 1..99999999 return x")


def _use(source: bytes) -> None:
    model = read_model(source)
    check(model)
    find_holes(model)
    for name in ("费", "基数", "加倍"):
        model.explain(name, {"类": "个人", "面积": 10})


def test_the_sound_one_is_sound() -> None:
    model = read_model(SOUND.encode())
    assert check(model) == ()
    assert model.evaluate("费", {"类": "个人", "面积": 10}) == 10.5  # (10 * 2 + 1) * 0.5
    _use(SOUND.encode())


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(SOUND) - 1), st.integers(0, 12), st.sampled_from(PIECES))
def test_a_broken_copy_gives_nothing_but_errors_of_the_family(at: int, cut: int, piece: str) -> None:
    try:
        _use((SOUND[:at] + piece + SOUND[at + cut :]).encode())
    except ModelError as error:
        refused = error
    else:
        return
    assert str(refused)


def test_types_that_hold_one_another_or_themselves_end(model_of: ModelOf) -> None:
    chain = "".join(f'<itemDefinition name="t{n}"><typeRef>t{n + 1}</typeRef></itemDefinition>' for n in range(3_000))
    with pytest.raises(DmnError, match="嵌套太深"):
        model_of(chain)
    tree = (
        '<itemDefinition name="人"><itemComponent name="子女" isCollection="true"><typeRef>人</typeRef></itemComponent>'
        "</itemDefinition><inputData id='x' name='户主'><variable name='户主' typeRef='人'/></inputData>"
        "<decision id='d' name='数'><informationRequirement><requiredInput href='#x'/></informationRequirement>"
        "<literalExpression><text>count(户主.子女)</text></literalExpression></decision>"
    )
    assert model_of(tree).evaluate("数", {"户主": {"子女": [{"子女": []}]}}) == 1


def test_a_long_chain_of_decisions_ends(model_of: ModelOf, literal: Callable[..., str]) -> None:
    pieces = [literal("甲0", "1")] + [literal(f"甲{n}", f"甲{n - 1} + 1", f"甲{n - 1}") for n in range(1, 200)]
    model = model_of(*pieces)
    assert model.evaluate("甲50", {}) == 51
    with pytest.raises(DmnError, match="互相依赖超过"):
        model.evaluate("甲199", {})
