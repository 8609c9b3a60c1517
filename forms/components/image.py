"""image 图片: a picture of our own site; one from elsewhere would be a request that leaves the server."""

from dataclasses import dataclass

from bpmn.finding import Severity
from forms.component import Component
from forms.field import Settings
from forms.markdown import is_own_site
from forms.source import Source


@dataclass(frozen=True, slots=True)
class ImageSettings(Settings):
    """`address` begins with one `/`; `words` say what is seen."""

    address: str = ""
    words: str = ""


class Image(Component[ImageSettings]):
    type = "image"
    name = "图片"
    keyed = False
    rule_names = frozenset()
    label_keys = ()
    settings_type = ImageSettings

    def read(self, source: Source) -> ImageSettings:
        address, words = source.plain("source", most=500), source.plain("alt")
        if not is_own_site(address):
            source.complain(
                "form-image-outside", f"的图片地址“{address}”不在本站，请先把图片放到本站，再写以 / 开头的地址。"
            )
            address = ""
        if not words:
            source.complain(
                "form-image-words", "的图片没有文字说明，读屏软件读不出，请填写替代文字。", severity=Severity.WARNING
            )
        return ImageSettings(address, words)


COMPONENT = Image()
