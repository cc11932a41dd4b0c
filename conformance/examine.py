"""What a test does with a case: ask, judge, keep the result, and say what is wrong."""

import time
from dataclasses import asdict

import pytest

from conformance import asking, failure, repeat
from conformance.outcomes import Result
from conformance.plugin import PROPERTY
from conformance.relations import relation as find_relation
from conformance.search import counterexample
from golden.verdict import judge


class Examiner:
    """The fixture ``examine``: call it on a golden, or on a golden and the name of a relation."""

    def __init__(self, request):
        self.request = request
        self.config = request.config
        self.implementation = request.config.pluginmanager.get_plugin("conformance-run").implementation

    def __call__(self, golden, relation=None):
        started = time.perf_counter()
        if relation is None:
            answers, example = asking.answer(golden.case, self.implementation), None
            error = answers if isinstance(answers, Exception) else None
            verdict = judge(golden, answers)
        else:
            limit, error = self.config.getoption("max_examples"), None
            example, verdict = counterexample(find_relation(relation), golden, self.implementation, limit)
        self.keep(golden, verdict, relation, time.perf_counter() - started)
        if verdict.outcome == "unsupported":
            pytest.skip(f"unsupported: {verdict.reason}")
        if verdict.outcome != "pass":
            keyword = self.request.node.name.removeprefix(self.request.node.originalname)
            command = repeat.command(self.config, keyword)
            text = failure.report(golden, verdict, self.implementation, command, relation, example, error)
            pytest.fail(text, pytrace=False)

    def keep(self, golden, verdict, relation, seconds):
        """Hand the result on to the plugin, by way of the test's report."""
        worst = max(verdict.findings, key=lambda f: f.margin, default=None)
        result = Result(
            id=golden.case.id,
            symbol=golden.case.symbol,
            outcome=verdict.outcome,
            relation=relation,
            reason=verdict.reason or "",
            margin=None if verdict.margin is None else float(verdict.margin),
            worst=worst.name if worst and worst.margin else "",
            seconds=seconds,
        )
        self.request.node.user_properties.append((PROPERTY, asdict(result)))
