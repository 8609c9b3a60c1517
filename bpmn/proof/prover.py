"""The prover: from a diagram to its verdict, in one call and with one budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from bpmn.diagram import Diagram, LimitText, Process
from bpmn.dmn.model import Decision
from bpmn.finding import Finding
from bpmn.proof.assess import Assessment, Timed, assess, calendar_worst
from bpmn.proof.branches import parts
from bpmn.proof.counterexample import Counterexample, explain
from bpmn.proof.data import read_data
from bpmn.proof.drawn import Scope, Surroundings
from bpmn.proof.explore import Walk
from bpmn.proof.net import Kind, Lengths, Net
from bpmn.proof.reduce import Defect, Fault
from bpmn.proof.regions import Variable
from bpmn.proof.scopes import Scopes, build
from bpmn.proof.search import Fuel
from bpmn.proof.slack import slacks
from bpmn.proof.soundness import MARKINGS, Judgement, Sound, judge
from bpmn.proof.stretch import WHOLE, Clock
from bpmn.proof.units import Units
from bpmn.proof.verdict import Answer, Bound, Flaw, Measure, Soundness, Verdict
from bpmn.proof.weights import Ruler
from bpmn.proof.whatif import gains
from bpmn.proof.whole import compose
from bpmn.proof.words import Words
from bpmn.proof.worst import on_track, shortest, unknown_places
from bpmn.step_kind import Marks, StepKind


def prove(
    diagram: Diagram,
    *,
    process: str = "",
    kinds: Mapping[str, StepKind] | None = None,
    decisions: Mapping[str, Decision] | None = None,
    variables: Sequence[Variable] | None = None,
    library: Mapping[str, Diagram] | None = None,
    units: Units | None = None,
    starts_at: Marks = Marks.ACCEPT,
    fuel: int = MARKINGS,
) -> Verdict:
    """Whether a process always ends properly, and whether its worst case keeps the promised days.

    `process` names one of several processes; `kinds` are the facts of the step kinds; `decisions` those that business
    rule tasks ask, by id; `variables` what the forms say of their fields
    (None: nothing is known, so a step with a form may change any); `library` the diagrams that call activities
    name beside the other processes of this one; `units` what the calendar says of natural days and hours; `starts_at`
    the milestone that starts the clocks (receipt, where the basis says so); `fuel` how many markings (and labels) may
    be looked at for the whole draft. Never raises for a drawing, however wrong: what cannot be judged says so.
    """
    chosen = next((each for each in diagram.processes if each.id == process), None) if process else diagram.main()
    if chosen is None:
        return _without_process(process)
    asked = decisions or {}
    around = Surroundings(
        kinds or {},
        {each.id: diagram for each in diagram.processes} | dict(library or {}),
        None if variables is None else _written_by_forms(variables),
        {key: each.name for key, each in asked.items()},
    )
    scopes = build(diagram, chosen, around)
    words = Words(scopes.labels)
    soundness, findings = _judge_all(scopes, words, fuel)
    if soundness.sound is not Sound.SOUND:
        return Verdict(soundness, _no_measure(chosen.promised), findings=findings, summary=_unsound_words(soundness))
    whole = compose(scopes, partial(_longest, units or Units()), partial(_cap, units or Units()))
    data = read_data(whole.net, asked, variables or ())
    timed = Timed(whole.net, data, units or Units(), scopes.labels, whole.loose, Fuel(fuel), starts_at)
    return _Prover(chosen, scopes, words, timed).verdict(soundness, findings)


def _written_by_forms(variables: Sequence[Variable]) -> dict[str, frozenset[str]]:
    forms = {each.form for each in variables if each.form}
    return {form: frozenset(each.name for each in variables if each.form == form) for form in forms}


def _cap(units: Units, lengths: Lengths) -> int:
    return ceil(Ruler(units=units).shortest(lengths))


def _longest(units: Units, net: Net) -> int | None:
    """The longest way of a net from start to end in working days, None when nobody can say."""
    measured = on_track(net, WHOLE, Ruler(units=units))
    if measured.problem is not None or unknown_places(measured):
        return None
    return measured.weights.days(measured.longest)


def _without_process(process: str) -> Verdict:
    message = f"文件里没有流程“{process}”。" if process else "文件里没有流程，无从判定。"
    finding = Finding("no-process", message, advice="画一个流程，或者检查流程编号。")
    return Verdict(Soundness(Sound.UNDECIDED), _no_measure(LimitText()), findings=(finding,), summary=message)


def _no_measure(limit: LimitText) -> Measure:
    amount = int(limit.amount) if limit.amount.isascii() and limit.amount.isdigit() and len(limit.amount) < 8 else None
    return Measure(Clock.PROMISED, None, None, "workingDay", Bound.UNPROVABLE, amount, limit.unit, Answer.UNPROVABLE)


def _unsound_words(soundness: Soundness) -> str:
    if soundness.sound is Sound.UNDECIDED:
        return "未能判定，不能发布"
    return "流程图有缺陷，先改正再证明时限"


# --- soundness --------------------------------------------------------------------------------------------------------


def _judge_all(scopes: Scopes, words: Words, fuel: int) -> tuple[Soundness, tuple[Finding, ...]]:
    """Every scope alone: a sub-process is one step of the scope around it."""
    flaws: list[Flaw] = []
    findings: list[Finding] = []
    undecided = bool(scopes.recursive) or scopes.too_many
    if scopes.recursive:
        findings.append(words.recursive(scopes.recursive))
    if scopes.too_many:
        findings.append(words.undecided())
    for scope in scopes.all.values():
        findings.extend(words.dead_catch(each) for each in scope.dead_catches)
        if scope.unsupported:
            undecided = True
            findings.append(words.unsupported(scope.unsupported))
            continue
        for net in parts(scope.net):
            judgement = judge(net, fuel)
            fuel = max(fuel - judgement.markings, 1)
            if judgement.sound is Sound.UNSOUND:
                flaws.append(_flaw(net, judgement, fuel))
            elif judgement.sound is Sound.UNDECIDED:
                undecided = True
                findings.append(_open_question(net, judgement, words))
    findings.extend(words.flaw(each) for each in flaws)
    sound = Sound.UNSOUND if flaws else Sound.UNDECIDED if undecided else Sound.SOUND
    return Soundness(sound, tuple(flaws)), tuple(findings)


def _flaw(net: Net, judgement: Judgement, fuel: int) -> Flaw:
    """The fault of an unsound net with its walk, or by name where the fuel finds none."""
    shown = explain(net, judgement, fuel) or Counterexample(judgement.defect or Defect(Fault.DEADLOCK, ()))
    return Flaw(shown.defect.fault, _elements(net, shown.defect.nodes), _walked(net, shown.walk))


def _open_question(net: Net, judgement: Judgement, words: Words) -> Finding:
    """Why a net could not be judged."""
    if judgement.defect is None:
        return words.undecided()
    return words.flaw(Flaw(judgement.defect.fault, _elements(net, judgement.defect.nodes)))


def _elements(net: Net, nodes: Sequence[str]) -> tuple[str, ...]:
    """The drawing's elements of some nodes, each once."""
    return tuple(dict.fromkeys(net.nodes[name].element or name for name in nodes if name in net.nodes))


