# SPDX-License-Identifier: Apache-2.0
"""The committed protobuf code is what ./generate makes of the .proto files."""

import subprocess
import sys
from pathlib import Path

import pytest

import koopwatch._proto.v1 as committed

HERE = Path(__file__).resolve().parent.parent


def test_generated_code_is_up_to_date(tmp_path: Path) -> None:
    pytest.importorskip("grpc_tools", reason="the pinned grpcio-tools has no build for this Python")
    subprocess.run([sys.executable, str(HERE / "generate"), str(tmp_path)], check=True, timeout=60)
    made = sorted(p.name for p in tmp_path.iterdir())
    there = sorted(p.name for p in Path(committed.__path__[0]).glob("*_pb2.py*"))
    assert made == there
    for name in made:
        assert (tmp_path / name).read_text() == (Path(committed.__path__[0]) / name).read_text(), name


def test_no_top_level_module_is_claimed() -> None:
    code = "import sys, koopwatch; assert not [m for m in sys.modules if m.startswith('koopwatch.v1')]"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
