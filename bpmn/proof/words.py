"""The verdict in words a reform officer can read without the drawing at hand."""

from collections.abc import Iterable, Mapping, Sequence

from bpmn.finding import Finding, Severity
from bpmn.proof.limits import CHINESE
from bpmn.proof.reduce import Fault
from bpmn.proof.verdict import Answer, Bound, Flaw, Measure, PathStep

MOST_NAMED = 6
"""Names in one sentence; the rest is counted."""

FAULTS = {
    Fault.NO_START: ("流程没有起点，办件无法开始", "画一个开始事件并连到第一个环节"),
    Fault.NO_END: ("流程没有终点，办件无法结束", "画一个结束事件，让每条路都通到它"),
    Fault.UNREACHABLE: ("从起点走不到{}", "把它连进流程，或者删除"),
    Fault.NO_WAY_OUT: ("走到{}以后再也到不了终点", "从这里画一条通往结束的连线"),
    Fault.DEADLOCK: (
        "{}会一直等下去：它要等的分支不会来",
        "前面是选择分支的，合并处用排他网关；前面是并行的，用并行网关",
    ),
    Fault.LACK_OF_SYNCHRONISATION: (
        "{}会被重复执行：并行的几条分支没有先合并",
        "并行分出去的分支，用并行网关合并后再往下走",
    ),
    Fault.MULTIPLE_TERMINATION: ("结束事件{}会被到达两次", "把几条并行的分支先用并行网关合并，再到结束事件"),
    Fault.LIVELOCK: ("走到{}后会无休止地循环，办件永远办不完", "给循环画一条能走到结束的出口"),
    Fault.DEAD: ("{}永远轮不到执行", "检查它前面的网关类型"),
    Fault.OR_IN_LOOP: (
        "{}是循环里的包容网关，要不要等下一轮说不清楚，未能判定",
        "循环里改用排他网关或并行网关",
    ),
}


