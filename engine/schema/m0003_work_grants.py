"""Work grants: the work list of a tenant also holds steps of cases whose home is another tenant of the tree."""

STATEMENTS = (
    "alter table task_open add column home {uuid}",
    "create index task_open_home on task_open (home, case_id) where home is not null",
)
