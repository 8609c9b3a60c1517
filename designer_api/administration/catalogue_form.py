"""A catalogue entry as a form: its fields, what is wrong with what was typed, the entry it makes."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from designer_api.administration.field import Field, Read, options_of, read_fields, written
from designer_api.pages.posted import Posted
from tenants.catalogue import BASIS_FORM, CatalogueEntry, basis_fault
from tenants.matter import MatterType
from tenants.matter_codes import CODE_RULES, NATIONAL, Codes, code_faults
from tenants.organisation import Organisation
from tenants.tenant import Level

_KEPT_AS = {"main_item": "main"}


def entry_fields(centre: Organisation) -> tuple[Field, ...]:
    """The fields of an entry."""
    departments = tuple((each.code, each.short) for each in centre.departments)
    rules = tuple((each.id, each.name) for each in CODE_RULES.values())
    return (
        Field("matter", "事项代码", "code", required=True, once=True, help="与实施清单的代码相同，例如 food_permit"),
        Field("name", "名称", required=True, width=4),
        Field("type", "事项类型", "choice", required=True, ask=True, options=options_of(MatterType)),
        Field("department", "主管部门", "choice", options=departments),
        Field("main_item", "主项", "code", help="是子项的，写主项的事项代码；本身是主项的留空"),
        Field("basic_code", "基本编码", most=40, help="没有取得的可先留空"),
        Field("code_rule", "编码规则", "choice", required=True, options=rules),
        Field("levels", "行使层级", "many", width=6, options=options_of(Level)),
        Field(
            "bases",
            "设定依据",
            "lines",
            width=6,
            help=f"每行一条：{BASIS_FORM}，例如 食品安全法·主席令第21号·第三十五条·法律；没有文号的留空",
        ),
        Field("division", "权限划分", "paragraph", width=6, help="各层级分别管什么"),
    )


def entry_values(entry: CatalogueEntry, fields: tuple[Field, ...]) -> dict[str, object]:
    """An entry as its form shows it."""
    values = {each.name: written(each, getattr(entry, _KEPT_AS.get(each.name, each.name))) for each in fields}
    return {**values, "code_rule": entry.code_rule or NATIONAL}


def read_entry(fields: tuple[Field, ...], sent: Posted, known: CatalogueEntry | None) -> Read:
    """The posted entry; what is wrong with a line of the basis or a code stands at its field."""
    asked = tuple(each for each in fields if known is None or not each.once)
    read = read_fields(asked, sent)
    values = {**read.values, "matter": known.matter} if known is not None else read.values
    faults = {**entry_text_faults(values), **read.faults}
    return Read({name: value for name, value in values.items() if name not in faults}, faults)


def entry_text_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the basis and the codes, by field; what belongs to no field of the form stands at the code."""
    faults: dict[str, str] = {}
    for place, line in enumerate(values.get("bases", ()), 1):
        if fault := basis_fault(line):
            faults.setdefault("bases", f"第 {place} 行“{line}”{fault}。")
    codes = Codes(
        basic=values.get("basic_code", ""), rule=values.get("code_rule", ""), type=str(values.get("type", ""))
    )
    for found in code_faults(codes):
        faults.setdefault(found.key, f"{found.name}{found.text}。")
    if values.get("main_item") and values.get("main_item") == values.get("matter"):
        faults["main_item"] = "主项不能是自己。"
    return faults


def entry_made(values: Mapping[str, Any], known: CatalogueEntry | None = None) -> CatalogueEntry:
    """The entry these values make, in the place of a known one."""
    rule = values["code_rule"]
    made = {
        "name": values["name"],
        "type": next(each for each in MatterType if each.value == values["type"]),
        "department": values["department"],
        "main": values["main_item"],
        "basic_code": values["basic_code"],
        "code_rule": "" if rule == NATIONAL else rule,
        "levels": tuple(each for each in Level if each.value in values["levels"]),
        "bases": tuple(values["bases"]),
        "division": values["division"],
    }
    return replace(known or CatalogueEntry(values["matter"], values["name"]), **made)


def stamp_of(entry: CatalogueEntry) -> str:
    """A mark of an entry as it was shown, to tell whether somebody changed it since."""
    return blake2b(repr(entry).encode(), digest_size=12).hexdigest()
