"""Long short-term memory, as a cell and as a layer."""

from refimpl import activations, ops, random
from refimpl.errors import check_choice
from refimpl.initializers import Ones
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.recurrent.cell import Cell, projected
from refimpl.layers.recurrent.rnn import RNN, of_cell
from refimpl.ops import recurrent
from refimpl.serialization import export


@export("keras.layers")
class LSTMCell(Cell):
    """c' = f c + i g, h' = o activation(c'); the output is h'.

    (i, f, g, o) = x kernel + h recurrent_kernel + bias; then g goes through ``activation``, the gates i, f and o
    through ``recurrent_activation``. With ``unit_forget_bias`` the bias of f begins with ones.
    Shapes: x (batch, d), states h and c (batch, units); kernel (d, 4 units), recurrent_kernel (units, 4 units), bias
    (4 units,).
    Raises: as Cell. Source: Hochreiter & Schmidhuber 1997; Gers et al. 2000. Spec: keras.layers.LSTMCell.
    """

    gates = 4
    separate_draws = True

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None,
        kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0,
        seed=None, **kwargs,
    ):  # fmt: skip
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        self._configure_cell(
            units, dropout, recurrent_dropout, implementation, activation=activation,
            recurrent_activation=recurrent_activation, use_bias=use_bias, kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer, bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias, kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
        )  # fmt: skip
        self.seed, self.seed_generator = seed, random.SeedGenerator(seed)
        self.state_size = [self.units, self.units]

    def _bias(self):
        def forget_ones(shape, dtype=None):
            n = self.units
            parts = ((self.bias_initializer, n), (Ones(), n), (self.bias_initializer, 2 * n))
            return ops.concatenate([initializer((size,), dtype=dtype) for initializer, size in parts])

        initializer = forget_ones if self.unit_forget_bias else self.bias_initializer
        return self.add_weight(
            (4 * self.units,), initializer, regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            name="bias",
        )  # fmt: skip

    def call(self, inputs, states, training=False):
        h, c = states[0], states[1]
        z = projected(self._dropped("dropout", inputs, training), self.kernel, 4)
        z = z + projected(self._dropped("recurrent_dropout", h, training), self.recurrent_kernel, 4)
        z = z if self.bias is None else z + self.bias
        h, c = recurrent.lstm_step(z, c, self.activation, self.recurrent_activation)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        """Zeros."""
        return [ops.zeros((batch_size, self.units), self.compute_dtype) for _ in range(2)]


@export("keras.layers")
@of_cell(LSTMCell)
class LSTM(RNN):
    """An LSTMCell along a sequence; see RNN.

    ``use_cudnn`` "auto" is the only setting beside False that an implementation for CPUs can meet.
    Shapes: (batch, steps, d) -> (batch, units), or (batch, steps, units) with ``return_sequences``; states h, c.
    Raises: as Cell; ValueError for a rank other than 3, and in the call for ``use_cudnn=True``.
    Spec: keras.layers.LSTM.
    """

    not_in_config = ("use_cudnn",)

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None,
        dropout=0.0, recurrent_dropout=0.0, seed=None, return_sequences=False, return_state=False,
        go_backwards=False, stateful=False, unroll=False, use_cudnn="auto", **kwargs,
    ):  # fmt: skip
        cell = LSTMCell(
            units, activation=activation, recurrent_activation=recurrent_activation, use_bias=use_bias,
            kernel_initializer=kernel_initializer, recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer, unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer, recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer, kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint, bias_constraint=bias_constraint, dropout=dropout,
            recurrent_dropout=recurrent_dropout, seed=seed, dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True), name="lstm_cell",
            implementation=kwargs.pop("implementation", 2),
        )  # fmt: skip
        super().__init__(
            cell, return_sequences=return_sequences, return_state=return_state, go_backwards=go_backwards,
            stateful=stateful, unroll=unroll, activity_regularizer=activity_regularizer, **kwargs,
        )  # fmt: skip
        self.input_spec = InputSpec(ndim=3)
        self.use_cudnn = check_choice(use_cudnn, "use_cudnn", ("auto", True, False), "LSTM")

    def steps(self, sequence, states, keep, training):
        self._refuse_cudnn()
        cell = self.cell
        if not has_usual_gates(cell) or cell.implementation == 1:
            return super().steps(sequence, states, keep, training)
        z = ops.matmul(cell._dropped("dropout", sequence, training), cell.kernel)
        z = z if cell.bias is None else z + cell.bias
        every = recurrent.lstm(z, *states, cell.recurrent_kernel, keep)
        return recurrent.shown(every[:, 0], keep, self.zero_output_for_mask), [every[-1, 0], every[-1, 1]]


def has_usual_gates(cell):
    """Whether the gates are sigmoids and the rest tanh, as the primitives of whole sequences have them."""
    return cell.activation is activations.tanh and cell.recurrent_activation is activations.sigmoid
