"""The kinds of step (环节类型): one file each with its `KIND`, found here in order of name.

The facts are law and policy about a kind: what its completion marks, whether it may stop the clock, how many people it
needs. Prover and engine are given them as an argument. No kind knows another.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from bpmn.step_kind import StepKind


def _members() -> Iterator[tuple[str, StepKind]]:
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        kind = import_module(f"{__name__}.{module.name}").KIND
        if not isinstance(kind, StepKind) or kind.code != module.name:
            raise TypeError(f"{module.name}.py must hold KIND, a StepKind of the same code")
        yield kind.code, kind


KINDS: Mapping[str, StepKind] = MappingProxyType(dict(_members()))
"""Every kind by its code."""
