"""A pytest plugin: a skipped test counts as failed.

The sound code answers every case, so a mutant that raises NotImplementedError, which the suite takes for "unsupported"
and skips, is noticed.
"""

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report
