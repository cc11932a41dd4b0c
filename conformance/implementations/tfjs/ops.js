// Keras' ops, activations as functions, losses and metrics as functions, in TensorFlow.js' words.
// What is not listed here is unsupported. Each is a function of the arguments and, last, the keywords.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, ACTIVATIONS, dtypeOf} = require("./symbols");
const {named} = require("./losses");

/** A function of tensors and keywords; Unsupported for a keyword that is not among these. */
function taking(keys, call) {
  return (...given) => {
    const kwargs = given.pop();
    for (const key of Object.keys(kwargs)) if (!keys.includes(key)) throw new Unsupported(`the argument ${key}`);
    return call(given, kwargs);
  };
}

// -- tables of ops that have the same arguments

const UNARY = {
  abs: "abs", absolute: "abs", ceil: "ceil", cos: "cos", erf: "erf", exp: "exp", expm1: "expm1", floor: "floor",
  isfinite: "isFinite", isinf: "isInf", isnan: "isNaN", log: "log", log1p: "log1p", log_sigmoid: "logSigmoid",
  negative: "neg", ones_like: "onesLike", reciprocal: "reciprocal", relu: "relu", relu6: "relu6", elu: "elu",
  round: "round", rsqrt: "rsqrt", selu: "selu", sigmoid: "sigmoid", sign: "sign", sin: "sin", softplus: "softplus",
  sqrt: "sqrt", square: "square", tanh: "tanh", zeros_like: "zerosLike",
};
const BINARY = {
  add: "add", subtract: "sub", multiply: "mul", divide: "div", true_divide: "div", maximum: "maximum",
  minimum: "minimum", power: "pow", equal: "equal", not_equal: "notEqual", greater: "greater", less: "less",
  greater_equal: "greaterEqual", less_equal: "lessEqual",
};
const LOGICAL = {logical_and: "logicalAnd", logical_or: "logicalOr", logical_not: "logicalNot"};
const REDUCTIONS = {sum: "sum", mean: "mean", max: "max", min: "min", prod: "prod", logsumexp: "logSumExp"};
const SELECTIONS = {any: "any", all: "all"};
const LAYERED = {silu: "swish", softsign: "softsign", hard_sigmoid: "hardSigmoid", gelu: "gelu_new"};
const SCORES = {
  "keras.losses.mean_squared_error": "meanSquaredError", "keras.losses.mean_absolute_error": "meanAbsoluteError",
  "keras.losses.categorical_crossentropy": "categoricalCrossentropy",
  "keras.losses.binary_crossentropy": "binaryCrossentropy",
  "keras.metrics.binary_accuracy": "binaryAccuracy", "keras.metrics.categorical_accuracy": "categoricalAccuracy",
  "keras.metrics.sparse_categorical_accuracy": "sparseCategoricalAccuracy",
};

// -- arguments

const bool = (x) => (x.dtype === "bool" ? x : tf.notEqual(x, tf.zerosLike(x)));
const layered = (activation) => (x) => tf.layers.activation({activation}).apply(x);

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

function last(axis, x, what) {
  if (axis !== undefined && axis !== -1 && axis !== x.rank - 1) throw new Unsupported(`${what} with axis ${axis}`);
}

// -- ops that need a word more

function matMul(x, y) {
  if (x.rank < 2 || y.rank < 2) throw new Unsupported("matmul of vectors");
  return tf.matMul(x, y);
}

function conv(x, kernel, {strides = 1, padding = "valid", dilation_rate: dilation = 1}) {
  const [channels, each] = [x.shape[x.rank - 1], kernel.shape[kernel.rank - 2]];
  if (channels !== each && channels % each === 0) throw new Unsupported("conv of groups");
  if (x.rank === 3) return tf.conv1d(x, kernel, [strides].flat()[0], padding, "NWC", [dilation].flat()[0]);
  if (x.rank === 4) return tf.conv2d(x, kernel, strides, padding, "NHWC", dilation);
  if (x.rank === 5) return tf.conv3d(x, kernel, strides, padding, "NDHWC", dilation);
  throw new Unsupported(`conv of rank ${x.rank}`);
}

/** Images alone: of what has rank 3, TensorFlow.js takes the first axis for the height. */
function pool(call, x, size, {strides = size, padding = "valid"}) {
  if (x.rank !== 4) throw new Unsupported(`pooling of rank ${x.rank}`);
  return call(x, size, strides, padding);
}

const RESIZES = {bilinear: "resizeBilinear", nearest: "resizeNearestNeighbor"};

