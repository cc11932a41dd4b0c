"""The search for an example that breaks a relation: hypothesis, the same examples on every run."""

from hypothesis import HealthCheck, Phase, given, settings

from conformance.asking import worst
from golden.verdict import Verdict

EXAMPLES = 3


class _Broken(Exception):
    """Carries the example and its verdict out of hypothesis."""


class _Lost(BaseException):
    """Likewise, at once: what costs a worker, or a minute, is not tried again for a simpler example."""


def counterexample(relation, golden, implementation, examples=None):
    """(example, verdict): the simplest example found that the implementation fails, or None and the worst pass."""
    needed = getattr(relation, "NEEDS", None)
    if needed not in (None, *implementation.claims):
        return None, Verdict("unsupported", f"it does not claim {needed}")
    verdicts = []

    @settings(
        max_examples=examples or EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(relation.examples(golden))
    def attempt(example):
        verdict = relation.verdict(golden, example, implementation)
        if verdict.outcome in ("crash", "timeout"):
            raise _Lost(example, verdict)
        if verdict.outcome not in ("pass", "unsupported"):
            raise _Broken(example, verdict)
        verdicts.append(verdict)

    try:
        attempt()
    except (_Broken, _Lost) as broken:
        return broken.args
    return None, worst(verdicts)
