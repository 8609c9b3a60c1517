"""A matter (事项): its implementation list (实施清单) as frozen values, read from `matter.toml` by `matter_document`.

Every fact that law binds names its bases by id; the bases themselves stand once, with article, level of authority and
how well the text is known (V read, S quoted, K from knowledge, P our own policy).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.diagram import LimitText
from tenants.real_name import RealName
from tenants.tenant import Level
from tenants.term import Term


class MatterType(Term):
    """Type of a matter (事项类型): the nine kinds of power of 权责清单, other powers, and public services."""

    LICENCE = "01", "行政许可"
    PENALTY = "02", "行政处罚"
    COERCION = "03", "行政强制"
    LEVY = "04", "行政征收"
    PAYMENT = "05", "行政给付"
    INSPECTION = "06", "行政检查"
    CONFIRMATION = "07", "行政确认"
    REWARD = "08", "行政奖励"
    RULING = "09", "行政裁决"
    OTHER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"


class MatterKind(Term):
    """Decided on the spot, or within a promised limit."""

    INSTANT = "instant", "即办件"
    PROMISED = "promised", "承诺件"


class Composition(Term):
    """Whether one department handles it or several together."""

    SINGLE = "single", "单办"
    PARALLEL = "parallel_approval", "并联审批"
    JOINT = "joint_matter", "一件事"
    CHAIN = "chain_matter", "一链办理"


class LimitUnit(Term):
    """Units a limit may have. They are never converted into one another."""

    WORKING_DAY = "workingDay", "工作日"
    NATURAL_DAY = "naturalDay", "自然日"
    WORKING_HOUR = "workingHour", "工作小时"
    MONTH = "month", "个月"
    YEAR = "year", "年"


class LimitStart(Term):
    """The event a limit runs from: acceptance, or receipt where its basis says so (建筑法8)."""

    ACCEPTED = "accepted", "受理"
    RECEIVED = "received", "收件"


class Mark(Term):
    """How well a text of law is known: only V may alone carry a gate or be shown as law."""

    READ = "V", "已核对原文"
    QUOTED = "S", "转引"
    KNOWN = "K", "待核实"
    POLICY = "P", "本系统规则"


class Authority(Term):
    """Level of authority (效力层级) of a basis."""

    LAW = "law", "法律"
    REGULATION = "administrative_regulation", "行政法规"
    STATE_COUNCIL = "state_council_decision", "国务院决定"
    LOCAL_REGULATION = "local_regulation", "地方性法规"
    RULE = "rule", "规章"
    DOCUMENT = "document", "规范性文件"
    POLICY = "policy", "本系统规则"


class Need(Term):
    """Whether a material is needed."""

    REQUIRED = "required", "必要"
    OPTIONAL = "optional", "非必要"
    GAP = "gap", "容缺后补"


class MaterialKind(Term):
    CERTIFICATE = "certificate", "证件"
    DOCUMENT = "document", "文书"
    FORM = "form", "表格"
    OTHER = "other", "其他"


class MaterialSource(Term):
    """Where a material comes from (来源渠道)."""

    APPLICANT = "applicant", "申请人自备"
    GOVERNMENT = "government", "政府部门核发"
    OTHER = "other", "其他"


class Exempt(Term):
    """Why a material need not be handed in (C28)."""

    SHARED = "shared", "共享可得"
    VERIFIED = "verified", "网络核验"
    EARLIER = "earlier", "前序已收"


class Audience(Term):
    """Whom the matter serves (服务对象)."""

    PERSON = "person", "自然人"
    ORGANISATION = "organisation", "法人"
    OTHER = "other", "其他组织"


class Channel(Term):
    """How one may apply (办理形式)."""

    WINDOW = "window", "窗口"
    ONLINE = "online", "网上"
    MOBILE = "mobile", "移动端"
    POST = "post", "邮寄"
    SELF_SERVICE = "self_service", "自助终端"


class ResultKind(Term):
    CERTIFICATE = "certificate", "证照"
    APPROVAL = "approval", "批文"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis (法律依据): law, document number, article, the deciding words, level and how well it is known.
    `since` and `until` are ISO days of force, "" when open."""

    id: str
    law: str
    article: str = ""
    number: str = ""
    quote: str = ""
    authority: Authority = Authority.LAW
    mark: Mark = Mark.KNOWN
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True, slots=True)
class MatterLimit:
    """A limit of the matter: whole number, unit, bases. Zero is on the spot. `explanation` is shown in the guide."""

    amount: int
    unit: LimitUnit = LimitUnit.WORKING_DAY
    basis: tuple[str, ...] = ()
    explanation: str = ""
    start: LimitStart = LimitStart.ACCEPTED

    @property
    def text(self) -> LimitText:
        """The limit as a drawing writes it."""
        return LimitText(str(self.amount), self.unit.value)

    @property
    def chinese(self) -> str:
        return f"{self.amount}{self.unit.chinese}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of acceptance (受理条件)."""

    text: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A material (申请材料). `when` is a FEEL condition on the form's answers ("" always); `supply_working_days` bounds
    a gap (容缺补交时限); `exempt` why it need not be handed in; `proof`: it is a certificate asked of the applicant
    (证明事项), which needs a basis in law, administrative regulation or a State Council decision. In a joint matter
    `parts` are the codes of the parts that need it (用于), empty in any other."""

    code: str
    name: str
    kind: MaterialKind = MaterialKind.DOCUMENT
    form: tuple[str, ...] = ()
    originals: int = 1
    copies: int = 0
    need: Need = Need.REQUIRED
    source: MaterialSource = MaterialSource.APPLICANT
    source_note: str = ""
    basis: tuple[str, ...] = ()
    when: str = ""
    exempt: Exempt | None = None
    supply_working_days: int = 0
    proof: bool = False
    electronic: bool = True
    note: str = ""
    department: str = ""
    parts: tuple[str, ...] = ()

    @property
    def may_gap(self) -> bool:
        """Whether the application may be accepted while it is still missing (容缺受理)."""
        return self.need is Need.GAP


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee (收费): amounts are whole 分; `standard` is the published text."""

    name: str
    standard: str
    basis: tuple[str, ...] = ()
    amount_fen: int | None = None
    relief: str = ""


