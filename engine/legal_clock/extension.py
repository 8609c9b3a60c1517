"""Whether an extension (延期) is allowed: by the law cited, once, before expiry, by the right office, reasons told."""

from collections.abc import Sequence
from datetime import datetime

from engine.legal_clock.due import Due, Extension
from engine.legal_clock.limit import Limit
from engine.legal_clock.regime import Approver, Regime
from engine.refusal import OWN_RULE, Refusal
from tenants.grounds import Ground


def refuse_extension(
    regime: Regime,
    ground: Ground,
    asked: Limit,
    at: datetime,
    *,
    approver: Approver | None,
    reasons_told: bool,
    statutory: Due | None,
    earlier: Sequence[Extension],
) -> Refusal | None:
    """Why the extension of `asked` approved at `at` may not stand; None when it may."""
    rule = regime.extension
    if rule is None:
        return Refusal(
            "extension-no-rule",
            f"“{regime.name}”所依据的法律没有规定可以延长时限。",
            OWN_RULE,
            "请在原时限内办结；确有专门规定的，请先在事项依据中写明。",
        )
    article = str(ground)
    if ground.code != rule.ground:
        return Refusal(
            "extension-ground",
            f"“{regime.name}”的延期依据不是{article}。",
            article,
            f"请引用{rule.most.basis}。",
        )
    if statutory is None:
        return Refusal("extension-not-started", "办件尚未起算法定时限，不能延期。", article, "请先受理。")
    if earlier:
        return Refusal("extension-once", "时限只能延长一次，本办件已经延长过。", article, "请在现有期限内办结。")
    if asked.unit is not rule.most.unit or not 1 <= asked.amount <= rule.most.amount:
        return Refusal(
            "extension-length",
            f"最多可以延长{rule.most}，申请的是{asked}。",
            article,
            f"请把延长时间改为不超过{rule.most}。",
        )
    if asked.unit is not statutory.limit.unit:
        return Refusal(
            "extension-unit",
            f"法定时限以{statutory.limit.unit.chinese}计，不能延长{asked}。",
            article,
            "请核对事项的时限单位。",
        )
    if approver is not rule.approver:
        given = approver.chinese if approver else "无权批准的人员"
        return Refusal(
            "extension-approver",
            f"延期须经{rule.approver.chinese}批准，现由{given}批准。",
            article,
            f"请报{rule.approver.chinese}批准。",
        )
    if not reasons_told:
        return Refusal(
            "extension-reasons",
            "没有把延长期限的理由书面告知申请人。",
            article,
            "请先出具延期告知书，写明理由。",
        )
    if at >= statutory.at:
        return Refusal(
            "extension-expired",
            f"法定时限已于 {statutory.day} 24:00 届满，届满后不能再延期。",
            article,
            "已经超期，请公开说明理由并尽快办结。",
        )
    return None
