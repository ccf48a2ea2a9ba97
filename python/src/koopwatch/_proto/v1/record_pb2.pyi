from koopwatch._proto.v1 import snapshot_pb2 as _snapshot_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Record(_message.Message):
    __slots__ = ("incarnation", "start", "snapshot", "scalars", "mark", "refused", "end", "expire")
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    SCALARS_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_FIELD_NUMBER: _ClassVar[int]
    incarnation: int
    start: _snapshot_pb2.RunStart
    snapshot: _snapshot_pb2.Snapshot
    scalars: _snapshot_pb2.Scalars
    mark: _snapshot_pb2.Mark
    refused: Refused
    end: _snapshot_pb2.RunEnd
    expire: Expire
    def __init__(self, incarnation: _Optional[int] = ..., start: _Optional[_Union[_snapshot_pb2.RunStart, _Mapping]] = ..., snapshot: _Optional[_Union[_snapshot_pb2.Snapshot, _Mapping]] = ..., scalars: _Optional[_Union[_snapshot_pb2.Scalars, _Mapping]] = ..., mark: _Optional[_Union[_snapshot_pb2.Mark, _Mapping]] = ..., refused: _Optional[_Union[Refused, _Mapping]] = ..., end: _Optional[_Union[_snapshot_pb2.RunEnd, _Mapping]] = ..., expire: _Optional[_Union[Expire, _Mapping]] = ...) -> None: ...

class Refused(_message.Message):
    __slots__ = ("observable", "step", "reason", "shard")
    OBSERVABLE_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SHARD_FIELD_NUMBER: _ClassVar[int]
    observable: str
    step: int
    reason: _snapshot_pb2.Reason
    shard: int
    def __init__(self, observable: _Optional[str] = ..., step: _Optional[int] = ..., reason: _Optional[_Union[_snapshot_pb2.Reason, str]] = ..., shard: _Optional[int] = ...) -> None: ...

class Expire(_message.Message):
    __slots__ = ("last_step",)
    LAST_STEP_FIELD_NUMBER: _ClassVar[int]
    last_step: int
    def __init__(self, last_step: _Optional[int] = ...) -> None: ...
