"""Codes of matters (事项编码), kept as text with the rule they follow: 基本编码, 实施编码, 业务办理项编码.

The national form [K: to be compared with GB/T 39554 before it is quoted]: 基本编码 is 12 digits, region 2 (国家 00),
type 2, department 2, main item 3, sub-item 3; 实施编码 is 31 characters, the body's credit code 18 (with its checks,
GB 32100-2015), level 1, 基本编码 12; 业务办理项编码 adds two digits. Provinces have forms of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bpmn.finding import Finding
from bpmn.identifiers import credit_code_fault
from tenants.bundle import MATTER_FILE
from tenants.matter import Matter
from tenants.tenant import Level

NATIONAL = "national"
CREDIT_DIGITS, ITEM_DIGITS = 18, 2
LEVELS = {Level.PROVINCE: "2", Level.CITY: "3", Level.COUNTY: "4", Level.TOWNSHIP: "5", Level.VILLAGE: "6"}
"""The 19th character of an implementation code; 1 is the state itself."""


@dataclass(frozen=True, slots=True)
class CodeRule:
    """A form of basic codes: its length, 0 where only the characters are known; `digits`: digits alone; `typed`: the
    third and fourth are the matter's type."""

    id: str
    name: str
    length: int = 0
    digits: bool = False
    typed: bool = False


CODE_RULES: dict[str, CodeRule] = {
    each.id: each
    for each in (
        CodeRule(NATIONAL, "国家基本编码（12位）", 12, digits=True, typed=True),
        CodeRule("gz_db52_1264", "贵州 DB52/T 1264（10位）", 10, digits=True),
        CodeRule("jl_db22_2848", "吉林 DB22/T 2848"),
        CodeRule("local", "其他地方编码"),
    )
}


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one matter with the rule they follow ("" is the national one), its type and its tenant's level."""

    basic: str = ""
    implementation: str = ""
    business: str = ""
    rule: str = ""
    type: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class CodeFault:
    """What is wrong with one of the codes: the field's key and name, the sentence, what was expected and met."""

    key: str
    name: str
    text: str
    expected: str
    met: str


def code_faults(codes: Codes) -> Iterator[CodeFault]:
    """Everything wrong with the codes that are written; what is not written is not asked for."""
    rule = CODE_RULES.get(codes.rule or NATIONAL)
    if rule is None:
        known = "、".join(CODE_RULES)
        yield CodeFault("code_rule", "编码规则", f"没有编码规则“{codes.rule}”", known, codes.rule)
        return
    if codes.basic and (fault := basic_code_fault(codes.basic, rule, codes.type)):
        yield CodeFault("basic_code", "基本编码", fault, rule.name, codes.basic)
    if codes.implementation:
        yield from _implementation(codes, rule)
    if codes.business:
        yield from _business(codes)


def basic_code_fault(code: str, rule: CodeRule, type: str = "") -> str:
    """Why a text is no basic code of that form, in Chinese; "" when it is one."""
    if not (code.isascii() and code.isalnum()):
        return "只能是半角数字和字母"
    if rule.digits and not code.isdigit():
        return "只能是数字"
    if rule.length and len(code) != rule.length:
        return f"应为{rule.length}位，现在是{len(code)}位"
    if rule.typed and type and code[2:4] != type:
        return f"第3、4位是事项类型，应为“{type}”，现在是“{code[2:4]}”"
    return ""


def _implementation(codes: Codes, rule: CodeRule) -> Iterator[CodeFault]:
    code = codes.implementation
    basic = len(codes.basic) or rule.length
    length = CREDIT_DIGITS + 1 + basic if basic else 0

    def fault(text: str, expected: str) -> CodeFault:
        return CodeFault("implementation_code", "实施编码", text, expected, code)

    if length and len(code) != length:
        parts = f"统一社会信用代码18位、行使层级1位、基本编码{basic}位"
        yield fault(f"应为{length}位（{parts}），现在是{len(code)}位", f"{length}位")
        return
    if wrong := credit_code_fault(code[:CREDIT_DIGITS]):
        yield fault(f"的前18位：{wrong.rstrip('。')}", "实施主体的统一社会信用代码")
    level = code[CREDIT_DIGITS : CREDIT_DIGITS + 1]
    wanted = LEVELS[codes.level] if codes.level else ""
    if level not in "123456" or (wanted and level != wanted):
        yield fault(f"第19位是行使层级，应为{wanted or '1至6'}，现在是“{level}”", wanted or "1国2省3市4县5乡6村")
    if codes.basic and code[CREDIT_DIGITS + 1 :] != codes.basic:
        yield fault(f"后{basic}位应与基本编码“{codes.basic}”相同，现在是“{code[CREDIT_DIGITS + 1 :]}”", codes.basic)


def _business(codes: Codes) -> Iterator[CodeFault]:
    code, head = codes.business, codes.implementation
    if not head:
        text = "没有实施编码，不能单独写业务办理项编码"
        yield CodeFault("business_code", "业务办理项编码", text, "实施编码加2位数字", code)
    elif code[:-ITEM_DIGITS] != head or not (code[-ITEM_DIGITS:].isascii() and code[-ITEM_DIGITS:].isdigit()):
        text = f"应为实施编码加2位数字（共{len(head) + ITEM_DIGITS}位），现在是“{code}”"
        yield CodeFault("business_code", "业务办理项编码", text, f"{head}01", code)


def twice(codes: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Codes that two matters bear, from (matter, code) pairs: the code, who has it first, who has it too."""
    seen: dict[str, str] = {}
    for matter, code in codes:
        if not code:
            continue
        if code in seen and seen[code] != matter:
            yield code, seen[code], matter
        seen.setdefault(code, matter)


def codes_of(matter: Matter, level: Level | None = None) -> Codes:
    """The codes of an implementation list."""
    return Codes(
        matter.basic_code,
        matter.implementation_code,
        matter.business_code,
        matter.code_rule,
        matter.type.value,
        level,
    )


def same_codes(matters: Iterable[Matter]) -> Iterator[Finding]:
    """Two matters with one implementation or business code: a finding at the second."""
    listed = tuple(matters)
    names = {each.code: each.name for each in listed}
    for key, name in (("implementation_code", "实施编码"), ("business_code", "业务办理项编码")):
        for code, first, second in twice((each.code, getattr(each, key)) for each in listed):
            text = f"事项“{names[second]}”的{name}“{code}”与“{names[first]}”的相同。"
            advice = "请核对编码，一个编码只给一个事项。"
            yield Finding("code-twice", text, file=MATTER_FILE, element=key, expected="不重复", met=code, advice=advice)
