"""The environment that pages and reports are written in: the product's own templates, everything escaped."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment() -> Environment:
    """A new one; a name that is not given is a fault of ours."""
    return Environment(
        loader=PackageLoader("designer_api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
