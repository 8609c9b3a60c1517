"""Components of forms: one a file, found here in name order. `COMPONENTS` maps the schema's `type` to its component."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

from forms.component import Component


def _discover() -> dict[str, Component[Any]]:
    found: dict[str, Component[Any]] = {}
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        component: Component[Any] = import_module(f"{__name__}.{module.name}").COMPONENT
        found[component.type] = component
    return found


COMPONENTS: Final[Mapping[str, Component[Any]]] = MappingProxyType(_discover())
