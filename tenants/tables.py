"""The tables of tenants as Piccolo sees them; `tenants.schema` makes them.

Piccolo knows no composite keys: the column marked as primary key here is only one part of the real key, so rows are
always selected, changed and deleted by `where` with the tenant first, never by `save` or `remove` of an object.
"""

from piccolo.columns import UUID, BigInt, Bytea, Integer, Text, Varchar
from piccolo.table import Table


class TenantRow(Table, tablename="tenant"):
    """The directory of tenants."""

    id = UUID(primary_key=True, default=None)
    code = Varchar(length=60)
    parent = Varchar(length=60)
    facts = Text()


class PartRow:
    """What parts of an organisation have in common."""

    tenant = UUID(default=None)
    code = Varchar(length=60, primary_key=True)
    place = Integer()
    facts = Text()


class DepartmentRow(PartRow, Table, tablename="department"):
    pass


class SiteRow(PartRow, Table, tablename="site"):
    pass


class ZoneRow(PartRow, Table, tablename="zone"):
    pass


class WindowRow(PartRow, Table, tablename="service_window"):
    pass


class PostRow(PartRow, Table, tablename="post"):
    department = Varchar(length=60)


class PersonRow(Table, tablename="person"):
    """`login` is kept in lower case, as it is compared; the way it is written stands in `facts`."""

    tenant = UUID(default=None)
    id = UUID(primary_key=True, default=None)
    login = Varchar(length=200)
    active = Integer()
    place = Integer()
    facts = Text()


class PersonPostRow(Table, tablename="person_post"):
    """A post held from a day to a day, both included; "" is open."""

    tenant = UUID(default=None)
    person = UUID(primary_key=True, default=None)
    place = Integer()
    department = Varchar(length=60)
    post = Varchar(length=60)
    since = Varchar(length=10)
    until = Varchar(length=10)
    deputy = Integer()
    consent = Varchar(length=300)
    at_window = Varchar(length=30, default="")


class AccountRow(Table, tablename="account"):
    tenant = UUID(default=None)
    person = UUID(primary_key=True, default=None)
    password_hash = Varchar(length=300)
    must_change = Integer()
    failed_attempts = Integer()
    locked_until = BigInt(null=True, default=None)
    last_sign_in = BigInt(null=True, default=None)
    changed_at = BigInt(null=True, default=None)


class BundleRow(Table, tablename="bundle_content"):
    """The files of a bundle as a packed zip; what names it is the hash of its content, not of these bytes."""

    tenant = UUID(default=None)
    hash = Varchar(length=64, primary_key=True)
    code = Varchar(length=60)
    content = Bytea()


class VersionRow(Table, tablename="matter_version"):
    tenant = UUID(default=None)
    matter = Varchar(length=60)
    number = Integer(primary_key=True)
    hash = Varchar(length=64)
    effective_from = Varchar(length=10)
    retired_from = Varchar(length=10)
    published_by = UUID(null=True, default=None)
    published_at = BigInt()
    source = Varchar(length=64, default="")
    over_number = Integer(default=0)


class DraftRow(Table, tablename="matter_draft"):
    tenant = UUID(default=None)
    matter = Varchar(length=60, primary_key=True)
    revision = Integer()
    content = Bytea()
    changed_by = UUID(null=True, default=None)
    changed_at = BigInt()
    based_on = Integer(null=True, default=None)
    request = Text(null=True, default=None)


class DraftSaveRow(Table, tablename="matter_draft_save"):
    """A file as a save of a draft left it, packed; null: the save took it away."""

    tenant = UUID(default=None)
    matter = Varchar(length=60)
    revision = Integer()
    path = Varchar(length=200, primary_key=True)
    content = Bytea(null=True, default=None)
    saved_by = UUID(null=True, default=None)
    saved_at = BigInt()


class FileRow(Table, tablename="tenant_file"):
    """A tenant's own calendar files and texts for readers, kept as they were brought."""

    tenant = UUID(default=None)
    name = Varchar(length=200, primary_key=True)
    content = Bytea()


class LowerOverlayRow(Table, tablename="lower_overlay"):
    """An overlay in force at a tenant below, kept with the matter above it so that a change there finds it at once."""

    tenant = UUID(default=None)
    matter = Varchar(length=60)
    lower = Varchar(length=60, primary_key=True)
    name = Varchar(length=200)
    drawn = Integer()
    facts = Text()


class RegisterRow(Table, tablename="tenant_register"):
    """A row of a tenant's registers: mandate, catalogue entry, claim and so on, by kind."""

    tenant = UUID(default=None)
    kind = Varchar(length=30)
    place = Integer(primary_key=True)
    code = Varchar(length=200)
    facts = Text()


TABLES: tuple[type[Table], ...] = (
    TenantRow,
    DepartmentRow,
    PostRow,
    SiteRow,
    ZoneRow,
    WindowRow,
    PersonRow,
    PersonPostRow,
    AccountRow,
    BundleRow,
    VersionRow,
    DraftRow,
    DraftSaveRow,
    FileRow,
    RegisterRow,
    LowerOverlayRow,
)
"""All of them, to be bound to a database."""
