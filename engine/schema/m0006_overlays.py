"""Overlays: what a version was made from and laid over; the overlays below, kept with the matter above them."""

STATEMENTS = (
    "alter table matter_version add column source varchar(64) not null default ''",
    "alter table matter_version add column over_number integer not null default 0",
    """create table lower_overlay (
    tenant {uuid} not null,
    matter varchar(60) not null,
    lower varchar(60) not null,
    name varchar(200) not null,
    drawn integer not null,
    facts {json} not null,
    primary key (tenant, matter, lower))""",
)
