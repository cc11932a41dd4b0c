// Keras' symbols and arguments in TensorFlow.js' words. What is not listed here is unsupported.
"use strict";

const tf = require("@tensorflow/tfjs");

class Unsupported extends Error {}

const same = (...keys) => Object.fromEntries(keys.map((key) => [key, camel(key)]));
const camel = (key) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const all = ["name", "trainable", "dtype", "input_shape"];

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
// slots: those that hold the same in both. SGD's momentum is there without the learning rate, in Keras with it.
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
    slots: {rms: "velocity", momentum: "momentum", mg: "average_gradient"},
  },
  "keras.optimizers.Adam": {
    arguments: {...same("learning_rate", "epsilon"), beta_1: "beta1", beta_2: "beta2"},
    make: ({learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7}) =>
      tf.train.adam(learningRate, beta1, beta2, epsilon),
    slots: {m: "momentum", v: "velocity"},
  },
};

module.exports = {Unsupported, camel, dtypeOf, ACTIVATIONS, INITIALIZERS, LAYERS, OPTIMIZERS, REGULARIZERS};
