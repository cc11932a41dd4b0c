// TensorFlow.js behind the wire protocol (docs/protocol.md): one JSON object a line, in and out.
// Every number comes from TensorFlow.js; what it does not have, or not in Keras' sense, is unsupported.
"use strict";

for (const name of ["log", "info", "debug", "warn"]) console[name] = console.error; // the output is the protocol's

const readline = require("readline");
const tf = require("@tensorflow/tfjs");
const {Unsupported, kinds} = require("./kinds");

const PROTOCOL = 1;

// -- tensors: float32, int32 and bool are all there is; int64, the dtype of labels, becomes int32 where it fits

const ARRAYS = {float32: Float32Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array};

function decode({dtype, shape, data}) {
  const Type = ARRAYS[dtype];
  if (!Type) throw new Unsupported(`tensors of dtype ${dtype}`);
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  const values = Array.from(new Type(bytes.buffer), Number);
  if (dtype !== "float32" && values.some((v) => v !== (v | 0))) throw new Unsupported(`${dtype} beyond int32`);
  return tf.tensor(values, shape, {float32: "float32", bool: "bool"}[dtype] || "int32");
}

function encode(value) {
  if (!(value instanceof tf.Tensor)) return {json: value};
  const Type = ARRAYS[value.dtype];
  if (!Type) throw new Unsupported(`answers of dtype ${value.dtype}`);
  const data = Buffer.from(Type.from(value.dataSync()).buffer).toString("base64");
  return {tensor: {dtype: value.dtype, shape: value.shape, data}};
}

// -- requests

function run(request) {
  const {kind, spec, symbol, tags, tensors} = request.case;
  if (!kinds[kind]) throw new Unsupported(`cases of the kind '${kind}'`);
  if (request.floatx || request.through) throw new Unsupported("floatx and through");
  const before = tf.memory().numTensors;
  tf.engine().startScope();
  try {
    const native = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, decode(t)]));
    const found = kinds[kind]({spec, symbol, tags, tensors: native});
    return {answers: Object.fromEntries(Object.entries(found).map(([name, v]) => [name, encode(v)]))};
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
    if (tf.memory().numTensors > before + 1000) tf.engine().reset();
  }
}

function answer(request) {
  try {
    return run(request);
  } catch (error) {
    if (error instanceof Unsupported) return {unsupported: error.message};
    const where = String(error.stack).split("\n").slice(1, 5).map((line) => line.trim()).reverse();
    return {error: {kind: errorKind(error), message: String(error.message), where}};
  }
}

// The errors of tfjs-layers carry Python's names; those of its core are plain Errors about bad arguments, or about what
// is "not yet supported".
function errorKind(error) {
  if (/not yet supported/.test(error.message)) return "NotImplementedError";
  const name = error.name !== "Error" ? error.name : error.constructor.name;
  return name === "Error" ? "ValueError" : name;
}

function time(request) {
  const first = answer(request);
  if (!first.answers) return first;
  const seconds = [];
  for (let i = 0; i < request.repeats; i++) {
    const begin = process.hrtime.bigint();
    answer(request);
    seconds.push(Number(process.hrtime.bigint() - begin) / 1e9);
  }
  return {seconds};
}

function hello(request) {
  if (request.protocol !== PROTOCOL) throw new Error(`protocol must be ${PROTOCOL}, got ${request.protocol}`);
  return {protocol: PROTOCOL, name: "tfjs-layers", version: tf.version.tfjs, claims: ["gradients"]};
}

const VERBS = {hello, run: answer, time, stop: () => ({stopped: true})};

function reply(line) {
  let id = null;
  try {
    const request = JSON.parse(line);
    id = request.id === undefined ? null : request.id;
    if (!VERBS[request.do]) throw new Error(`do must be one of ${Object.keys(VERBS).join(", ")}, got ${request.do}`);
    return {id, ...VERBS[request.do](request)};
  } catch (error) {
    return {id, error: {kind: "ProtocolError", message: error.message, where: []}};
  }
}

tf.setBackend("cpu").then(() => {
  const lines = readline.createInterface({input: process.stdin, crlfDelay: Infinity});
  lines.on("line", (line) => {
    const said = reply(line);
    process.stdout.write(JSON.stringify(said) + "\n", () => { if (said.stopped) process.exit(0); });
  });
});
