"""Settings of one server process, from the command line or BANSHI_* variables. Secrets come from the data folder."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is "" for the embedded SQLite file in `data`, else a PostgreSQL address.

    `idle_minutes`: a session ends after so long without a request. `secure_cookies` must be on behind HTTPS. `address`
    is what people type to come here (`https://bs.example.gov.cn`), "" for whatever they typed. `hosts` gives a centre a
    name of its own: whoever comes by that name is at that centre and at no other. `messages` is where short messages
    to applicants are handed over (JSON by HTTP), "" while there is no such channel.
    """

    data: Path = Path("var")
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    durable: bool = True
    secure_cookies: bool = False
    idle_minutes: int = 120
    address: str = ""
    hosts: tuple[tuple[str, str], ...] = ()
    demo: bool = False
    messages: str = ""

    @property
    def sqlite_file(self) -> Path:
        return self.data / "banshi.sqlite"

    def centre_at(self, host: str) -> str:
        """The code of the centre whose name this host is; "" when the host is nobody's."""
        name = host.lower()
        return next((code for known, code in self.hosts if known in (name, name.rpartition(":")[0])), "")

    def secret(self) -> str:
        """The key that signs CSRF tokens; made once, readable by the server's user alone."""
        file = self.data / "secret.key"
        if not file.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_hex(32))
        return file.read_text().strip()


def from_environment(environment: dict[str, str]) -> Settings:
    """Settings with what BANSHI_DATA, BANSHI_DATABASE, BANSHI_HOST, BANSHI_PORT … say; ValueError names a bad one."""
    defaults = Settings()
    return Settings(
        data=Path(environment.get("BANSHI_DATA", str(defaults.data))),
        database=environment.get("BANSHI_DATABASE", ""),
        host=environment.get("BANSHI_HOST", defaults.host),
        port=_number(environment, "BANSHI_PORT", defaults.port, most=65535),
        durable=environment.get("BANSHI_FAST", "") != "1",
        secure_cookies=environment.get("BANSHI_SECURE_COOKIES", "") == "1",
        idle_minutes=_number(environment, "BANSHI_IDLE_MINUTES", defaults.idle_minutes, most=24 * 60),
        address=environment.get("BANSHI_ADDRESS", "").rstrip("/"),
        messages=environment.get("BANSHI_MESSAGES", ""),
        hosts=_hosts(environment.get("BANSHI_HOSTS", "")),
    )


def _hosts(text: str) -> tuple[tuple[str, str], ...]:
    """`bs.yushan.gov.cn=yushan,bs.duyun.gov.cn=duyun`: host names, each a centre's own."""
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    if bad := next((host for host, sign, code in pairs if not (host and sign and code)), None):
        raise ValueError(f"环境变量 BANSHI_HOSTS 应写成 主机名=租户代码，用逗号分隔，“{bad}”不是。")
    return tuple((host.strip().lower(), code.strip()) for host, _, code in pairs)


def _number(environment: dict[str, str], name: str, default: int, *, most: int) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if not text.isdigit() or not 0 <= int(text) <= most:
        raise ValueError(f"环境变量 {name} 应为 0 到 {most} 的整数，现为“{text}”。")
    return int(text)
