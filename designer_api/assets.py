"""The built browser files: their addresses from the manifest, read once at the start."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Manifest = dict[str, dict[str, Any]]
"""Vite's: each built part by its source, with `file`, `css`, `imports`."""
STATIC = Path(__file__).with_name("static")


class AssetsMissing(RuntimeError):
    """页面文件还没有构建，请先运行 make demo，或重新安装 banshi。"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A script with the style sheets that it and the parts it shares with others bring."""

    script: str
    styles: tuple[str, ...]


def read_manifest(folder: Path = STATIC) -> dict[str, Entry]:
    """The entries by name, such as `pages`; AssetsMissing when nothing was built."""
    file = folder / "manifest.json"
    if not file.is_file():
        raise AssetsMissing(AssetsMissing.__doc__)
    manifest: Manifest = json.loads(file.read_text())
    return {
        Path(source).stem: Entry(
            f"/static/{item['file']}", tuple(f"/static/{css}" for css in _styles(manifest, source))
        )
        for source, item in manifest.items()
        if item.get("isEntry")
    }


@dataclass(frozen=True, slots=True)
class Licence:
    """A library that went into the pages: its version, its licence by name and in full."""

    name: str
    version: str
    licence: str
    text: str


def read_licences(folder: Path = STATIC) -> tuple[Licence, ...]:
    """What the build found in the pages, in name order."""
    return tuple(Licence(**each) for each in json.loads((folder / "licences.json").read_text()))


def _styles(manifest: Manifest, source: str) -> tuple[str, ...]:
    """The style sheets of a part, those of the parts it imports first, each once."""
    item = manifest[source]
    below = (css for each in item.get("imports", ()) for css in _styles(manifest, each))
    return tuple(dict.fromkeys((*below, *item.get("css", ()))))