@dataclass(frozen=True, slots=True)
class Visits:
    """How often the applicant must come in person (到现场次数), and why."""

    most: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MatterResult:
    """What the applicant receives (办理结果); `part` is the code of the part of a joint matter it comes from."""

    code: str
    name: str
    kind: ResultKind = ResultKind.CERTIFICATE
    department: str = ""
    valid_for: str = ""
    delivery: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to contest a decision (复议、诉讼): where, and within what time by which law (R16)."""

    name: str
    organ: str
    period: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A document the case gives out (文书): `template` is text with `{field}` places."""

    code: str
    name: str
    template: str = ""
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question (常见问题) and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class LimitException:
    """A recorded exception: a special step that may take longer than the promise (D9). `step` is its id in the
    drawing; `approval` names who approved it, with the document."""

    step: str
    reason: str
    approval: str


@dataclass(frozen=True, slots=True)
class WorkGrant:
    """A step that another tenant of the tree works (属地办理；乡镇受理、县级确认): the nearest above of that `level`,
    or the one of that code. `step` is its id in the drawing; `fields` the answers of the case it may see besides its
    own form, empty for all of them."""

    step: str
    level: Level | None = None
    tenant: str = ""
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.step}（{self.tenant or (self.level.chinese if self.level else '本级')}）"


