"""`banshi import` and `banshi export` through the real commands on SQLite: byte-equal, and nothing half-imported."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from designer_api.cli import main
from tenants.archive import read_files, write_zip_of
from tenants.pack import read_pack, shipped_packs, write_zip

Run = Callable[..., tuple[int, str]]
XIATANG = next(folder for folder in shipped_packs() if folder.name == "xiatang")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on a data folder of its own: exit status and what it said."""
    monkeypatch.delenv("BANSHI_DATABASE", raising=False)

    def call(*arguments: str | Path) -> tuple[int, str]:
        try:
            status = main([*map(str, arguments), "--data", str(tmp_path / "data")])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    """A shipped pack as a zip."""
    pack = read_pack(XIATANG).pack
    assert pack is not None
    place = tmp_path / "xiatang.zip"
    place.write_bytes(write_zip(pack))
    return place


def test_the_export_of_an_import_is_byte_equal(run: Run, zipped: Path, tmp_path: Path) -> None:
    assert run("import", zipped)[0] == 0
    out = tmp_path / "out.zip"
    assert run("export", "xiatang", "--to", out)[0] == 0
    assert out.read_bytes() == zipped.read_bytes()


def test_a_folder_and_its_publication_export_the_same(run: Run, zipped: Path, tmp_path: Path) -> None:
    # the county works some steps of the township's matters: it has to be there before they are published
    assert run("import", XIATANG.parent / "yushan")[0] == 0
    status, said = run("import", XIATANG, "--publish")
    assert (status, "发布事项" in said) == (0, True)
    out = tmp_path / "out.zip"
    assert run("export", "xiatang", "--to", out)[0] == 0
    assert out.read_bytes() == zipped.read_bytes()


def test_a_rehearsal_tells_the_difference_and_changes_nothing(run: Run, zipped: Path, tmp_path: Path) -> None:
    status, said = run("import", zipped, "--dry-run")
    assert status == 0
    assert "新租户：" in said
    assert not (tmp_path / "data").exists()
    run("import", zipped)
    assert "与库中的内容完全相同" in run("import", zipped, "--dry-run")[1]


def test_a_change_is_told_in_words_before_it_lands(run: Run, zipped: Path, tmp_path: Path) -> None:
    run("import", zipped)
    files = dict(read_files(zipped).files)
    (matter,) = (path for path in files if path.endswith("elder_card/matter.toml"))
    files[matter] = files[matter].replace("工作日 09:00–12:00".encode(), "每日 09:00–12:00".encode())
    changed = tmp_path / "changed.zip"
    changed.write_bytes(write_zip_of(files))
    status, said = run("import", changed, "--dry-run")
    assert status == 0
    assert "办理时间：工作日 09:00–12:00" in said
    assert "共 1 处不同" in said
    out = tmp_path / "out.zip"
    run("export", "xiatang", "--to", out)
    assert out.read_bytes() == zipped.read_bytes()


def bomb() -> bytes:
    """Eight megabytes of nothing in a few kilobytes."""
    return write_zip_of({"tenant.toml": b"\0" * (8 << 20)}, packed=True)


def climbing() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../tenant.toml", b"x")
    return made.getvalue()


def twice() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("tenant.toml", b"x")
        archive.writestr("Tenant.toml", b"y")
    return made.getvalue()


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (bomb, "单个文件最大"),
        (climbing, "里有“..”"),
        (twice, "重名"),
        (lambda: b"no zip at all", "不是完好的 zip"),
    ],
    ids=["bomb", "climbing", "twice", "no-zip"],
)
def test_a_hostile_zip_is_refused_in_one_clear_line(
    run: Run, tmp_path: Path, made: Callable[[], bytes], word: str
) -> None:
    place = tmp_path / "bad.zip"
    place.write_bytes(made())
    status, said = run("import", place)
    assert status == 1
    assert len([line for line in said.splitlines() if word in line]) == 1
    assert said.splitlines()[-1].startswith("没有导入")
    assert not (tmp_path / "data").exists()


def test_a_zip_cut_short_is_refused(run: Run, zipped: Path, tmp_path: Path) -> None:
    zipped.write_bytes(zipped.read_bytes()[:-200])
    status, said = run("import", zipped)
    assert (status, "不是完好的 zip" in said) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_broken_pack_leaves_what_was_there(run: Run, zipped: Path, tmp_path: Path) -> None:
    run("import", zipped)
    files = dict(read_files(zipped).files)
    (flow,) = (path for path in files if path.endswith("elder_card/flow.bpmn"))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(write_zip_of({**files, "README.md": b"new\n", flow: files[flow][:500]}))
    status, said = run("import", broken, "--publish")
    assert status == 1
    assert "flow.bpmn" in said
    out = tmp_path / "out.zip"
    run("export", "xiatang", "--to", out)
    assert out.read_bytes() == zipped.read_bytes()


def test_wrong_arguments_have_status_two(run: Run, zipped: Path, tmp_path: Path) -> None:
    assert run("import", tmp_path / "nowhere") == (2, f"banshi import：没有这个文件或文件夹：{tmp_path / 'nowhere'}\n")
    assert run("export", "xiatang", "--to", tmp_path / "out.zip")[0] == 2
    run("import", zipped)
    status, said = run("export", "nobody", "--to", tmp_path / "out.zip")
    assert (status, "没有代码为“nobody”的租户；现有：xiatang" in said) == (2, True)
    assert run("export", "xiatang", "--to", tmp_path / "no" / "out.zip")[0] == 2
    assert run("export", "xiatang")[0] == 2
