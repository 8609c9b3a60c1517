"""Diagrams by many tools (the BPMN Model Interchange Working Group's) opened in the editor and saved again: the compare
finds no change but in the layout.

Only files without ids or references that the standard forbids can be held to that; the rest is counted. A share is
opened with every run, all of them in the soak.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Error as PlaywrightError

from bpmn.compare import compare
from bpmn.document import read_diagram

KIT = Path(os.environ.get("BPMN_MIWG") or Path(__file__).parents[4] / "shared/conformance/bpmn-miwg")
OPEN_AND_SAVE = """async (text) => {
  await window.banshi.modeler.importXML(text);
  return (await window.banshi.modeler.saveXML({ format: true })).xml;
}"""
SHARE = 13
"""Every thirteenth file is opened with every run: forty of five hundred and twenty."""


def specimens(step: int) -> list[Path]:
    found = sorted(KIT.rglob("*.bpmn*"))
    assert len(found) >= 500, f"没有找到 BPMN 互换图例：{KIT}"
    return found[::step]


@pytest.fixture
def editor(sign_in: Callable[..., Any]) -> Any:
    """The diagram editor with an empty draft."""
    officer = sign_in("xuli")
    code = f"miwg_{uuid4().hex[:12]}"
    officer.begin_draft(code, title="互换")
    return officer.edit(code, "diagram")


def survives(editor: Any, file: Path) -> bool:
    """Whether a file means the same after it was opened and saved."""
    source = file.read_bytes()
    encoding = "utf-16" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    before = read_diagram(source).diagram
    try:
        saved = editor.evaluate(OPEN_AND_SAVE, source.decode(encoding, "replace"))
    except PlaywrightError:  # the editor says why it cannot open a file
        return False
    after = read_diagram(saved.encode()).diagram
    assert before is not None
    return after is not None and all(change.kind.value == "layout" for change in compare(before, after))


def share_that_survives(editor: Any, step: int) -> tuple[int, int]:
    files = specimens(step)
    return sum(survives(editor, file) for file in files), len(files)


def test_a_share_survives_the_editor(editor: Any) -> None:
    same, count = share_that_survives(editor, SHARE)

    print(f"BPMN MIWG：在画布里打开再保存，{count} 个文件中 {same} 个内容不变")
    assert same >= 0.75 * count


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_all_files_in_the_editor(editor: Any) -> None:
    same, count = share_that_survives(editor, 1)

    print(f"BPMN MIWG：在画布里打开再保存，{count} 个文件中 {same} 个内容不变")
    assert same >= 420