function resize(images, size, {interpolation = "bilinear", antialias = false}) {
  if (!RESIZES[interpolation] || antialias) {
    throw new Unsupported(`image.resize with ${antialias ? "antialias" : `interpolation ${interpolation}`}`);
  }
  return tf.image[RESIZES[interpolation]](images, size, false, true); // the centers of pixels, as in TensorFlow 2
}

function batchNorm(x, mean, variance, axis, {offset, scale, epsilon = 1e-3}) {
  last(axis, x, "batch_normalization");
  return tf.batchNorm(x, mean, variance, offset, scale, epsilon);
}

function pad(x, widths, {mode = "constant", constant_values: value = 0}) {
  if (mode !== "constant") throw new Unsupported(`pad with mode ${mode}`);
  return tf.pad(x, widths, value);
}

function moments(x, axes, keepdims) {
  const {mean, variance} = tf.moments(x, axes, keepdims);
  return [mean, variance];
}

/** Crossentropies for each row (or element), which Keras' ops give: TensorFlow.js' losses without a reduction. */
function categorical(t, y, {from_logits: logits = false, axis}) {
  last(axis, y, "categorical_crossentropy");
  if (t.rank !== y.rank) throw new Unsupported("categorical_crossentropy of several ranks");
  if (!logits) return named("categoricalCrossentropy")(t, y);
  return tf.losses.softmaxCrossEntropy(t, y, undefined, 0, tf.Reduction.NONE);
}

function sparse(t, y, {from_logits: logits = false, axis}) {
  last(axis, y, "sparse_categorical_crossentropy");
  if (logits) throw new Unsupported("sparse_categorical_crossentropy with from_logits");
  return named("sparseCategoricalCrossentropy")(t, y);
}

function binary(t, y, {from_logits: logits = false}) {
  if (!logits) throw new Unsupported("binary_crossentropy of each element, but from logits");
  return tf.losses.sigmoidCrossEntropy(t, y, undefined, 0, tf.Reduction.NONE);
}

const WITH_ARGUMENTS = {
  argmax: taking(["axis"], ([x], k) => (k.axis === undefined ? tf.argMax(x.flatten()) : tf.argMax(x, k.axis))),
  argmin: taking(["axis"], ([x], k) => (k.axis === undefined ? tf.argMin(x.flatten()) : tf.argMin(x, k.axis))),
  average_pool: taking(["strides", "padding"], ([x, size], k) => pool(tf.avgPool, x, size, k)),
  batch_normalization: taking(["axis", "offset", "scale", "epsilon"],
    ([x, mean, variance, axis], k) => batchNorm(x, mean, variance, axis ?? k.axis, k)),
  binary_crossentropy: taking(["from_logits"], ([t, y], k) => binary(t, y, k)),
  broadcast_to: taking(["shape"], ([x, shape], k) => tf.broadcastTo(x, shape ?? k.shape)),
  cast: taking(["dtype"], ([x, dtype], k) => tf.cast(x, dtypeOf(dtype ?? k.dtype))),
  categorical_crossentropy: taking(["from_logits", "axis"], ([t, y], k) => categorical(t, y, k)),
  clip: taking(["x_min", "x_max"], ([x, low, high], k) => tf.clipByValue(x, low ?? k.x_min, high ?? k.x_max)),
  concatenate: taking(["axis"], ([xs, axis], k) => tf.concat(xs, axis ?? k.axis ?? 0)),
  conv: taking(["strides", "padding", "dilation_rate"], ([x, kernel], k) => conv(x, kernel, k)),
  expand_dims: taking(["axis"], ([x, axis], k) => tf.expandDims(x, single(axis ?? k.axis))),
  flip: taking(["axis"], ([x, axis], k) => tf.reverse(x, axis ?? k.axis)),
  "image.resize": taking(["interpolation", "antialias"], ([x, size], k) => resize(x, size, k)),
  leaky_relu: taking(["negative_slope"], ([x, slope], k) => tf.leakyRelu(x, slope ?? k.negative_slope)),
  log_softmax: taking(["axis"], ([x], k) => tf.logSoftmax(x, k.axis ?? -1)),
  matmul: taking([], ([x, y]) => matMul(x, y)),
  max_pool: taking(["strides", "padding"], ([x, size], k) => pool(tf.maxPool, x, size, k)),
  moments: taking(["axes", "keepdims"], ([x, axes], k) => moments(x, axes ?? k.axes, k.keepdims)),
  one_hot: taking(["dtype"], ([x, n], k) => tf.oneHot(x, n, 1, 0, dtypeOf(k.dtype ?? "float32"))),
  pad: taking(["mode", "constant_values"], ([x, widths], k) => pad(x, widths, k)),
  reshape: taking(["newshape"], ([x, shape], k) => tf.reshape(x, shape ?? k.newshape)),
  softmax: taking(["axis"], ([x], k) => tf.softmax(x, k.axis ?? -1)),
  sparse_categorical_crossentropy: taking(["from_logits", "axis"], ([t, y], k) => sparse(t, y, k)),
  squeeze: taking(["axis"], ([x, axis], k) => {
    const chosen = axis ?? k.axis;
    return tf.squeeze(x, chosen === undefined ? undefined : [chosen].flat());
  }),
  stack: taking(["axis"], ([xs, axis], k) => tf.stack(xs, axis ?? k.axis ?? 0)),
  take: taking(["axis"], ([x, indices], k) =>
    (k.axis === undefined ? tf.gather(x.flatten(), indices) : tf.gather(x, indices, k.axis))),
  transpose: taking(["axes"], ([x, axes], k) => tf.transpose(x, axes ?? k.axes)),
  var: taking(["axis", "keepdims"], ([x, axis], k) => tf.moments(x, axis ?? k.axis, k.keepdims).variance),
  where: taking([], ([condition, x, y]) => tf.where(bool(condition), x, y)),
};

