"""What the fields of an implementation list are called for people: in forms, comparisons and guides."""

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "code": "事项代码",
        "name": "事项名称",
        "type": "事项类型",
        "kind": "办件类型",
        "lead": "牵头（实施）部门",
        "statutory": "法定时限",
        "promised": "承诺时限",
        "composition": "办理方式",
        "basic_code": "基本编码",
        "implementation_code": "实施编码",
        "business_code": "业务办理项编码",
        "code_rule": "编码规则",
        "summary": "事项说明",
        "audience": "服务对象",
        "departments": "协办部门",
        "bases": "法律依据",
        "basis": "设定依据",
        "timing": "时限规则",
        "conditions": "受理条件",
        "materials": "申请材料",
        "fees": "收费",
        "channels": "办理形式",
        "online_depth": "网办深度",
        "visits": "到现场次数",
        "results": "办理结果",
        "windows": "办理窗口",
        "scope": "通办范围",
        "separation": "受办分离",
        "pledge": "告知承诺",
        "high_frequency": "高频事项",
        "themes": "主题",
        "quota": "数量限制",
        "consult_phone": "咨询电话",
        "complaint_phone": "监督电话",
        "place": "办理地点",
        "hours": "办理时间",
        "remedies": "救济途径",
        "notices": "文书",
        "questions": "常见问题",
        "exceptions": "特殊环节例外",
        "overlay_of": "上级事项",
        "composed_of": "组成事项",
        "remarks": "备注",
    }
)
"""By the name of the field in `Matter`."""
