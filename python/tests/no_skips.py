# SPDX-License-Identifier: Apache-2.0
"""A test that was skipped is a test that was not made: it fails where everything is installed (pytest -p no_skips)."""

from collections.abc import Generator
from typing import Any

import pytest

_Reports = Generator[None, Any, Any]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> _Reports:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> _Reports:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Any) -> Any:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report
