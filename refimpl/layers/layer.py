"""Layer: weights, losses and a call. What all layers share, so that each of them is config, weights and a formula."""

import inspect
import reprlib
from functools import cache

import numpy as np
import optree

from refimpl import activations, constraints, initializers, regularizers
from refimpl.autodiff import Box, Operand, as_operand, cast
from refimpl.casting import autocasting
from refimpl.dtypes import as_dtype, get_policy, is_float
from refimpl.graph import KerasTensor, Node, Operation, infer, is_symbolic
from refimpl.layers.context import call_context
from refimpl.layers.input_spec import check_inputs
from refimpl.layers.tracking import Tracked
from refimpl.ops.attached import masks
from refimpl.serialization import is_published, serialize_keras_object
from refimpl.shapes import as_shapes, is_shape, shapes_of
from refimpl.variables import Variable

_GETTERS = {
    "activation": activations.get,
    "initializer": initializers.get,
    "regularizer": regularizers.get,
    "constraint": constraints.get,
}


def _getter(argument):
    """The function that makes an object of an argument, by the last word of its name: ``kernel_initializer``."""
    return _GETTERS.get(argument.rsplit("_", 1)[-1])


@cache
def _call_signature(cls):
    """The names of call's parameters; whether it takes ``training``."""
    parameters = list(inspect.signature(cls.call).parameters)[1:]
    return tuple(parameters), "training" in parameters


@cache
def _default_of_training(cls):
    """What a call takes ``training`` to be where nobody says so; None if it does not take it, or does not say."""
    parameter = inspect.signature(cls.call).parameters.get("training")
    return None if parameter is None else parameter.default


