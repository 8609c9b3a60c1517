"""group 分组: fields under one heading; a `path` nests their data."""

from dataclasses import dataclass

from forms.component import Component
from forms.field import Settings
from forms.source import Source


@dataclass(frozen=True, slots=True)
class GroupSettings(Settings):
    """`outline` draws a frame around the group."""

    outline: bool = False


class Group(Component[GroupSettings]):
    type = "group"
    name = "分组"
    keyed = False
    container = True
    grouped = True
    rule_names = frozenset()
    settings_type = GroupSettings

    def read(self, source: Source) -> GroupSettings:
        source.one_of("verticalAlignment", ("start", "center", "end"), "start")
        return GroupSettings(source.flag("showOutline"))


COMPONENT = Group()
