"""How the tree of tenants may change: a tenant added, moved, merged into another. What is wrong is one clear message.

The facts are handed in; who has them (page, pack, command) asks here before anything is changed.
"""

from collections.abc import Iterable

from bpmn.finding import Finding
from tenants.succession import Merger, Rename
from tenants.tenant import TenantProfile, region_code_fault


def newcomer_fault(profile: TenantProfile, parent: TenantProfile) -> Finding | None:
    """Why a tenant may not be added below another."""
    if fault := region_code_fault(profile.region_code, profile.level):
        return _fault("tenant-region", profile, fault, "请核对级别和区划代码。")
    return place_fault(profile, parent, ())


def place_fault(profile: TenantProfile, parent: TenantProfile, line: Iterable[str]) -> Finding | None:
    """Why a tenant may not stand below `parent`; `line` are the codes above that one."""
    if profile.code == parent.code or profile.code in tuple(line):
        text = f"“{parent.name}”就在“{profile.name}”之下（或是它自己），移过去上级关系就成了一个圈。"
        return _fault("tenant-cycle", profile, text, "请另选一个不在它下面的上级。")
    if not parent.level.above(profile.level):
        text = f"“{profile.name}”是{profile.level.chinese}，上级“{parent.name}”是{parent.level.chinese}，级别不对。"
        return _fault("tenant-level", profile, text, "上级的级别必须高于下级，请核对级别或另选上级。")
    if parent.merged is not None:
        text = f"上级“{parent.name}”自{parent.merged.effective_from}起并入“{parent.merged.into}”，不能再有新的下级。"
        return _fault("tenant-parent-merged", profile, text, f"请改到“{parent.merged.into}”之下。")
    return None


def level_fault(profile: TenantProfile, below: Iterable[TenantProfile]) -> Finding | None:
    """Why a tenant may not have its level with those directly below it."""
    for each in below:
        if not profile.level.above(each.level):
            text = f"“{profile.name}”改为{profile.level.chinese}后，不再高于下级“{each.name}”（{each.level.chinese}）。"
            return _fault("tenant-level", profile, text, "请先改下级的级别或上级。")
    return None


def merger_fault(
    profile: TenantProfile,
    merger: Merger,
    target: TenantProfile | None,
    line: Iterable[str],
    below: Iterable[TenantProfile],
    others: Iterable[TenantProfile],
) -> Finding | None:
    """Why a tenant may not merge: `target` is the other one (None: there is no such), `line` the codes above that,
    `below` those directly below the tenant, `others` all of its tree."""
    day = merger.effective_from
    if profile.merged is not None:
        done = profile.merged
        text = f"“{profile.name}”已定于{done.effective_from}并入“{done.into}”（{done.document}），不能再合并一次。"
        return _fault("tenant-merged", profile, text, "合并只办一次；文件有误的，请在并入的单位更名。")
    if target is None:
        text = f"“{profile.name}”要并入的“{merger.into}”不在同一棵树里。"
        return _fault("tenant-merge-target", profile, text, "请从本体系的单位里选。")
    if target.code == profile.code:
        return _fault("tenant-merge-target", profile, f"“{profile.name}”不能并入自己。", "请另选一个单位。")
    if profile.code in tuple(line):
        text = f"“{target.name}”在“{profile.name}”之下，上级不能并入下级。"
        return _fault("tenant-merge-target", profile, text, "请另选一个单位。")
    if target.merged is not None and target.merged.effective_from <= day:
        gone = target.merged
        text = f"“{target.name}”自己在{gone.effective_from}并入“{gone.into}”，不晚于{day}。"
        return _fault("tenant-merge-target", profile, text, f"请直接并入“{gone.into}”。")
    if staying := [each.name for each in below if each.merged is None or each.merged.effective_from > day]:
        text = f"“{profile.name}”下面还有{_some(staying)}，合并后它们没有上级。"
        return _fault("tenant-merge-below", profile, text, "请先把它们移到别的上级，或先合并它们。")
    late = [
        each.name
        for each in others
        if each.merged is not None and each.merged.into == profile.code and each.merged.effective_from >= day
    ]
    if late:
        text = f"{_some(late)}到{day}或以后才并入“{profile.name}”，那时它已不在。"
        return _fault("tenant-merge-order", profile, text, "请把合并的日期排在它们之后。")
    return None


def rename_fault(profile: TenantProfile, rename: Rename) -> Finding | None:
    """Why a tenant may not be renamed so."""
    if any(each.effective_from == rename.effective_from for each in profile.renames):
        text = f"“{profile.name}”在{rename.effective_from}已有一次更名。"
        return _fault("tenant-renamed", profile, text, "同一天只能更名一次，请改日期。")
    if (rename.name, rename.centre, rename.case_mark or profile.case_mark) == (
        profile.name,
        profile.centre,
        profile.case_mark,
    ):
        return _fault("tenant-renamed", profile, "名称、中心名称、办件字号都没有变。", "请填写新的名称。")
    return None


def _some(names: list[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:5])
    return shown + (f" 等 {len(names)} 个" if len(names) > 5 else "")


def _fault(code: str, profile: TenantProfile, message: str, advice: str) -> Finding:
    return Finding(code=code, element=profile.code, message=message, advice=advice)
