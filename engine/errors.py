"""The engine's errors: broken promises of a caller or faults of ours. What a person may get wrong is a `Refusal`."""


class EngineError(Exception):
    """办件引擎出错。"""

    code = "engine-error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class StorageError(EngineError):
    """数据库不可用。"""

    code = "storage"


class Stale(EngineError):
    """办件已被他人更新，请刷新后重试。"""

    code = "stale"


class UnknownTenant(EngineError):
    """没有指明租户。"""

    code = "unknown-tenant"
