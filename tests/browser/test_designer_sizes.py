"""What the editors weigh and how soon they can be used: the sizes are held, the times are printed."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest

STATIC = Path(__file__).parents[2] / "designer_api/static"
MOST = {"diagram": (1697, 473), "decisions": (1170, 335), "forms": (1188, 368)}
"""JavaScript in KB of each editor, its shared parts included: plain, compressed."""


def parts(manifest: dict[str, Any], source: str) -> set[str]:
    item = manifest[source]
    return {item["file"]}.union(*(parts(manifest, each) for each in item.get("imports", ())))


@pytest.mark.parametrize("entry", MOST)
def test_no_editor_is_heavier_than_it_may_be(entry: str) -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text())
    scripts = [(STATIC / name).read_bytes() for name in parts(manifest, f"src/{entry}.js")]
    plain = sum(len(each) for each in scripts) // 1024
    packed = sum(len(gzip.compress(each)) for each in scripts) // 1024
    print(f"{entry}: {plain} KB, {packed} KB compressed")
    most_plain, most_packed = MOST[entry]
    assert plain <= most_plain
    assert packed <= most_packed


DRAW = """async (count) => {
  const m = banshi.modeler;
  const [modeling, factory, canvas] = ['modeling', 'elementFactory', 'canvas'].map((each) => m.get(each));
  const root = canvas.getRootElement();
  let last = modeling.createShape(factory.createShape({ type: 'bpmn:UserTask' }), { x: 300, y: 900 }, root);
  for (let k = 1; k < count; k += 1) {
    const at = { x: 300 + (k % 20) * 160, y: 900 + Math.floor(k / 20) * 140 };
    const next = modeling.createShape(factory.createShape({ type: 'bpmn:UserTask' }), at, root);
    modeling.updateProperties(next, { name: `环节${k}`, 'gov:limit': '1', 'gov:limitUnit': 'workingDay' });
    modeling.connect(last, next);
    last = next;
  }
  await new Promise((done) => setTimeout(done, 1500));
  const frames = [];
  const tasks = m.get('elementRegistry').filter((each) => each.type === 'bpmn:UserTask');
  for (let k = 0; k < 40; k += 1) {
    const began = performance.now();
    modeling.moveElements([tasks[k]], { x: 6, y: 4 });
    modeling.updateProperties(tasks[k], { 'gov:limit': String(k % 5) });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    frames.push(performance.now() - began);
  }
  frames.sort((a, b) => a - b);
  return { middle: frames[20], worst: frames[39], nodes: tasks.length };
}"""


def test_two_hundred_steps_are_edited_frame_by_frame(sign_in: Callable[..., Any]) -> None:
    officer, code = sign_in("xuli"), f"steps_{uuid4().hex[:10]}"
    officer.begin_draft(code, title="两百个环节")
    began = perf_counter()
    page = officer.edit(code, "diagram")
    print(f"diagram editor usable after {perf_counter() - began:.2f} s")
    told = page.evaluate(DRAW, 200)
    print(f"{told['nodes']} steps: an edit takes {told['middle']:.0f} ms in the middle, {told['worst']:.0f} ms at most")
    assert told["nodes"] >= 200
    officer.shot("designer-two-hundred")
