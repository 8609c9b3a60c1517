"""Which materials (申请材料) an application needs: those whose condition its answers fulfil. Pure."""

from collections.abc import Mapping
from typing import Any

from bpmn.errors import ModelError
from bpmn.feel import compile_expression, from_json
from tenants.matter import Material, Matter


def needed(matter: Matter, data: Mapping[str, Any]) -> tuple[Material, ...]:
    """The materials asked for in this case; one whose condition cannot be judged is asked for."""
    return tuple(material for material in matter.materials if _applies(material, data))


def _applies(material: Material, data: Mapping[str, Any]) -> bool:
    if not material.when:
        return True
    try:
        expression = compile_expression(material.when, data.keys())
        return expression.holds({name: from_json(value) for name, value in data.items()})
    except ModelError:
        return True
