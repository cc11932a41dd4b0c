"""One implementation in a process of its own: it times what it is asked to, a JSON line for a JSON line.

``{"workload": NAME, "steps": N}`` -> ``{"seconds": S}``; ``{"error": TEXT}`` if it cannot. It ends with its input.
"""

import importlib
import json
import sys
import time

from bench.workloads import WORKLOADS


def main(module_name):
    answers = sys.stdout
    sys.stdout = sys.stderr  # what an implementation prints is not an answer
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            name = request["workload"]
            if name not in ready:
                ready[name] = WORKLOADS[name].make(importlib.import_module(module_name))
                ready[name](2)  # compiled, allocated, warm
            begin = time.perf_counter()
            ready[name](request["steps"])
            answer = {"seconds": time.perf_counter() - begin}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
