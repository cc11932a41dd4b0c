"""Keras on TensorFlow, which answers the cases. TensorFlow is imported here alone, when it is first asked for."""

import importlib
import operator
import os
import platform
import sys
import warnings
from contextlib import contextmanager
from functools import cached_property

import numpy as np

from golden.case import Golden, fill
from golden.errors import KIND_OF_ERROR, error_kind
from golden.kinds import KINDS
from golden.machine import cpu_features
from golden.namespace import KerasShaped, Unsupported
from golden.truth import truth_of

PINNED = {"keras": "3.15.", "tensorflow": "2.21."}


class NoOracle(Exception):
    """Keras on TensorFlow cannot be imported; the message says how to get it."""


@contextmanager
def quiet():
    """Standard error goes nowhere: TensorFlow's libraries write to it while they load, whatever the log level."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class TensorFlowKeras(KerasShaped):
    """Keras as installed, on its TensorFlow backend. Raises: NoOracle if there is none."""

    claims = frozenset({"gradients", "symbolic", "float64", "seed-exact", "files"})

    def __init__(self):
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
        if os.environ.setdefault("KERAS_BACKEND", "tensorflow") != "tensorflow":
            raise NoOracle(f"KERAS_BACKEND must be tensorflow for the oracle, got {os.environ['KERAS_BACKEND']!r}")
        try:
            with quiet():
                self.tf = importlib.import_module("tensorflow")
                module = importlib.import_module("keras")
        except ImportError as error:
            need = "Keras on TensorFlow is needed (pip install 'keras-conformance[oracle]')"
            raise NoOracle(f"{need}: {error}") from error
        self.tf.get_logger().setLevel("ERROR")  # retracing, of which each case does some
        super().__init__(module, "keras-tensorflow", module.__version__)

    def resolve(self, symbol):
        return operator.attrgetter(symbol[3:])(self.tf) if symbol.startswith("tf.") else super().resolve(symbol)

    def fresh(self):
        super().fresh()
        self.tf.random.set_seed(None)  # which clear_session leaves set

    def array(self, array):
        return self.tf.convert_to_tensor(np.asarray(array))

    def numpy(self, native):
        return np.asarray(self.module.ops.convert_to_numpy(native))

    def vjp(self, fn, inputs, variables, cotangents):
        values = [v.value for v in variables]
        with self.tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([*inputs, *values])
            outputs = list(fn(*inputs))
        zero = self.tf.UnconnectedGradients.ZERO
        grads = tape.gradient(outputs, [*inputs, *values], list(cotangents), zero)
        grads = [self.tf.convert_to_tensor(g) for g in grads]
        return outputs, grads[: len(inputs)], grads[len(inputs) :]

    @cached_property
    def versions(self):
        """Of what the answers depend on."""
        return {"keras": self.module.__version__, "tensorflow": self.tf.__version__, "numpy": np.__version__}

    def differs_from_pinned(self):
        """The versions that are not the pinned ones, as text; empty if all are."""
        given = [(n, self.versions[n], p) for n, p in PINNED.items() if not self.versions[n].startswith(p)]
        return ", ".join(f"{name} {version} instead of {pinned}*" for name, version, pinned in given)


def provenance(oracle):
    """On what the answers were given: versions, platform, the CPU's vector units, threads."""
    return {
        **oracle.versions,
        "platform": f"{platform.system()}-{platform.machine()}",
        "cpu": sorted(cpu_features() & {"avx2", "fma", "avx512f", "avx512_bf16", "amx_tile"}),
        "threads": {
            "intra_op": oracle.tf.config.threading.get_intra_op_parallelism_threads(),
            "inter_op": oracle.tf.config.threading.get_inter_op_parallelism_threads(),
            "cores": os.cpu_count(),
        },
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
    }


def _answers(case, oracle):
    oracle.fresh()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KINDS[case.kind].run(case, oracle)


def record(case, oracle):
    """The Golden of a case: completed, answered in float32, and answered in float64.

    Raises: RuntimeError, with the id, if a case that is tagged "error" is accepted, or another is refused; or if the
    error is no answer of Keras: the symbol is absent, the spec names an absent tensor, its kind has no name here.
    """
    expects_error = "error" in case.tags
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            oracle.fresh()
            case = KINDS[case.kind].complete(case, oracle)
        answers = _answers(case, oracle)
    except Exception as error:
        if not expects_error:
            raise RuntimeError(f"{case.id}: Keras refuses this case: {type(error).__name__}: {error}") from error
        if isinstance(error, Unsupported) or _in_the_spec(error):
            raise RuntimeError(f"{case.id}: the case cannot be asked: {type(error).__name__}: {error}") from error
        if error_kind(error) not in KIND_OF_ERROR:
            raise RuntimeError(f"{case.id}: Keras raises {type(error).__name__}, an error of no known kind") from error
        return Golden(case, raises=error_kind(error))
    if expects_error:
        raise RuntimeError(f"{case.id}: Keras accepts this case, which is tagged as an error")
    truth, reason = _truth(case, answers, oracle)
    return Golden(case, answers, truth, reason)


def _in_the_spec(error):
    """Whether an error arose while the spec was read: the case's own mistake."""
    frame = error.__traceback__
    while frame.tb_next is not None:
        frame = frame.tb_next
    return frame.tb_frame.f_code.co_filename == fill.__code__.co_filename


def _truth(case, answers, oracle):
    def answer(wide):
        with oracle.floatx("float64"):
            return _answers(wide, oracle)

    return truth_of(case, answers, answer)


def public_api(oracle):
    """Every public object of Keras by its shortest name, with its others: ``"keras.Model": ["keras.models.Model"]``."""
    found = {}

    def look(space, path, depth):
        for name in dir(space):
            if name.startswith("_") or name in ("src", "tree"):
                continue
            value = getattr(space, name)
            inner = f"{path}.{name}"
            if type(value).__name__ == "module":
                public = value.__name__.startswith("keras") and ".src" not in value.__name__
                if public and depth < 3 and "legacy" not in inner:
                    look(value, inner, depth + 1)
            elif callable(value):
                found.setdefault(id(value), []).append(inner)

    look(oracle.module, "keras", 0)
    named = (sorted(names, key=lambda name: (name.count("."), name)) for names in found.values())
    return dict(sorted((first, others) for first, *others in named))