// -- activations: those of tfjs-layers by name; with an argument, the layer that has it

const MADE = {
  relu: {max_value: (maxValue) => tf.layers.reLU({maxValue}), threshold: (theta) => tf.layers.thresholdedReLU({theta}),
    negative_slope: (alpha) => tf.layers.leakyReLU({alpha})},
  elu: {alpha: (alpha) => tf.layers.elu({alpha})},
};

function activation(name) {
  const plain = ACTIVATIONS[`keras.activations.${name}`];
  return (x, ...given) => {
    const kwargs = given.pop();
    const keys = Object.keys(kwargs);
    if (!keys.length && !given.length && plain) return layered(plain)(x);
    const make = keys.length === 1 && !given.length && (MADE[name] || {})[keys[0]];
    if (!make) throw new Unsupported(`keras.activations.${name} with ${keys.join(", ") || "arguments"}`);
    return make(kwargs[keys[0]]).apply(x);
  };
}

const op = (pairs, wrap) => Object.entries(pairs).map(([keras, js]) => [`keras.ops.${keras}`, wrap(tf[js])]);

const OPS = Object.fromEntries([
  ...op(UNARY, (f) => taking([], ([x]) => f(x))),
  ...op(BINARY, (f) => taking([], ([x, y]) => f(...operands(x, y)))),
  ...op(LOGICAL, (f) => taking([], (xs) => f(...xs.map(bool)))),
  ...op(REDUCTIONS, (f) => taking(["axis", "keepdims"], ([x, axis], k) => f(x, k.axis ?? axis, k.keepdims))),
  ...op(SELECTIONS, (f) => taking(["axis", "keepdims"], ([x, axis], k) => f(bool(x), k.axis ?? axis, k.keepdims))),
  ...Object.entries(WITH_ARGUMENTS).map(([name, call]) => [`keras.ops.${name}`, call]),
  ...Object.entries(LAYERED).map(([name, js]) => [`keras.ops.${name}`, taking([], ([x]) => layered(js)(x))]),
  ...Object.keys(ACTIVATIONS).map((symbol) => [symbol, activation(symbol.split(".").pop())]),
  ["keras.activations.exponential", taking([], ([x]) => tf.exp(x))],
  ["keras.activations.leaky_relu", WITH_ARGUMENTS.leaky_relu],
  ["keras.activations.log_sigmoid", taking([], ([x]) => tf.logSigmoid(x))],
  ["keras.activations.log_softmax", taking(["axis"], ([x], k) => tf.logSoftmax(x, k.axis ?? -1))],
  ["keras.activations.softmax", taking(["axis"], ([x], k) =>
    (k.axis === undefined ? layered("softmax")(x) : tf.layers.softmax({axis: k.axis}).apply(x)))],
  ...Object.entries(SCORES).map(([keras, js]) => [keras, taking([], ([t, y]) => tf.metrics[js](t, y))]),
  ["keras.losses.sparse_categorical_crossentropy", taking([], ([t, y]) => sparse(t, y, {}))],
]);

module.exports = {OPS};
