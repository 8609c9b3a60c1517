"""A bundle (事项包): all files of one matter, known by the hash of their content.

The same files have the same hash in a folder, a zip and the database; a published version is that hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

MATTER_FILE = "matter.toml"
OVERLAY_FILE = "overlay.toml"
"""Instead of `matter.toml`: the differences to a matter from above."""
DIAGRAM_FILE = "flow.bpmn"
DIAGRAM_ENDING = ".bpmn"
"""Any other file of this ending holds fragments: processes that call activities name."""
FEATURE_FILE = "commitments.feature"
FORMS_FOLDER = "forms/"
SAMPLES_FOLDER = "samples/"
"""Synthetic answers by form name (`samples/application.json`): what scenarios and the demonstration fill in."""


@dataclass(frozen=True)
class Bundle:
    """The files of one matter by path inside the bundle. `code` is the name of its folder and the matter's code."""

    code: str
    files: Mapping[str, bytes]
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))
        object.__setattr__(self, "hash", content_hash(self.files))


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the files in path order, every path and content led by its length in eight bytes, so that no
    two different sets of files give the same bytes."""
    digest = sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8))
            digest.update(part)
    return digest.hexdigest()
