"""Small DMN models written as tables, so that a test shows what a reform office would draw."""

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

import pytest

from bpmn.dmn import Model, read_model

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
TableXml = Callable[..., str]
ModelOf = Callable[..., Model]


def _clause(text: str) -> tuple[str, str, str]:
    """`面积: number = >=0` as name, type and allowed values."""
    head, _, values = text.partition("=")
    name, _, kind = head.partition(":")
    return name.strip(), kind.strip(), values.strip()


def _wired(ids: list[str] | tuple[str, ...]) -> str:
    """Information requirements: `in-…` are inputs, everything else decisions."""
    kinds = ((one, "requiredInput" if one.startswith("in-") else "requiredDecision") for one in ids)
    return "".join(
        f"<informationRequirement><{kind} href={quoteattr('#' + one)}/></informationRequirement>" for one, kind in kinds
    )


def _entry(tag: str, id_: str, text: str) -> str:
    return f'<{tag} id="{id_}"><text>{escape(text)}</text></{tag}>'


def _rule(row: int, line: str, inputs: int) -> str:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    parts = [
        _entry("inputEntry" if at < inputs else "outputEntry", f"r{row}c{at + 1}", cell)
        for at, cell in enumerate(cells)
    ]
    return f'<rule id="r{row}">{"".join(parts)}</rule>'


@pytest.fixture
def table() -> TableXml:
    """A decision table as XML: name, inputs, outputs (`面积: number = allowed values`) and rows parted by `|`."""

    def write(
        name: str,
        inputs: list[str],
        outputs: list[str],
        rules: str,
        *,
        policy: str = "UNIQUE",
        aggregation: str = "",
        requires: list[str] | None = None,
        default: str = "",
    ) -> str:
        columns, declared = [], []
        for clause in inputs:
            column, kind, values = _clause(clause)
            allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
            columns.append(
                f"<input id={quoteattr('i-' + column)} label={quoteattr(column)}>"
                f"<inputExpression typeRef={quoteattr(kind)}><text>{escape(column)}</text></inputExpression>"
                f"{allowed}</input>"
            )
            if requires is None:
                declared.append(f"<inputData id={quoteattr('in-' + column)} name={quoteattr(column)}/>")
        for clause in outputs:
            column, kind, values = _clause(clause)
            allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
            other = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
            columns.append(f"<output name={quoteattr(column)} typeRef={quoteattr(kind)}>{allowed}{other}</output>")
        rows = [line for line in rules.strip().splitlines() if line.strip()]
        needed = requires if requires is not None else ["in-" + _clause(clause)[0] for clause in inputs]
        wired = _wired(needed)
        collect = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
        return (
            "".join(declared)
            + f"<decision id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)}/>{wired}"
            + f'<decisionTable id="t-{escape(name)}" hitPolicy={quoteattr(policy)}{collect}>{"".join(columns)}'
            + "".join(_rule(row, line, len(inputs)) for row, line in enumerate(rows, 1))
            + "</decisionTable></decision>"
        )

    return write


@pytest.fixture
def model_of() -> ModelOf:
    """The model of pieces of XML inside `definitions`."""

    def make(*pieces: str, space: str = DMN13, file: str = "rules.dmn", imports: tuple[Model, ...] = ()) -> Model:
        text = (
            f'<definitions xmlns="{space}" namespace="urn:test" id="d" name="测试">'
            + "".join(pieces)
            + "</definitions>"
        )
        return read_model(text.encode(), file=file, imports=imports)

    return make


@pytest.fixture
def literal() -> Callable[..., str]:
    """A decision with a literal expression, requiring inputs (`in-…`) or decisions by id."""

    def write(name: str, text: str, *requires: str, kind: str = "") -> str:
        wired = _wired(requires)
        declared = f" typeRef={quoteattr(kind)}" if kind else ""
        return (
            f"<decision id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)}{declared}/>{wired}"
            f"<literalExpression><text>{escape(text)}</text></literalExpression></decision>"
        )

    return write


@pytest.fixture
def datum() -> Callable[..., str]:
    """Input data with the id `in-NAME`."""

    def write(name: str, kind: str = "") -> str:
        declared = f" typeRef={quoteattr(kind)}" if kind else ""
        variable = f"<variable name={quoteattr(name)}{declared}/>"
        return f"<inputData id={quoteattr('in-' + name)} name={quoteattr(name)}>{variable}</inputData>"

    return write
