"""One implementation in a process of its own: it times what it is asked to, a JSON line for a JSON line.

``{"workload": NAME, "steps": N}`` -> ``{"seconds": S}``; ``{"error": TEXT}`` if it cannot, or if its answers to the
workload's golden do not pass: the time of wrong answers is of no interest. It ends with its input.
"""

import json
import sys
import time

from bench.workloads import WORKLOADS
from conformance.implementations import resolve
from golden.store import Store
from golden.verdict import run_and_judge


def ready(name, implementation):
    """The workload on an implementation, compiled, allocated and warm. Raises: RuntimeError if its golden fails."""
    workload = WORKLOADS[name]
    if workload.golden is not None:
        golden = next(g for g in Store().all() if g.case.id == workload.golden)
        verdict = run_and_judge(golden, implementation)
        if verdict.outcome != "pass":
            raise RuntimeError(f"its answers to {workload.golden} do not pass: {verdict.outcome}, {verdict.reason}")
    steps = workload.make(implementation.module)
    steps(2)
    return steps


def main(implementation_name):
    answers = sys.stdout
    sys.stdout = sys.stderr  # what an implementation prints is not an answer
    made = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            name = request["workload"]
            if name not in made:
                made[name] = ready(name, resolve(implementation_name).namespace)
            begin = time.perf_counter()
            made[name](request["steps"])
            answer = {"seconds": time.perf_counter() - begin}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
