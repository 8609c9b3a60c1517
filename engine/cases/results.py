"""What the result of a special step (特殊环节) must bring with it, drawn on the diagram or begun by command. Pure.

Two people where the law asks for two, every signature, the least length over, the hearing held, every department of a
joint act signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.step_kind import StepKind
from engine.cases.case import Case, DueDate
from engine.refusal import OWN_RULE, Refusal


@dataclass(frozen=True, slots=True)
class Result:
    """A result as handed in: of what kind of step, under which name and basis, by whom, signed by whom.

    `by` is who hands it in; `signed` the departments' signatures of a joint act, `unsigned` those still missing, by
    their short names."""

    name: str
    kind: StepKind
    basis: str
    due: DueDate | None
    by: str
    staff: tuple[str, ...]
    signatures: tuple[str, ...]
    min_staff: int = 0
    min_signatures: int = 0
    signed: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who took part; a step for one person is done by whoever hands the result in."""
        named = tuple(dict.fromkeys(name.strip() for name in (*self.staff, *self.signed) if name.strip()))
        return named or ((self.by,) if self.least_staff == 1 else ())

    @property
    def least_staff(self) -> int:
        return max(self.kind.min_staff, self.min_staff, 1)


def refuse_result(case: Case, result: Result, now: datetime) -> Refusal | None:
    """Why a result may not be registered yet; None when it may."""
    article = result.basis if result.basis.startswith("《") else f"《{result.basis}》" if result.basis else OWN_RULE
    return (
        _refuse_hearing(case, result, now)
        or _refuse_length(result, now, article)
        or _refuse_parties(result)
        or _refuse_people(result, article)
    )


def _refuse_hearing(case: Case, result: Result, now: datetime) -> Refusal | None:
    if result.kind.code != "hearing" or (case.hearing is not None and now >= case.hearing.held):
        return None
    return Refusal(
        "hearing-unset",
        "听证还没有依法通知并举行。",
        "《行政许可法》第四十八条",
        "请在举行七个工作日前通知时间、地点和主持人。",
    )


def _refuse_length(result: Result, now: datetime, article: str) -> Refusal | None:
    if not result.kind.minimum_length or result.due is None or now >= result.due.at:
        return None
    return Refusal(
        "notice-period",
        f"“{result.name}”期满日为 {result.due.day}，届满次日才能办理下一环节。",
        article,
        "请在期满次日以后再登记结果。",
    )


def _refuse_parties(result: Result) -> Refusal | None:
    if not result.unsigned:
        return None
    return Refusal(
        "special-parties",
        f"“{result.name}”由多个部门共同进行，还缺{'、'.join(result.unsigned)}的签字。",
        "联审联办制（本系统规则）",
        "请这些部门在办件页签署意见，全部签字后再登记结果。",
    )


def _refuse_people(result: Result, article: str) -> Refusal | None:
    people = result.people
    if len(people) < result.least_staff:
        return Refusal(
            "special-staff",
            f"“{result.name}”应当由{result.least_staff}名以上工作人员进行，现有{len(people)}名。",
            article,
            "请补填参加人员。",
        )
    have = (*result.signatures, *result.signed)
    missing = [name for name in people if name not in have] if result.kind.signed else []
    if missing or len(have) < result.min_signatures:
        who = f"“{'、'.join(missing)}”的签字" if missing else f"{result.min_signatures - len(have)}人的签字"
        return Refusal(
            "special-signatures",
            f"“{result.name}”的结果还缺{who}。",
            article,
            "参加人员全部签字后才能登记结果。",
        )
    return None


def short_names(codes: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """Departments by their short names."""
    return tuple(names.get(code, code) for code in codes)
