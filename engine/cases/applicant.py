"""Who applies, read from the application itself by the shared data dictionary (一表申请: nothing is asked twice)."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from bpmn.identifiers import credit_code_fault, resident_id_fault
from engine.cases.case import Party
from tenants.real_name import RealName

NAMES = ("申请人名称", "企业名称", "单位名称", "申请人姓名", "姓名", "申请人")
NUMBERS = ("统一社会信用代码", "申请人身份证号", "身份证号", "公民身份号码", "法定代表人身份证号", "法定代表人证件号")
PHONES = ("联系电话", "手机号码", "经办人电话", "申请人电话", "电话")
AGENTS = ("经办人", "经办人姓名", "代办人", "代理人")
_ORGANISATIONS = ("企业名称", "单位名称", "统一社会信用代码")


def applicant_of(data: Mapping[str, Any]) -> Party:
    """The party of an application; its name is "" when no field of the dictionary gives one."""
    flat = _flat(data)
    number = _first(flat, NUMBERS)
    organisation = any(flat.get(name) for name in _ORGANISATIONS)
    id_type = ""
    # Some resident numbers pass the check of credit codes too; the stricter one, which holds a date, is asked first.
    if number and resident_id_fault(number) is None:
        id_type = "居民身份证"
    elif number and credit_code_fault(number) is None:
        id_type = "统一社会信用代码"
    return Party(
        name=_first(flat, NAMES),
        kind="法人" if organisation else "自然人",
        id_type=id_type,
        id_number=number,
        phone=_first(flat, PHONES),
        agent=_first(flat, AGENTS),
    )


def known_as(party: Party, level: RealName) -> Party:
    """The same applicant, known by that proof."""
    return replace(party, real_name="" if level is RealName.NONE else level.value)


def _flat(data: Mapping[str, Any]) -> dict[str, str]:
    """Texts at the top and one level down, by their last name; the top wins."""
    found: dict[str, str] = {}
    for value in data.values():
        if isinstance(value, Mapping):
            found |= {name: text for name, text in value.items() if isinstance(text, str)}
    return found | {name: text for name, text in data.items() if isinstance(text, str)}


def _first(texts: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((texts[name].strip() for name in names if texts.get(name, "").strip()), "")
