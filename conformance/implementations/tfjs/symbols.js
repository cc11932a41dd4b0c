// Keras' symbols and arguments in TensorFlow.js' words. What is not listed here is unsupported.
"use strict";

const tf = require("@tensorflow/tfjs");

class Unsupported extends Error {}

const same = (...keys) => Object.fromEntries(keys.map((key) => [key, camel(key)]));
const camel = (key) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const all = ["name", "trainable", "dtype"];

// -- layers

const WEIGHTED = [
  "use_bias", "activation", "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer",
  "activity_regularizer", "kernel_constraint", "bias_constraint",
];
const IMAGE = ["padding", "strides", "data_format"];
const entry = (make, ...keys) => ({make, arguments: same(...all, ...keys)});
const MERGE = entry(null);

const LAYERS = {
  "keras.layers.Activation": entry(tf.layers.activation, "activation"),
  "keras.layers.Add": {...MERGE, make: tf.layers.add},
  "keras.layers.BatchNormalization": entry(
    tf.layers.batchNormalization, "axis", "momentum", "epsilon", "center", "scale", "beta_initializer",
    "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer", "beta_regularizer",
    "gamma_regularizer"),
  "keras.layers.Concatenate": entry(tf.layers.concatenate, "axis"),
  "keras.layers.Conv2D": entry(tf.layers.conv2d, "filters", "kernel_size", "dilation_rate", ...IMAGE, ...WEIGHTED),
  "keras.layers.Dense": entry(tf.layers.dense, "units", ...WEIGHTED),
  "keras.layers.Dropout": entry(tf.layers.dropout, "rate"),
  "keras.layers.Flatten": entry(tf.layers.flatten, "data_format"),
  "keras.layers.GlobalAveragePooling2D": entry(tf.layers.globalAveragePooling2d, "data_format"),
  "keras.layers.MaxPooling2D": entry(tf.layers.maxPooling2d, "pool_size", ...IMAGE),
  "keras.layers.ReLU": entry(tf.layers.reLU, "max_value"),
  "keras.layers.Softmax": entry(tf.layers.softmax, "axis"),
};

// activations are those of tfjs-layers, by name
const ACTIVATIONS = Object.fromEntries([
  ["elu", "elu"], ["gelu", "gelu"], ["hard_sigmoid", "hardSigmoid"], ["linear", "linear"], ["mish", "mish"],
  ["relu", "relu"], ["relu6", "relu6"], ["selu", "selu"], ["sigmoid", "sigmoid"], ["silu", "swish"],
  ["softmax", "softmax"], ["softplus", "softplus"], ["softsign", "softsign"], ["tanh", "tanh"],
].map(([keras, js]) => [`keras.activations.${keras}`, js]));

// -- ops: the last argument holds the keywords

const UNARY = {
  abs: "abs", absolute: "abs", ceil: "ceil", cos: "cos", erf: "erf", exp: "exp", expm1: "expm1", floor: "floor",
  isfinite: "isFinite", isinf: "isInf", isnan: "isNaN", log: "log", log1p: "log1p", negative: "neg",
  reciprocal: "reciprocal", relu: "relu", relu6: "relu6", elu: "elu", round: "round", rsqrt: "rsqrt", selu: "selu",
  sigmoid: "sigmoid", sign: "sign", sin: "sin", softplus: "softplus", sqrt: "sqrt", square: "square", tanh: "tanh",
};
const BINARY = {
  add: "add", subtract: "sub", multiply: "mul", divide: "div", true_divide: "div", maximum: "maximum",
  minimum: "minimum", power: "pow", equal: "equal", not_equal: "notEqual", greater: "greater", less: "less",
  greater_equal: "greaterEqual", less_equal: "lessEqual",
};
const REDUCTIONS = {sum: "sum", mean: "mean", max: "max", min: "min", prod: "prod", logsumexp: "logSumExp"};
const SELECTIONS = {any: "any", all: "all"};
const SCORES = {
  "keras.losses.mean_squared_error": "meanSquaredError", "keras.losses.mean_absolute_error": "meanAbsoluteError",
  "keras.losses.categorical_crossentropy": "categoricalCrossentropy",
  "keras.losses.binary_crossentropy": "binaryCrossentropy",
  "keras.metrics.binary_accuracy": "binaryAccuracy", "keras.metrics.categorical_accuracy": "categoricalAccuracy",
  "keras.metrics.sparse_categorical_accuracy": "sparseCategoricalAccuracy",
};

/** A function of tensors and keywords; Unsupported for a keyword that is not among these. */
function taking(keys, call) {
  return (...given) => {
    const kwargs = given.pop();
    for (const key of Object.keys(kwargs)) if (!keys.includes(key)) throw new Unsupported(`the argument ${key}`);
    return call(given, kwargs);
  };
}

const op = (pairs, wrap) => Object.entries(pairs).map(([keras, js]) => [`keras.ops.${keras}`, wrap(tf[js])]);
/** JSON does not tell 2 from 2.0: what an integer tensor becomes beside a number cannot be asked. */
function operands(...given) {
  const integers = given.some((x) => x instanceof tf.Tensor && x.dtype !== "float32");
  if (integers && given.some((x) => typeof x === "number")) throw new Unsupported("integers beside a number");
  return given;
}

