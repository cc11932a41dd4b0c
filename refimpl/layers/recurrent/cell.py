"""What the cells of recurrent layers share: weights for several gates side by side, and dropout that stays put."""

from refimpl import ops, random
from refimpl.errors import check_positive
from refimpl.layers.layer import Layer
from refimpl.ops.recurrent import split


class Cell(Layer):
    """One step: ``call(inputs, states) -> (output, states)``, inputs (batch, d), each state (batch, units).

    ``kernel`` (d, gates units) and ``recurrent_kernel`` (units, gates units) hold the gates' matrices side by side.
    Dropout zeroes the same inputs and states at each step of a sequence: the draws are kept until they are reset, one
    for all gates, or one for each with ``implementation=1``, which recurrent dropout asks for.
    Raises: ValueError for units below 1, TypeError for units that are no number.
    Source: for dropout, Gal & Ghahramani 2016.
    """

    gates = 1
    separate_draws = False
    _draws = None

    def _configure_cell(self, units, dropout, recurrent_dropout, implementation, **arguments):
        if units is None or isinstance(units, (str, list, tuple)):
            raise TypeError(f"{type(self).__name__}: units must be a positive integer, got {units!r}")
        self.units = check_positive(units, "units", type(self).__name__)
        self.configure(**arguments)
        self.dropout, self.recurrent_dropout = (min(1.0, max(0.0, rate)) for rate in (dropout, recurrent_dropout))
        self.implementation = 1 if self.recurrent_dropout else implementation
        self.state_size = self.output_size = self.units

    def build(self, input_shape):
        self.kernel = self.weight("kernel", (input_shape[-1], self.gates * self.units))
        self.recurrent_kernel = self._recurrent("recurrent_kernel", (self.units, self.gates * self.units))
        self.bias = self._bias() if self.use_bias else None

    def _recurrent(self, name, shape):
        parts = ("initializer", "regularizer", "constraint")
        return self.add_weight(shape, name=name, **{part: getattr(self, f"recurrent_{part}") for part in parts})

    def _bias(self):
        return self.weight("bias", (self.gates * self.units,))

    def get_initial_state(self, batch_size=None):
        """Zeros."""
        return [ops.zeros((batch_size, self.units), self.compute_dtype)]

    # -- dropout

    def draw(self, inputs, state):
        """What dropout keeps of inputs and state from now on, each drawn at the first need."""
        for name, x in (("dropout", inputs), ("recurrent_dropout", state)):
            self._drawn(name, x)

    def forget_draws(self):
        self._draws = None

    def _drawn(self, name, x):
        rate = getattr(self, name)
        if not rate:
            return None
        self._draws = self._draws or {}
        if name not in self._draws:
            ones = ops.ones_like(x)
            count = self.gates if self.separate_draws and self.implementation == 1 else 1
            drawn = [random.dropout(ones, rate, seed=self.seed_generator) for _ in range(count)]
            self._draws[name] = drawn if count > 1 else drawn[0]
        return self._draws[name]

    def _dropped(self, name, x, training):
        """``x``, or in training what dropout leaves of it: one array for all gates, or a list of one for each.

        As in Keras 3.15.1, a rate of 1 drops nothing where there are gates.
        """
        rate = getattr(self, name)
        if not training or not rate or (rate == 1 and self.gates > 1):
            return x
        drawn = self._drawn(name, x)
        return [x * kept for kept in drawn] if isinstance(drawn, list) else x * drawn


def projected(x, kernel, gates):
    """``x kernel``, where x may be a list of one array for each of the gates, whose matrices lie side by side."""
    if not isinstance(x, list):
        return ops.matmul(x, kernel)
    return ops.concatenate([ops.matmul(part, k) for part, k in zip(x, split(kernel, gates), strict=True)], -1)
