// Models, as golden/kinds/model.py builds and uses them. What fit, evaluate and predict give is all TensorFlow.js'.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, camel} = require("./symbols");
const {layerOf, optimizerOf} = require("./configs");
const {lossOf} = require("./losses");

// -- building

function layer(symbol, config) {
  if (symbol === "keras.Input") return tf.layers.inputLayer(input(config));
  return layerOf(symbol, config);
}

function input(config) {
  for (const key of Object.keys(config)) {
    if (!["shape", "name", "dtype"].includes(key)) throw new Unsupported(`keras.Input with ${key}`);
  }
  const {shape, ...rest} = config;
  return {inputShape: shape, ...rest};
}

function sequential(entries, config = {}) {
  for (const key of Object.keys(config)) if (key !== "name") throw new Unsupported(`keras.Sequential with ${key}`);
  const [first] = entries;
  if (first && first[0] !== "keras.Input" && !first[1].input_shape) {
    throw new Unsupported("a Sequential whose first layer has no input shape");
  }
  return tf.sequential({...config, layers: entries.map(([symbol, given]) => layer(symbol, given))});
}

function functional(entries, last) {
  const [outputs, makers, first] = [{}, {}, []];
  for (const {name, symbol, config, inputs = [], shares, call} of entries) {
    if (call) throw new Unsupported(`a call with ${Object.keys(call).join(", ")}`);
    if (symbol === "keras.Input") {
      const {inputShape, ...rest} = input(config);
      first.push((outputs[name] = tf.input({shape: inputShape, ...rest, name})));
      continue;
    }
    const make = () =>
      (symbol === "keras.Sequential" ? sequential(config.layers, {name}) : layer(symbol, {...config, name}));
    makers[name] = shares ? makers[shares] : make();
    const given = inputs.map((i) => outputs[i]);
    outputs[name] = makers[name].apply(given.length === 1 ? given[0] : given);
  }
  return tf.model({inputs: first, outputs: last.map((name) => outputs[name]), name: "model"});
}

/** Weights as Keras orders them, layer by layer: model.weights has those that train before the others. */
const weightsOf = (model) =>
  model.layers.flatMap((inner) => (inner.layers ? weightsOf(inner) : inner.weights));

function setWeights(model, tensors) {
  const names = Object.keys(tensors).filter((name) => name.startsWith("weights."));
  const stored = names.map((_, i) => tensors[`weights.${i}`]);
  const own = weightsOf(model);
  if (stored.length && stored.length !== own.length) {
    throw new Error(`setWeights: the model has ${own.length} weights, the case ${stored.length}`);
  }
  stored.forEach((value, i) => own[i].write(value));
}

// -- names: TensorFlow.js knows losses by their full names, and calls accuracy acc in its logs

const LOSS_NAMES = {mse: "meanSquaredError", mae: "meanAbsoluteError"};
const METRICS = ["accuracy", "acc", "mse", "mae"];
const keyOf = (name) => name.replace(/(^|_)acc$/, "$1accuracy");

const each = (value, change) =>
  value && typeof value === "object" && !Array.isArray(value) && !value.keras
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, change)]))
    : Array.isArray(value) ? value.map((item) => each(item, change)) : change(value);

function loss(value) {
  if (value === null || value === undefined) return value;
  return value.keras ? lossOf(value.keras, value.config) : LOSS_NAMES[value] || camel(value);
}

function metric(value) {
  if (!METRICS.includes(value)) throw new Unsupported(`${value.keras || `the metric ${value}`} while training`);
  return value;
}

function only(given, known, action) {
  for (const key of Object.keys(given)) if (!known.includes(key)) throw new Unsupported(`${action} with ${key}`);
}

// -- actions: each gives answers by key

const number = (value) => tf.scalar(value, "float32");
const vector = (values) => tf.tensor1d(values, "float32");

