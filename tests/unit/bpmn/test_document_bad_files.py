"""Files that are not what they should be: a finding each, with the place, and never an exception."""

import io
import time
import zipfile

import pytest

from bpmn.document import read_diagram, write_diagram
from bpmn.finding import Finding, Severity

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def file_of(inside: str, roots: str = "", encoding: str = "UTF-8") -> bytes:
    """A file whose one process holds that text, the process element on line 2."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<definitions xmlns="{MODEL}" xmlns:gov="urn:banshi:gov:1">'
        f'<process id="p" name="占道许可" isExecutable="true">{inside}</process>{roots}</definitions>'
    ).encode(encoding)


def findings_in(source: bytes) -> tuple[Finding, ...]:
    return read_diagram(source, file="flow.bpmn").findings


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("flow.bpmn", file_of(""))
    return buffer.getvalue()


DEEP = "<subProcess id='x'>" * 300 + "</subProcess>" * 300
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><definitions xmlns="%s"><process id="p"/></definitions>' % MODEL.encode()


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        (b"", "file-unreadable", "文件是空的"),
        (b"  \n ", "file-unreadable", "文件是空的"),
        (b"hello", "file-unreadable", "不是合格的 XML"),
        (b"\x00\x01\x02\xff", "file-unreadable", "XML"),
        (zipped(), "file-unreadable", "压缩包"),
        (BOMB, "file-unreadable", "DOCTYPE"),
        (file_of(DEEP), "file-unreadable", "嵌套超过"),
        (b"<a>" + b"x" * 3_000_000 + b"</a>", "file-unreadable", "上限"),
        (b"<html><body/></html>", "not-bpmn", "最外层元素是“html”"),
        (b'<package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', "not-bpmn", "不是 BPMN 2.0 文件"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "no-process", "没有流程"),
        (file_of("<task/>" * 7_000), "too-large", "7001 个环节"),
    ],
)
def test_a_file_that_is_no_diagram_is_one_finding(source: bytes, code: str, words: str) -> None:
    (finding,) = findings_in(source)

    assert (finding.code, finding.severity, finding.file) == (code, Severity.ERROR, "flow.bpmn")
    assert words in finding.message


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GB18030"])
def test_a_file_may_be_in_any_declared_encoding(encoding: str) -> None:
    reading = read_diagram(file_of('<task id="t" name="受理"/>', encoding=encoding))

    assert reading.findings == ()
    assert reading.diagram is not None
    assert reading.diagram.node("t").name == "受理"


def test_utf_8_may_begin_with_its_mark() -> None:
    assert read_diagram(b"\xef\xbb\xbf" + file_of('<task id="t"/>')).diagram is not None


def test_bytes_of_another_encoding_are_shown_as_unreadable_signs() -> None:
    reading = read_diagram(file_of('<task id="t" name="受理"/>').replace("受理".encode(), "受理".encode("gb18030")))

    assert [each.code for each in reading.findings] == ["encoding"]
    assert "另存为 UTF-8" in reading.findings[0].message
    assert reading.diagram is not None
    assert "�" in reading.diagram.node("t").name


@pytest.mark.parametrize(
    ("inside", "code", "element", "words"),
    [
        ('<task id="t"/>\n<task id="t"/>', "duplicate-id", "t", "第2行和第3行"),
        ('<task name="受理"/>', "missing-id", "task_2", "没有编号"),
        (
            '<task id="t"/><sequenceFlow id="f" sourceRef="gone" targetRef="t"/>',
            "dangling-reference",
            "f",
            "起点“gone”",
        ),
        ('<task id="t"/><sequenceFlow id="f" sourceRef="t"/>', "dangling-reference", "f", "终点“（未写）”"),
        ('<boundaryEvent id="b" attachedToRef="gone"/>', "dangling-reference", "b", "“gone”不是"),
        ('<task id="t" default="gone"/>', "dangling-reference", "t", "默认出口“gone”"),
        ('<receiveTask id="t" messageRef="gone"/>', "dangling-reference", "t", "消息“gone”"),
        (
            '<endEvent id="e"><errorEventDefinition errorRef="gone"/></endEvent>',
            "dangling-reference",
            "e",
            "“gone”（消息、信号、错误或升级）",
        ),
        (
            '<endEvent id="e"><eventDefinitionRef>gone</eventDefinitionRef></endEvent>',
            "dangling-reference",
            "e",
            "“gone”",
        ),
        ('<laneSet><lane id="l"><flowNodeRef>gone</flowNodeRef></lane></laneSet>', "dangling-reference", "l", "gone"),
        (
            '<textAnnotation id="n"/><association id="a" sourceRef="n" targetRef="gone"/>',
            "dangling-reference",
            "a",
            "终点“gone”",
        ),
        (
            '<task id="t"/><subProcess id="s"><task id="u"/></subProcess>'
            '<sequenceFlow id="f" sourceRef="t" targetRef="u"/>',
            "scope-crossing",
            "f",
            "穿过了子流程",
        ),
        (
            '<subProcess id="s"><task id="t"/></subProcess><boundaryEvent id="b" attachedToRef="t"/>',
            "scope-crossing",
            "b",
            "已移到它所附的",
        ),
        ('<Task id="t"/>', "unknown-element", "t", "“Task”不是 BPMN 标准"),
        ('<task id="t" gov:minStaff="两人"/>', "bad-value", "t", "“minStaff”应填不小于 0 的整数，现在是“两人”"),
        ('<task id="t" gov:visit="是"/>', "bad-value", "t", "true 或 false"),
        ('<task id="t" gov:limt="5"/>', "gov-setting", "t", "不认识的设置 gov:limt"),
        ('<startEvent id="s" isInterrupting="maybe"/>', "bad-value", "s", "isInterrupting"),
        (
            '<task id="t"><extensionElements><gov:materials><gov:material/></gov:materials></extensionElements></task>',
            "gov-setting",
            "t",
            "带 ref",
        ),
        (
            '<callActivity id="t"><extensionElements><gov:in source="a"/></extensionElements></callActivity>',
            "gov-setting",
            "t",
            "source 和 target",
        ),
        (
            '<scriptTask id="t" scriptFormat="groovy"><script>x</script></scriptTask>',
            "expression-language",
            "t",
            "groovy",
        ),
    ],
)
def test_a_slip_is_named_at_its_place(inside: str, code: str, element: str, words: str) -> None:
    (finding,) = findings_in(file_of(inside))

    assert (finding.code, finding.element) == (code, element)
    assert words in finding.message
    assert finding.line >= 2


def test_all_slips_are_named_at_once_and_the_rest_is_read() -> None:
    reading = read_diagram(file_of('<task id="t"/><task id="t"/><sequenceFlow id="f" sourceRef="x" targetRef="t"/>'))

    assert [each.code for each in reading.findings] == ["duplicate-id", "dangling-reference"]
    assert reading.diagram is not None
    assert [node.id for node in reading.diagram.nodes()] == ["t", "t_2"]
    assert list(reading.diagram.flows()) == []


def test_what_leads_nowhere_is_kept_in_the_file_and_found_again() -> None:
    source = file_of('<task id="t" default="x"/><sequenceFlow id="f" sourceRef="gone" targetRef="t"/>')
    first = read_diagram(source)
    assert first.diagram is not None

    again = read_diagram(write_diagram(first.diagram))

    assert [each.message for each in again.findings] == [each.message for each in first.findings]


def test_a_pool_of_a_process_that_is_not_there_is_a_party_outside() -> None:
    pools = '<collaboration id="c"><participant id="x" name="银行" processRef="gone"/></collaboration>'
    reading = read_diagram(file_of("", pools))

    assert [each.severity for each in reading.findings] == [Severity.WARNING]
    assert reading.diagram is not None
    assert reading.diagram.participants[0].process == ""


def test_choreography_is_named_as_such() -> None:
    (finding,) = findings_in(file_of("", '<choreography id="c"/>'))

    assert (finding.code, finding.element) == ("not-a-process", "c")


@pytest.mark.parametrize(
    "inside",
    [
        "".join(f'<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t0"/>' for n in range(2_900)),
        '<task id="t">' + "<extensionElements>" + "<gov:x/>" * 39_000 + "</extensionElements></task>",
        '<task id="t"/>' + '<boundaryEvent id="b" attachedToRef="t"/>' * 5_900,
        "<unheard/>" * 39_000,
    ],
    ids=["chain", "extensions", "same ids", "unknown"],
)
def test_the_largest_file_is_read_in_bounded_time(inside: str) -> None:
    begun = time.process_time()

    assert read_diagram(file_of(inside)).diagram is not None

    assert time.process_time() - begun < 4  # about 1 s on a free core; other work on it may double that
