"""What a case of each kind means: one module a kind, with the same three functions.

``run(case, ns)``       carry the case out on a namespace; the answers by name
``complete(case, ns)``  the case with the tensors that only an implementation can shape: weights and cotangents
``length(case)``        how many terms the longest sum in it may have, for the bounds
"""

from golden.kinds import dataset, initializer, layer, loss, metric, model, op, optimizer

KINDS = {
    "dataset": dataset,
    "initializer": initializer,
    "layer": layer,
    "loss": loss,
    "metric": metric,
    "model": model,
    "op": op,
    "optimizer": optimizer,
}
