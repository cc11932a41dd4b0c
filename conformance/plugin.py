"""The pytest plugin: options, results, summary and report.

--impl NAME         the implementation to test: refimpl (the default), keras, or module:object
--store PATH        another store of goldens than the one that comes with the suite
--report FILE       write outcomes and margins as JSON (see ``conformance.report``)
--max-examples N    how many examples each relation draws for a case

The tests themselves, and the fixture that runs a case, are in this package too: ``pytest --pyargs conformance``.
"""

from pathlib import Path

import pytest

from conformance import ROOT

PROPERTY = "conformance"  # the user property by which a test hands on its Result, to a controlling process too


def pytest_addoption(parser):
    group = parser.getgroup("conformance", "conformance of an implementation of the Keras API")
    group.addoption("--impl", default="refimpl", metavar="NAME", help="refimpl, keras, or module:object")
    group.addoption("--store", metavar="PATH", help="a store of goldens other than the suite's own")
    group.addoption("--report", metavar="FILE", help="write outcomes and margins to FILE as JSON")
    group.addoption("--max-examples", type=int, metavar="N", help="examples that a relation draws for each case")


def pytest_configure(config):
    config.addinivalue_line("markers", "goldens(area, ...): run the test for the stored cases of these areas")
    config.addinivalue_line("markers", "relation(module): run the test for the cases for which the relation holds")
    run = Run(config)
    config.pluginmanager.register(run, "conformance-run")
    examples = config.getoption("max_examples")
    if examples is not None and examples < 1:
        raise pytest.UsageError(f"--max-examples must be at least 1, got {examples}")
    report = config.getoption("report")
    if report and not Path(report).absolute().parent.is_dir():
        raise pytest.UsageError(f"--report: the folder of {report} does not exist")
    refuse_second_copy(config)
    if given(config, "--impl"):
        run.implementation  # noqa: B018  resolved now, so that a wrong name is said before anything runs
    if config.getoption("store"):
        run.store  # noqa: B018


def given(config, option):
    return any(str(a) == option or str(a).startswith(option + "=") for a in config.invocation_params.args)


def refuse_second_copy(config):
    """In a checkout, tests from here and machinery from an installed copy would be two suites in one run."""
    here = Path(str(config.invocation_params.dir)) / "conformance" / "plugin.py"
    asked = [str(a) for a in config.invocation_params.args if str(a).startswith("conformance")]
    if asked and here.exists() and here.resolve().parent != ROOT and "--pyargs" not in config.invocation_params.args:
        raise pytest.UsageError(
            f"conformance is imported from {ROOT}, not from this checkout: pip install -e . to test the checkout, "
            "or pytest --pyargs conformance to test the installed copy"
        )


class Run:
    """What one pytest run knows: the implementation, the store, and the results so far."""

    def __init__(self, config):
        self.config = config
        self.results = []
        self._implementation = self._store = None

    @property
    def implementation(self):
        """The implementation that --impl names, imported when first needed. Raises: pytest.UsageError."""
        if self._implementation is None:
            from conformance.implementations import NoImplementation, resolve

            try:
                self._implementation = resolve(self.config.getoption("impl"))
            except NoImplementation as error:
                raise pytest.UsageError(str(error)) from None
        return self._implementation

    @property
    def store(self):
        """The stored cases, by area. Raises: pytest.UsageError if the store cannot be read."""
        if self._store is None:
            from conformance.stored import Stored, StoreError

            try:
                self._store = Stored(self.config.getoption("store"))
            except StoreError as error:
                raise pytest.UsageError(str(error)) from None
        return self._store

    def pytest_collection_modifyitems(self, items):
        asking = [item for item in items if "examine" in getattr(item, "fixturenames", ())]
        empty = {item for item in asking if not hasattr(item.callspec.params["golden"], "case")}
        items[:] = [item for item in items if item not in empty]  # what pytest makes of an area without cases
        if len(asking) > len(empty):
            self.implementation  # noqa: B018  before the first test, and once

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if "examine" not in getattr(item, "fixturenames", ()):
            return report
        recorded = any(name == PROPERTY for name, _ in item.user_properties)
        if not recorded and (report.failed or report.skipped):
            self.record(item, report)
            report.user_properties = list(item.user_properties)
        return report

    @staticmethod
    def record(item, report):
        """A Result for a test that ended without one: skipped, or broken outside of the implementation."""
        from conformance.outcomes import Result

        golden = item.callspec.params["golden"]
        result = Result(
            id=golden.case.id,
            symbol=golden.case.symbol,
            outcome="skipped" if report.skipped else "error",
            relation=item.callspec.params.get("relation"),
            reason=str(report.longrepr).strip().splitlines()[-1][:200],
        )
        item.user_properties.append((PROPERTY, vars(result)))

    def pytest_runtest_logreport(self, report):
        from conformance.outcomes import Result

        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == PROPERTY:
                self.results.append(Result(**value))

    def pytest_terminal_summary(self, terminalreporter):
        if not self.results:
            return
        from conformance.summary import lines

        terminalreporter.section("conformance")
        for line in lines(self.results, self.implementation, len(self.store)):
            terminalreporter.line(line)
        if self.config.getoption("report"):
            terminalreporter.line(f"  report     {self.config.getoption('report')}")

    def pytest_sessionfinish(self):
        path = self.config.getoption("report")
        if path and self.results and not hasattr(self.config, "workerinput"):
            from conformance import report

            report.write(path, report.document(self.results, self.implementation, self.store.path, len(self.store)))
