"""RNN: a cell carried along a sequence. Masks, states that stay, and the shapes of what comes out are done here."""

import inspect

import optree

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.layers.recurrent.cell import Cell
from refimpl.layers.recurrent.stacked import StackedRNNCells, check_cell, takes_training
from refimpl.ops.recurrent import scan
from refimpl.serialization import deserialize_keras_object, export
from refimpl.variables import Variable


def of_cell(cell):
    """Decorator: a layer has the arguments of its cell, a class, as properties."""

    def enter(cls):
        for p in inspect.signature(cell).parameters.values():
            if p.kind is not p.VAR_KEYWORD:
                setattr(cls, p.name, property(lambda self, name=p.name: getattr(self.cell, name)))
        return cls

    return enter


@export("keras.layers")
class RNN(Layer):
    """``output, states = cell(input, states)`` for one step after another; the last output, or all of them.

    ``cell`` is any object with ``call(inputs, states)`` and ``state_size`` (an int or a list of them), or a list of
    such cells, one above the other. With ``go_backwards`` the last step comes first, in the outputs too.
    A step that ``mask`` (batch, steps) leaves out keeps the states and repeats the output before it (zeros at first);
    with ``zero_output_for_mask`` its output is zero. With ``stateful`` the last states begin the next call.
    Shapes: (batch, steps, ...) -> (batch, units), or (batch, steps, units) with ``return_sequences``; with
    ``return_state`` a tuple of that and the states. ``initial_state`` is a list of one array for each state.
    Raises: ValueError for what is no cell, for an unknown or another batch size if ``stateful``, for no steps.
    Spec: keras.layers.RNN.
    """

    supports_masking = True
    untracked = ("states",)

    def __init__(
        self, cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False,
        zero_output_for_mask=False, **kwargs,
    ):  # fmt: skip
        cell = check_cell(StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell, type(self).__name__)
        super().__init__(**kwargs)
        self.zero_output_for_mask = zero_output_for_mask
        self.cell = cell
        self.return_sequences, self.return_state, self.go_backwards = return_sequences, return_state, go_backwards
        self.stateful, self.unroll = stateful, unroll
        self.states = None
        size = cell.state_size
        if not isinstance(size, (list, tuple, int)):
            raise ValueError(
                f"{type(self).__name__}: cell.state_size must be an integer or a list of them, got {size!r}"
            )
        self.state_size = [size] if isinstance(size, int) else list(size)

    def build(self, sequences_shape, initial_state_shape=None):
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
        if not self.stateful:
            return
        if self.states is not None:
            self.reset_state()
        elif sequences_shape[0] is None:
            raise ValueError(f"{self.name}: inputs must have a known batch size if stateful, got {sequences_shape}")
        else:
            self.states = optree.tree_map(
                lambda x: Variable(x, dtype=self.variable_dtype, trainable=False, name="rnn_state"),
                self.get_initial_state(sequences_shape[0]),
            )

    def get_initial_state(self, batch_size):
        """The states to begin with, as the cell has them, else zeros: a list."""
        if hasattr(self.cell, "get_initial_state"):
            states = self.cell.get_initial_state(batch_size=batch_size)
            return list(states) if isinstance(states, (list, tuple)) else [states]
        dtype = getattr(self.cell, "compute_dtype", self.compute_dtype)
        return [ops.zeros((batch_size, size), dtype) for size in self.state_size]

    def reset_state(self):
        """Zeros for the states of the next call, if ``stateful``."""
        for state in optree.tree_leaves(self.states):
            state.assign(ops.zeros_like(state))

    def reset_states(self):
        """An older name of ``reset_state``."""
        self.reset_state()

    # -- the call

    def call(self, sequences, initial_state=None, mask=None, training=False):
        if sequences.shape[1] == 0:
            raise ValueError(f"{self.name}: inputs must have at least one step, got shape {sequences.shape}")
        states = self._first_states(sequences, initial_state)
        self._draw(self.cell, sequences[:, 0], states)
        outputs, states = self.steps(
            self._by_time(sequences), states, None if mask is None else self._kept(mask, sequences), training
        )
        forget_draws(self.cell)
        states = optree.tree_map(lambda x: ops.cast(x, self.compute_dtype), states)
        if self.stateful:
            for kept, state in zip(optree.tree_leaves(self.states), optree.tree_leaves(states), strict=True):
                kept.assign(state)
        if not self.return_sequences:
            output = outputs[-1]
        elif isinstance(outputs, list):
            output = ops.stack(outputs, 1)
        else:
            output = ops.transpose(outputs, (1, 0, *range(2, outputs.ndim)))
        output = ops.cast(output, self.compute_dtype)
        return (output, *states) if self.return_state else output

    def steps(self, sequence, states, keep, training):
        """(outputs, last states), time first: the cell's calls, one by one. Layers that know better override this."""
        settings = {"training": training} if takes_training(self.cell) else {}

        def step(x, states):
            output, new = self.cell(x, states, **settings)
            return output, new if isinstance(new, (list, tuple)) else [new]

        return scan(step, sequence, states, keep, self.zero_output_for_mask)

    def _first_states(self, sequences, initial_state):
        batch = sequences.shape[0]
        if self.stateful and (known := optree.tree_leaves(self.states)[0].shape[0]) != batch:
            raise ValueError(f"{self.name}: inputs must have the batch size {known} of the kept states, got {batch}")
        if initial_state is None:
            initial_state = self.states if self.stateful else self.get_initial_state(batch)
        initial_state = list(initial_state) if isinstance(initial_state, (list, tuple)) else [initial_state]
        if len(initial_state) != len(self.state_size):
            kind = IndexError if len(initial_state) < len(self.state_size) else ValueError
            raise kind(f"{self.name}: initial_state must be {len(self.state_size)} arrays, got {len(initial_state)}")
        wanted = [(batch, size) for size in optree.tree_leaves(self.state_size)]
        shapes = [tuple(x.shape) for x in optree.tree_leaves(initial_state)]
        for_all = [(batch, *shape[1:]) if shape[:1] == (1,) else shape for shape in shapes]  # one state for all
        if wanted != for_all and all(isinstance(size, int) for _, size in wanted):
            raise ValueError(f"{self.name}: initial_state must have the shapes {wanted}, got {shapes}")
        dtype = getattr(self.cell, "compute_dtype", self.compute_dtype)

        def whole(x):
            x = ops.convert_to_tensor(x, dtype)
            return ops.broadcast_to(x, (batch, *x.shape[1:])) if x.ndim and x.shape[0] == 1 != batch else x

        return optree.tree_map(whole, initial_state)

    def _by_time(self, x):
        """``x`` with the steps first, in the order in which they are taken."""
        x = ops.transpose(x, (1, 0, *range(2, x.ndim)))
        return ops.flip(x, 0) if self.go_backwards else x

    def _kept(self, mask, sequences):
        """The mask as booleans (steps, batch, 1)."""
        mask = optree.tree_leaves(mask)[0]
        if tuple(mask.shape[:2]) != tuple(sequences.shape[:2]):
            raise ValueError(f"{self.name}: mask must have shape {sequences.shape[:2]}, got {tuple(mask.shape)}")
        keep = self._by_time(ops.cast(mask, "bool"))
        return ops.expand_dims(keep, -1) if keep.ndim == 2 else keep

    def _refuse_cudnn(self):
        if self.use_cudnn is True:
            raise ValueError(f"{self.name}: use_cudnn must be 'auto' or False where there is no cuDNN, got True")

    def _draw(self, cell, inputs, states):
        """Have each cell draw its dropout before the first step, for inputs as it will meet them."""
        if isinstance(cell, Cell):
            cell.draw(inputs, states[0] if isinstance(states, (list, tuple)) else states)
        if isinstance(cell, StackedRNNCells):
            for inner, state in zip(cell.cells, states, strict=True):
                self._draw(inner, inputs, state)
                inputs, _ = inner(inputs, list(state) if isinstance(state, (list, tuple)) else [state])

    # -- shapes and configs

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, steps = sequences_shape[:2]
        output = getattr(self.cell, "output_size", None) or self.state_size[0]
        if not isinstance(output, int):
            raise ValueError(f"{self.name}: cell.output_size must be an integer, got {output!r}")
        shape = (batch, steps, output) if self.return_sequences else (batch, output)
        if not self.return_state:
            return shape
        return shape, *(optree.tree_map(lambda n: (batch, n), size) for size in self.state_size)

    def compute_mask(self, inputs, mask):
        found = optree.tree_leaves(mask, none_is_leaf=True)
        output = found[0] if self.return_sequences else None
        return [output, *(None for _ in self.state_size)] if self.return_state else output

    def get_config(self):
        return {**super().get_config(), "zero_output_for_mask": self.zero_output_for_mask}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer from ``get_config()``, the cell made anew where there is one in it."""
        if "cell" not in config:
            return cls(**config)
        return cls(**{**config, "cell": deserialize_keras_object(config["cell"], custom_objects)})


def forget_draws(cell):
    """End the dropout that a sequence has drawn."""
    for inner in cell.cells if isinstance(cell, StackedRNNCells) else [cell]:
        if isinstance(inner, StackedRNNCells):
            forget_draws(inner)
        elif isinstance(inner, Cell):
            inner.forget_draws()