class Words:
    """Makes sentences with the names the drawing gives; `labels` are names by element id."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels

    def name(self, element: str) -> str:
        label = self._labels.get(element, "")
        return label or element or "流程"

    def names(self, elements: Iterable[str]) -> str:
        """“甲”、“乙”等8处."""
        known = list(dict.fromkeys(elements))
        shown = "、".join(f"“{self.name(each)}”" for each in known[:MOST_NAMED])
        return shown if len(known) <= MOST_NAMED else f"{shown}等{len(known)}处"

    def walk(self, elements: Sequence[str]) -> str:
        """甲→乙→丙; a long walk loses its middle."""
        names = [self.name(each) for each in elements]
        names = names if len(names) <= 24 else [*names[:12], "……", *names[-10:]]
        return "→".join(names)

    def flaw(self, flaw: Flaw) -> Finding:
        message, advice = FAULTS[flaw.fault]
        sentence = message.format(self.names(flaw.elements) or "流程")
        if flaw.walk:
            sentence += f"。例如这样办理就会出现：{self.walk(flaw.walk)}。数据条件下也许不会发生，但图本身不能保证"
        first = flaw.elements[0] if flaw.elements else ""
        return Finding(flaw.fault.value, sentence + "。", element=first, advice=advice)

    def path(self, path: Sequence[PathStep]) -> str:
        return "→".join(self._step(step) for step in path)

    @staticmethod
    def _step(step: PathStep) -> str:
        if not step.amount:
            return step.name
        unit = "" if step.unit == "workingDay" else CHINESE[step.unit]
        rounds = f"×{step.rounds}次" if step.rounds > 1 else ""
        return f"{step.name}（{step.amount}{unit}{rounds}）"

    def worst(self, measure: Measure) -> str:
        """最坏路径：受理→设立登记（1）→统一出件（1），共2个工作日，承诺3个工作日，余量1."""
        if measure.worst is None or measure.bound is Bound.UNPROVABLE:
            return "无法证明最坏情况需要多少天"
        unit = CHINESE[measure.unit]
        most = "至多" if measure.bound is Bound.UPPER else "共"
        joint = "" if unit.startswith("个") else "个"
        text = f"最坏路径：{self.path(measure.path)}，{most}{measure.worst}{joint}{unit}"
        if measure.limit is None:
            return f"{text}，未填写时限"
        what = "承诺" if measure.clock.value == "promised" else "法定"
        limit_unit = CHINESE[measure.limit_unit]
        text += f"，{what}{measure.limit}{'' if limit_unit.startswith('个') else '个'}{limit_unit}"
        if measure.unit != measure.limit_unit:
            return text
        left = measure.limit - measure.worst
        return f"{text}，余量{left}" if left >= 0 else f"{text}，超出{-left}"

    def answer(self, measure: Measure, what: str, bounded: Sequence[str]) -> Finding | None:
        """The finding of a clock's answer, nothing when it is kept or nothing was promised; `bounded` are the steps
        whose days depend on the date."""
        worst = self.worst(measure)
        if measure.answer is Answer.BROKEN:
            return Finding(
                f"{measure.clock.value}-limit-broken",
                f"最坏情况超过{what}时限。{worst}。",
                element=measure.path[-1].element if measure.path else "",
                advice="缩短最坏路径上环节的时限，或者把能同时办的环节改为并行，或者放宽承诺。",
            )
        if measure.answer is Answer.MAYBE:
            return Finding(
                f"{measure.clock.value}-limit-maybe-broken",
                f"最坏情况可能超过{what}时限。{worst}。未能确定的原因：{self.reasons(measure, bounded)}。",
                advice="缩短最坏路径，或者把条件写成数字、选项的比较，让系统能看懂。",
            )
        return None

    def reasons(self, measure: Measure, bounded: Sequence[str]) -> str:
        """Why nobody can say whether the limit is kept."""
        doubts = [each for each in measure.because if each not in bounded]
        reasons = [f"{self.names(doubts)}的条件或画法没有看懂，或者条件互相矛盾"] if doubts else []
        if bounded:
            reasons.append(
                f"取决于受理日期：{self.names(bounded)}的时限不按工作日计，在不同日子受理，跨过的工作日不一样"
            )
        return "；".join(reasons) or "时限的单位不同，不能直接相比，取决于受理日期"

    def unknown(self, elements: Sequence[str]) -> Finding:
        return Finding(
            "unlimited-step",
            f"无法证明：{self.names(elements)}没有填写能读懂的时限，最坏情况要多少天说不清楚。",
            element=elements[0],
            advice="在环节清单里填写时限和单位；依法不计入时限的，写明依据并设为不计入时限。",
        )

    def loop(self, code: str, elements: Sequence[str]) -> Finding:
        names = self.names(elements)
        if code == "loop-without-bound":
            return Finding(
                code,
                f"无法证明：循环{names}没有写明最多几次，最坏情况没有上限。",
                element=elements[0],
                advice="在往回走的连线上填写最多次数（maxRounds）。",
            )
        return Finding(
            code,
            f"无法证明：循环{names}可以从几处进入，算不出每一轮的天数。",
            element=elements[0],
            advice="把循环改成只从一处进入。",
        )

    def unchanged_loop(self, elements: Sequence[str]) -> Finding:
        return Finding(
            "loop-reads-unchanged-inputs",
            f"循环{self.names(elements)}的条件只看循环里不会改变的数据：一旦进入就出不来，或者一次也不会走。",
            Severity.WARNING,
            element=elements[0],
            advice="让循环里的某个环节填写条件要看的数据，例如审查结果。",
        )

    def undecided(self) -> Finding:
        return Finding(
            "undecided",
            "未能判定：流程图的组合太多，在规定的计算量内没有得出结论，按不能发布处理。",
            advice="把大图拆成几个子流程，或者减少包容网关。",
        )

    def unsupported(self, elements: Sequence[str]) -> Finding:
        return Finding(
            "not-judged",
            f"未能判定：{self.names(elements)}用了不能证明的画法（补偿、临时子流程、复杂网关或找不到依附的环节）。",
            element=elements[0],
            advice="改用普通的环节和排他、并行、包容网关。",
        )

    def recursive(self, elements: Sequence[str]) -> Finding:
        return Finding(
            "recursive-call",
            f"未能判定：调用活动{self.names(elements)}最终又调用了自己。",
            element=elements[0],
            advice="去掉互相调用，改用带次数的循环。",
        )

    def dead_catch(self, element: str) -> Finding:
        return Finding(
            "dead-boundary-event",
            f"边界事件“{self.name(element)}”不会发生：里面没有任何地方抛出它。",
            element=element,
            advice="在子流程里画出抛出它的结束事件，或者删除这个边界事件。",
        )

    def late_timer(self, element: str, host: str) -> Finding:
        return Finding(
            "timer-after-limit",
            f"超时支路“{self.name(element)}”不早于环节“{self.name(host)}”的时限，环节按时办理时不会用到它。",
            Severity.NOTE,
            element=element,
        )

    def calendar(self, elements: Sequence[str]) -> Finding:
        return Finding(
            "other-unit-bounded",
            f"{self.names(elements)}的时限不是工作日：自然日按公布的日历里最多能跨过的工作日计入，"
            "相连的工作小时先相加再进位成工作日。",
            Severity.NOTE,
            element=elements[0],
        )
