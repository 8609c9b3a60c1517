"""What a bundle calls from another matter is written into it, with forms and decisions, once."""

from bpmn.diagram import Diagram, Node, Process, StepFacts
from bpmn.document import write_diagram
from tenants.bundle import Bundle
from tenants.pinning import missing_calls, pinned, with_fixed_parts


def drawn(process: str, *nodes: Node) -> bytes:
    return write_diagram(Diagram(process, processes=(Process(process, process, nodes=nodes),)))


def calling(process: str, *called: str) -> bytes:
    return drawn(process, *(Node(f"{process}_{each}", "callActivity", parent=process, called=each) for each in called))


def shared(code: str, process: str, *called: str, **files: bytes) -> Bundle:
    step = Node(f"{process}_step", "userTask", parent=process, step=StepFacts(form="review"))
    calls = (Node(f"{process}_{each}", "callActivity", parent=process, called=each) for each in called)
    return Bundle(code, {"flow.bpmn": drawn(process, step, *calls), **files})


MAIN = Bundle("main", {"flow.bpmn": calling("P", "permit")})


def test_the_drawing_comes_along_with_its_form() -> None:
    other = shared("permits", "permit", **{"forms/review.json": b"{}", "forms/unused.json": b"{}"})
    found = pinned(MAIN, [MAIN, other])
    assert set(found.bundle.files) == {"flow.bpmn", "permits_flow.bpmn", "forms/review.json"}
    assert missing_calls(found.bundle) == ()
    assert pinned(found.bundle, [other]).bundle == found.bundle  # a later version changes nothing


def test_what_is_called_may_call_on() -> None:
    found = pinned(MAIN, [shared("permits", "permit", "check"), shared("checks", "check")])
    assert set(found.bundle.files) == {"flow.bpmn", "permits_flow.bpmn", "checks_flow.bpmn"}


def test_the_nearest_is_taken_and_nothing_is_left_as_it_was() -> None:
    near, far = shared("near", "permit"), shared("far", "permit")
    assert "near_flow.bpmn" in pinned(MAIN, [near, far]).bundle.files
    assert pinned(MAIN, []).bundle == MAIN
    assert missing_calls(MAIN) == ("permit",)


def test_two_files_of_one_name_stand_in_the_way() -> None:
    own = Bundle("main", {**MAIN.files, "forms/review.json": b"[]"})
    found = pinned(own, [shared("permits", "permit", **{"forms/review.json": b"{}"})])
    assert found.bundle == own
    assert [(each.code, each.file) for each in found.findings] == [("call-clash", "forms/review.json")]


LISTED = b"""code = "home"
# parts of the whole
[[parts]]
matter = "house"   # first
phase = 1
[[parts]]
matter = "water"
content = "kept"
[[materials]]
code = "house"
name = "x"
"""


def test_parts_that_name_no_content_are_fixed_to_the_one_in_force_and_stay_so() -> None:
    bundle = Bundle("home", {"matter.toml": LISTED})
    fixed = with_fixed_parts(bundle, {"house": "a" * 64, "water": "b" * 64})
    text = fixed.files["matter.toml"].decode()
    assert text.splitlines()[3:5] == ['matter = "house"   # first', f'content = "{"a" * 64}"']
    assert 'content = "kept"' in text
    assert "# parts of the whole" in text
    assert with_fixed_parts(fixed, {"house": "c" * 64}) == fixed  # a later version changes nothing


def test_a_matter_without_parts_or_without_known_ones_stays_as_it_is() -> None:
    assert with_fixed_parts(MAIN, {"house": "a"}) == MAIN
    bundle = Bundle("home", {"matter.toml": LISTED})
    assert with_fixed_parts(bundle, {}) == bundle
