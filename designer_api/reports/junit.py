"""JUnit XML: a suite a feature, a case a scenario; a failing step is the failure, with its line.

The dialect is that of the Ant task, which every build server reads.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as Tree

from engine.verify.runner import FeatureResult, ScenarioResult, State


def junit(results: Iterable[FeatureResult]) -> bytes:
    """The report as UTF-8 bytes. A feature that cannot be read is a suite with one error."""
    root = Tree.Element("testsuites", name="banshi verify")
    for result in results:
        _suite(root, result)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    Tree.indent(root)
    return bytes(Tree.tostring(root, "utf-8", xml_declaration=True))


def _suite(root: Tree.Element, result: FeatureResult) -> None:
    failed = sum(not scenario.passed for scenario in result.scenarios)
    unread = int(bool(result.fault))
    suite = Tree.SubElement(
        root,
        "testsuite",
        name=_plain(result.name or result.file),
        tests=str(len(result.scenarios) + unread),
        failures=str(failed),
        errors=str(unread),
    )
    if result.fault:
        case = Tree.SubElement(suite, "testcase", classname=_plain(result.file), name="读取")
        Tree.SubElement(case, "error", message=_plain(result.fault)).text = f"{result.file} 第{result.line}行"
    for scenario in result.scenarios:
        _case(suite, result.file, scenario)


def _case(suite: Tree.Element, file: str, scenario: ScenarioResult) -> None:
    case = Tree.SubElement(
        suite, "testcase", classname=_plain(file), name=_plain(scenario.name), line=str(scenario.line)
    )
    if scenario.passed:
        return
    bad = next((step for step in scenario.steps if step.state in (State.FAILED, State.UNKNOWN)), None)
    said = f"第{bad.line}行 {bad.keyword} {bad.text}：{bad.message}" if bad else "场景没有步骤"
    lines = [f"{step.state.chinese} 第{step.line}行 {step.keyword} {step.text}" for step in scenario.steps]
    Tree.SubElement(case, "failure", message=_plain(said)).text = _plain("\n".join(lines))


def _plain(text: str) -> str:
    """The text without the control characters that XML has no place for."""
    return "".join(sign for sign in text if sign in "\t\n" or sign >= " ")