class Layer(Tracked, Operation):
    """A callable with weights. Subclasses give ``build(input_shape)``, which makes weights, and ``call(inputs)``.

    The config is the constructor's arguments, read back from the attributes of the same names; those that end in
    activation, initializer, regularizer or constraint are serialized as such objects.
    Raises: ValueError for inputs that differ from ``input_spec``; TypeError for an unknown argument.
    Spec: keras.layers.Layer.
    """

    input_spec = None
    supports_masking = False
    makes_mask = False  # of inputs that have none
    casts_inputs = True  # all of them to one dtype; a graph casts each to the dtype of its Input
    not_in_config = ()

    def __new__(cls, *args, **kwargs):
        made = super().__new__(cls)
        if not is_published(cls):
            made._plain_arguments = _plain_arguments(cls, args, kwargs)
        return made

    def __init__(self, *, activity_regularizer=None, trainable=True, dtype=None, autocast=True, name=None, **kwargs):
        Operation.__init__(self, name)
        shape = kwargs.pop("input_shape", None)
        if "input_dim" in kwargs:
            shape = (kwargs.pop("input_dim"),)
        batch_size = kwargs.pop("batch_size", None)
        self.batch_input_shape = None if shape is None else (batch_size, *shape)
        if kwargs:
            raise ValueError(
                f"{type(self).__name__}: unknown argument {next(iter(kwargs))!r}, got {reprlib.repr(kwargs)}; "
                f"it takes {', '.join(p for p in _parameters(type(self)))}"
            )
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.dtype_policy = get_policy(dtype)
        self.autocast = autocast
        self.built = False
        self.build_shape, self._build_shapes = None, {}
        self._trainable = bool(trainable)
        self._losses = []

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls):
            cls.build = _building(cls.build)

    # -- configuration

    def configure(self, **arguments):
        """Keep constructor arguments as attributes, activations, initializers and their like made into objects."""
        for name, value in arguments.items():
            getter = _getter(name)
            setattr(self, name, getter(value) if getter else value)

    def get_config(self):
        """The constructor's arguments, as JSON: of the nearest class that Keras publishes, or a user's own.

        A user's class that defines get_config says itself which arguments it has beyond those of all layers; one that
        does not has those that it was made with, if they are numbers, strings and the like.
        Raises: NotImplementedError if they are not. Spec: keras.layers.Layer.get_config.
        """
        config = {"name": self.name}
        arguments = _arguments_in_config(type(self))
        if arguments is None:
            if self._plain_arguments is None:
                raise NotImplementedError(
                    f"{type(self).__name__}: get_config must be overridden where the constructor takes more than "
                    "numbers, strings, booleans and None"
                )
            config |= self._plain_arguments
            if {"name", "kwargs"}.isdisjoint(inspect.signature(type(self).__init__).parameters):
                config.pop("name")
        config |= {"trainable": self.trainable, "dtype": serialize_keras_object(self.dtype_policy)}
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        for name in arguments or ():
            if name not in self.not_in_config and (name not in config or name == "activity_regularizer"):
                config[name] = self._config_value(name)
        return config

    def _config_value(self, name):
        value = getattr(self, name)
        if _getter(name) is activations.get:
            return activations.serialize(value)
        return list(value) if isinstance(value, tuple) else serialize_keras_object(value)

    @classmethod
    def from_config(cls, config):
        """A new layer, without weights, from ``get_config()``. Raises: TypeError for a config that does not do."""
        policy = config.get("dtype")
        if isinstance(policy, dict):
            config = {**config, "dtype": get_policy(policy).name}
        try:
            return cls(**config)
        except Exception as error:
            raise TypeError(
                f"{cls.__name__}: config must be the constructor's arguments, got {config}: {error}"
            ) from error

    def get_build_config(self):
        if len(self._build_shapes) > 1:
            return {"shapes_dict": self._build_shapes}
        return None if self.build_shape is None else {"input_shape": self.build_shape}

    def build_from_config(self, config):
        owner = f"{type(self).__name__} {self.name!r}"
        if config and "shapes_dict" in config:
            self.build(**as_shapes(config["shapes_dict"], owner))
        elif config:
            self.build(as_shapes(config["input_shape"], owner))

    # -- dtypes

    @property
    def compute_dtype(self):
        """The dtype in which inputs are cast and computed with."""
        return self.dtype_policy.compute_dtype

    @property
    def variable_dtype(self):
        """The dtype of the weights."""
        return self.dtype_policy.variable_dtype

    dtype = variable_dtype

    @property
    def input_dtype(self):
        """The dtype to which floating inputs are cast."""
        return self.compute_dtype

    def _standardize(self, x):
        """An array for any input, in the compute dtype if it is floating and the layer casts."""
        if isinstance(x, (np.ndarray, Operand, list, tuple, float, int)) or hasattr(x, "__array__"):
            x = x if type(x) in (np.ndarray, Box, KerasTensor) else as_operand(x)
            if self.autocast and self.casts_inputs and is_float(x.dtype) and x.dtype != as_dtype(self.input_dtype):
                return cast(x, self.input_dtype)
        return x

    def _autocasting(self, around):
        """In which dtype weights are seen in a call, where the layers around see theirs in ``around``."""
        if around is None:
            return None if self.compute_dtype == self.variable_dtype else self.compute_dtype
        return self.compute_dtype if self.autocast and is_float(as_dtype(self.compute_dtype)) else ""

    # -- weights

    def build(self, input_shape):
        """Make the weights for inputs of this shape."""
        self.built, self.build_shape = True, input_shape

    def add_weight(
        self, shape=None, initializer=None, dtype=None, trainable=True, autocast=True, regularizer=None,
        constraint=None, aggregation="none", overwrite_with_gradient=False, name=None,
    ):  # fmt: skip
        """A new Variable of this layer: glorot_uniform by default, zeros for booleans and integers.

        Spec: keras.layers.Layer.add_weight.
        """
        dtype = as_dtype(dtype or self.variable_dtype)
        if initializer is None:
            initializer = "glorot_uniform" if is_float(dtype) else "zeros"
        shape = () if shape is None else shape
        variable = Variable(initializers.get(initializer), shape, dtype, trainable, name, autocast)
        variable.trainable = trainable and self._trainable
        variable.path = "/".join((*call_context.path, variable.name))
        variable.regularizer, variable.constraint = regularizers.get(regularizer), constraints.get(constraint)
        self._own_variables.append(variable)
        return variable

    def weight(self, name, shape, **kwargs):
        """A weight whose initializer, regularizer and constraint are the attributes ``{name}_initializer`` ..."""
        parts = ("initializer", "regularizer", "constraint")
        return self.add_weight(shape, name=name, **{part: getattr(self, f"{name}_{part}") for part in parts}, **kwargs)

    # -- losses and masks

    def add_loss(self, loss):
        """Add scalars to what training minimizes, until the next call. Spec: keras.layers.Layer.add_loss."""
        for value in optree.tree_leaves(loss):
            if not isinstance(value, KerasTensor) and np.shape(getattr(value, "value", value)) != ():
                raise ValueError(f"{self.name}: loss must be a scalar, got shape {np.shape(value)}")
            self._losses.append(as_operand(value))
            call_context.lossy.add(self)

    @property
    def losses(self):
        """What the last call added, here and in the layers within, and the regularization of the trainable weights."""
        return self.losses_with(self.trainable_weights)

    def losses_with(self, weights):
        """The losses, of which the regularization is that of ``weights``: for a caller who knows the trainable ones."""
        added = [loss for layer in self._flatten_layers() for loss in layer._losses] if call_context.lossy else []
        return added + [v.regularizer(v) for v in weights if v.regularizer is not None]

    def compute_mask(self, inputs, previous_mask):
        """The mask of the output: the one that came, unless a layer knows better."""
        return previous_mask

    # -- the call

    def call(self, *args, **kwargs):
        raise NotImplementedError(f"{type(self).__name__}: call must be defined by a layer")

    def __call__(self, *args, **kwargs):
        if "dtype_policy" not in self.__dict__:
            raise RuntimeError(f"{type(self).__name__}: super().__init__() must be called in __init__ first")
        given_args, given_kwargs = args, kwargs
        if len(args) == 1 and type(args[0]) in (np.ndarray, Box) and kwargs.keys() <= {"training"}:  # the common case
            args = (self._standardize(args[0]),)
            symbolic = False
        else:
            args = optree.tree_map(self._standardize, args, is_leaf=_is_plain)
            kwargs = {k: optree.tree_map(self._standardize, v, is_leaf=_is_plain) for k, v in kwargs.items()}
            symbolic = is_symbolic((args, kwargs))
        names, takes_training = _call_signature(type(self))
        first = args[0] if args else kwargs.get(names[0]) if names else None
        if self.input_spec is not None:
            check_inputs(self.input_spec, first, f"{type(self).__name__} {self.name!r}")
        before, seen = call_context.enter(self), autocasting.dtype
        try:
            if not self.built:
                self._build_for(args, kwargs, names)
            autocasting.dtype = self._autocasting(seen)
            asked, kwargs = kwargs, dict(kwargs)
            if takes_training:
                given = kwargs.get("training")
                if len(args) > names.index("training"):
                    given = args[names.index("training")]
                call_context.training = call_context.training if given is None else bool(given)
                if call_context.training is not None and len(args) <= names.index("training"):
                    kwargs["training"] = call_context.training
            if masks and not symbolic:
                kwargs.update(self._masks_for(args, kwargs, names))
            if symbolic:
                noted = self._noted(given_args, given_kwargs, names)
                outputs = self.compute_output_spec(*args, **{**noted, **asked})
                Node(self, given_args, noted, outputs)  # what came, before it was cast: a graph casts again as it runs
            else:
                outputs = self.call(*args, **kwargs)
            autocasting.dtype = seen
            if self.activity_regularizer is not None:
                self._regularize_activity(outputs)
        finally:
            autocasting.dtype = seen
            call_context.leave(before)
        if self.supports_masking and (masks or self.makes_mask):
            self._attach_mask(first, outputs, kwargs.get("mask"))
        return outputs

    def _regularize_activity(self, outputs):
        for x in optree.tree_leaves(outputs):
            if not isinstance(x, KerasTensor):
                loss = self.activity_regularizer(x)
                self.add_loss(loss / x.shape[0] if x.ndim and x.shape[0] else loss)

    def _noted(self, args, kwargs, names):
        """What is written into the node of a symbolic call beside the arguments as they came.

        Keras adds the mask, and the default of ``training``, to a call that needs no casts: on one tensor of the
        ``input_dtype`` and on nothing else, or of a graph; and None for a mask that is not there.
        """
        lone = len(args) == 1 and isinstance(args[0], KerasTensor) and args[0].dtype == self.input_dtype
        if self.casts_inputs and (kwargs or not lone):
            return kwargs
        training = _default_of_training(type(self))
        of_training = {} if training is None or "training" in kwargs else {"training": training}
        return {**kwargs, **of_training, **self._masks_for(args, kwargs, names)}

    def _masks_for(self, args, kwargs, names):
        """The arguments ``mask`` or ``{input}_mask`` that are not given, from the inputs' own masks."""
        tensors = [(n, x) for n, x in (*zip(names, args, strict=False), *kwargs.items()) if not n.endswith("mask")]
        tensors = [(n, x) for n, x in tensors if any(hasattr(leaf, "shape") for leaf in optree.tree_leaves(x))]
        found = {}
        for name, x in tensors:
            target = "mask" if len(tensors) == 1 else f"{name}_mask"
            if target in names and kwargs.get(target) is None:
                found[target] = optree.tree_map(masks.recall, x)
        return found

    def _attach_mask(self, inputs, outputs, mask):
        previous = optree.tree_map(masks.recall, inputs) if mask is None else mask
        if self.makes_mask or any(m is not None for m in optree.tree_leaves(previous, none_is_leaf=True)):
            new = self.compute_mask(inputs, previous)
            for x, m in zip(optree.tree_leaves(outputs), optree.tree_leaves(new, none_is_leaf=True), strict=False):
                if m is not None and masks.recall(x) is None:
                    masks.remember(x, m)

    def _build_for(self, args, kwargs, names):
        """Build for the shapes of a call: of its first argument, or of each that ``build`` names (``query_shape``)."""
        shapes = _shapes_for(type(self).build, args, kwargs, names)
        if shapes is not None:
            self.build(**shapes)
        else:
            self.build(shapes_of(args[0] if args else kwargs.get(names[0]) if names else None))

    def compute_output_spec(self, *args, **kwargs):
        """KerasTensors for the outputs: from ``compute_output_shape`` if the layer has one, else by a trial call."""
        own = type(self).compute_output_shape
        if own is not Layer.compute_output_shape and len(args) == 1:
            shapes = _shapes_for(own, args, kwargs, _call_signature(type(self))[0])
            shapes = self.compute_output_shape(shapes_of(args[0])) if shapes is None else own(self, **shapes)
            return optree.tree_map(lambda shape: KerasTensor(shape, self.compute_dtype), shapes, is_leaf=is_shape)
        return infer(self._trial_call, args, kwargs)

    def _trial_call(self, *args, **kwargs):
        """``call`` on stand-ins: what it assigns to variables and adds to losses is taken back."""
        before = [(v, v._value) for v in self.variables]
        losses = [(layer, list(layer._losses)) for layer in self._flatten_layers()]
        try:
            return self.call(*args, **kwargs)
        finally:
            for v, value in before:
                v._value = value
            for layer, kept in losses:
                layer._losses = kept

    def compute_output_shape(self, input_shape):
        """The output's shape for an input's. Spec: keras.layers.Layer.compute_output_shape."""
        inputs = optree.tree_map(lambda s: KerasTensor(s, self.compute_dtype), input_shape, is_leaf=is_shape)
        if not self.built:
            self.build(input_shape)
        outputs = infer(self._trial_call, (inputs,), {})
        return optree.tree_map(lambda x: x.shape, outputs)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


