"""The gated recurrent unit, as a cell and as a layer."""

from refimpl import ops, random
from refimpl.errors import check_choice
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.recurrent.cell import Cell, projected
from refimpl.layers.recurrent.lstm import has_usual_gates
from refimpl.layers.recurrent.rnn import RNN, of_cell
from refimpl.ops import recurrent
from refimpl.serialization import export


@export("keras.layers")
class GRUCell(Cell):
    """h' = z h + (1 - z) activation(x_h + (r h) recurrent_kernel_h); the output is h'.

    x_z, x_r, x_h = x kernel + bias; z and r = recurrent_activation(x + h recurrent_kernel) of their parts. With
    ``reset_after`` the reset gate r comes after the product, r (h recurrent_kernel_h + bias_1), as in cuDNN, and there
    is a bias for each of the two products.
    Shapes: x (batch, d), state h (batch, units); kernel (d, 3 units), recurrent_kernel (units, 3 units), bias
    (2, 3 units), or (3 units,) without ``reset_after``.
    Raises: as Cell. Source: Cho et al. 2014. Spec: keras.layers.GRUCell.
    """

    gates = 3
    separate_draws = True

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, kernel_constraint=None,
        recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, reset_after=True,
        seed=None, **kwargs,
    ):  # fmt: skip
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        self._configure_cell(
            units, dropout, recurrent_dropout, implementation, activation=activation,
            recurrent_activation=recurrent_activation, use_bias=use_bias, kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer, kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint, bias_constraint=bias_constraint, reset_after=reset_after,
        )  # fmt: skip
        self.seed, self.seed_generator = seed, random.SeedGenerator(seed)

    def _bias(self):
        return self.weight("bias", (2, 3 * self.units) if self.reset_after else (3 * self.units,))

    def biases(self):
        """Those of the inputs' product and of the state's; None where there is none."""
        if self.bias is None:
            return None, None
        return (self.bias[0], self.bias[1]) if self.reset_after else (self.bias, None)

    def call(self, inputs, states, training=False):
        nested = isinstance(states, (list, tuple))
        h = states[0] if nested else states
        input_bias, state_bias = self.biases()
        x = projected(self._dropped("dropout", inputs, training), self.kernel, 3)
        x = x if input_bias is None else x + input_bias
        kept = self._dropped("recurrent_dropout", h, training)
        if self.reset_after:
            inner = projected(kept, self.recurrent_kernel, 3)
            inner = inner if state_bias is None else inner + state_bias
            h = recurrent.gru_step(x, inner, h, self.activation, self.recurrent_activation)
        else:
            h = self._reset_before(x, kept, h)
        return h, [h] if nested else h

    def _reset_before(self, x, kept, h):
        x_z, x_r, x_h = recurrent.split(x, 3)
        kernel_z, kernel_r, kernel_h = recurrent.split(self.recurrent_kernel, 3)
        h_z, h_r, h_h = kept if isinstance(kept, list) else [kept] * 3
        z = self.recurrent_activation(x_z + ops.matmul(h_z, kernel_z))
        r = self.recurrent_activation(x_r + ops.matmul(h_r, kernel_r))
        return z * h + (1 - z) * self.activation(x_h + ops.matmul(r * h_h, kernel_h))


@export("keras.layers")
@of_cell(GRUCell)
class GRU(RNN):
    """A GRUCell along a sequence; see RNN.

    ``use_cudnn`` "auto" is the only setting beside False that an implementation for CPUs can meet.
    Shapes: (batch, steps, d) -> (batch, units), or (batch, steps, units) with ``return_sequences``; one state h.
    Raises: as Cell; ValueError for a rank other than 3, and in the call for ``use_cudnn=True``.
    Spec: keras.layers.GRU.
    """

    not_in_config = ("use_cudnn",)

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", use_bias=True,
        kernel_initializer="glorot_uniform", recurrent_initializer="orthogonal", bias_initializer="zeros",
        kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0,
        seed=None, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False,
        reset_after=True, use_cudnn="auto", **kwargs,
    ):  # fmt: skip
        cell = GRUCell(
            units, activation=activation, recurrent_activation=recurrent_activation, use_bias=use_bias,
            kernel_initializer=kernel_initializer, recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer, kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint, dropout=dropout, recurrent_dropout=recurrent_dropout,
            reset_after=reset_after, seed=seed, dtype=kwargs.get("dtype"), trainable=kwargs.get("trainable", True),
            name="gru_cell", implementation=kwargs.pop("implementation", 2),
        )  # fmt: skip
        super().__init__(
            cell, return_sequences=return_sequences, return_state=return_state, go_backwards=go_backwards,
            stateful=stateful, unroll=unroll, activity_regularizer=activity_regularizer, **kwargs,
        )  # fmt: skip
        self.input_spec = InputSpec(ndim=3)
        self.use_cudnn = check_choice(use_cudnn, "use_cudnn", ("auto", True, False), "GRU")

    def steps(self, sequence, states, keep, training):
        self._refuse_cudnn()
        cell = self.cell
        if not has_usual_gates(cell) or cell.implementation == 1 or not cell.reset_after:
            return super().steps(sequence, states, keep, training)
        input_bias, state_bias = cell.biases()
        x = ops.matmul(cell._dropped("dropout", sequence, training), cell.kernel)
        x = x if input_bias is None else x + input_bias
        state_bias = ops.zeros((3 * cell.units,), x.dtype) if state_bias is None else state_bias
        every = recurrent.gru(x, *states, cell.recurrent_kernel, state_bias, keep)
        return recurrent.shown(every, keep, self.zero_output_for_mask), [every[-1]]
