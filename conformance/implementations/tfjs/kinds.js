// What a case of each kind means on TensorFlow.js: (spec, tensors) to answers by name, as in golden/kinds/.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, dtypeOf, INITIALIZERS, OPTIMIZERS, REGULARIZERS} = require("./symbols");
const {configOfLayer, configWithin, layerOf, optimizerOf} = require("./configs");
const {OPS} = require("./ops");
const {lossOf} = require("./losses");
const models = require("./models");

// -- specs

/** The spec with tensors in the place of {"tensor": NAME}. */
function fill(value, tensors) {
  if (Array.isArray(value)) return value.map((item) => fill(item, tensors));
  if (value === null || typeof value !== "object") return value;
  if ("tensor" in value && Object.keys(value).length === 1) return tensors[value.tensor];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, tensors)]));
}

function names(value) {
  if (Array.isArray(value)) return value.flatMap(names);
  if (value === null || typeof value !== "object") return [];
  if ("tensor" in value && Object.keys(value).length === 1) return [value.tensor];
  return Object.values(value).flatMap(names);
}

const flat = (out) => (Array.isArray(out) ? out.flat(Infinity) : [out]);
const numbered = (prefix, items) =>
  items.length === 1 ? {[prefix]: items[0]} : Object.fromEntries(items.map((x, i) => [`${prefix}.${i}`, x]));
const floats = (used, tensors) => [...new Set(used)].filter((n) => tensors[n].dtype === "float32");

// -- gradients of the sum of output times cotangent

function gradients(tensors, wanted, variables, call) {
  const cotangents = Object.keys(tensors).filter((n) => n === "cotangent" || n.startsWith("cotangent.")).sort();
  if (!cotangents.length || !(wanted.length || variables.length)) return {};
  const outputs = tf.tidy(() => flat(call()).map((y) => String(y.shape)));
  if (outputs.some((shape, i) => shape !== String(tensors[cotangents[i]].shape))) return {}; // wrong as it is
  const weighted = () => tf.addN(flat(call()).map((y, i) => tf.sum(tf.mul(y, tensors[cotangents[i]]))));
  let grads;
  try {
    ({grads} = tf.engine().gradients(weighted, [...wanted.map((n) => tensors[n]), ...variables], null, true));
  } catch (error) {
    if (/gradient function not found/.test(error.message)) return {}; // not offered
    throw error;
  }
  const zero = (g, x) => g || tf.zerosLike(x);
  return {
    ...Object.fromEntries(wanted.map((n, i) => [`grad.${n}`, zero(grads[i], tensors[n])])),
    ...Object.fromEntries(variables.map((v, i) => [`grad.weights.${i}`, zero(grads[wanted.length + i], v)])),
  };
}

// -- kinds

function layer({spec, symbol, tags, tensors}) {
  const another = () => layerOf(symbol, {name: "layer", ...spec.config});
  const made = another();
  const inputs = fill(spec.inputs, tensors);
  const training = (spec.call || {}).training;
  for (const key of Object.keys(spec.call || {})) if (key !== "training") throw new Unsupported(`a call with ${key}`);
  const called = (one) => one.apply(inputs, training === undefined || training === null ? {} : {training});
  const call = () => called(made);
  const shapes = Array.isArray(inputs) ? inputs.map((x) => x.shape) : inputs.shape;
  if (tags.includes("error")) return numbered("output", flat(call()));
  if (!made.built) {
    made.build(shapes);
    made.built = true;
  }
  const stored = Object.keys(tensors).filter((n) => n.startsWith("weights.")).map((_, i) => tensors[`weights.${i}`]);
  const give = (one) => stored.length && one.setWeights(stored.map((w) => w.clone()));
  const set = () => give(made);
  const ways = {};
  if ((spec.ways || []).includes("initial")) {
    made.weights.forEach((w, i) => (ways[`initial.weights.${i}`] = w.read().clone()));
  }
  if ((spec.ways || []).includes("unbuilt")) {
    const [shaped, unbuilt] = [another(), another()];
    ways["unbuilt.output_shape"] = shaped.computeOutputShape(shapes);
    called(unbuilt);
    give(unbuilt);
    Object.assign(ways, {"unbuilt.output": called(unbuilt).clone()});
  }
  set();
  const outputs = flat(call()).map((x) => x.clone());
  const trained = new Set(made.trainableWeights);
  const still = made.weights.filter((w) => !trained.has(w)).map((w) => w.read().clone());
  const states = Object.fromEntries(still.map((w, i) => [`state.${i}`, w]));
  const answers = {...numbered("output", outputs), ...states, ...ways};
  const losses = made.calculateLosses();
  if (losses.length) answers.losses = tf.stack(losses);
  answers.weights = made.weights.map((w) => ({
    name: w.originalName.split("/").pop(), shape: w.shape, trainable: trained.has(w),
  }));
  answers.output_shape = made.computeOutputShape(withoutBatch(shapes));
  set();
  const variables = made.trainableWeights.map((w) => w.val);
  Object.assign(answers, gradients(tensors, floats(names(spec.inputs), tensors), variables, call));
  return {...answers, config: configOfLayer(made, inputs)};
}

