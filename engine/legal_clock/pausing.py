"""Whether a special step may stop the clock: only on a ground of the closed list, told in writing (R17)."""

from engine.legal_clock.limit import Limit
from engine.legal_clock.regime import Regime
from engine.refusal import OWN_RULE, Refusal
from tenants.grounds import Act, Ground


def refuse_pause(
    regime: Regime, ground: Ground, step_kind: str, name: str, needed: Limit, *, told_in_writing: bool
) -> Refusal | None:
    """Why this step may not stop the clock on this ground; None when it may."""
    article = str(ground)
    step = f"“{name or step_kind}”"
    if ground.act is not Act.PAUSE:
        return Refusal(
            "pause-ground", f"{article}不是暂停计时的依据。", article, "请引用规定时间不计算在内的条款，否则继续计时。"
        )
    if step_kind not in ground.kinds:
        return Refusal(
            "pause-kind",
            f"{step}不属于{article}列明的不计入时限的情形，时间照计。",
            article,
            "只有专门法条规定不计算在内的，才可以暂停计时。",
        )
    if ground.code not in regime.pauses:
        return Refusal(
            "pause-regime",
            f"{article}不适用于“{regime.name}”的时限，{step}的时间照计。",
            article,
            "请引用本事项所依据的法律中的条款。",
        )
    if not ground.is_verified:
        return Refusal(
            "pause-unverified",
            f"{article}的条文尚未与正式公布的文本核对，不能单独作为暂停计时的依据。",
            article,
            "请法制人员核对原文并登记核对人和日期。",
        )
    if needed.amount < 1:
        return Refusal("pause-needed", f"没有写明{step}所需的时间。", article, "请写明需要多少个工作日。")
    if not told_in_writing:
        return Refusal(
            "pause-notice",
            f"没有把{step}所需时间书面告知申请人，不能暂停计时。",
            f"{article}、{OWN_RULE}",
            "请先出具书面告知，写明所需时间。",
        )
    return None
