// What a case of each kind means on TensorFlow.js: (spec, tensors) to answers by name, as in golden/kinds/.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, camel, ACTIVATIONS, LAYERS, OPS, OPTIMIZERS, INITIALIZERS, REGULARIZERS, dtypeOf} = require("./symbols");

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

/** Arguments by the names that TensorFlow.js has for them; Unsupported for one that it does not have. */
function config(given, known, owner) {
  const made = {};
  for (const [key, value] of Object.entries(given || {})) {
    if (!(key in known)) throw new Unsupported(`${owner} with ${key}`);
    made[known[key]] = typeof value === "string" && /activation|_/.test(key) ? named(key, value) : object(value);
  }
  return made;
}

/** A name, as of an activation or an initializer, in TensorFlow.js' spelling. */
function named(key, value) {
  if (key.endsWith("_regularizer")) return object({keras: `keras.regularizers.${value.toUpperCase()}`});
  return key === "data_format" ? object(value) : camel(value);
}

/** {"keras": SYMBOL, "config": {...}} as the object that it describes. */
function object(value) {
  if (value === "channels_first") return "channelsFirst";
  if (value === "channels_last") return "channelsLast";
  if (value === null || typeof value !== "object" || !value.keras) return value;
  const maker = REGULARIZERS[value.keras] || INITIALIZERS[value.keras];
  if (!maker) throw new Unsupported(value.keras);
  return maker(value.config || {});
}

const flat = (out) => (Array.isArray(out) ? out.flat(Infinity) : [out]);
const numbered = (prefix, items) =>
  items.length === 1 ? {[prefix]: items[0]} : Object.fromEntries(items.map((x, i) => [`${prefix}.${i}`, x]));

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

const floats = (used, tensors) => [...new Set(used)].filter((n) => tensors[n].dtype === "float32");

// -- kinds

function layer({spec, symbol, tensors}) {
  const known = LAYERS[symbol];
  if (!known) throw new Unsupported(symbol);
  const made = known.make({name: "layer", ...config(spec.config, known.arguments, symbol)});
  const inputs = fill(spec.inputs, tensors);
  const training = (spec.call || {}).training;
  for (const key of Object.keys(spec.call || {})) if (key !== "training") throw new Unsupported(`a call with ${key}`);
  const call = () => made.apply(inputs, training === undefined || training === null ? {} : {training});
  const shapes = Array.isArray(inputs) ? inputs.map((x) => x.shape) : inputs.shape;
  if (!made.built) {
    made.build(shapes);
    made.built = true;
  }
  const stored = Object.keys(tensors).filter((n) => n.startsWith("weights.")).map((_, i) => tensors[`weights.${i}`]);
  const set = () => stored.length && made.setWeights(stored.map((w) => w.clone()));
  set();
  const outputs = flat(call()).map((x) => x.clone());
  const trained = new Set(made.trainableWeights);
  const still = made.weights.filter((w) => !trained.has(w)).map((w) => w.read().clone());
  const answers = {...numbered("output", outputs), ...Object.fromEntries(still.map((w, i) => [`state.${i}`, w]))};
  const losses = made.calculateLosses();
  if (losses.length) answers.losses = tf.stack(losses);
  answers.weights = made.weights.map((w) => ({
    name: w.originalName.split("/").pop(), shape: w.shape, trainable: trained.has(w),
  }));
  answers.output_shape = made.computeOutputShape(withoutBatch(shapes));
  set();
  const variables = made.trainableWeights.map((w) => w.val);
  return {...answers, ...gradients(tensors, floats(names(spec.inputs), tensors), variables, call)};
}

const withoutBatch = (shapes) =>
  Array.isArray(shapes[0]) ? shapes.map(withoutBatch) : [null, ...shapes.slice(1)];

function op({spec, symbol, tensors}) {
  const activation = ACTIVATIONS[symbol];
  const call = OPS[symbol] || (activation && ((x) => tf.layers.activation({activation}).apply(x)));
  if (!call || spec.config) throw new Unsupported(spec.config ? `${symbol} made from a config` : symbol);
  if (activation && !OPS[symbol] && (spec.args.length > 1 || Object.keys(spec.kwargs || {}).length)) {
    throw new Unsupported(`${symbol} with arguments`);
  }
  const again = () => call(...fill(spec.args, tensors), fill(spec.kwargs || {}, tensors));
  const outputs = flat(again());
  const wanted = floats(names([spec.args, spec.kwargs || {}]), tensors);
  return {...numbered("output", outputs), ...gradients(tensors, wanted, [], again)};
}

function initializer({spec, symbol}) {
  const made = INITIALIZERS[symbol];
  if (!made) throw new Unsupported(`${symbol}: its random bits are its own`);
  return {output: made(spec.config || {}).apply(spec.shape, dtypeOf(spec.dtype || "float32"))};
}

function optimizer({spec, symbol, tensors}) {
  const known = OPTIMIZERS[symbol];
  if (!known || spec.learning_rate_callable) throw new Unsupported(`${symbol}, or a learning rate by callable`);
  const given = config(spec.config, known.arguments, symbol);
  if (Object.values(given).some((v) => v !== null && typeof v === "object")) throw new Unsupported("schedules");
  const made = known.make(given);
  const variables = spec.variables.map((name, i) => tf.variable(tensors[name], true, `v${i}`));
  const tracks = variables.map(() => []);
  for (const step of spec.gradients) {
    const given = step.map((name, i) => ({name: `v${i}`, tensor: name === null ? null : tensors[name]}));
    made.applyGradients(given.filter((g) => g.tensor !== null));
    variables.forEach((v, i) => tracks[i].push(v.clone()));
  }
  return Object.fromEntries(tracks.flatMap((track, i) => (track.length ? [[`variable.${i}`, tf.stack(track)]] : [])));
}

module.exports = {Unsupported, kinds: {layer, op, initializer, optimizer}};
