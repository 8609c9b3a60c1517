"""A centre taken out as a zip and brought in changed, by two administrators, each at a browser of their own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tenants.archive import read_zip, write_zip_of

CLERK = """
[[people]]
login = "tao.ran"
name = "陶然"
staff = "contract"
roles = ["window_clerk"]
posts = [{ department = "centre", post = "general_window", since = 2026-03-01 }]
"""


def test_a_pack_from_elsewhere_is_shown_before_it_lands(sign_in: Callable[..., Any], tmp_path: Path) -> None:
    system, security = sign_in("lvli"), sign_in("suyang")
    system.go("/admin/pack")
    system.shot("packs")
    with system.page.expect_download() as taken:
        system.page.get_by_role("link", name="导出本中心的租户包").click()
    files = dict(read_zip(taken.value.path().read_bytes()).files)
    kept = {path: content for path, content in files.items() if not path.startswith("matters/")}
    kept |= {path: content for path, content in files.items() if path.startswith("matters/elder_card/")}
    text = kept["tenant.toml"].decode()
    kept["tenant.toml"] = (text.replace("[[remarks]]", f"{CLERK}\n[[remarks]]", 1)).encode()
    brought = tmp_path / "yushan-新人.zip"
    brought.write_bytes(write_zip_of(kept, packed=True))

    system.page.get_by_label("租户包 必填").set_input_files(brought)
    system.press("上传并检查")
    expect(system.page.get_by_text("还没有导入。")).to_be_visible(timeout=60_000)
    people = system.page.get_by_role("region", name="人员")
    expect(people).to_contain_text("增加人员：陶然（tao.ran）。角色 窗口人员")
    system.shot("pack-difference", whole=True)
    system.press("确认，送安全管理员")
    system.told("待安全管理员确认")

    security.go("/admin/pack")
    security.page.get_by_role("link", name="查看yushan-新人.zip").click()
    security.shot("pack-second-key")
    security.press("确认人员和授权，导入")
    security.told("新增人员 1 人")
    security.shot("pack-landed")
    security.go("/admin/people?q=tao.ran")
    expect(security.page.locator("main")).to_contain_text("没有账号")
    security.press("开通账号")
    security.press("开通 1 个账号")
    expect(security.page.locator("code.secret")).to_have_text(re.compile(r"\S+-\S+-\S+"))
    security.shot("accounts-opened")


def test_a_pack_with_mistakes_names_each_of_them(sign_in: Callable[..., Any], tmp_path: Path) -> None:
    system = sign_in("lvli")
    system.go("/admin/pack")
    with system.page.expect_download() as taken:
        system.page.get_by_role("link", name="导出本中心的租户包").click()
    files = dict(read_zip(taken.value.path().read_bytes()).files)
    kept = {path: content for path, content in files.items() if not path.startswith("matters/")}
    text = kept["tenant.toml"].decode().replace('level = "county"', 'level = "county"\nlevel_of = "x"', 1)
    kept["tenant.toml"] = text.encode()
    brought = tmp_path / "坏包.zip"
    brought.write_bytes(write_zip_of(kept))
    system.page.get_by_label("租户包 必填").set_input_files(brought)
    system.press("上传并检查")
    expect(system.page.get_by_role("alert")).to_contain_text("不能导入：有", timeout=60_000)
    expect(system.page.locator("main")).to_contain_text("level_of")
    system.shot("pack-faulty", whole=True)
