// Objects from Keras' configs, and their configs as TensorFlow.js serializes them for Python.
"use strict";

const tf = require("@tensorflow/tfjs");
const {Unsupported, camel, INITIALIZERS, LAYERS, OPTIMIZERS, REGULARIZERS} = require("./symbols");

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

function layerOf(symbol, given) {
  const known = LAYERS[symbol];
  if (!known) throw new Unsupported(symbol);
  return known.make(config(given, known.arguments, symbol));
}

function optimizerOf(symbol, given) {
  const known = OPTIMIZERS[symbol];
  if (!known) throw new Unsupported(symbol);
  const made = config(given, known.arguments, symbol);
  for (const key of ["learningRate", "momentum"]) { // Keras refuses an integer, but JavaScript has one kind of number
    if (Number.isInteger(made[key]) && made[key] !== 0) throw new Unsupported(`${made[key]} beside ${made[key]}.0`);
  }
  if (Object.values(made).some((v) => v !== null && typeof v === "object")) throw new Unsupported("schedules");
  return known.make(made);
}

// -- configs: a model's toJSON is what TensorFlow.js writes for Python to read; it has no other way to Python's names

function configOfLayer(layer, inputs) {
  const symbols = [inputs].flat().map((x) => tf.input({shape: x.shape.slice(1), dtype: x.dtype}));
  const model = tf.model({inputs: symbols, outputs: layer.apply(Array.isArray(inputs) ? symbols : symbols[0])});
  return model.toJSON(null, false).config.layers.find((entry) => entry.name === layer.name).config;
}

/** Of an initializer or regularizer, which stand within the config of a layer. */
function configWithin(key, made) {
  const model = tf.sequential({layers: [tf.layers.dense({units: 1, inputShape: [1], [key]: made})]});
  const found = model.toJSON(null, false).config.layers[0].config;
  return found[key.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)].config;
}

module.exports = {configOfLayer, configWithin, layerOf, optimizerOf};