@dataclass(frozen=True, slots=True)
class Part:
    """A matter that a joint one is composed of (组成事项). `matter` is its code, `name` what it was called when it was
    taken in; `when` the FEEL condition on the form's answers under which it is asked for ("" always); parts of one
    `phase` run side by side, phases one after the other, from 1; `lead` the department responsible for it; `content`
    the hash of the published content that was taken in: a later version of the part changes nothing until the joint
    matter is composed and published anew. "" means not yet fixed."""

    matter: str
    name: str = ""
    when: str = ""
    phase: int = 1
    lead: str = ""
    content: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.matter


@dataclass(frozen=True, slots=True)
class Matter:
    """An implementation list. `lead` is the department code of the body responsible; `overlay_of` the code of the
    tenant whose matter of the same code is tightened here ("" when it is our own); `parts` the matters a joint one is
    composed of (D15), `composed_of` those that a list drawn by hand only names; `separation`: who receives may not
    decide (受办分离). `timing` chooses the law whose rules of acceptance, pause and extension bind it (R33)."""

    code: str
    name: str
    type: MatterType
    kind: MatterKind
    lead: str
    statutory: MatterLimit | None = None
    promised: MatterLimit | None = None
    composition: Composition = Composition.SINGLE
    basic_code: str = ""
    implementation_code: str = ""
    business_code: str = ""
    code_rule: str = ""
    summary: str = ""
    audience: tuple[Audience, ...] = ()
    departments: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    basis: tuple[str, ...] = ()
    timing: str = ""
    conditions: tuple[Condition, ...] = ()
    materials: tuple[Material, ...] = ()
    fees: tuple[Fee, ...] = ()
    channels: tuple[Channel, ...] = (Channel.WINDOW,)
    online_depth: int = 1
    visits: Visits = Visits()
    results: tuple[MatterResult, ...] = ()
    windows: tuple[str, ...] = ()
    scope: str = ""
    separation: bool = True
    real_name: RealName = RealName.NONE
    pledge: bool = False
    high_frequency: bool = False
    themes: tuple[str, ...] = ()
    quota: str = ""
    consult_phone: str = ""
    complaint_phone: str = ""
    place: str = ""
    hours: str = ""
    remedies: tuple[Remedy, ...] = ()
    notices: tuple[Notice, ...] = ()
    questions: tuple[Question, ...] = ()
    exceptions: tuple[LimitException, ...] = ()
    work_grants: tuple[WorkGrant, ...] = ()
    overlay_of: str = ""
    composed_of: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    remarks: tuple[str, ...] = ()
    _bases: Mapping[str, Basis] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bases", MappingProxyType({each.id: each for each in self.bases}))

    def base(self, identity: str) -> Basis | None:
        """The basis of that id."""
        return self._bases.get(identity)

    def cited(self, ids: tuple[str, ...]) -> tuple[Basis, ...]:
        """The bases of those ids, unknown ones left out (the reader has named them)."""
        return tuple(self._bases[each] for each in ids if each in self._bases)

    def material(self, code: str) -> Material | None:
        return next((material for material in self.materials if material.code == code), None)

    def notice(self, code: str) -> Notice | None:
        return next((notice for notice in self.notices if notice.code == code), None)

    def exception(self, step: str) -> LimitException | None:
        """The recorded exception of a special step."""
        return next((exception for exception in self.exceptions if exception.step == step), None)

    def work_grant(self, step: str) -> WorkGrant | None:
        """What is written of a step that another tenant works."""
        return next((grant for grant in self.work_grants if grant.step == step), None)

    def part(self, code: str) -> Part | None:
        """The part of that matter's code."""
        return next((part for part in self.parts if part.matter == code), None)

    @property
    def made_of(self) -> tuple[str, ...]:
        """The codes of the matters it is made of, composed or only named."""
        return tuple(dict.fromkeys((*(part.matter for part in self.parts), *self.composed_of)))

    @property
    def accepts_gaps(self) -> bool:
        """Whether any material may follow later (容缺受理)."""
        return any(material.may_gap for material in self.materials)
