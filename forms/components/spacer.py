"""spacer 空白: room between parts of the form, `height` in pixels, drawn in steps of the page's grid."""

from dataclasses import dataclass

from forms.component import Component
from forms.field import Settings
from forms.source import Source


@dataclass(frozen=True, slots=True)
class SpacerSettings(Settings):
    """`size` 1..5 stands for 8, 16, 24, 40, 64 pixels: classes, since the pages' policy allows no inline style."""

    size: int = 3


class Spacer(Component[SpacerSettings]):
    type = "spacer"
    name = "空白"
    keyed = False
    rule_names = frozenset()
    label_keys = ()
    settings_type = SpacerSettings

    def read(self, source: Source) -> SpacerSettings:
        height = source.whole("height", 1, 1000)
        steps = (12, 20, 32, 52)
        return SpacerSettings(3 if height is None else 1 + sum(height > step for step in steps))


COMPONENT = Spacer()
