"""separator 分隔线: a line between parts of the form."""

from forms.component import Component
from forms.field import Settings


class Separator(Component[Settings]):
    type = "separator"
    name = "分隔线"
    keyed = False
    rule_names = frozenset()
    label_keys = ()


COMPONENT = Separator()
