"""What a test does with a case: ask, judge, keep the result, and say what is wrong."""

import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from conformance import asking, failure, repeat
from conformance.accuracy import accuracy
from conformance.expected import key_of
from conformance.outcomes import Result
from conformance.plugin import PROPERTY
from conformance.relations import relation as find_relation
from conformance.search import counterexample
from golden.catalog.found_by_search import case_file
from golden.files import write_whole

FOUND = Path(".conformance")  # below the current directory
LOST = ("fail", "error", "crash", "timeout")


class Examiner:
    """The fixture ``examine``: call it on a golden, or on a golden and the name of a relation."""

    def __init__(self, request):
        self.request = request
        self.config = request.config
        self.run = request.config.pluginmanager.get_plugin("conformance-run")
        self.implementation = self.run.implementation

    def __call__(self, golden, relation=None):
        started = time.perf_counter()
        if relation is None:
            answers, example = self.implementation.answer(golden.case), None
            error = answers if isinstance(answers, Exception) else None
            verdict = asking.verdict_on(golden, answers)
            self.run.verdicts[golden.case.id] = verdict
            near = accuracy(golden, answers) if error is None and isinstance(answers, dict) else None
        else:
            self.skip_where_the_case_itself_fails(golden, relation)
            limit, error, near = self.config.getoption("max_examples"), None, None
            search = self.run.live if relation == "live" else find_relation(relation)
            example, verdict = counterexample(search, golden, self.implementation, limit)
        text = ""
        if verdict.outcome not in ("pass", "unsupported"):
            keyword = self.request.node.name.removeprefix(self.request.node.originalname)
            command = repeat.command(self.config, keyword)
            text = failure.report(golden, verdict, self.implementation, command, relation, example, error)
            if relation and hasattr(search, "question") and example is not None:
                text += saved(search.question(golden, example), relation)
        worst = max(verdict.findings, key=lambda f: f.margin, default=None)
        result = Result(
            id=golden.case.id,
            symbol=golden.case.symbol,
            outcome=verdict.outcome,
            relation=relation,
            reason=verdict.reason or "",
            margin=None if verdict.margin is None else float(verdict.margin),
            worst=worst.name if worst and worst.margin and verdict.margin is not None else "",
            seconds=time.perf_counter() - started,
            accuracy=near,
            report=text,
            wrong=tuple(f.name for f in verdict.findings if f.reason),
        )
        self.conclude(result, golden.raises is not None)

    def skip_where_the_case_itself_fails(self, golden, relation):
        """A relation carries known answers along: where they are not given in the first place, it says nothing more.

        Answers that are no tensors (configs, texts) are not carried, but for the round trip by way of the config.
        """
        verdicts, case_id = self.run.verdicts, golden.case.id
        if case_id not in verdicts:
            verdicts[case_id] = asking.verdict_on(golden, self.implementation.answer(golden.case))
        wrong = [f.name for f in verdicts[case_id].findings if f.reason]
        carried = [name for name in wrong if isinstance(golden.answers.get(name), np.ndarray)]
        needed = wrong if relation == "config_round_trip" else carried
        if verdicts[case_id].outcome in LOST and (needed or not wrong):
            pytest.skip(f"the stored case itself came to: {verdicts[case_id].outcome}")

    def conclude(self, result, refused):
        """Keep the result, compared with what is expected, and end the test accordingly."""
        key = key_of(result.id, result.relation)
        entry = self.run.expectations.of(key, refused)
        details = asdict(result)
        if entry is not None and (result.outcome == "pass" or entry.foresees(result.outcome, result.wrong)):
            known = "xpass" if result.outcome == "pass" else "xfail"
            details.update(outcome=known, expected=entry.reason, link=entry.link)
        self.request.node.user_properties.append((PROPERTY, details))
        if details["outcome"] == "xpass":
            pytest.fail(
                f"{key} passes, but {self.run.expectations.source} expects it to fail: {entry.reason}", pytrace=False
            )
        if details["outcome"] == "xfail":
            pytest.xfail(entry.reason)
        if result.outcome == "unsupported":
            pytest.skip(f"unsupported: {result.reason}")
        if result.outcome != "pass":
            pytest.fail(result.report, pytrace=False)


def saved(question, relation):
    """Put a question that was answered wrong into a file, from which it can become a stored case; says so."""
    name = f"{question.slug}-{relation.replace('_', '-')}"
    question = replace(question, id=f"{question.id.split('/')[0]}/{name}")
    path = FOUND / f"{question.id.replace('/', '-')}.json"
    try:
        write_whole(path, case_file(question))
    except OSError as error:
        return f"\n  not saved: {path}: {error.strerror}"
    return f"\n  saved: {path}; python -m golden add {path}"
