"""`docs/elements.md` says what the conformance table proves and what the one table refuses; no more, no less.

Write it anew with `python tests/unit/engine/runtime/test_element_table.py`.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bpmn.allowed import FLAGS, KIND_NAMES, LOOPS, ROWS, Standing, row_of
from bpmn.diagram import Diagram

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[3] / "docs" / "elements.md"
HEAD = """# 流程图里的元素怎样执行

写给画流程图的人。第一张表由运行时的一致性测试生成：每一行都有一幅小图、一串操作和应有的结果，每两步之间保存并恢复办件。
第二张表是不执行的元素：发布前就会拒绝，并指出是哪一个；不会悄悄按别的意思执行。

所有表达式都是 FEEL；时间由到期表按日历计算，流程图本身不看时钟。表达式、决策或系统操作出错时，办件停在这一步之前，
记为一条异常，由人重试、改后重试或注明理由跳过。

## 执行的元素

| 元素 | 情形 | 怎样执行 |
|---|---|---|
"""
REFUSED = """
## 不执行的元素

| 元素 | 原因和改法 |
|---|---|
"""


def rows_of_table() -> list[dict[str, Any]]:
    files = sorted((FOLDER / "conformance").glob("*.toml"))
    return [row for file in files for row in tomllib.loads(file.read_text("utf-8"))["case"]]


def page(rows: list[dict[str, Any]]) -> str:
    order = list(dict.fromkeys(row["element"] for row in rows))
    lines = [
        f"| {_name(row['element'])} | {row.get('event', '')} | {row['says']} |"
        for element in order
        for row in rows
        if row["element"] == element
    ]
    refused = [f"| {row.name} | {row.reason} |" for row in ROWS if row.standing is Standing.REFUSED]
    refused += [f"| {flag.name}（{flag.attribute}） | {flag.reason} |" for flag in FLAGS]
    return HEAD + "\n".join(lines) + "\n" + REFUSED + "\n".join(refused) + "\n"


def _name(element: str) -> str:
    return f"{KIND_NAMES[element]} `{element}`" if element in KIND_NAMES else element


def test_the_page_is_what_the_tests_prove(table: list[dict[str, Any]]) -> None:
    assert PAGE.read_text("utf-8") == page(table), "see the docstring of this file"


def test_every_executed_element_has_a_conformance_case(
    table: list[dict[str, Any]], draw: Callable[..., Diagram]
) -> None:
    proved = set()
    loops = set()
    for row in table:
        diagram = draw(row["flow"], row.get("node", {}), others=row.get("others", {}))
        proved |= {row_of(node, diagram).key for node in diagram.nodes()}
        loops |= {node.loop.kind for node in diagram.nodes() if node.loop}
    assert {row.key for row in ROWS if row.standing is Standing.EXECUTED} - proved == set()
    assert {row.loop for row in LOOPS if row.standing is Standing.EXECUTED} == loops


if __name__ == "__main__":
    PAGE.write_text(page(rows_of_table()), "utf-8")
