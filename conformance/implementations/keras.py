"""``--impl keras``: Keras itself, on the backend that KERAS_BACKEND names; ``--impl keras-jax`` ...: on that backend.

On TensorFlow it is the oracle itself. JAX and torch have gradients by their own means; NumPy and OpenVINO have none, so
that there every case that asks for one is unsupported. Random bits are TensorFlow's on TensorFlow alone.
"""

import importlib
import os
import sys

import numpy as np

from golden.namespace import KerasShaped
from golden.oracle import TensorFlowKeras


def implementation():
    """Keras as it is installed. Raises: ImportError if it, or its backend, is not."""
    keras = importlib.import_module("keras")
    backend = keras.backend.backend()
    if backend == "tensorflow":
        return OnTensorFlow()
    return BACKENDS.get(backend, Keras)(keras, f"keras-{backend}", keras.__version__)


def on(backend):
    """Keras on a backend by name. Raises: RuntimeError if this process has imported Keras on another."""
    if "keras" in sys.modules and (running := sys.modules["keras"].backend.backend()) != backend:
        raise RuntimeError(f"Keras runs on {running} in this process; --isolate gives it one of its own")
    os.environ["KERAS_BACKEND"] = backend
    return implementation()


def on_tensorflow():
    return on("tensorflow")


def on_jax():
    return on("jax")


def on_torch():
    return on("torch")


def on_openvino():
    return on("openvino")


def on_numpy():
    return on("numpy")


class OnTensorFlow(TensorFlowKeras):
    """The oracle."""


class Keras(KerasShaped):
    """Any backend, forward only."""

    claims = frozenset({"symbolic", "float64", "files"})

    def array(self, array):
        return self.module.ops.convert_to_tensor(array)

    def numpy(self, native):
        return np.asarray(self.module.ops.convert_to_numpy(native))


class OnJax(Keras):
    """Every shape of every case is compiled: what was is let go from time to time. Kept, the programs of a whole run
    with its relations hold over 6 GB, in more pieces of memory than Linux maps for one process, and the run dies of it.
    """

    claims = frozenset({"gradients", "symbolic", "files"})
    KEPT = 400  # cases: 1000 of gradients come to 44,000 of the 65,530 pieces
    _cases = 0

    def __init__(self, *module):
        super().__init__(*module)
        if sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK):
            _keep_programs(importlib.import_module("jax").config, os.path.join(sys.prefix, "xla"))

    def fresh(self):
        super().fresh()
        self._cases += 1
        if self._cases % self.KEPT == 0:
            importlib.import_module("jax").clear_caches()

    def vjp(self, fn, inputs, variables, cotangents):
        jax = importlib.import_module("jax")

        def outputs(inputs, values):
            with self.module.StatelessScope(list(zip(variables, values, strict=True))):
                return list(fn(*inputs))

        outs, pullback = jax.vjp(outputs, list(inputs), [v.value for v in variables])
        of_inputs, of_variables = pullback([c.astype(o.dtype) for c, o in zip(cotangents, outs, strict=True)])
        return outs, of_inputs, of_variables


def _keep_programs(config, folder):
    """What XLA compiles stays in the environment that JAX is installed in, unless JAX was told of another place, and
    serves the next run: 2.5 times as fast on the cases of Dense and Conv2D.
    """
    if config.jax_compilation_cache_dir is None:
        config.update("jax_compilation_cache_dir", folder)
        config.update("jax_persistent_cache_min_compile_time_secs", 0)
        config.update("jax_persistent_cache_min_entry_size_bytes", -1)


class OnTorch(Keras):
    """float64 is not claimed: some of it, such as ops.mean, is computed in float32 (docs/findings.md), and relations
    that look at gradients in float64 would come upon that one cause everywhere.
    """

    claims = frozenset({"gradients", "symbolic", "files"})

    def vjp(self, fn, inputs, variables, cotangents):
        torch = importlib.import_module("torch")
        inputs = [self.array(x).detach().clone().requires_grad_() for x in inputs]  # train_on_batch hands on arrays
        values = [v.value for v in variables]
        with torch.enable_grad():
            outputs = list(fn(*inputs))
        connected = [(o, self.array(c)) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
        wanted = [*inputs, *values]
        if connected:
            outs, seeds = zip(*connected, strict=True)
            gradients = torch.autograd.grad(outs, wanted, seeds, allow_unused=True)
        else:
            gradients = [None] * len(wanted)
        gradients = [torch.zeros_like(x) if g is None else g for g, x in zip(gradients, wanted, strict=True)]
        return [o.detach() for o in outputs], gradients[: len(inputs)], gradients[len(inputs) :]


BACKENDS = {"jax": OnJax, "torch": OnTorch}
