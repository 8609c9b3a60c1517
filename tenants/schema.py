"""The tables of tenants as statements, for the first migration. Reviewed by hand; they only ever expand.

Words in braces stand for the types of the two databases: {uuid}, {bytes}, {instant} (microseconds since 1970 UTC),
{json} (text). Days are ISO text. Every key is led by the tenant; `tenant` itself is the directory. `place` keeps the
order people gave the rows in, `facts` what no query asks for.
"""

_PART = """
    place integer not null,
    facts {json} not null,
    primary key (tenant, """

_PLACES = tuple(
    f"create table {table} (\n    tenant {{uuid}} not null,\n    code varchar(60) not null,{_PART}code))"
    for table in ("department", "site", "zone", "service_window")
)

STATEMENTS = (
    """create table tenant (
    id {uuid} primary key,
    code varchar(60) not null,
    parent varchar(60) not null,
    facts {json} not null)""",
    "create unique index tenant_code on tenant (code)",
    "create index tenant_parent on tenant (parent)",
    *_PLACES,
    f"""create table post (
    tenant {{uuid}} not null,
    department varchar(60) not null,
    code varchar(60) not null,{_PART}department, code))""",
    f"""create table person (
    tenant {{uuid}} not null,
    id {{uuid}} not null,
    login varchar(200) not null,
    active integer not null,{_PART}id))""",
    "create unique index person_login on person (tenant, login)",
    """create table person_post (
    tenant {uuid} not null,
    person {uuid} not null,
    place integer not null,
    department varchar(60) not null,
    post varchar(60) not null,
    since varchar(10) not null,
    until varchar(10) not null,
    deputy integer not null,
    primary key (tenant, person, place))""",
    "create index person_post_held on person_post (tenant, department, post)",
    """create table account (
    tenant {uuid} not null,
    person {uuid} not null,
    password_hash varchar(300) not null,
    must_change integer not null,
    failed_attempts integer not null,
    locked_until {instant},
    last_sign_in {instant},
    primary key (tenant, person))""",
    """create table bundle_content (
    tenant {uuid} not null,
    hash varchar(64) not null,
    code varchar(60) not null,
    content {bytes} not null,
    primary key (tenant, hash, code))""",
    """create table matter_version (
    tenant {uuid} not null,
    matter varchar(60) not null,
    number integer not null,
    hash varchar(64) not null,
    effective_from varchar(10) not null,
    retired_from varchar(10) not null,
    published_by {uuid},
    published_at {instant} not null,
    primary key (tenant, matter, number))""",
    """create table matter_draft (
    tenant {uuid} not null,
    matter varchar(60) not null,
    revision integer not null,
    content {bytes} not null,
    changed_by {uuid},
    changed_at {instant} not null,
    primary key (tenant, matter))""",
    """create table tenant_file (
    tenant {uuid} not null,
    name varchar(200) not null,
    content {bytes} not null,
    primary key (tenant, name))""",
)
