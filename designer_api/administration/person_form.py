"""The form of a person (人员): profile, roles, posts held, trainings; read from what was posted and checked by the
rules of the centre. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from designer_api.administration.field import Field, Read, options_of, read_day, read_fields
from designer_api.pages.posted import Posted, text
from forms.characters import line_fault
from tenants.organisation import Organisation
from tenants.organisation_document import CLOSED_TO
from tenants.people import HeldPost, Person, PersonProfile, Rank, Role, Staff, Training, role_conflict
from tenants.security import SecurityPolicy
from tenants.tenure import replacement_fault

SPARE = 2
"""Empty rows for posts and trainings after those there are."""
FACTS = (
    Field("login", "登录名", required=True, once=True, most=60, help="字母、数字、点、下划线、连字符，不可更改"),
    Field("name", "姓名", required=True, most=60),
    Field("staff", "人员类别", "choice", required=True, options=options_of(Staff)),
    Field("phone", "电话", most=40),
    Field("card", "执法证号", most=60),
    Field("card_until", "执法证有效期至", "day"),
    Field("rank", "职级", "choice", options=options_of(Rank), help="首席代表应为在编的中层以上人员"),
    Field("roles", "角色", "many", width=6, options=options_of(Role)),
)


@dataclass(frozen=True, slots=True)
class PersonRead:
    """What came of reading the form: the profile (None with faults), faults by field, and one of the whole."""

    profile: PersonProfile | None
    faults: dict[str, str]
    fault: str = ""


def read_person_form(posted: Posted, known: Person | None, centre: Organisation) -> PersonRead:
    """The profile that was typed. Nothing is asked of powers yet."""
    fields = [field for field in FACTS if known is None or not field.once]
    read: Read = read_fields(fields, posted)
    faults = dict(read.faults)
    login = known.login if known else str(read.values.get("login", ""))
    if known is None and login and not is_login(login):
        faults["login"] = "登录名只用字母、数字、点、下划线、连字符。"
    posts, trainings = _held_rows(posted, centre, faults), _training_rows(posted, faults)
    if faults:
        return PersonRead(None, faults, "有内容需要更正，见下面标红的地方。")
    roles = tuple(role for role in Role if role.value in read.values["roles"])
    staff = next(each for each in Staff if each.value == read.values["staff"])
    profile = PersonProfile(
        login=login,
        name=read.values["name"],
        staff=staff,
        roles=roles,
        posts=tuple(posts),
        card=read.values["card"],
        card_until=read.values["card_until"],
        phone=read.values["phone"],
        trainings=tuple(trainings),
        rank=next((each for each in Rank if each.value == read.values["rank"]), None),
    )
    return PersonRead(profile, {})


def power_fault(
    before: Person | None, after: PersonProfile, centre: Organisation, policy: SecurityPolicy, today: date
) -> str:
    """Why these powers may not be had, in Chinese; "" when they may: administrators apart, the staff category, training
    before a role that asks for it (F22), two years at a window (F13)."""
    if conflict := role_conflict(frozenset(after.roles)):
        return conflict
    if unfit := [role.chinese for role in after.roles if role in CLOSED_TO[after.staff]]:
        return f"{after.staff.chinese}不能任{'、'.join(unfit)}，请改人员类别或角色。"
    if Role.CHIEF_REPRESENTATIVE in after.roles and after.rank is Rank.MEMBER:
        return "首席代表应为中层以上的在编人员，请改职级或角色。"
    if after.staff is not Staff.ENTERPRISE and (outside := _outside(after, centre)):
        return f"在{outside}任职的是企业人员，请改人员类别或岗位。"
    held = frozenset(before.roles) if before else frozenset()
    fresh = [role for role in after.roles if role in policy.trained and role not in held]
    if fresh and not after.is_trained_on(today):
        names = "、".join(role.chinese for role in fresh)
        return f"{names}须先有在有效期内的培训记录，请先填写培训。"
    twice = [(each.department, each.post) for each in after.posts if each.until is None]
    if len(twice) != len(set(twice)):
        return "同一岗位写了两次，请删去一行。"
    return replacement_fault(before.posts if before else (), after.posts, centre) or ""


def _outside(person: PersonProfile, centre: Organisation) -> str:
    """The enterprise or intermediary somebody holds a post of, "" when there is none."""
    bodies = (centre.department(held.department) for held in person.posts)
    return next((body.short for body in bodies if body is not None and not body.may_approve), "")


def place_options(centre: Organisation) -> Sequence[tuple[str, str]]:
    """The zones and windows at which a post may be worked."""
    zones = [(each.code, f"{each.code} {each.name}") for each in centre.zones]
    return [*zones, *((each.code, f"{each.code} {each.name}") for each in centre.windows)]


def is_login(text: str) -> bool:
    """Letters, digits, dots, underscores, hyphens."""
    return text.isascii() and text.replace(".", "").replace("_", "").replace("-", "").isalnum() and len(text) <= 60


def post_options(centre: Organisation) -> Sequence[tuple[str, str]]:
    """Every post as `department.post` and its words."""
    return [(f"{p.department}.{p.code}", f"{centre.short_name(p.department)}·{p.name}") for p in centre.posts]


def post_rows(person: PersonProfile | None) -> list[HeldPost | None]:
    return [*(person.posts if person else ()), *([None] * SPARE)]


def training_rows(person: PersonProfile | None) -> list[Training | None]:
    return [*(person.trainings if person else ()), *([None] * SPARE)]


def in_words(person: PersonProfile | None, centre: Organisation) -> dict[str, str]:
    """What the audit compares: roles, posts and the rest, in words."""
    if person is None:
        return {"角色": "空", "岗位": "空", "培训": "空"}
    posts = [_post_words(centre, held) for held in person.posts]
    trainings = [f"{t.name}（{t.certificate or '无证号'}，至{t.until or '长期'}）" for t in person.trainings]
    return {
        "姓名": person.name,
        "人员类别": person.staff.chinese,
        "电话": person.phone or "空",
        "职级": person.rank.chinese if person.rank else "空",
        "执法证": f"{person.card or '空'}{f'，至{person.card_until}' if person.card_until else ''}",
        "角色": "、".join(role.chinese for role in person.roles) or "空",
        "岗位": "、".join(posts) or "空",
        "培训": "、".join(trainings) or "空",
    }


def _post_words(centre: Organisation, held: HeldPost) -> str:
    post = centre.post(held.department, held.post)
    name = f"{centre.short_name(held.department)}·{post.name if post else held.post}"
    more = ("，代理" if held.deputy else "") + (f"，{held.consent}" if held.consent else "")
    more += f"，在{held.window}" if held.window else ""
    return f"{name}（{held.since or '不详'}至{held.until or '今'}{more}）"


def _count(posted: Posted, name: str) -> range:
    """The rows of that name that were posted."""
    numbers = [int(key.rpartition("_")[2]) for key in posted if key.startswith(f"{name}_") and key[-1:].isdigit()]
    return range(max(numbers, default=-1) + 1 if max(numbers, default=0) < 100 else 0)


def _held_rows(posted: Posted, centre: Organisation, faults: dict[str, str]) -> list[HeldPost]:
    found = []
    for row in _count(posted, "post"):
        chosen = text(posted, f"post_{row}")
        department, _, code = chosen.partition(".")
        since, wrong = read_day("起始日", text(posted, f"since_{row}"))
        until, wrong_too = read_day("截止日", text(posted, f"until_{row}"))
        consent = text(posted, f"consent_{row}")
        if not chosen:
            continue
        fault = wrong or wrong_too or _line("征求意见记录", consent)
        if not fault and centre.post(department, code) is None:
            fault = "没有这个岗位，请重新选择。"
        if not fault and since and until and until < since:
            fault = f"截止日 {until} 早于起始日 {since}。"
        window = text(posted, f"window_{row}")
        if not fault and window and not centre.has_place(window):
            fault = "没有这个窗口或专区，请重新选择。"
        if fault:
            faults[f"post_{row}"] = fault
        deputy = text(posted, f"deputy_{row}") == "on"
        found.append(HeldPost(department, code, since, until, deputy=deputy, consent=consent, window=window))
    return found


def _training_rows(posted: Posted, faults: dict[str, str]) -> list[Training]:
    found = []
    for row in _count(posted, "training"):
        name, certificate = text(posted, f"training_{row}"), text(posted, f"certificate_{row}")
        since, wrong = read_day("起始日", text(posted, f"trained_{row}"))
        until, wrong_too = read_day("有效期", text(posted, f"valid_{row}"))
        if not name:
            continue
        fault = wrong or wrong_too or _line("培训名称", name) or _line("证书号", certificate)
        if not fault and since and until and until < since:
            fault = f"有效期 {until} 早于起始日 {since}。"
        if fault:
            faults[f"training_{row}"] = fault
        found.append(Training(name, certificate, since, until))
    return found


def _line(label: str, value: str) -> str:
    fault = line_fault(value)
    return f"{label}：{fault}" if fault else ""
