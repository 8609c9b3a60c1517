"""Credit records (信用记录) of false pledges: whom they bar from pledging again, until repaired.

`person` is a digest of the applicant's identity, so that the table names nobody; the case says who it was and why.
"""

STATEMENTS = (
    """create table credit_record (
    tenant {uuid} not null,
    person varchar(64) not null,
    case_id {uuid} not null,
    at {instant} not null,
    repaired_at {instant},
    primary key (tenant, person, case_id))""",
)
