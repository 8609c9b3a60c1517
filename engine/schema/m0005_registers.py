"""Registers of a tenant: mandates, catalogue, claims, transfers, exceptions, acceptances, closings, one row each."""

STATEMENTS = (
    """create table tenant_register (
    tenant {uuid} not null,
    kind varchar(30) not null,
    place integer not null,
    code varchar(200) not null,
    facts {json} not null,
    primary key (tenant, kind, place))""",
    "create index tenant_register_code on tenant_register (tenant, kind, code)",
)