/** By the model's own names; of several outputs, evaluate gives one value more than there are names. */
function logs(model, values) {
  const found = [values].flat().map((value) => (value instanceof tf.Tensor ? value : number(value)));
  return Object.fromEntries(model.metricsNames.map((name, i) => [keyOf(name), found[i]]));
}

function compile(model, given) {
  only(given, ["optimizer", "loss", "metrics"], "compile");
  const {optimizer = "rmsprop"} = given; // Keras' default; TensorFlow.js has none
  model.compile({
    optimizer: optimizer?.keras ? optimizerOf(optimizer.keras, optimizer.config) : optimizer,
    loss: each(given.loss, loss),
    metrics: each(given.metrics || [], metric),
  });
  return {};
}

const FIT = ["x", "y", "batch_size", "epochs", "shuffle", "validation_data", "validation_split", "class_weight"];

async function fit(model, given) {
  only(given, FIT, "fit");
  const {x, y, ...rest} = given;
  const steps = [];
  const history = await model.fit(x, y, {
    epochs: 1, ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [camel(key), value])),
    verbose: 0, yieldEvery: "never", callbacks: {onBatchEnd: async (_, seen) => { steps.push({...seen}); }},
  });
  const keys = Object.keys(steps[0] || {}).filter((key) => !["batch", "size"].includes(key));
  return {
    ...Object.fromEntries(Object.entries(history.history).map(([key, all]) => [`history.${keyOf(key)}`, vector(all)])),
    ...Object.fromEntries(keys.map((key) => [`batch.${keyOf(key)}`, vector(steps.map((seen) => seen[key]))])),
  };
}

function evaluate(model, given) {
  only(given, ["x", "y", "batch_size"], "evaluate");
  return logs(model, model.evaluate(given.x, given.y, {batchSize: given.batch_size, verbose: 0}));
}

function predict(model, given) {
  only(given, ["x", "batch_size"], "predict");
  const outputs = [model.predict(given.x, {batchSize: given.batch_size})].flat();
  return outputs.length === 1 ? {output: outputs[0]} : Object.fromEntries(outputs.map((y, i) => [`output.${i}`, y]));
}

async function trainOnBatch(model, given) {
  only(given, ["x", "y"], "train_on_batch");
  return logs(model, await model.trainOnBatch(given.x, given.y));
}

function summary(model, given) {
  only(given, ["line_length"], "summary");
  const text = [];
  model.summary(given.line_length || 90, undefined, (line) => text.push(line));
  return {"": text.join("\n").trimEnd()};
}

function weights(model, {left_out: leftOut = [], ...rest}) {
  only(rest, [], "weights");
  const values = weightsOf(model).map((weight, i) => [String(i), weight.read()]);
  return Object.fromEntries(values.filter(([i]) => !leftOut.includes(Number(i))));
}

function add(model, {symbol, config}) {
  model.add(layer(symbol, config));
  return {output_shape: model.outputs[0].shape};
}

function pop(model) {
  model.pop();
  return {output_shape: model.outputs[0].shape};
}

const ACTIONS = {
  add, compile, evaluate, fit, pop, predict, summary, weights, train_on_batch: trainOnBatch,
  config: (model) => ({"": model.toJSON(null, false).config}),
};

async function model(build, actions, tensors) {
  if (build.subclass) throw new Unsupported("models whose steps are their own");
  const made = build.sequential
    ? sequential(build.sequential, build.config) : functional(build.functional, build.outputs);
  setWeights(made, tensors);
  const answers = {};
  for (const [place, {do: name, ...given}] of actions.entries()) {
    if (!ACTIONS[name]) throw new Unsupported(`the action ${name}`);
    for (const [key, value] of Object.entries(await ACTIONS[name](made, given))) {
      answers[`${place}.${name}${key && "."}${key}`] = value instanceof tf.Tensor ? value.clone() : value;
    }
  }
  return answers;
}

module.exports = {model};