@cache
def _arguments_in_config(cls):
    """The constructor's arguments that are the config of a layer, by name; None if they are those it was made with."""
    published = next((c for c in cls.__mro__ if is_published(c) and _parameters(c)), None)
    if published is not None:
        return _parameters(published)
    if is_published(cls):
        return ()
    return () if cls.get_config.__module__.partition(".")[0] != __name__.partition(".")[0] else None


def _plain_arguments(cls, args, kwargs):
    """The constructor's arguments by name, those by default too, if they all are plain data; else None."""
    signature = inspect.signature(cls.__init__)
    (_, *parameters) = signature.parameters.values()
    try:
        bound = signature.bind(None, *args, **kwargs)
    except TypeError:
        return None
    bound.apply_defaults()
    for p in parameters:
        if p.kind is p.VAR_KEYWORD:
            bound.arguments.update(bound.arguments.pop(p.name))
        elif p.kind is p.POSITIONAL_ONLY or (p.kind is p.VAR_POSITIONAL and bound.arguments.pop(p.name)):
            return None
    (_, *given) = bound.arguments.items()
    leaves = optree.tree_leaves(dict(given), none_is_leaf=True)
    plain = all(isinstance(leaf, (str, int, float, type(None))) for leaf in leaves)
    return {name: value for name, value in given if name != "name"} if plain else None


