from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Centre(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CENTRE_UNSPECIFIED: _ClassVar[Centre]
    CENTRE_AFFINE: _ClassVar[Centre]
    CENTRE_NONE: _ClassVar[Centre]

class Scale(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCALE_UNSPECIFIED: _ClassVar[Scale]
    SCALE_NONE: _ClassVar[Scale]
    SCALE_UNIT: _ClassVar[Scale]

class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASON_UNSPECIFIED: _ClassVar[Reason]
    REASON_NOT_FINITE: _ClassVar[Reason]
    REASON_DIMENSION: _ClassVar[Reason]
    REASON_KEY: _ClassVar[Reason]
    REASON_UNKNOWN_OBSERVABLE: _ClassVar[Reason]
    REASON_NOT_STARTED: _ClassVar[Reason]
    REASON_CONFLICT: _ClassVar[Reason]
    REASON_TOO_LARGE: _ClassVar[Reason]
    REASON_MALFORMED: _ClassVar[Reason]
    REASON_SEQUENCE: _ClassVar[Reason]
    REASON_SHARD: _ClassVar[Reason]
    REASON_LIMIT: _ClassVar[Reason]
CENTRE_UNSPECIFIED: Centre
CENTRE_AFFINE: Centre
CENTRE_NONE: Centre
SCALE_UNSPECIFIED: Scale
SCALE_NONE: Scale
SCALE_UNIT: Scale
REASON_UNSPECIFIED: Reason
REASON_NOT_FINITE: Reason
REASON_DIMENSION: Reason
REASON_KEY: Reason
REASON_UNKNOWN_OBSERVABLE: Reason
REASON_NOT_STARTED: Reason
REASON_CONFLICT: Reason
REASON_TOO_LARGE: Reason
REASON_MALFORMED: Reason
REASON_SEQUENCE: Reason
REASON_SHARD: Reason
REASON_LIMIT: Reason

class Sketch(_message.Message):
    __slots__ = ("algorithm", "seed", "source_size", "groups")
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SIZE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    algorithm: str
    seed: int
    source_size: int
    groups: _containers.RepeatedCompositeFieldContainer[GroupRange]
    def __init__(self, algorithm: _Optional[str] = ..., seed: _Optional[int] = ..., source_size: _Optional[int] = ..., groups: _Optional[_Iterable[_Union[GroupRange, _Mapping]]] = ...) -> None: ...

class GroupRange(_message.Message):
    __slots__ = ("name", "to")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    name: str
    to: int
    def __init__(self, name: _Optional[str] = ..., to: _Optional[int] = ..., **kwargs) -> None: ...

class Observable(_message.Message):
    __slots__ = ("name", "dimension", "sketch")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    SKETCH_FIELD_NUMBER: _ClassVar[int]
    name: str
    dimension: int
    sketch: Sketch
    def __init__(self, name: _Optional[str] = ..., dimension: _Optional[int] = ..., sketch: _Optional[_Union[Sketch, _Mapping]] = ...) -> None: ...

class Analysis(_message.Message):
    __slots__ = ("preset", "window", "hop", "delays", "rank", "centre", "block_mean", "scale", "refine")
    PRESET_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    HOP_FIELD_NUMBER: _ClassVar[int]
    DELAYS_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    CENTRE_FIELD_NUMBER: _ClassVar[int]
    BLOCK_MEAN_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    REFINE_FIELD_NUMBER: _ClassVar[int]
    preset: str
    window: int
    hop: int
    delays: int
    rank: int
    centre: Centre
    block_mean: int
    scale: Scale
    refine: bool
    def __init__(self, preset: _Optional[str] = ..., window: _Optional[int] = ..., hop: _Optional[int] = ..., delays: _Optional[int] = ..., rank: _Optional[int] = ..., centre: _Optional[_Union[Centre, str]] = ..., block_mean: _Optional[int] = ..., scale: _Optional[_Union[Scale, str]] = ..., refine: bool = ...) -> None: ...

class RunStart(_message.Message):
    __slots__ = ("run", "group", "arm", "baseline", "display_name", "labels", "observables", "shards", "stride", "burst", "analyses")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    RUN_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ARM_FIELD_NUMBER: _ClassVar[int]
    BASELINE_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    OBSERVABLES_FIELD_NUMBER: _ClassVar[int]
    SHARDS_FIELD_NUMBER: _ClassVar[int]
    STRIDE_FIELD_NUMBER: _ClassVar[int]
    BURST_FIELD_NUMBER: _ClassVar[int]
    ANALYSES_FIELD_NUMBER: _ClassVar[int]
    run: str
    group: str
    arm: str
    baseline: bool
    display_name: str
    labels: _containers.ScalarMap[str, str]
    observables: _containers.RepeatedCompositeFieldContainer[Observable]
    shards: int
    stride: int
    burst: int
    analyses: _containers.RepeatedCompositeFieldContainer[Analysis]
    def __init__(self, run: _Optional[str] = ..., group: _Optional[str] = ..., arm: _Optional[str] = ..., baseline: bool = ..., display_name: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., observables: _Optional[_Iterable[_Union[Observable, _Mapping]]] = ..., shards: _Optional[int] = ..., stride: _Optional[int] = ..., burst: _Optional[int] = ..., analyses: _Optional[_Iterable[_Union[Analysis, _Mapping]]] = ...) -> None: ...

class Snapshot(_message.Message):
    __slots__ = ("observable", "step", "shard", "values")
    OBSERVABLE_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    SHARD_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    observable: str
    step: int
    shard: int
    values: bytes
    def __init__(self, observable: _Optional[str] = ..., step: _Optional[int] = ..., shard: _Optional[int] = ..., values: _Optional[bytes] = ...) -> None: ...

class Scalars(_message.Message):
    __slots__ = ("step", "values")
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    STEP_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    step: int
    values: _containers.ScalarMap[str, float]
    def __init__(self, step: _Optional[int] = ..., values: _Optional[_Mapping[str, float]] = ...) -> None: ...

class Mark(_message.Message):
    __slots__ = ("step", "text", "alert_id")
    STEP_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ALERT_ID_FIELD_NUMBER: _ClassVar[int]
    step: int
    text: str
    alert_id: str
    def __init__(self, step: _Optional[int] = ..., text: _Optional[str] = ..., alert_id: _Optional[str] = ...) -> None: ...

class RunEnd(_message.Message):
    __slots__ = ("shard",)
    SHARD_FIELD_NUMBER: _ClassVar[int]
    shard: int
    def __init__(self, shard: _Optional[int] = ...) -> None: ...
