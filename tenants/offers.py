"""The matters a centre offers, as far as composing needs them: what there is, in which content, made of what."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tenants.bundle import MATTER_FILE, Bundle
from tenants.matter_document import read_matter
from tenants.rule import Offer


def has_parts(bundle: Bundle) -> bool:
    """Whether a bundle may be that of a joint matter with parts; cheap to ask of every bundle."""
    return b"[[parts]]" in bundle.files.get(MATTER_FILE, b"")


def offer_of(bundle: Bundle, *, open: bool = True) -> Offer:
    """A bundle as others may take it in; one that only names its differences to a matter above says no more."""
    source = bundle.files.get(MATTER_FILE)
    matter = read_matter(source).matter if source is not None else None
    if matter is None:
        return Offer(bundle.code, bundle.code, bundle.hash, open=open)
    return Offer(bundle.code, matter.name, bundle.hash, matter.made_of, open)


def offers_of(bundles: Iterable[Bundle]) -> Mapping[str, Offer]:
    """The offers of a pack, by code."""
    return MappingProxyType({each.code: offer_of(each) for each in bundles})
