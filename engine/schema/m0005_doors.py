"""Doors: sign-in policies, second factors, linked identities, the audit, uploads waiting for a yes.

The audit is only ever appended: both databases refuse to change or take away an entry, whoever asks.
"""

_KEPT = "审计记录只能追加，不能修改或删除"

STATEMENTS = (
    """create table tenant_security (
    tenant {uuid} primary key,
    policy {json} not null,
    provider {json} not null)""",
    """create table second_factor (
    tenant {uuid} not null,
    person {uuid} not null,
    secret {bytes} not null,
    confirmed_at {instant},
    last_step {bigint} not null,
    recovery {json} not null,
    primary key (tenant, person))""",
    """create table account_link (
    tenant {uuid} not null,
    issuer varchar(300) not null,
    subject varchar(300) not null,
    person {uuid} not null,
    linked_at {instant} not null,
    primary key (tenant, issuer, subject))""",
    "create index account_link_person on account_link (tenant, person)",
    """create table audit_entry (
    tenant {uuid} not null,
    month integer not null,
    id {uuid} not null,
    at {instant} not null,
    kind varchar(40) not null,
    person {uuid},
    who varchar(200) not null,
    about varchar(300) not null,
    text {json} not null,
    address varchar(60) not null,
    primary key (tenant, month, id))""",
    "create index audit_entry_at on audit_entry (tenant, at)",
    f"sqlite:create trigger audit_entry_changed before update on audit_entry begin select raise(abort, '{_KEPT}'); end",
    f"sqlite:create trigger audit_entry_taken before delete on audit_entry begin select raise(abort, '{_KEPT}'); end",
    f"postgres:create function audit_entry_kept() returns trigger language plpgsql as "
    f"'begin raise exception ''{_KEPT}''; end'",
    "postgres:create trigger audit_entry_kept before update or delete on audit_entry "
    "for each row execute function audit_entry_kept()",
    """create table sheet_upload (
    tenant {uuid} not null,
    id {uuid} not null,
    person {uuid} not null,
    kind varchar(20) not null,
    name varchar(200) not null,
    content {bytes} not null,
    made_at {instant} not null,
    primary key (tenant, id))""",
    "alter table account add column changed_at {instant}",
    "alter table person_post add column consent varchar(300) not null default ''",
)
