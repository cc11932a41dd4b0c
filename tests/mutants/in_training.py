"""Slips in training and models."""

from tests.mutants.mutation import Mutant

TRAINING = (
    Mutant(
        "losses-of-batches-alike",
        "the loss of an epoch is the mean over batches, not over samples",
        "training/trainer.py",
        "self._loss_tracker.update_state(loss, sample_weight=_samples(x))\n        if variables:",
        "self._loss_tracker.update_state(loss)\n        if variables:",
        ("keras.Model",),
    ),
    Mutant(
        "trained-as-at-inference",
        "training steps run the layers as at inference",
        "training/trainer.py",
        "y_pred = self._predictions(x, training=True)",
        "y_pred = self._predictions(x, training=False)",
        ("keras.Model",),
    ),
    Mutant(
        "evaluated-as-in-training",
        "evaluate and validation run the layers as in training",
        "training/trainer.py",
        "y_pred = self._predictions(x, training=False)\n        loss",
        "y_pred = self._predictions(x, training=True)\n        loss",
        ("keras.Model",),
    ),
    Mutant(
        "metrics-carried-over",
        "an epoch begins with the metrics of the one before",
        "training/trainer.py",
        "self.reset_metrics()\n                callbacks.on_epoch_begin(epoch)\n",
        "callbacks.on_epoch_begin(epoch)\n",
        ("keras.Model",),
    ),
    Mutant(
        "always-shuffled",
        "samples are shuffled though shuffle=False",
        "training/data.py",
        "if self.shuffle and samples else None",
        "if samples else None",
        ("keras.Model",),
    ),
    Mutant(
        "frozen-statistics-move",
        "a frozen BatchNormalization normalizes by the batch in training",
        "layers/normalization.py",
        "        if training and self.trainable:\n",
        "        if training:\n",
        ("keras.Model",),
    ),
    Mutant(
        "frozen-weights-trained",
        "setting trainable leaves the weights as they were",
        "layers/tracking.py",
        "v.trainable = v.learnable and bool(value)",
        "pass",
        ("keras.Model",),
    ),
    Mutant(
        "told-when-drawn",
        "what a layer was told of training when the graph was drawn counts before what the model is told",
        "graph.py",
        'if training is not None and "training" in kwargs:',
        "if False:",
        ("keras.Model",),
    ),
    Mutant(
        "kilobytes-of-a-thousand",
        "summary reckons a kilobyte as 1000 bytes",
        "models/summary.py",
        "count / 1024**power",
        "count / 1000**power",
        ("keras.Model",),
    ),
)
