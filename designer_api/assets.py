"""The built browser files: their addresses from the manifest, read once at the start."""

import json
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).with_name("static")


class AssetsMissing(RuntimeError):
    """页面文件还没有构建，请先运行 make demo，或重新安装 banshi。"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A script with the style sheets it brings."""

    script: str
    styles: tuple[str, ...]


def read_manifest(folder: Path = STATIC) -> dict[str, Entry]:
    """The entries by name, such as `pages`; AssetsMissing when nothing was built."""
    file = folder / "manifest.json"
    if not file.is_file():
        raise AssetsMissing(AssetsMissing.__doc__)
    manifest = json.loads(file.read_text())
    return {
        Path(source).stem: Entry(f"/static/{item['file']}", tuple(f"/static/{css}" for css in item.get("css", ())))
        for source, item in manifest.items()
        if item.get("isEntry")
    }
