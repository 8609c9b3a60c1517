"""Row-level security (行级安全) on PostgreSQL: the net under the stores, spread anew after every migration.

Every table that carries a `tenant` shows and takes only rows of the tenant the transaction acts for, whoever asks and
whatever the statement says; a statement that acts for no tenant meets an empty table. The server works as a role that
owns nothing and bypasses nothing, so that it cannot take the net away; what is only ever appended it cannot change.
"""

from collections.abc import Iterable, Iterator

APP_ROLE = "banshi_app"
"""The role every statement of the stores runs as."""
TENANT, BEYOND = "app.tenant", "app.beyond"
"""What a transaction acts for: one tenant's id, or (`on`) the few questions that are asked before a tenant is known."""
ASKED_BEYOND = frozenset(
    {
        "due_row",
        "job",
        "matter_version",
        "migration_batch",
        "outbox",
        "parcel",
        "site",
        "web_session",
        "worker_key",
    }
)
"""Tables that such questions go to: what is due next, which message waits, whose session a cookie is, and what the tree
of tenants shows of each one (its sites and how many matters it offers, both public)."""
APPENDED_ONLY = frozenset({"case_event", "audit_entry"})
READ_ONLY = frozenset({"schema_migration"})

ROLE_EXISTS = f"select 1 as one from pg_roles where rolname = '{APP_ROLE}'"
MAY_BE = f"select 1 as one from pg_roles where rolname = '{APP_ROLE}' and pg_has_role(current_user, oid, 'member')"
MAKE_ROLE = f"create role {APP_ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole"
JOIN_ROLE = f"grant {APP_ROLE} to current_user"
TABLES = (
    "select c.relname as name, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' "
    "and not a.attisdropped) as owned from pg_class c where c.relnamespace = current_schema()::regnamespace "
    "and c.relkind in ('r', 'p') order by c.relname"
)
"""The tables of the schema, and whether each carries a tenant."""

_MINE = f"tenant = nullif(current_setting('{TENANT}', true), '')::uuid"
_ANY = f"({_MINE} or current_setting('{BEYOND}', true) = 'on')"


def spread(tables: Iterable[tuple[str, bool]], schema: str) -> Iterator[str]:
    """The statements that let the application's role work on these tables and no further; repeating them changes
    nothing."""
    yield f'grant usage on schema "{schema}" to {APP_ROLE}'
    for name, owned in tables:
        yield f'revoke all on "{name}" from {APP_ROLE}'
        yield f'grant {_rights(name)} on "{name}" to {APP_ROLE}'
        if owned:
            rule = _ANY if name in ASKED_BEYOND else _MINE
            yield f'alter table "{name}" enable row level security'
            yield f'alter table "{name}" force row level security'
            yield f'drop policy if exists tenant_net on "{name}"'
            yield f'create policy tenant_net on "{name}" using ({rule}) with check ({rule})'


def _rights(table: str) -> str:
    if table in READ_ONLY:
        return "select"
    return "select, insert" if table in APPENDED_ONLY else "select, insert, update, delete"


def entering(tenant: str, *, beyond: bool, role: str) -> str:
    """What a transaction says before its first statement, and again when it turns to another tenant. `tenant` is an id
    of ours or ""; it ends with the transaction, so a pooled connection keeps nothing of it."""
    flag = "on" if beyond else ""
    settings = f"select set_config('{TENANT}', '{tenant}', true), set_config('{BEYOND}', '{flag}', true)"
    return f"set local role {role}; {settings}" if role else settings
