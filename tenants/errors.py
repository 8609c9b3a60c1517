"""The errors of the tenants package: one family; the docstring is the default message, the facts are fields.

What a person may get wrong in a pack or a matter is a returned `Finding`; these are raised only for a broken promise
of a caller or of the data.
"""


class TenantsError(Exception):
    """租户数据有误。"""

    code = "tenants"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default())

    @classmethod
    def default(cls) -> str:
        return (cls.__doc__ or "").strip().splitlines()[0]

    @property
    def message(self) -> str:
        return str(self)


class NoTenant(TenantsError):
    """没有当前租户：存取数据之前必须先进入一个租户。"""

    code = "no-tenant"


class UnknownTenant(TenantsError):
    """没有这个租户。"""

    code = "unknown-tenant"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"没有代码为“{tenant}”的租户。")
        self.tenant = tenant


class UnknownVersion(TenantsError):
    """没有这个版本的事项。"""

    code = "unknown-version"


class Conflict(TenantsError):
    """别人刚刚改过同一份内容，请刷新后重做。"""

    code = "conflict"


class DamagedContent(TenantsError):
    """库中的事项包与它的内容指纹不符。"""

    code = "damaged-content"