const withoutBatch = (shapes) =>
  Array.isArray(shapes[0]) ? shapes.map(withoutBatch) : [null, ...shapes.slice(1)];

function op({spec, symbol, tensors, dtypes}) {
  const regularizer = spec.config && REGULARIZERS[symbol] && REGULARIZERS[symbol](spec.config);
  if (spec.config && !regularizer) throw new Unsupported(`${symbol} made from a config`);
  if (!regularizer && !OPS[symbol]) throw new Unsupported(symbol);
  const call = regularizer ? (x) => regularizer.apply(x) : OPS[symbol];
  const again = () => call(...fill(spec.args, tensors), fill(spec.kwargs || {}, tensors));
  const outputs = flat(again());
  const used = names([spec.args, spec.kwargs || {}]);
  if (used.some((n) => dtypes[n] === "int64") && outputs.some((y) => y.dtype === "int32")) {
    throw new Unsupported("int64: its answers would come as int32");
  }
  const answers = {...numbered("output", outputs), ...gradients(tensors, floats(used, tensors), [], again)};
  return regularizer ? {...answers, config: configWithin("kernelRegularizer", regularizer)} : answers;
}

function loss({spec, symbol, tensors}) {
  const [call, [t, y, ...more]] = [lossOf(symbol, spec.config), fill(spec.args, tensors)];
  const {sample_weight: weights, ...rest} = fill(spec.kwargs || {}, tensors);
  if ([t, y].some((x) => !(x instanceof tf.Tensor))) throw new Unsupported("a loss of lists of numbers");
  if (more.length || Object.keys(rest).length) throw new Unsupported(`a call with ${Object.keys(rest)}`);
  const again = () => call(t, y, weights);
  return {output: again(), ...gradients(tensors, floats(names(spec.args.slice(1)), tensors), [], again)};
}

function metric({symbol}) {
  throw new Unsupported(`${symbol}: metrics are functions of one batch, none adds up over several`);
}

function initializer({spec, symbol}) {
  if (!INITIALIZERS[symbol]) throw new Unsupported(`${symbol}: its random bits are its own`);
  const made = INITIALIZERS[symbol](spec.config || {});
  const output = made.apply(spec.shape, dtypeOf(spec.dtype || "float32"));
  return {output, config: configWithin("kernelInitializer", made)};
}

async function optimizer({spec, symbol, tensors}) {
  if (spec.learning_rate_callable) throw new Unsupported("a learning rate by callable");
  let made = optimizerOf(symbol, spec.config);
  const slots = OPTIMIZERS[symbol].slots || {};
  const variables = spec.variables.map((name, i) => tf.variable(tensors[name], true, `v${i}`));
  const tracks = {};
  const track = (name, value) => (tracks[name] = tracks[name] || []).push(value.clone());
  for (const [number, step] of spec.gradients.entries()) {
    if (number === spec.resumed) {
      const again = optimizerOf(symbol, spec.config);
      await again.setWeights(await made.getWeights());
      made = again;
    }
    made.applyGradients(step.map((name, i) => ({name: `v${i}`, tensor: name === null ? null : tensors[name]})));
    variables.forEach((v, i) => track(`variable.${i}`, v));
    for (const {name, tensor} of await made.getWeights()) {
      const [owner, slot] = name.split("/");
      const idle = slot === "momentum" && !(spec.config || {}).momentum; // Keras has it only with a momentum
      if (slot in slots && !idle) track(`slot.${owner}_${slots[slot]}`, tensor);
    }
    const {learningRate} = made.getConfig();
    if (typeof learningRate === "number") track("learning_rate", tf.scalar(learningRate));
  }
  const stacked = Object.entries(tracks).map(([name, values]) => [name, tf.stack(values)]);
  return {...Object.fromEntries(stacked), iterations: made.iterations};
}

function model({spec, tensors}) {
  return models.model(spec.build, fill(spec.actions, tensors), tensors);
}

module.exports = {Unsupported, kinds: {layer, op, loss, metric, initializer, optimizer, model}};
