"""The packs that come with the product, read and judged once for all tests."""

from dataclasses import dataclass

import pytest

from designer_api.cli.check import around
from engine.publishing import Judgement, check_bundle
from tenants.bundle import Bundle
from tenants.model import MatterModel
from tenants.pack import Pack, Reading, read_pack, shipped_packs
from tenants.reading import read_bundle

FOLDERS = {folder.name: folder for folder in shipped_packs()}
READINGS: dict[str, Reading] = {name: read_pack(folder) for name, folder in FOLDERS.items()}
MATTERS = [
    f"{code}/{bundle.code}"
    for code, reading in READINGS.items()
    for bundle in (reading.pack.bundles if reading.pack else ())
]


@dataclass(frozen=True)
class Shipped:
    """One shipped matter: its pack, its files, what was read from them and what the gate says."""

    pack: Pack
    bundle: Bundle
    model: MatterModel
    judgement: Judgement


@pytest.fixture(scope="session")
def readings() -> dict[str, Reading]:
    """Every shipped pack by its folder's name."""
    return READINGS


@pytest.fixture(scope="session")
def packs(readings: dict[str, Reading]) -> dict[str, Pack]:
    return {code: reading.pack for code, reading in readings.items() if reading.pack is not None}


@pytest.fixture(scope="session", params=MATTERS)
def shipped(request: pytest.FixtureRequest, packs: dict[str, Pack]) -> Shipped:
    """Each shipped matter in turn."""
    tenant, matter = str(request.param).split("/")
    pack = packs[tenant]
    bundle = pack.bundle(matter)
    assert bundle is not None
    model = read_bundle(bundle).model
    assert model is not None
    return Shipped(pack, bundle, model, check_bundle(bundle, pack, around(FOLDERS[tenant], pack)))
