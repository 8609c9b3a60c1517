"""Everything that reading and the publish checks have to say about a bundle or a whole pack, without publishing it."""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.finding import Finding
from tenants.bundle import Bundle
from tenants.pack import MATTERS, Pack
from tenants.reading import Reading, read_bundle
from tenants.rule import Centre
from tenants.rules import check_matter


def check_bundle(bundle: Bundle, centre: Centre) -> Reading:
    """The bundle's model, and what reading and the publish checks find at once."""
    reading = read_bundle(bundle)
    if reading.model is None:
        return reading
    return Reading(reading.model, (*reading.findings, *check_matter(reading.model, centre)))


def check_pack(pack: Pack, centre: Centre) -> tuple[Finding, ...]:
    """The same for every bundle of a pack at its own centre: `centre` brings kinds and calendar, the pack its
    organisation and settings. Findings name files by their path inside the pack."""
    own = replace(centre, organisation=pack.organisation, settings=pack.tenant.settings)
    return tuple(finding for bundle in pack.bundles for finding in _in_pack(bundle, own))


def _in_pack(bundle: Bundle, centre: Centre) -> Iterator[Finding]:
    for finding in check_bundle(bundle, centre).findings:
        yield replace(finding, file=f"{MATTERS}{bundle.code}/{finding.file}")
