"""`MatterModel`: a bundle read and ready to be checked, proved and run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from bpmn.diagram import Diagram
from forms.field import Form
from tenants.matter import Matter

if TYPE_CHECKING:
    from bpmn.dmn import Model


@dataclass(frozen=True, slots=True)
class MatterModel:
    """`decisions` gives the DMN model by the id of each decision in it, `forms` the form by its file's name without
    ending (that is what `gov:formKey` says), `features` the Gherkin texts by file name; `hash` is the bundle's."""

    matter: Matter
    diagram: Diagram
    decisions: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Form] = field(default_factory=lambda: MappingProxyType({}))
    features: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hash: str = ""
