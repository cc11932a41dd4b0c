// Losses: the functions of tfjs-layers, which give one number a row, and the reductions of tf.losses.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported} = require("./symbols");

const FUNCTIONS = new Map();

/** A loss function of tfjs-layers by its name. Not all are exported: a compiled model holds the one that is meant. */
function named(name) {
  if (!FUNCTIONS.has(name)) {
    const input = tf.input({shape: [1]});
    const model = tf.model({inputs: input, outputs: tf.layers.activation({activation: "linear"}).apply(input)});
    model.compile({optimizer: "sgd", loss: name});
    FUNCTIONS.set(name, model.lossFunctions[0]);
  }
  return FUNCTIONS.get(name);
}

// Keras' mean over the batch is TensorFlow.js' MEAN as long as there are no weights: it divides by their sum.
const {NONE, SUM, MEAN} = tf.Reduction;
const REDUCTIONS = {sum: SUM, none: NONE, null: NONE, mean_with_sample_weight: MEAN};
const UNWEIGHTED = {...REDUCTIONS, mean: MEAN, sum_over_batch_size: MEAN};
const ARGUMENTS = ["name", "reduction", "from_logits", "label_smoothing"];

function reductionOf({reduction = "sum_over_batch_size"}, weights) {
  const known = weights ? REDUCTIONS : UNWEIGHTED;
  if (!(reduction in known) && reduction in UNWEIGHTED) throw new Unsupported(`${reduction} of a weighted loss`);
  return reduction in known ? known[reduction] : reduction; // what it does not know, TensorFlow.js is to refuse
}

/** What is lined up while fitting (ranks, in Keras in each call) is not here: a broadcast would be our mistake. */
function sameRank(t, y) {
  if (t.rank !== y.rank) throw new Unsupported(`targets of rank ${t.rank} beside predictions of rank ${y.rank}`);
}

function sameWeights(weights, rank) {
  if (weights && weights.rank && weights.rank !== rank) throw new Unsupported(`weights of rank ${weights.rank}`);
}

function rows(name, lined = sameRank) {
  return (t, y, weights, config) => {
    for (const key of ["from_logits", "label_smoothing"]) if (config[key]) throw new Unsupported(`${name} with ${key}`);
    lined(t, y);
    const losses = named(name)(t, y);
    sameWeights(weights, losses.rank);
    return tf.losses.computeWeightedLoss(losses, weights, reductionOf(config, weights));
  };
}

function categorical(t, y, weights, config) {
  if (!config.from_logits) return rows("categoricalCrossentropy")(t, y, weights, config);
  sameRank(t, y);
  sameWeights(weights, t.rank - 1);
  return tf.losses.softmaxCrossEntropy(t, y, weights, config.label_smoothing, reductionOf(config, weights));
}

function binary(t, y, weights, config) {
  if (!config.from_logits) return rows("binaryCrossentropy")(t, y, weights, config);
  sameRank(t, y);
  const reduction = reductionOf(config, weights);
  if (weights || reduction !== MEAN) throw new Unsupported("sigmoidCrossEntropy by rows: it has a loss an element");
  return tf.losses.sigmoidCrossEntropy(t, y, undefined, config.label_smoothing, reduction);
}

const LOSSES = {
  "keras.losses.MeanSquaredError": rows("meanSquaredError"),
  "keras.losses.MeanAbsoluteError": rows("meanAbsoluteError"),
  "keras.losses.BinaryCrossentropy": binary,
  "keras.losses.CategoricalCrossentropy": categorical,
  "keras.losses.SparseCategoricalCrossentropy": rows("sparseCategoricalCrossentropy", () => {}),
};

/** The loss of a symbol and config as a function of targets, predictions and perhaps weights. */
function lossOf(symbol, config = {}) {
  if (!LOSSES[symbol]) throw new Unsupported(symbol);
  for (const key of Object.keys(config)) if (!ARGUMENTS.includes(key)) throw new Unsupported(`${symbol} with ${key}`);
  return (t, y, weights) => LOSSES[symbol](t, y, weights, config);
}

module.exports = {lossOf, named, sameRank};
