"""radio 单选: one of the options, all in sight."""

from forms.choices import OneChoice


class Radio(OneChoice):
    type = "radio"
    name = "单选"
    grouped = True


COMPONENT = Radio()
