"""Reports made up for tests: small, with one of everything that the matrix has to show."""

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'\u2028"


def result(case, outcome="pass", symbol=None, **more):
    """One result as a report holds it; its symbol is that of the id."""
    symbol = symbol or "keras." + case.split("/")[0]
    about = {"reason": "", "margin": 0.25, "worst": "output", "seconds": 0.5, "expected": None, "link": None}
    found = {
        "id": case,
        "symbol": symbol,
        "outcome": outcome,
        "relation": None,
        **about,
        "report": "",
        "accuracy": None,
    }
    return {**found, **more}


def report(name, results, total=6, version="1.0"):
    """A report of a run on a store of ``total`` cases."""
    return {
        "format": "keras-conformance-report",
        "version": 2,
        "suite": "0.1.0",
        "implementation": {"name": name, "version": version, "claims": ["gradients"]},
        "store": {"path": "data", "cases": total},
        "platform": {"python": "3.11.7", "numpy": "2.0.0", "system": "Linux", "machine": "x86_64"},
        "total": total,
        "results": results,
    }


def sound():
    """Passes all of the six stored cases, and two relations."""
    cases = [
        result("layers.Dense/plain", accuracy=1.0),
        result("layers.Dense/relu", accuracy=3.0),
        result("layers.Dense/no-bias", accuracy=2.0),
        result("ops.add/plain"),
        result("losses.MeanSquaredError/none"),
        result("Sequential/small", symbol="keras.Sequential"),
    ]
    related = [
        result("layers.Dense/plain", relation="batch_split"),
        result("ops.add/plain", relation="gradient_linear"),
    ]
    return report("sound", cases + related)


def mixed():
    """One of most outcomes; ``ops.add/plain`` was not run."""
    text = f"keras.layers.Dense: output: 40 ulp off, the bound is 4\n\n  config     {HOSTILE}"
    reason, link = f"its bias is added twice {HOSTILE}", "https://example.org/issues/1"
    return report(
        "mixed",
        [
            result(
                "layers.Dense/plain",
                "fail",
                reason="numeric",
                margin=10.0,
                report=text,
                accuracy=40.0,
                wrong=["output", "grad.x"],
            ),
            result("layers.Dense/relu", "xfail", margin=2.0, expected=reason, link=link),
            result("layers.Dense/no-bias", "unsupported", reason="no gradients", margin=None),
            result("losses.MeanSquaredError/none", "crash", reason="its process died by signal 11", margin=None),
            result(
                "Sequential/small", "xpass", symbol="keras.Sequential", expected="fixed", link="javascript:alert(1)"
            ),
            result("layers.Dense/plain", "fail", relation="batch_split", reason="numeric", margin=3.0),
        ],
        version=HOSTILE,
    )


def broken(name="absent", why=f"ImportError: no module named {HOSTILE}"):
    return {"implementation": {"name": name}, "broken": why}
