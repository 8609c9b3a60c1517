"""People from a spreadsheet: each row a new person with a role, a post and what qualifies them; all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from designer_api.administration.person_form import is_login, power_fault
from designer_api.administration.sheet import Column, Fault, Line
from tenants.organisation import Organisation
from tenants.people import HeldPost, Person, PersonProfile, Role, Staff, Training
from tenants.security import SecurityPolicy
from tenants.term import term_of

LOGIN, NAME, STAFF, ROLES, DEPARTMENT, POST, SINCE, PHONE, CARD, CARD_UNTIL, TRAINING, TRAINED_UNTIL = (
    "登录名", "姓名", "人员类别", "角色", "部门", "岗位", "任职起始日", "电话", "执法证号", "执法证有效期", "培训",
    "培训有效期",
)  # fmt: skip
COLUMNS = (
    Column(LOGIN, True, "zhou.min", "字母、数字、点、下划线、连字符，全中心不重复。"),
    Column(NAME, True, "周敏", "不能是公式，不能有看不见的字符。"),
    Column(STAFF, True, "合同制人员", f"{'、'.join(each.chinese for each in Staff)}。"),
    Column(ROLES, True, "窗口人员", f"多个用顿号隔开：{'、'.join(each.chinese for each in Role)}。"),
    Column(DEPARTMENT, False, "政务中心", "部门的简称、全称或代码；没有岗位时留空。"),
    Column(POST, False, "综合窗口", "该部门的岗位名称或代码。"),
    Column(SINCE, False, "2026-03-02", "写成 2026-03-02；空则为导入当日。"),
    Column(PHONE, False, "0793-0000000"),
    Column(CARD, False, "36000001"),
    Column(CARD_UNTIL, False, "2028-05-31"),
    Column(TRAINING, False, "岗前培训"),
    Column(TRAINED_UNTIL, False, "2027-03-01"),
)


@dataclass(frozen=True, slots=True)
class PeopleRead:
    """The people of a sheet with their rows, or what is wrong."""

    people: tuple[tuple[int, PersonProfile], ...]
    faults: tuple[Fault, ...]


def people_of(
    lines: Sequence[Line], centre: Organisation, known: Sequence[Person], policy: SecurityPolicy, today: date
) -> PeopleRead:
    """The people the lines describe, each checked as if typed by hand; a login in use or written twice is a fault."""
    people: list[tuple[int, PersonProfile]] = []
    faults: list[Fault] = []
    logins = {person.login.lower(): 0 for person in known}
    for line in lines:
        reader = _Reader(line, centre, today)
        profile = reader.person()
        found = list(reader.faults)
        login = profile.login.lower()
        if login in logins:
            where = f"与第 {logins[login]} 行重复" if logins[login] else "已被使用"
            found.append(Fault(line.row, 1, f"登录名“{profile.login}”{where}。"))
        logins.setdefault(login, line.row)
        if not found and (fault := power_fault(None, profile, centre, policy, today)):
            found.append(Fault(line.row, 0, fault))
        faults += found
        people.append((line.row, profile))
    return PeopleRead((), tuple(faults)) if faults else PeopleRead(tuple(people), ())


class _Reader:
    """One line on its way to a person; what is wrong gathers in `faults`."""

    def __init__(self, line: Line, centre: Organisation, today: date) -> None:
        self._line, self._centre, self._today = line, centre, today
        self.faults: list[Fault] = []

    def person(self) -> PersonProfile:
        login = self._line.texts[LOGIN]
        if not is_login(login):
            self._fault(LOGIN, f"登录名“{login}”只能用字母、数字、点、下划线、连字符。")
        training = self._line.texts[TRAINING]
        valid = self._day(TRAINED_UNTIL)
        if valid and not training:
            self._fault(TRAINED_UNTIL, "写了培训有效期，没有写培训名称。")
        return PersonProfile(
            login=login,
            name=self._line.texts[NAME],
            staff=self._staff(),
            roles=self._roles(),
            posts=self._posts(),
            card=self._line.texts[CARD],
            card_until=self._day(CARD_UNTIL),
            phone=self._line.texts[PHONE],
            trainings=(Training(training, until=valid),) if training else (),
        )

    def _staff(self) -> Staff:
        found = term_of(Staff, self._line.texts[STAFF])
        if found is None:
            self._fault(
                STAFF, f"没有“{self._line.texts[STAFF]}”这种人员类别，应为{'、'.join(s.chinese for s in Staff)}。"
            )
        return found or Staff.PERMANENT

    def _roles(self) -> tuple[Role, ...]:
        words = [word.strip() for word in self._line.texts[ROLES].replace("，", "、").replace(",", "、").split("、")]
        found = {word: term_of(Role, word) for word in words if word}
        for word, role in found.items():
            if role is None:
                self._fault(ROLES, f"没有“{word}”这个角色。")
        return tuple(role for role in Role if role in found.values())

    def _posts(self) -> tuple[HeldPost, ...]:
        department, post = self._line.texts[DEPARTMENT], self._line.texts[POST]
        since = self._day(SINCE) or self._today
        if not department and not post:
            return ()
        body = next((d for d in self._centre.departments if department in (d.short, d.name, d.code)), None)
        if body is None:
            self._fault(DEPARTMENT, f"没有部门“{department}”，请先由系统管理员登记。" if department else "没有写部门。")
            return ()
        held = next((p for p in self._centre.posts_of(body.code) if post in (p.name, p.code)), None)
        if held is None:
            names = "、".join(p.name for p in self._centre.posts_of(body.code)) or "（还没有岗位）"
            self._fault(POST, f"“{body.short}”没有岗位“{post}”，现有：{names}。")
            return ()
        return (HeldPost(body.code, held.code, since),)

    def _day(self, column: str) -> date | None:
        text = self._line.texts[column].replace("/", "-").replace(".", "-")
        try:
            return date(*(int(part) for part in text.split("-"))) if text else None
        except (ValueError, TypeError):
            self._fault(column, f"“{column}”应写成 2026-03-02，现为“{self._line.texts[column]}”。")
            return None

    def _fault(self, column: str, message: str) -> None:
        place = next(number for number, each in enumerate(COLUMNS, 1) if each.name == column)
        self.faults.append(Fault(self._line.row, place, message))
