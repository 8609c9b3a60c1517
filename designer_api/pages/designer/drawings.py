"""The drawings of a matter: what a case runs (总图), and the fragments (分图) its call activities name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from bpmn.diagram import Diagram
from bpmn.document import read_diagram, write_diagram
from engine.beginnings import empty_diagram
from tenants.bundle import DIAGRAM_FILE, Bundle

MAIN = "总图"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a bundle: its file, what people call it, the address of its canvas and that of its table."""

    file: str
    name: str
    canvas: str
    table: str


def drawings_of(code: str, bundle: Bundle) -> tuple[Drawing, ...]:
    """The drawings of a bundle, what a case runs first. One that cannot be read is called by its file."""
    home = f"/designer/{quote(code)}"
    found = [Drawing(DIAGRAM_FILE, MAIN, f"{home}/diagram", f"{home}/steps")]
    for file in fragments_in(bundle):
        place = quote(file)
        found.append(Drawing(file, _name(bundle, file), f"{home}/diagram/{place}", f"{home}/steps?file={place}"))
    return tuple(found)


def fragments_in(bundle: Bundle) -> Iterable[str]:
    """The files of the fragments, in the order in which the diagram calls them."""
    files = sorted(path for path in bundle.files if path.endswith(".bpmn") and path != DIAGRAM_FILE)
    main = drawing_in(bundle, DIAGRAM_FILE) if files else None
    called = [node.called for node in main.nodes() if node.called] if main is not None else []

    def place(file: str) -> int:
        diagram = drawing_in(bundle, file)
        names = {process.id for process in diagram.processes} if diagram is not None else set()
        return next((at for at, name in enumerate(called) if name in names), len(called))

    return sorted(files, key=place)


def drawing_in(bundle: Bundle, file: str) -> Diagram | None:
    """A drawing of the bundle as it reads, None when it cannot be read."""
    return read_diagram(bundle.files.get(file, b""), file=file).diagram


def blank_drawing(name: str) -> str:
    """A fragment with a beginning and an end, whose process call activities name by `name`."""
    diagram = empty_diagram(name)
    process = diagram.processes[0]
    known = (*(node.id for node in process.nodes), *(flow.id for flow in process.flows))
    ids = {each: f"{name}_{each}" for each in known}
    labels = {"startEvent": "进入本图", "endEvent": "本图办完"}
    nodes = tuple(replace(each, id=ids[each.id], name=labels[each.kind], parent=name) for each in process.nodes)
    flows = tuple(
        replace(each, id=ids[each.id], source=ids[each.source], target=ids[each.target], parent=name)
        for each in process.flows
    )
    shapes = tuple(replace(each, element=ids[each.element]) for each in diagram.shapes)
    edges = tuple(replace(each, element=ids[each.element]) for each in diagram.edges)
    renamed = replace(process, id=name, name=name, nodes=nodes, flows=flows)
    return write_diagram(replace(diagram, processes=(renamed,), shapes=shapes, edges=edges)).decode()


def _name(bundle: Bundle, file: str) -> str:
    diagram = drawing_in(bundle, file)
    main = diagram.processes[0] if diagram is not None and diagram.processes else None
    return (main.name or main.id) if main is not None else file
