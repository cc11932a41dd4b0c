// Keras' ops, activations as functions, losses and metrics as functions, in TensorFlow.js' words.
// What is not listed here is unsupported. Each is a function of the arguments and, last, the keywords.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, ACTIVATIONS, dtypeOf} = require("./symbols");
const {named, sameRank} = require("./losses");

/**
 * A function of the arguments by name, those without a name being these in their order; ``more`` come by name alone.
 * Unsupported for an argument that is not among them. What is null is None.
 */
function taking(names, call, more = []) {
  return (...given) => {
    const kwargs = given.pop();
    if (given.length > names.length) throw new Unsupported(`an argument after ${names[names.length - 1]}`);
    for (const key of Object.keys(kwargs)) {
      if (![...names, ...more].includes(key)) throw new Unsupported(`the argument ${key}`);
    }
    return call({...Object.fromEntries(given.map((value, i) => [names[i], value])), ...kwargs});
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

/** One axis, where Keras takes lists of them, or None for all. */
function single(axis) {
  if (axis === null || Array.isArray(axis)) throw new Unsupported(axis ? "several axes" : "axis None");
  return axis;
}

function last(axis, x, what) {
  if (![undefined, -1, x.rank - 1].includes(axis)) throw new Unsupported(`${what} with axis ${axis}`);
}

// -- ops that need a word more

function matMul({x1, x2}) {
  if (x1.rank < 2 || x2.rank < 2) throw new Unsupported("matmul of vectors");
  return tf.matMul(x1, x2);
}

function conv({inputs: x, kernel, strides = 1, padding = "valid", dilation_rate: dilation = 1}) {
  const [channels, each] = [x.shape[x.rank - 1], kernel.shape[kernel.rank - 2]];
  if (channels !== each && channels % each === 0) throw new Unsupported("conv of groups");
  if (x.rank === 3) return tf.conv1d(x, kernel, [strides].flat()[0], padding, "NWC", [dilation].flat()[0]);
  if (x.rank === 4) return tf.conv2d(x, kernel, strides, padding, "NHWC", dilation);
  if (x.rank === 5) return tf.conv3d(x, kernel, strides, padding, "NDHWC", dilation);
  throw new Unsupported(`conv of rank ${x.rank}`);
}

/** Images alone: of what has rank 3, TensorFlow.js takes the first axis for the height. */
const pool = (call) => ({inputs: x, pool_size: size, strides, padding = "valid"}) => {
  if (x.rank !== 4) throw new Unsupported(`pooling of rank ${x.rank}`);
  return call(x, size, strides ?? size, padding);
};

const RESIZES = {bilinear: "resizeBilinear", nearest: "resizeNearestNeighbor"};

function resize({images, size, interpolation = "bilinear", antialias = false}) {
  if (!RESIZES[interpolation] || antialias) {
    throw new Unsupported(`image.resize with ${antialias ? "antialias" : `interpolation ${interpolation}`}`);
  }
  return tf.image[RESIZES[interpolation]](images, size, false, true); // the centers of pixels, as in TensorFlow 2
}

function batchNorm({x, mean, variance, axis, offset, scale, epsilon = 1e-3}) {
  last(axis, x, "batch_normalization");
  return tf.batchNorm(x, mean, variance, offset ?? undefined, scale ?? undefined, epsilon);
}

function pad({x, pad_width: widths, mode = "constant", constant_values: value}) {
  if (mode !== "constant") throw new Unsupported(`pad with mode ${mode}`);
  return tf.pad(x, widths, value ?? 0);
}

function moments({x, axes, keepdims}) {
  const {mean, variance} = tf.moments(x, axes, keepdims);
  return [mean, variance];
}

function where({condition, x1, x2}) {
  if (x1 === undefined || x2 === undefined) throw new Unsupported("where of a condition alone");
  return tf.where(bool(condition), ...operands(x1, x2));
}

const argument = (call) => ({x, axis}) => ((axis ?? null) === null ? call(x.flatten()) : call(x, axis));
const take = ({x, indices, axis}) =>
  ((axis ?? null) === null ? tf.gather(x.flatten(), indices) : tf.gather(x, indices, axis));

/** Crossentropies for each row (or element), which Keras' ops give: TensorFlow.js' losses without a reduction. */
function categorical({target: t, output: y, from_logits: logits = false, axis}) {
  last(axis, y, "categorical_crossentropy");
  sameRank(t, y);
  if (!logits) return named("categoricalCrossentropy")(t, y);
  return tf.losses.softmaxCrossEntropy(t, y, undefined, 0, tf.Reduction.NONE);
}

function sparse({target: t, output: y, from_logits: logits = false, axis}) {
  last(axis, y, "sparse_categorical_crossentropy");
  if (logits) throw new Unsupported("sparse_categorical_crossentropy with from_logits");
  return named("sparseCategoricalCrossentropy")(t, y);
}

function binary({target: t, output: y, from_logits: logits = false}) {
  if (!logits) throw new Unsupported("binary_crossentropy of each element, but from logits");
  return tf.losses.sigmoidCrossEntropy(t, y, undefined, 0, tf.Reduction.NONE);
}

function score(symbol, js) {
  return taking(["y_true", "y_pred"], ({y_true: t, y_pred: y}) => {
    if (!symbol.includes("sparse")) sameRank(t, y);
    return tf.metrics[js](t, y);
  });
}

const POOL = ["inputs", "pool_size", "strides", "padding"];

const WITH_ARGUMENTS = {
  argmax: taking(["x", "axis"], argument(tf.argMax)),
  argmin: taking(["x", "axis"], argument(tf.argMin)),
  average_pool: taking(POOL, pool(tf.avgPool)),
  batch_normalization: taking(["x", "mean", "variance", "axis", "offset", "scale", "epsilon"], batchNorm),
  binary_crossentropy: taking(["target", "output", "from_logits"], binary),
  broadcast_to: taking(["x", "shape"], ({x, shape}) => tf.broadcastTo(x, shape)),
  cast: taking(["x", "dtype"], ({x, dtype}) => tf.cast(x, dtypeOf(dtype))),
  categorical_crossentropy: taking(["target", "output", "from_logits", "axis"], categorical),
  clip: taking(["x", "x_min", "x_max"], ({x, x_min: low, x_max: high}) => tf.clipByValue(x, low, high)),
  concatenate: taking(["xs", "axis"], ({xs, axis = 0}) => tf.concat(xs, single(axis))),
  conv: taking(["inputs", "kernel", "strides", "padding"], conv, ["dilation_rate"]),
  expand_dims: taking(["x", "axis"], ({x, axis}) => tf.expandDims(x, single(axis))),
  flip: taking(["x", "axis"], ({x, axis}) => tf.reverse(x, axis ?? undefined)),
  "image.resize": taking(["images", "size", "interpolation", "antialias"], resize),
  leaky_relu: taking(["x", "negative_slope"], ({x, negative_slope: slope}) => tf.leakyRelu(x, slope)),
  log_softmax: taking(["x", "axis"], ({x, axis = -1}) => tf.logSoftmax(x, single(axis))),
  matmul: taking(["x1", "x2"], matMul),
  max_pool: taking(POOL, pool(tf.maxPool)),
  moments: taking(["x", "axes", "keepdims"], moments),
  one_hot: taking(["x", "n"], ({x, n, dtype}) => tf.oneHot(x, n, 1, 0, dtypeOf(dtype ?? "float32")), ["dtype"]),
  pad: taking(["x", "pad_width", "mode", "constant_values"], pad),
  reshape: taking(["x", "newshape"], ({x, newshape}) => tf.reshape(x, newshape)),
  softmax: taking(["x", "axis"], ({x, axis = -1}) => tf.softmax(x, axis === null ? single(axis) : axis)),
  sparse_categorical_crossentropy: taking(["target", "output", "from_logits", "axis"], sparse),
  squeeze: taking(["x", "axis"], ({x, axis}) => tf.squeeze(x, (axis ?? null) === null ? undefined : [axis].flat())),
  stack: taking(["x", "axis"], ({x, axis}) => tf.stack(x, axis)),
  take: taking(["x", "indices", "axis"], take),
  transpose: taking(["x", "axes"], ({x, axes}) => tf.transpose(x, axes ?? undefined)),
  var: taking(["x", "axis", "keepdims"], ({x, axis, keepdims}) => tf.moments(x, axis, keepdims).variance),
  where: taking(["condition", "x1", "x2"], where),
};

// -- activations: those of tfjs-layers by name; with an argument, the layer that has it

const MADE = {
  relu: {max_value: (maxValue) => tf.layers.reLU({maxValue}), threshold: (theta) => tf.layers.thresholdedReLU({theta}),
    negative_slope: (alpha) => tf.layers.leakyReLU({alpha})},
  elu: {alpha: (alpha) => tf.layers.elu({alpha})},
};

function activation(name) {
  return (x, ...given) => {
    const kwargs = given.pop();
    const keys = Object.keys(kwargs);
    if (!keys.length && !given.length) return layered(ACTIVATIONS[`keras.activations.${name}`])(x);
    const make = keys.length === 1 && !given.length && (MADE[name] || {})[keys[0]];
    if (!make) throw new Unsupported(`keras.activations.${name} with ${keys.join(", ") || "arguments"}`);
    return make(kwargs[keys[0]]).apply(x);
  };
}

const REDUCED = ["x", "axis", "keepdims"];
const op = (pairs, wrap) => Object.entries(pairs).map(([keras, js]) => [`keras.ops.${keras}`, wrap(tf[js])]);

const OPS = Object.fromEntries([
  ...op(UNARY, (f) => taking(["x"], ({x}) => f(x))),
  ...op(BINARY, (f) => taking(["x1", "x2"], ({x1, x2}) => f(...operands(x1, x2)))),
  ...op(LOGICAL, (f) => taking(["x1", "x2"], (given) => f(...Object.values(given).map(bool)))),
  ...op(REDUCTIONS, (f) => taking(REDUCED, ({x, axis, keepdims}) => f(x, axis, keepdims))),
  ...op(SELECTIONS, (f) => taking(REDUCED, ({x, axis, keepdims}) => f(bool(x), axis, keepdims))),
  ...Object.entries(WITH_ARGUMENTS).map(([name, call]) => [`keras.ops.${name}`, call]),
  ...Object.entries(LAYERED).map(([name, js]) => [`keras.ops.${name}`, taking(["x"], ({x}) => layered(js)(x))]),
  ...Object.keys(ACTIVATIONS).map((symbol) => [symbol, activation(symbol.split(".").pop())]),
  ["keras.activations.exponential", taking(["x"], ({x}) => tf.exp(x))],
  ["keras.activations.leaky_relu", WITH_ARGUMENTS.leaky_relu],
  ["keras.activations.log_sigmoid", taking(["x"], ({x}) => tf.logSigmoid(x))],
  ["keras.activations.log_softmax", WITH_ARGUMENTS.log_softmax],
  ["keras.activations.softmax", taking(["x", "axis"], ({x, axis = -1}) =>
    (axis === -1 ? layered("softmax")(x) : tf.layers.softmax({axis: single(axis)}).apply(x)))],
  ...Object.entries(SCORES).map(([symbol, js]) => [symbol, score(symbol, js)]),
  ["keras.losses.sparse_categorical_crossentropy", taking(["y_true", "y_pred"],
    ({y_true: target, y_pred: output}) => sparse({target, output}))],
]);

module.exports = {OPS};
