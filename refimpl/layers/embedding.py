"""Embedding: a table of vectors, one for each whole number."""

import warnings

from refimpl import ops
from refimpl.errors import check_positive
from refimpl.layers.layer import Layer
from refimpl.serialization import export, serialize_keras_object


@export("keras.layers")
class Embedding(Layer):
    """Row ``i`` of ``embeddings`` for each number i of the inputs; its gradient is added up in those rows.

    A negative i counts from the end; floats are cut to whole numbers. With ``mask_zero``, 0 stands for no input, and
    the mask says where there is one.
    Shapes: inputs s -> (*s, output_dim); embeddings (input_dim, output_dim).
    Raises: ValueError for sizes below 1, or numbers outside [-input_dim, input_dim). Spec: keras.layers.Embedding.
    """

    not_in_config = ("weights", "lora_rank", "lora_alpha")

    def __init__(
        self, input_dim, output_dim, embeddings_initializer="uniform", embeddings_regularizer=None,
        embeddings_constraint=None, mask_zero=False, weights=None, lora_rank=None, lora_alpha=None,
        quantization_config=None, **kwargs,
    ):  # fmt: skip
        for argument, value in (("lora_rank", lora_rank), ("quantization_config", quantization_config)):
            if value is not None:
                raise NotImplementedError(f"Embedding: {argument} must be None, got {value!r}")
        if kwargs.pop("input_length", None) is not None:
            warnings.warn("Embedding: input_length has no effect, leave it out", stacklevel=2)
        input_dim = check_positive(input_dim, "input_dim", "Embedding")
        output_dim = check_positive(output_dim, "output_dim", "Embedding")
        super().__init__(**kwargs)
        self.input_dim, self.output_dim = input_dim, output_dim
        self.configure(
            embeddings_initializer=embeddings_initializer, embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint, quantization_config=None,
        )  # fmt: skip
        self.mask_zero = self.supports_masking = self.makes_mask = mask_zero
        self.autocast = False
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, list) and len(weights) == 1 else [weights])

    def build(self, input_shape=None):
        if not self.built:
            self.embeddings = self.weight("embeddings", (self.input_dim, self.output_dim))

    def call(self, inputs):
        indices = inputs if inputs.dtype.name in ("int32", "int64") else ops.cast(inputs, "int32")
        return ops.cast(ops.take(self.embeddings, indices, 0), self.compute_dtype)

    def compute_mask(self, inputs, mask=None):
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)

    def get_config(self):
        return {**super().get_config(), "activity_regularizer": serialize_keras_object(self.activity_regularizer)}
