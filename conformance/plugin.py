"""The pytest plugin: options, results, summary and report.

--impl NAME            the implementation to test: refimpl (the default), keras-jax ... or module:object
--impl-command COMMAND a program that speaks the wire protocol (docs/protocol.md), such as "node harness.js"
--isolate              run a Python implementation in a process of its own: what kills it costs one case
--case-timeout SECONDS, --case-memory GIB    what such a process may take
--expectations FILE    what is known to fail, other than the suite's own list for the implementation; "none": nothing
--oracle live          also ask fresh cases, which Keras on TensorFlow answers in a worker meanwhile
--store PATH           another store of goldens than the one that comes with the suite
--report FILE          write outcomes and margins as JSON (see ``conformance.report``)
--max-examples N       how many examples each relation draws for a case (3); 0 leaves relations out

The tests themselves, and the fixture that runs a case, are in this package too: ``pytest --pyargs conformance``.
"""

import math
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from conformance import ROOT
from conformance.interrupts import as_keyboard_interrupt

PROPERTY = "conformance"  # the user property by which a test hands on its Result, to a controlling process too


def pytest_addoption(parser):
    group = parser.getgroup("conformance", "conformance of an implementation of the Keras API")
    group.addoption("--impl", metavar="NAME", help="refimpl (the default), keras, keras-jax ... or module:object")
    group.addoption("--impl-command", metavar="COMMAND", help="a program that speaks the wire protocol")
    group.addoption("--isolate", action="store_true", help="run the implementation in a process of its own")
    group.addoption("--case-timeout", type=float, metavar="SECONDS", help="for a case, in a process of its own (60)")
    group.addoption("--case-memory", type=float, metavar="GIB", help="for a process of its own (4)")
    group.addoption("--expectations", metavar="FILE", help='what is known to fail; "none" expects nothing')
    group.addoption(
        "--oracle",
        choices=("stored", "live"),
        default="stored",
        help="live: also ask fresh cases, of Keras on TensorFlow",
    )
    group.addoption("--store", metavar="PATH", help="a store of goldens other than the suite's own")
    group.addoption("--report", metavar="FILE", help="write outcomes and margins to FILE as JSON")
    group.addoption("--max-examples", type=int, metavar="N", help="of a relation for a case (3); 0: no relations")


def pytest_configure(config):
    config.addinivalue_line("markers", "goldens(area, ...): run the test for the stored cases of these areas")
    config.addinivalue_line("markers", "live: run the test with --oracle live only")
    config.addinivalue_line("markers", "relation(module): run the test for the cases for which the relation holds")
    run = Run(config)
    config.pluginmanager.register(run, "conformance-run")
    refuse_second_copy(config)
    refuse_bad_options(config.getoption)
    # what is named is looked at now, so that a slip is said before anything runs
    if config.getoption("impl") is not None or config.getoption("impl_command") is not None:
        run.implementation  # noqa: B018
    if config.getoption("store") is not None:
        run.store  # noqa: B018
    if config.getoption("expectations") is not None:
        run.expectations  # noqa: B018


def refuse_bad_options(option):
    """Raises: pytest.UsageError for a value that makes no sense, whatever the implementation."""
    examples = option("max_examples")
    if examples is not None and examples < 0:
        raise pytest.UsageError(f"--max-examples must be 0 or more, got {examples}")
    for name in ("case_timeout", "case_memory"):
        value = option(name)
        if value is not None and not 0 < value < math.inf:
            raise pytest.UsageError(f"--{name.replace('_', '-')} must be above 0 and finite, got {value:g}")
    for name in ("impl", "impl_command", "store", "expectations", "report"):
        if option(name) is not None and not option(name).strip():
            raise pytest.UsageError(f"--{name.replace('_', '-')} must not be empty")
    if option("impl") and option("impl_command"):
        raise pytest.UsageError("--impl and --impl-command cannot both be given")
    if option("report"):
        refuse_bad_report(option("report"))


def refuse_bad_report(given):
    """Raises: pytest.UsageError where no report can be written at the end."""
    from golden.files import refuse_no_file

    path = Path(given).resolve()
    if not path.parent.is_dir():
        raise pytest.UsageError(f"--report: the folder of {given} does not exist")
    try:
        refuse_no_file(path)
    except OSError as error:
        raise pytest.UsageError(f"--report {given}: {error.strerror}") from None
    if not os.access(path.parent, os.W_OK):
        raise pytest.UsageError(f"--report: nothing can be written to the folder of {given}")


