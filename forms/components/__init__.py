"""Components of forms: one a file, found here in name order. `COMPONENTS` maps the schema's `type` to its component."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

from forms.component import Component
from forms.condition import Condition
from forms.field import Field


def _discover() -> dict[str, Component[Any]]:
    found: dict[str, Component[Any]] = {}
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        component: Component[Any] = import_module(f"{__name__}.{module.name}").COMPONENT
        found[component.type] = component
    return found


COMPONENTS: Final[Mapping[str, Component[Any]]] = MappingProxyType(_discover())


def conditions_of(field: Field) -> tuple[Condition, ...]:
    """Every expression of one field, not of those inside it."""
    own = [field.hide] if field.hide else []
    if isinstance(field.readonly, Condition):
        own.append(field.readonly)
    return (*own, *COMPONENTS[field.type].conditions(field))
