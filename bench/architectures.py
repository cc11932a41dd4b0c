"""The architectures of keras.applications, as configs that any implementation can be made from, and weights for them.

``python -m bench.architectures NAME SIZE`` prints the config: in a process of its own, so that no peer is timed with
TensorFlow beside it.
"""

import json
import os
import subprocess
import sys

import numpy as np

NAMES = ("VGG16", "ResNet50", "MobileNetV2", "DenseNet121")
CLASSES = 10


def config_of(name, size):
    """What Keras says that the architecture is, for images of size x size x 3. Raises: RuntimeError without Keras."""
    command = [sys.executable, "-m", "bench.architectures", name, str(size)]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"{name}: Keras must be there to tell its config (the extra oracle): {done.stderr[-200:]}")
    return json.loads(done.stdout.splitlines()[-1])


def weights_of(shapes, seed=7):
    """Weights for (path, shape): He's variance for kernels, scales and variances around 1, the rest around 0.

    With a scale of 1 at the end of each residual branch the sums would grow with depth; the scales lie around 0.5.
    """
    rng = np.random.default_rng(seed)
    return [_weight(rng, path, shape).astype(np.float32) for path, shape in shapes]


def _weight(rng, path, shape):
    name = path.rsplit("/", 1)[-1]
    if name == "kernel":
        receptive = shape[:2] if "depthwise" in path else shape[:-1]
        return rng.standard_normal(shape) * np.sqrt(2 / np.prod(receptive))
    if name in ("gamma", "moving_variance"):
        return rng.uniform(0.4, 0.6, shape) if name == "gamma" else rng.uniform(0.8, 1.2, shape)
    return 0.05 * rng.standard_normal(shape)


def make(keras, name, size):
    """The architecture on a Keras-shaped namespace, with weights."""
    model = keras.Model.from_config(config_of(name, size))
    model.set_weights(weights_of([(v.path, tuple(v.shape)) for v in model.weights]))
    return model


def images(count, size):
    """Images of noise, in [-1, 1]."""
    return np.random.default_rng(1).uniform(-1, 1, (count, size, size, 3)).astype(np.float32)


if __name__ == "__main__":
    import importlib

    shape = (int(sys.argv[2]),) * 2 + (3,)
    applications = importlib.import_module("keras").applications
    model = getattr(applications, sys.argv[1])(weights=None, input_shape=shape, classes=CLASSES)
    print(json.dumps(model.get_config()))
