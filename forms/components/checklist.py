"""checklist 多选: any of the options, all in sight; required means at least one."""

from forms.choices import SeveralChoices


class Checklist(SeveralChoices):
    type = "checklist"
    name = "多选"


COMPONENT = Checklist()
