"""A small county, its pack and its matter, as text that a test changes in one place."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from engine.storage import open_postgres, open_sqlite
from tenants.memory import MemoryDirectory, MemoryTenantStore
from tenants.store import SqlDirectory, SqlTenantStore
from tenants.tables import TABLES
from tenants.testing import House

TENANT = """
[tenant]
code = "yushan"
name = "玉山县"
centre = "玉山县政务服务中心"
level = "county"
region_code = "361123"
region_verified = true
region_source = "GB/T 2260-2007"
case_mark = "玉办"

[settings]
window_cap = 120
business_hours = ["09:00-12:00", "13:30-17:00"]

[settings.severities]
features-present = "warning"

[[departments]]
code = "centre"
name = "玉山县政务服务中心"
short = "中心"
body = "institution"

[[departments]]
code = "market_regulation"
name = "玉山县市场监督管理局"
short = "市监"
body = "行政机关"
approval_unit = "行政审批股"

[[departments]]
code = "seal_maker"
name = "玉山县印章制作企业"
short = "刻章"
body = "enterprise"

[[posts]]
code = "window"
name = "综合窗口岗"
department = "centre"
kind = "window"

[[posts]]
code = "exit"
name = "统一出件岗"
department = "centre"
kind = "exit"

[[posts]]
code = "registrar"
name = "登记审查岗"
department = "market_regulation"
kind = "back"

[[sites]]
code = "main"
name = "玉山县政务服务中心"
kind = "centre"
facilities = ["母婴室", "文印"]

[[zones]]
code = "C"
name = "商事登记专区"
site = "main"
floor = "一楼东侧"
departments = ["market_regulation", "seal_maker"]
planned = { general = 8, spare = 1, seal = 1 }

[[windows]]
code = "C01"
name = "商事登记综合窗口1号"
zone = "C"

[[people]]
login = "wangfang"
name = "王芳"
staff = "contract"
roles = ["window_clerk"]
posts = [{ department = "centre", post = "window", since = 2024-01-01 }]

[[people]]
login = "li.ming"
name = "李明"
roles = ["officer", "首席代表"]
posts = [{ department = "market_regulation", post = "registrar", since = 2024-01-01, until = 2026-12-31 }]
card = "360000001"
card_until = 2028-05-31
trainings = [{ name = "岗前培训", certificate = "ZW-17", since = 2024-01-05, until = 2027-01-04 }]

[[remarks]]
about = "窗口数"
text = "方案写明上限120个，各专区合计108个。"
source = "玉府办字〔2019〕109号"
"""

MATTER = """
code = "seal_filing"
name = "公章刻制备案"
type = "10"
kind = "promised"
lead = "market_regulation"
basis = ["filing-9"]
statutory = { amount = 5, unit = "workingDay", basis = ["filing-9"] }
promised = { amount = 1, unit = "workingDay", basis = ["promise"] }
audience = ["法人"]
channels = ["window", "online"]
windows = ["C01"]

[[bases]]
id = "filing-9"
law = "公章管理规定"
article = "第九条"
authority = "administrative_regulation"
mark = "V"
since = 2022-03-01

[[bases]]
id = "promise"
law = "本中心服务承诺"
authority = "policy"
mark = "P"

[[materials]]
code = "application"
name = "备案申请表"
kind = "form"
basis = ["filing-9"]

[[materials]]
code = "licence"
name = "营业执照"
kind = "certificate"
source = "government"
exempt = "shared"
basis = ["filing-9"]

[[materials]]
code = "mandate"
name = "委托书"
need = "容缺后补"
supply_working_days = 3
basis = ["filing-9"]

[[fees]]
name = "工本费"
standard = "每枚100元"
amount_fen = 10000
basis = ["filing-9"]

[[results]]
code = "receipt"
name = "备案回执"

[[notices]]
code = "acceptance"
name = "受理通知书"
template = "{applicant}：现予受理。"
signed_by = "market_regulation"

[[remedies]]
name = "行政复议"
organ = "玉山县人民政府"
period = "60日"

[[questions]]
question = "可以代办吗？"
answer = "可以。"
"""


@pytest.fixture
def tenant_toml() -> str:
    """A `tenant.toml` without a mistake."""
    return TENANT


@pytest.fixture
def matter_toml() -> str:
    """A `matter.toml` without a mistake."""
    return MATTER


@pytest.fixture
def pack_files() -> dict[str, bytes]:
    """The files of a pack whose frame is without a mistake."""
    return {
        "tenant.toml": TENANT.encode(),
        "README.md": "玉山县的租户包。\n".encode(),
        "matters/seal_filing/matter.toml": MATTER.encode(),
        "matters/seal_filing/flow.bpmn": b"<definitions/>",
        "matters/seal_filing/forms/application.json": b"{}",
        "matters/seal_filing/commitments.feature": b"# language: zh-CN\n",
    }


@pytest.fixture
def as_folder(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """Lay files out as a folder."""

    def lay(files: dict[str, bytes]) -> Path:
        root = tmp_path / "pack"
        for name, content in files.items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return root

    return lay


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """An empty installation on each of the three kinds of store."""
    if request.param == "memory":
        yield House(MemoryDirectory(), MemoryTenantStore())
        return
    if request.param == "sqlite":
        database = await open_sqlite(tmp_path / "banshi.db")
    else:
        database = await open_postgres(request.getfixturevalue("postgres_address"), connections=2)
        async with database.transaction(owning=True):
            await database.write("drop schema public cascade")
            await database.write("create schema public")
    await database.migrate()
    database.bind(TABLES)
    yield House(SqlDirectory(), SqlTenantStore())
    await database.close()