def words(command):
    """The words of --impl-command. Raises: pytest.UsageError."""
    try:
        return shlex.split(command)
    except ValueError as error:
        raise pytest.UsageError(f"--impl-command: {str(error).lower()} in {command!r}") from None


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    with as_keyboard_interrupt():
        return (yield)


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
        self.unwritten = ""  # why there is no report, if there should be one
        self.unasked = []  # (pattern, reason) of expectations whose tests were all unsupported
        self.verdicts = {}  # on stored cases, by id, whatever is expected
        self._implementation: Any = None
        self._store: Any = None
        self._live: Any = None
        self._expectations: Any = None

    @property
    def implementation(self):
        """The implementation that --impl or --impl-command names, ready. Raises: pytest.UsageError."""
        if self._implementation is None:
            from conformance.implementations import NoImplementation

            try:
                self._implementation = self._find()
            except NoImplementation as error:
                raise pytest.UsageError(str(error)) from None
        return self._implementation

    def _find(self):
        from conformance.implementations import isolated, resolve, started
        from conformance.remote import Command, Limits

        option = self.config.getoption
        seconds, memory = option("case_timeout"), option("case_memory")
        limits = Limits(
            case=Limits.case if seconds is None else seconds,
            memory=Limits.memory if memory is None else int(memory * 2**30),
        )
        if option("impl_command"):
            return started(Command(words(option("impl_command"))), "--impl-command", "", limits)
        return (isolated if option("isolate") else resolve)(option("impl") or "refimpl", limits)

    @property
    def expectations(self):
        """What is known to fail of this implementation. Raises: pytest.UsageError if the file cannot be used."""
        if self._expectations is None:
            from conformance.expected import BadExpectations, Expectations, load

            path = self.config.getoption("expectations")
            try:
                self._expectations = Expectations() if path == "none" else load(self.implementation, path)
            except BadExpectations as error:
                raise pytest.UsageError(str(error)) from None
            if self._expectations.entries and not self.config.getoption("store"):
                self._refuse_idle_entries()
        return self._expectations

    def _refuse_idle_entries(self):
        for pattern, reason, why in self._expectations.idle(self.store.keys()):
            raise pytest.UsageError(f"{self._expectations.source}: {pattern!r} {why} ({reason})")

    def _refuse_unasked_entries(self, session):
        from conformance.expected import key_of

        outcomes = {key_of(r.id, r.relation): r.outcome for r in self.results}
        self.unasked = list(self.expectations.unasked(self.store.keys(), outcomes))
        if self.unasked and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

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
            self.implementation, self.expectations  # noqa: B018  before the first test, and once
            if self.config.getoption("oracle") == "live":
                self.live  # noqa: B018

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
        if report.when == "???" and "[" in report.nodeid:  # the process of pytest-xdist that ran it is gone
            relation, _, case_id = report.nodeid.partition("[")[2].rstrip("]").rpartition(":")
            symbol = f"keras.{case_id.partition('/')[0]}"
            self.results.append(Result(case_id, symbol, "crash", relation or None, "the process of pytest-xdist died"))

    def pytest_terminal_summary(self, terminalreporter):
        path = self.config.getoption("report")
        if not self.results:
            if path and not self.config.getoption("collectonly"):
                terminalreporter.line(f"no case was run: {path} was not written")
            return
        from conformance.summary import lines

        terminalreporter.section("conformance")
        for line in lines(self.results, self.implementation, len(self.store)):
            terminalreporter.line(line)
        for pattern, reason in self.unasked:
            terminalreporter.line(f"  {self.expectations.source}: {pattern!r} names what is unsupported ({reason})")
        if path:
            terminalreporter.line(f"  report     {path}{f' was not written: {self.unwritten}' * bool(self.unwritten)}")

    @property
    def live(self):
        """The search for fresh cases. Raises: pytest.UsageError without an oracle."""
        if self._live is None:
            from conformance.implementations import NoImplementation
            from conformance.live import Live

            try:
                self._live = Live()
            except NoImplementation as error:
                raise pytest.UsageError(f"--oracle live: {error}") from None
        return self._live

    def pytest_unconfigure(self):
        for part in (self._implementation, self._live):
            if part is not None:
                part.close()

    def pytest_sessionfinish(self, session):
        if not self.results or hasattr(self.config, "workerinput"):
            return
        if self.expectations.entries and not self.config.getoption("store"):
            self._refuse_unasked_entries(session)
        path = self.config.getoption("report")
        if path:
            from conformance import report

            document = report.document(self.results, self.implementation, self.store.path, len(self.store))
            try:
                report.write(path, document)
            except OSError as error:
                self.unwritten = error.strerror
                session.exitstatus = pytest.ExitCode.USAGE_ERROR
