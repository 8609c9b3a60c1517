"""Packs on their way in (待导入的租户包): checked, shown, confirmed by one or two people, then landed or sent back."""

STATEMENTS = (
    """create table pack_arrival (
    tenant {uuid} not null,
    id {uuid} not null,
    state varchar(20) not null,
    name varchar(200) not null,
    content {bytes} not null,
    plain integer not null,
    sent_by {uuid} not null,
    sent_name varchar(200) not null,
    sent_at {instant} not null,
    report {json} not null,
    seen varchar(64) not null,
    confirmed_name varchar(200) not null,
    ended_name varchar(200) not null,
    ended_at {instant},
    note varchar(300) not null,
    primary key (tenant, id))""",
    "create index pack_arrival_sent on pack_arrival (tenant, sent_at)",
)
