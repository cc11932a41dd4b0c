"""A search for hyper-parameters of an MLP on the digits, by Optuna: trials that fall behind are given up early.

Run: python -m examples.search [trials]
"""

import sys

import optuna

import refimpl as keras
from examples.digits import load_data
from refimpl import layers, optimizers


class Pruning(keras.callbacks.Callback):
    """Tells a trial how it stands after each epoch, and gives it up where the study's pruner says so."""

    def __init__(self, trial, monitor="val_accuracy"):
        super().__init__()
        self.trial, self.monitor = trial, monitor

    def on_epoch_end(self, epoch, logs=None):
        self.trial.report(float(logs[self.monitor]), epoch)
        if self.trial.should_prune():
            raise optuna.TrialPruned(f"{self.monitor} was {logs[self.monitor]:.3f} after epoch {epoch + 1}")


def build(trial):
    """The network that a trial proposes."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)  # so that trials differ in what they propose alone
    model = keras.Sequential([keras.Input((64,))])
    for i in range(trial.suggest_int("depth", 1, 2)):
        model.add(layers.Dense(trial.suggest_int(f"units_{i}", 8, 64, log=True), activation="relu"))
        model.add(layers.Dropout(trial.suggest_float(f"dropout_{i}", 0.0, 0.5)))
    model.add(layers.Dense(10, activation="softmax"))
    rate = trial.suggest_float("learning_rate", 1e-5, 1e-1, log=True)
    model.compile(optimizer=optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def search(trials=12, epochs=6):
    """The study after so many trials. Its seed and the model's make it the same each time."""
    (x, y), _ = load_data()
    x = x.reshape(len(x), -1) / 255.0

    def objective(trial):
        history = build(trial).fit(
            x, y, batch_size=64, epochs=epochs, validation_split=0.2, verbose=0, callbacks=[Pruning(trial)]
        )
        return history.history["val_accuracy"][-1]

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=0),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=1),
    )
    study.optimize(objective, n_trials=trials)
    return study


def main(trials=12):
    study = search(trials)
    for trial in study.trials:
        last = max(trial.intermediate_values)
        print(
            f"trial {trial.number:>2}  {trial.state.name.lower():<8}  {last + 1} epochs  "
            f"{trial.intermediate_values[last]:.3f}  rate {trial.params['learning_rate']:.1e}"
        )
    print(f"best: {study.best_value:.3f} with {study.best_params}")
    return study


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
