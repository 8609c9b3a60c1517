"""taglist 标签选择: any of the options; here shown like a checklist, which needs no script and hides nothing."""

from forms.choices import SeveralChoices


class Taglist(SeveralChoices):
    type = "taglist"
    name = "标签选择"


COMPONENT = Taglist()
