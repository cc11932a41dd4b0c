"""The plain recurrence, as a cell and as a layer."""

from refimpl import ops, random
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.recurrent.cell import Cell
from refimpl.layers.recurrent.rnn import RNN, of_cell
from refimpl.serialization import export


@export("keras.layers")
class SimpleRNNCell(Cell):
    """h' = activation(x kernel + bias + h recurrent_kernel), which is the output too.

    Shapes: x (batch, d), h (batch, units); kernel (d, units), recurrent_kernel (units, units), bias (units,).
    Raises: as Cell. Source: Elman 1990. Spec: keras.layers.SimpleRNNCell.
    """

    def __init__(
        self, units, activation="tanh", use_bias=True, kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal", bias_initializer="zeros", kernel_regularizer=None,
        recurrent_regularizer=None, bias_regularizer=None, kernel_constraint=None, recurrent_constraint=None,
        bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, seed=None, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)
        self.seed, self.seed_generator = seed, random.SeedGenerator(seed)
        self._configure_cell(
            units, dropout, recurrent_dropout, 2, activation=activation, use_bias=use_bias,
            kernel_initializer=kernel_initializer, recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer, kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
        )  # fmt: skip

    def call(self, sequence, states, training=False):
        nested = isinstance(states, (list, tuple))
        h = states[0] if nested else states
        self.draw(sequence, h)
        z = ops.matmul(self._dropped("dropout", sequence, training), self.kernel)
        z = z if self.bias is None else z + self.bias
        z = z + ops.matmul(self._dropped("recurrent_dropout", h, training), self.recurrent_kernel)
        h = self.activation(z)
        return h, [h] if nested else h


@export("keras.layers")
@of_cell(SimpleRNNCell)
class SimpleRNN(RNN):
    """A SimpleRNNCell along a sequence; see RNN.

    As in Keras 3.15.1, ``activity_regularizer`` has no effect, and the config does not hold the seed.

    Shapes: (batch, steps, d) -> (batch, units), or (batch, steps, units) with ``return_sequences``.
    Raises: as Cell; ValueError for a rank other than 3. Spec: keras.layers.SimpleRNN.
    """

    not_in_config = ("seed",)

    def __init__(
        self, units, activation="tanh", use_bias=True, kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal", bias_initializer="zeros", kernel_regularizer=None,
        recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
        recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, return_sequences=False,
        return_state=False, go_backwards=False, stateful=False, unroll=False, seed=None, **kwargs,
    ):  # fmt: skip
        cell = SimpleRNNCell(
            units, activation=activation, use_bias=use_bias, kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer, kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint, bias_constraint=bias_constraint, dropout=dropout,
            recurrent_dropout=recurrent_dropout, seed=seed, dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True), name="simple_rnn_cell",
        )  # fmt: skip
        super().__init__(
            cell, return_sequences=return_sequences, return_state=return_state, go_backwards=go_backwards,
            stateful=stateful, unroll=unroll, **kwargs,
        )  # fmt: skip
        self.input_spec = [InputSpec(ndim=3)]
