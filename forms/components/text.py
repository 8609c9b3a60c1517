"""text 说明文字: prose between the fields, in a small part of Markdown, with values of the data in `{{ }}`."""

from dataclasses import dataclass

from forms.component import Component
from forms.condition import Condition, Scope
from forms.field import Field, Settings
from forms.markdown import Block, Prose, read_markdown, spoken
from forms.source import MAX_PROSE, Source


@dataclass(frozen=True, slots=True)
class TextSettings(Settings):
    """The prose as blocks; every piece of it is escaped when it is written into a page."""

    blocks: tuple[Block, ...] = ()


class Text(Component[TextSettings]):
    type = "text"
    name = "说明文字"
    keyed = False
    rule_names = frozenset()
    label_keys = ()
    settings_type = TextSettings

    def read(self, source: Source) -> TextSettings:
        return TextSettings(read_markdown(source, source.text("text", most=MAX_PROSE, several_lines=True)))

    def conditions(self, field: Field) -> tuple[Condition, ...]:
        blocks = self.own(field).blocks
        return tuple(condition for block in blocks for condition in block.conditions())

    def prose(self, field: Field, scope: Scope) -> tuple[Prose, ...]:
        return spoken(self.own(field).blocks, scope)


COMPONENT = Text()
