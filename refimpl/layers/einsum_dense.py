"""EinsumDense: a dense layer over any axes."""

import re

from refimpl import ops, regularizers
from refimpl.initializers import VarianceScaling
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export

_FORMS = (  # "..." written as 0
    "([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)",
    "0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)",
    "([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0",
)


@export("keras.layers")
class EinsumDense(Layer):
    """``activation(einsum(equation, inputs, kernel) + bias)``.

    ``output_shape`` is that of the answer without the batch axis; None in it is the input's size. ``bias_axes`` are the
    letters along which there is a bias. "..." may stand first or last among the inputs' letters.
    Shapes: as the equation says: "abc,cd->abd" is Dense, with inputs (a, b, c), kernel (c, d).
    Raises: ValueError for an equation of another form, or letters and sizes that do not fit. Spec:
    keras.layers.EinsumDense.
    """

    not_in_config = ("output_shape", "lora_rank", "lora_alpha", "gptq_unpacked_column_size")

    def __init__(
        self, equation, output_shape, activation=None, bias_axes=None, kernel_initializer="glorot_uniform",
        bias_initializer="zeros", kernel_regularizer=None, bias_regularizer=None, kernel_constraint=None,
        bias_constraint=None, lora_rank=None, lora_alpha=None, gptq_unpacked_column_size=None,
        quantization_config=None, **kwargs,
    ):  # fmt: skip
        for argument, value in (("lora_rank", lora_rank), ("quantization_config", quantization_config)):
            if value is not None:
                raise NotImplementedError(f"EinsumDense: {argument} must be None, got {value!r}")
        super().__init__(**kwargs)
        self.equation, self.bias_axes = equation, bias_axes
        self.partial_output_shape = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.configure(
            activation=activation, kernel_initializer=kernel_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint, quantization_config=None,
        )  # fmt: skip

    def build(self, input_shape):
        plan = Plan(self.equation, self.bias_axes, tuple(input_shape), self.partial_output_shape)
        self.input_spec = InputSpec(ndim=len(input_shape))
        self.kernel = self.add_weight(
            plan.kernel_shape, self._spread_over(plan), regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint, name="kernel",
        )  # fmt: skip
        self.bias = None if plan.bias_shape is None else self.weight("bias", plan.bias_shape)

    def _spread_over(self, plan):
        """The kernel's initializer, told which of its axes are inputs and which outputs."""
        initializer = self.kernel_initializer
        if not isinstance(initializer, VarianceScaling) or None not in (
            initializer.input_axes,
            initializer.output_axes,
        ):
            return initializer
        axes = {"input_axes": plan.input_axes, "output_axes": plan.output_axes}
        return type(initializer).from_config({**initializer.get_config(), "seed": initializer.seed, **axes})

    def call(self, inputs, training=None):
        x = ops.einsum(self.equation, inputs, self.kernel)
        return self.activation(x if self.bias is None else x + self.bias)

    def compute_output_shape(self, input_shape):
        return Plan(self.equation, self.bias_axes, tuple(input_shape), self.partial_output_shape).output_shape

    def get_config(self):
        activity = regularizers.serialize(self.activity_regularizer)
        return {**super().get_config(), "output_shape": self.partial_output_shape, "activity_regularizer": activity}


class Plan:
    """What follows from an equation and the shapes: those of the kernel, the bias and the answer.

    Raises: ValueError as EinsumDense.
    """

    def __init__(self, equation, bias_axes, input_shape, partial_output_shape):
        found = [re.match(form, equation.replace("...", "0")) for form in _FORMS]
        number = next((i for i, match in enumerate(found) if match), None)
        if number is None:
            raise ValueError(
                f"EinsumDense: equation must be of the form 'ab,bc->ac', '...b,bc->...c' or 'ab...,bc->ac...', "
                f"got {equation!r}"
            )
        inputs, kernel, outputs = found[number].groups()
        more = len(input_shape) - len(inputs)  # axes for which "..." stands
        before, behind = (more, 0) if number == 1 else (0, more)
        self.output_shape = (
            input_shape[0], *input_shape[1:before], *partial_output_shape, *input_shape[len(input_shape) - behind :],
        )  # fmt: skip
        of_input = dict(zip(inputs, input_shape[before:], strict=False))
        of_output = dict(zip(outputs, self.output_shape[before:], strict=False))
        for letter, size in of_input.items():
            if of_output.get(letter) not in (None, size):
                raise ValueError(
                    f"EinsumDense: output_shape must have size {size} along {letter!r} as inputs have, "
                    f"got {of_output[letter]}"
                )
        for letter in outputs:
            if letter not in inputs + kernel:
                raise ValueError(f"EinsumDense: equation must have {letter!r} left of the arrow, got {equation!r}")
        for letter in kernel:
            if letter not in inputs + outputs:
                raise ValueError(f"EinsumDense: inputs or outputs must have {letter!r} of the kernel, got {equation!r}")
        self.kernel_shape = tuple(of_output[c] if c in of_output else of_input[c] for c in kernel)
        self.input_axes = [i for i, c in enumerate(kernel) if c not in of_output]
        self.output_axes = [i for i, c in enumerate(kernel) if c in of_output]
        self.bias_shape = None
        if bias_axes is not None:
            if not set(bias_axes) <= set(outputs):
                raise ValueError(f"EinsumDense: bias_axes must be among {outputs!r}, got {bias_axes!r}")
            first = min(outputs.find(c) for c in bias_axes)
            self.bias_shape = tuple(of_output[c] if c in bias_axes else 1 for c in outputs[first:]) + (1,) * behind
