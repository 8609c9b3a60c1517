"""The window or zone at which a post is worked; "" names none."""

STATEMENTS = ("alter table person_post add column at_window varchar(30) not null default ''",)
