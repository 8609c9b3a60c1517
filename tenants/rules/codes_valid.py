"""Codes that are written have the form of their rule, with the check characters of the credit code inside."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter_codes import code_faults, codes_of
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    home = centre.workplaces.tree.profiles.get(centre.workplaces.home) if centre.workplaces is not None else None
    for fault in code_faults(codes_of(model.matter, home.level if home is not None else None)):
        text = f"{fault.name}{fault.text}。"
        yield at_key(fault.key, text, expected=fault.expected, met=fault.met, advice="请按编码规则更正。")


RULE = Rule("codes-valid", "编码合规则", _check, basis="GB/T 39554（待核实）；GB 32100-2015")
