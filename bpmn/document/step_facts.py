"""The `gov:` settings (urn:banshi:gov:1) of a file, read and written by the same tables.

Of an activity or event: limit, limitUnit, department, post, formKey, stepKind, legalBasis, countsInLimit, minStaff,
signatures, visit, outcomes (a list with commas), resultVariable, decision, operation; in `extensionElements` the lists
`<gov:materials><gov:material ref=""/></gov:materials>`, `<gov:notices>`, `<gov:in source="" target=""/>`, `<gov:out>`.
Of the process: promisedLimit, promisedLimitUnit, promisedLimitBasis, and the same with `statutory`. Of a sequence flow:
maxRounds. Of a lane: department. Of multi-instance: collection, item, output, outputItem.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from bpmn.diagram import LimitText, Process, StepFacts
from bpmn.document.parts import Parts
from bpmn.document.vocabulary import GOV, gov
from bpmn.finding import Severity
from bpmn.xml import Element, add, children, line_of, local_name

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "department": "department",
        "post": "post",
        "formKey": "form",
        "stepKind": "kind",
        "legalBasis": "legal_basis",
        "resultVariable": "result",
        "decision": "decision",
        "operation": "operation",
    }
)
COUNTS: Mapping[str, str] = MappingProxyType({"minStaff": "min_staff", "signatures": "signatures"})
LISTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"materials": ("material", "materials"), "notices": ("notice", "notices")}
)
MAPPINGS: Mapping[str, str] = MappingProxyType({"in": "maps_in", "out": "maps_out"})
LOOP_TEXTS: Mapping[str, str] = MappingProxyType(
    {"collection": "collection", "item": "item", "output": "output", "outputItem": "output_item"}
)
NOTHING = StepFacts()


def read_step(parts: Parts) -> StepFacts:
    """The facts of a step; what cannot be understood is a finding and stays in the file."""
    texts = {field: value for name, field in TEXTS.items() if (value := parts.text(gov(name)))}
    counts = {field: number for name, field in COUNTS.items() if (number := parts.count(gov(name))) is not None}
    outcomes = tuple(word for each in _commas(parts.text(gov("outcomes"))) if (word := each.strip()))
    counted = parts.flag(gov("countsInLimit"), True) if parts.peek(gov("countsInLimit")) else None
    facts = replace(
        NOTHING,
        limit=LimitText(parts.text(gov("limit")), parts.text(gov("limitUnit"))),
        counts_in_limit=counted,
        visit=parts.flag(gov("visit"), False),
        outcomes=outcomes,
        **texts,  # type: ignore[arg-type]  # fields of the table are text
        **counts,  # type: ignore[arg-type]  # fields of the table are whole numbers
    )
    facts = replace(facts, **{field: _list(parts, name, item) for name, (item, field) in LISTS.items()})  # type: ignore[arg-type]
    facts = replace(facts, **{field: _mappings(parts, name) for name, field in MAPPINGS.items()})  # type: ignore[arg-type]
    _unknown(parts)
    return facts


def read_limit(parts: Parts, prefix: str) -> LimitText:
    """A process's limit: `promised` or `statutory`."""
    return LimitText(
        parts.text(gov(f"{prefix}Limit")), parts.text(gov(f"{prefix}LimitUnit")), parts.text(gov(f"{prefix}LimitBasis"))
    )


def step_attributes(facts: StepFacts) -> dict[str, str]:
    """The attributes that say the facts, those with nothing to say left out."""
    written = {gov("limit"): facts.limit.amount, gov("limitUnit"): facts.limit.unit}
    written |= {gov(name): str(getattr(facts, field)) for name, field in TEXTS.items()}
    written |= {gov(name): str(getattr(facts, field) or "") for name, field in COUNTS.items()}
    written[gov("outcomes")] = ",".join(facts.outcomes)
    written[gov("countsInLimit")] = "" if facts.counts_in_limit is None else str(facts.counts_in_limit).lower()
    written[gov("visit")] = "true" if facts.visit else ""
    return {name: value for name, value in written.items() if value}


def limit_attributes(process: Process) -> dict[str, str]:
    """The attributes of a process's two limits."""
    written = {}
    for prefix, limit in (("promised", process.promised), ("statutory", process.statutory)):
        for end, value in (("Limit", limit.amount), ("LimitUnit", limit.unit), ("LimitBasis", limit.basis)):
            if value:
                written[gov(prefix + end)] = value
    return written


def write_lists(holder: Element, facts: StepFacts) -> None:
    """Put the lists of a step into its `extensionElements`."""
    for name, (item, field) in LISTS.items():
        references: tuple[str, ...] = getattr(facts, field)
        if references:
            listed = add(holder, gov(name))
            for reference in references:
                add(listed, gov(item), {"ref": reference})
    for name, field in MAPPINGS.items():
        pairs: tuple[tuple[str, str], ...] = getattr(facts, field)
        for source, target in pairs:
            add(holder, gov(name), {"source": source, "target": target})


def has_lists(facts: StepFacts) -> bool:
    """Whether the step needs `extensionElements` of ours."""
    return bool(facts.materials or facts.notices or facts.maps_in or facts.maps_out)


def _commas(text: str) -> Iterator[str]:
    return iter(text.replace("，", ",").replace("、", ",").split(","))


def _list(parts: Parts, name: str, item: str) -> tuple[str, ...]:
    found = []
    for listed in parts.extension(GOV, name):
        for child in children(listed):
            reference = (child.get("ref") or "").strip()
            if local_name(child) == item and reference:
                found.append(reference)
            else:
                parts.notes.say(
                    "gov-setting",
                    f"<gov:{name}> 里只能是带 ref 的 <gov:{item}>，“{local_name(child)}”没有读入，请改正。",
                    element=parts.id,
                    line=line_of(child),
                )
    return tuple(found)


def _mappings(parts: Parts, name: str) -> tuple[tuple[str, str], ...]:
    found = []
    for child in parts.extension(GOV, name):
        source, target = (child.get("source") or "").strip(), (child.get("target") or "").strip()
        if source and target:
            found.append((source, target))
        else:
            parts.notes.say(
                "gov-setting",
                f"<gov:{name}> 要同时写明 source 和 target（变量名），这一条没有读入，请补全。",
                element=parts.id,
                line=line_of(child),
            )
    return tuple(found)


def _unknown(parts: Parts) -> None:
    """Say which `gov:` settings stand here that mean nothing here: most often a slip of the pen."""
    known = {*TEXTS, *COUNTS, "limit", "limitUnit", "outcomes", "countsInLimit", "visit", "maxRounds"}
    for name in parts.attributes():
        uri, _, local = name.rpartition("}")
        if uri[1:] == GOV and local not in known:
            parts.notes.say(
                "gov-setting",
                f"不认识的设置 gov:{local}，已原样保留但不起作用；可用的有：{'、'.join(sorted(known))}。",
                Severity.WARNING,
                element=parts.id,
                line=parts.line,
                met=local,
            )


def settings() -> tuple[str, ...]:
    """The names of the fields of a step, in the order of the class: what a comparison goes through."""
    return tuple(each.name for each in fields(StepFacts))
