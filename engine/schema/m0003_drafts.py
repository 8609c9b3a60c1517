"""Drafts: the version each was begun from, the request to publish it, and its history, a row a file a save."""

STATEMENTS = (
    "alter table matter_draft add column based_on integer",
    "alter table matter_draft add column request {json}",
    """create table matter_draft_save (
    tenant {uuid} not null,
    matter varchar(60) not null,
    revision integer not null,
    path varchar(200) not null,
    content {bytes},
    saved_by {uuid},
    saved_at {instant} not null,
    primary key (tenant, matter, revision, path))""",
)
