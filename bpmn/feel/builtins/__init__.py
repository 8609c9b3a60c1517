"""The built-in functions, one family a file. A new family is a new file here: the folder finds its functions itself."""

from importlib import import_module
from pkgutil import iter_modules

from bpmn.feel.functions import Builtin, Overload


def _found() -> dict[str, Builtin]:
    """Every function marked by `@builtin` in this folder, by its FEEL name, families in name order."""
    overloads: dict[str, list[Overload]] = {}
    for module_info in sorted(iter_modules(__path__), key=lambda info: info.name):
        module = import_module(f"{__name__}.{module_info.name}")
        for thing in vars(module).values():
            if callable(thing) and getattr(thing, "__module__", "") == module.__name__:
                for name, overload in getattr(thing, "feel", ()):
                    overloads.setdefault(name, []).append(overload)
    return {name: Builtin(name, tuple(several)) for name, several in overloads.items()}


BUILTINS: dict[str, Builtin] = _found()
