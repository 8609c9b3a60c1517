"""select 下拉选择: one of the options, folded away."""

from forms.choices import ChoiceSettings, OneChoice, read_choices
from forms.source import Source


class Select(OneChoice):
    type = "select"
    name = "下拉选择"

    def read(self, source: Source) -> ChoiceSettings:
        return read_choices(source, searchable=True)


COMPONENT = Select()