/** One axis: lists of them are not taken here. */
function single(axis) {
  if (Array.isArray(axis)) throw new Unsupported("several axes");
  return axis;
}

function matMul(x, y) {
  if (x.rank < 2 || y.rank < 2) throw new Unsupported("matmul of vectors");
  return tf.matMul(x, y);
}

const bool = (x) => (x.dtype === "bool" ? x : tf.notEqual(x, tf.zerosLike(x)));

const OPS = Object.fromEntries([
  ...op(UNARY, (f) => taking([], ([x]) => f(x))),
  ...op(BINARY, (f) => taking([], ([x, y]) => f(...operands(x, y)))),
  ...op(REDUCTIONS, (f) => taking(["axis", "keepdims"], ([x, axis], k) => f(x, k.axis ?? axis, k.keepdims))),
  ...op(SELECTIONS, (f) => taking(["axis", "keepdims"], ([x, axis], k) => f(bool(x), k.axis ?? axis, k.keepdims))),
  ...Object.entries({
    argmax: taking(["axis"], ([x], k) => (k.axis === undefined ? tf.argMax(x.flatten()) : tf.argMax(x, k.axis))),
    argmin: taking(["axis"], ([x], k) => (k.axis === undefined ? tf.argMin(x.flatten()) : tf.argMin(x, k.axis))),
    cast: taking(["dtype"], ([x, dtype], k) => tf.cast(x, dtypeOf(dtype ?? k.dtype))),
    clip: taking(["x_min", "x_max"], ([x, low, high], k) => tf.clipByValue(x, low ?? k.x_min, high ?? k.x_max)),
    concatenate: taking(["axis"], ([xs, axis], k) => tf.concat(xs, axis ?? k.axis ?? 0)),
    expand_dims: taking(["axis"], ([x, axis], k) => tf.expandDims(x, single(axis ?? k.axis))),
    leaky_relu: taking(["negative_slope"], ([x, slope], k) => tf.leakyRelu(x, slope ?? k.negative_slope)),
    log_softmax: taking(["axis"], ([x], k) => tf.logSoftmax(x, k.axis ?? -1)),
    matmul: taking([], ([x, y]) => matMul(x, y)),
    one_hot: taking([], ([x, classes]) => tf.oneHot(x, classes, 1, 0, "float32")),
    reshape: taking(["newshape"], ([x, shape], k) => tf.reshape(x, shape ?? k.newshape)),
    softmax: taking(["axis"], ([x], k) => tf.softmax(x, k.axis ?? -1)),
    squeeze: taking(["axis"], ([x, axis], k) => {
      const chosen = axis ?? k.axis;
      return tf.squeeze(x, chosen === undefined ? undefined : [chosen].flat());
    }),
    transpose: taking(["axes"], ([x, axes], k) => tf.transpose(x, axes ?? k.axes)),
    where: taking([], ([condition, x, y]) => tf.where(bool(condition), x, y)),
  }).map(([name, call]) => [`keras.ops.${name}`, call]),
  ...Object.entries(SCORES).map(([keras, js]) => [keras, taking([], ([t, y]) => tf.metrics[js](t, y))]),
]);

function dtypeOf(dtype) {
  if (!["float32", "int32", "bool"].includes(dtype)) throw new Unsupported(`dtype ${dtype}`);
  return dtype;
}

// -- objects

const REGULARIZERS = {
  "keras.regularizers.L1": ({l1}) => tf.regularizers.l1({l1}),
  "keras.regularizers.L2": ({l2}) => tf.regularizers.l2({l2}),
  "keras.regularizers.L1L2": (config) => tf.regularizers.l1l2(config),
};
const INITIALIZERS = {
  "keras.initializers.Constant": ({value}) => tf.initializers.constant({value: value ?? 0}),
  "keras.initializers.Ones": () => tf.initializers.ones(),
  "keras.initializers.Zeros": () => tf.initializers.zeros(),
};
const OPTIMIZERS = {
  "keras.optimizers.SGD": {
    arguments: same("learning_rate", "momentum", "nesterov"),
    make: ({learningRate = 0.01, momentum = 0, nesterov = false}) =>
      momentum ? tf.train.momentum(learningRate, momentum, nesterov) : tf.train.sgd(learningRate),
  },
  "keras.optimizers.RMSprop": {
    arguments: same("learning_rate", "rho", "momentum", "epsilon", "centered"),
    make: ({learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false}) =>
      tf.train.rmsprop(learningRate, rho, momentum, epsilon, centered),
  },
  "keras.optimizers.Adam": {
    arguments: {...same("learning_rate", "epsilon"), beta_1: "beta1", beta_2: "beta2"},
    make: ({learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7}) =>
      tf.train.adam(learningRate, beta1, beta2, epsilon),
  },
};

module.exports = {Unsupported, camel, dtypeOf, ACTIVATIONS, INITIALIZERS, LAYERS, OPS, OPTIMIZERS, REGULARIZERS};