@cache
def _parameters(cls):
    """The names of the constructor's own arguments."""
    kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    base = () if cls is Layer else ("activity_regularizer", "trainable", "dtype", "autocast", "name")
    own = [p.name for p in inspect.signature(cls.__init__).parameters.values() if p.kind not in kinds][1:]
    return tuple(p for p in own if p not in base or p == "activity_regularizer")


def _shapes_for(method, args, kwargs, names):
    """The shapes that a method asks for by the names of a call's arguments (``query_shape``); None if for only one."""
    wanted = [p for p in inspect.signature(method).parameters if p != "self"]
    if len(wanted) < 2:
        return None
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    shapes = {p: shapes_of(given.get(p.removesuffix("_shape"))) for p in wanted}
    return {p: shape for p, shape in shapes.items() if shape is not None}


def _building(build):
    """``build`` in the layer's name scope, after which the layer is built and knows for which shape."""

    def wrapper(self, *args, **kwargs):
        with call_context.building(self):
            build(self, *args, **kwargs)
        self.built = True
        shapes = {**dict(zip(names, args, strict=False)), **kwargs}
        if shapes:
            self.build_shape, self._build_shapes = next(iter(shapes.values())), shapes

    wrapper.__signature__ = inspect.signature(build)
    names = list(wrapper.__signature__.parameters)[1:]
    return wrapper


Layer.build = _building(Layer.build)


def _is_plain(x):
    """A list of numbers is one input, a list of tensors is several."""
    if not isinstance(x, (list, tuple)):
        return False
    leaves = optree.tree_leaves(x)
    return bool(leaves) and not any(hasattr(leaf, "shape") for leaf in leaves)
