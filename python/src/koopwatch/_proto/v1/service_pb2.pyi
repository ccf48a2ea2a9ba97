from koopwatch._proto.v1 import snapshot_pb2 as _snapshot_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PublishRequest(_message.Message):
    __slots__ = ("sequence", "incarnation", "start", "snapshot", "scalars", "mark", "end")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    SCALARS_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    incarnation: int
    start: _snapshot_pb2.RunStart
    snapshot: _snapshot_pb2.Snapshot
    scalars: _snapshot_pb2.Scalars
    mark: _snapshot_pb2.Mark
    end: _snapshot_pb2.RunEnd
    def __init__(self, sequence: _Optional[int] = ..., incarnation: _Optional[int] = ..., start: _Optional[_Union[_snapshot_pb2.RunStart, _Mapping]] = ..., snapshot: _Optional[_Union[_snapshot_pb2.Snapshot, _Mapping]] = ..., scalars: _Optional[_Union[_snapshot_pb2.Scalars, _Mapping]] = ..., mark: _Optional[_Union[_snapshot_pb2.Mark, _Mapping]] = ..., end: _Optional[_Union[_snapshot_pb2.RunEnd, _Mapping]] = ...) -> None: ...

class PublishResponse(_message.Message):
    __slots__ = ("acked", "refusal", "event")
    ACKED_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    acked: int
    refusal: Refusal
    event: Event
    def __init__(self, acked: _Optional[int] = ..., refusal: _Optional[_Union[Refusal, _Mapping]] = ..., event: _Optional[_Union[Event, _Mapping]] = ...) -> None: ...

class Refusal(_message.Message):
    __slots__ = ("sequence", "reason", "text")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    reason: _snapshot_pb2.Reason
    text: str
    def __init__(self, sequence: _Optional[int] = ..., reason: _Optional[_Union[_snapshot_pb2.Reason, str]] = ..., text: _Optional[str] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("id", "json")
    ID_FIELD_NUMBER: _ClassVar[int]
    JSON_FIELD_NUMBER: _ClassVar[int]
    id: str
    json: str
    def __init__(self, id: _Optional[str] = ..., json: _Optional[str] = ...) -> None: ...