def _walked(net: Net, walk: Walk) -> tuple[str, ...]:
    """A walk on the drawing: nodes that stand for the same element one after the other are told once."""
    elements: list[str] = []
    for name, _ in walk:
        node = net.nodes.get(name)
        if node is not None and node.kind is not Kind.START and node.element and elements[-1:] != [node.element]:
            elements.append(node.element)
    return tuple(elements)


# --- time -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Prover:
    """The worst case and all that is derived from it, for a diagram found sound."""

    process: Process
    scopes: Scopes
    words: Words
    timed: Timed

    def verdict(self, soundness: Soundness, findings: tuple[Finding, ...]) -> Verdict:
        promised = assess(self.timed, Clock.PROMISED, self.process.promised)
        statutory = self._statutory()
        said = [*findings, *self._say(promised, "承诺")]
        if statutory is not None:
            said += self._say(statutory, "法定")
        said += [self.words.late_timer(*each) for each in _late_timers(self.scopes, self.timed.units)]
        told = {(each.code, each.element, each.message): each for each in said}
        summary = f"{self.words.worst(promised.measure)}：{promised.measure.answer.chinese}"
        plain = Verdict(soundness, promised.measure, findings=tuple(told.values()), summary=summary)
        if promised.measure.worst is None:
            return plain
        return self._details(plain, promised, statutory)

    def _statutory(self) -> Assessment | None:
        """The statutory clock, where a limit is given."""
        limit = self.process.statutory
        return assess(self.timed, Clock.STATUTORY, limit) if limit else None

    def _say(self, assessment: Assessment, what: str) -> list[Finding]:
        words, net, said = self.words, self.timed.net, []
        if assessment.problem is not None:
            elements = _elements(net, assessment.problem.nodes)
            said.append(words.loop(assessment.problem.code, elements))
        if assessment.unknown:
            said.append(words.unknown(_elements(net, assessment.unknown)))
        if assessment.bounded:
            said.append(words.calendar(assessment.bounded))
        said += [words.unchanged_loop(_elements(net, loop)) for loop in assessment.unchanged]
        answer = words.answer(assessment.measure, what, assessment.bounded)
        return said if answer is None else [*said, answer]

    def _details(self, plain: Verdict, promised: Assessment, statutory: Assessment | None) -> Verdict:
        measured, weights = promised.measured, promised.measured.weights
        gaps = slacks(measured, promised.longest)
        counted = {e: g for e, g in gaps.items() if self._is_step(e)}
        return Verdict(
            plain.soundness,
            plain.promised,
            statutory.measure if statutory is not None else None,
            calendar_worst(self.timed, promised),
            weights.days(shortest(measured)),
            tuple((element, gap // weights.scale) for element, gap in counted.items()),
            self._latest_starts(promised),
            self._departments(promised),
            gains(self.timed, promised),
            promised.witness,
            plain.findings,
            plain.summary,
        )

    def _is_step(self, element: str) -> bool:
        node = self.timed.net.nodes.get(element)
        return node is not None and node.kind is Kind.STEP and node.shown

    def _latest_starts(self, promised: Assessment) -> tuple[tuple[str, int], ...]:
        """The day of the clock on which a step must start for the promise to be kept."""
        measure_, measured = promised.measure, promised.measured
        if measure_.limit is None or measure_.limit_unit != measure_.unit:
            return ()
        found: dict[str, int] = {}
        for place in measured.track.order:
            node = measured.track.net.nodes[measured.track.names[place]]
            if measured.track.phases[place] and node.shown and measured.through(place) >= 0:
                days = measure_.limit - measured.weights.days(measured.through(place))
                found[node.element] = min(found.get(node.element, days), days)
        return tuple(found.items())

    def _departments(self, promised: Assessment) -> tuple[tuple[str, int], ...]:
        """Units spent on the worst way, by department, all rounds of its loops included."""
        if promised.way is None:
            return ()
        measured = promised.measured
        spent: dict[str, int] = {}
        for place in promised.way.places:
            node = measured.track.net.nodes[measured.track.names[place]]
            weight = measured.weights.of[node.id] if measured.track.phases[place] else 0
            if weight and node.department:
                spent[node.department] = spent.get(node.department, 0) + weight
        return tuple((name, measured.weights.days(weight)) for name, weight in spent.items())


def _late_timers(scopes: Scopes, units: Units) -> list[tuple[str, str]]:
    """Interrupting timers that cannot fire while the step keeps its limit: (event, step)."""
    return [pair for scope in scopes.all.values() for pair in _late_timers_of(scope, Ruler(units=units))]


def _late_timers_of(scope: Scope, ruler: Ruler) -> list[tuple[str, str]]:
    late = []
    for name, node in scope.net.nodes.items():
        drawn = scope.diagram.find(name.removeprefix(scope.prefix))
        if drawn is None or drawn.kind != "boundaryEvent" or node.owner != name or not node.lengths:
            continue
        done = scope.net.nodes.get(f"{scope.prefix}{drawn.attached_to}/done")
        if done is not None and done.lengths and ruler.measure(done.lengths[0]) <= ruler.shortest(node.lengths):
            late.append((name, scope.prefix + drawn.attached_to))
    return late
