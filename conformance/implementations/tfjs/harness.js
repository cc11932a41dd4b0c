// TensorFlow.js behind the wire protocol (docs/protocol.md): one JSON object a line, in and out.
// Every number comes from TensorFlow.js; what it does not have, or not in Keras' sense, is unsupported.
"use strict";

for (const name of ["log", "info", "debug", "warn"]) console[name] = console.error; // the output is the protocol's

const readline = require("readline");
const tf = require("@tensorflow/tfjs");
const {Unsupported, kinds} = require("./kinds");

const PROTOCOL = 1;

// -- tensors: float32, int32 and bool are all there is. int64, the dtype of labels, becomes int32 where it fits; an op
// whose answer is int32 for that is unsupported (kinds.js), since Keras' would be int64. Answers have their own dtype.

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
  if (value.shape.some((size) => size < 0)) throw new RangeError(`TensorFlow.js gave a tensor of shape ${value.shape}`);
  const data = Buffer.from(Type.from(value.dataSync()).buffer).toString("base64");
  return {tensor: {dtype: value.dtype, shape: value.shape, data}};
}

// -- requests

async function run(request) {
  const {kind, spec, symbol, tags, tensors} = request.case;
  if (!Object.hasOwn(kinds, kind)) throw new Unsupported(`cases of the kind '${kind}'`);
  if (request.floatx || request.through) throw new Unsupported("floatx and through");
  tf.engine().startScope();
  try {
    const native = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, decode(t)]));
    const dtypes = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.dtype]));
    const found = await kinds[kind]({spec, symbol, tags, tensors: native, dtypes});
    return {answers: Object.fromEntries(Object.entries(found).map(([name, v]) => [name, encode(v)]))};
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

async function answer(request) {
  try {
    return await run(request);
  } catch (error) {
    if (error instanceof Unsupported) return {unsupported: error.message};
    const where = String(error.stack).split("\n").slice(1, 5).map((line) => line.trim()).reverse();
    return {error: {kind: errorKind(error), message: String(error.message), where}};
  }
}

// The errors of tfjs-layers carry Python's names; those of its core are plain Errors about bad arguments, about tensors
// of a dtype that an op does not take, or about what is "not yet supported".
function errorKind(error) {
  if (/not yet supported/.test(error.message)) return "NotImplementedError";
  if (/must be float32 tensor, but got/.test(error.message)) return "TypeError";
  const name = error.name !== "Error" ? error.name : error.constructor.name;
  return name === "Error" ? "ValueError" : name;
}

async function time(request) {
  const first = await answer(request);
  if (!first.answers) return first;
  const seconds = [];
  for (let i = 0; i < request.repeats; i++) {
    const begin = process.hrtime.bigint();
    await answer(request);
    seconds.push(Number(process.hrtime.bigint() - begin) / 1e9);
  }
  return {seconds};
}

function hello(request) {
  if (request.protocol !== PROTOCOL) throw new Error(`protocol must be ${PROTOCOL}, got ${request.protocol}`);
  return {protocol: PROTOCOL, name: "tfjs-layers", version: tf.version.tfjs, claims: ["gradients"]};
}

const VERBS = {hello, run: answer, time, stop: () => ({stopped: true})};

async function reply(line) {
  let id = null;
  try {
    const request = parse(line);
    id = Number.isInteger(request.id) ? request.id : null;
    if (!Object.hasOwn(VERBS, request.do)) {
      throw new Error(`do must be one of ${Object.keys(VERBS).join(", ")}, got ${JSON.stringify(request.do)}`);
    }
    if (["run", "time"].includes(request.do) && !isCase(request.case)) throw new Error("case must be a case");
    if (request.do === "time" && !(request.repeats > 0)) throw new Error("repeats must be a positive integer");
    return {id, ...await VERBS[request.do](request)};
  } catch (error) {
    return {id, error: {kind: "ProtocolError", message: error.message, where: []}};
  }
}

function parse(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch (error) {
    throw new Error(`the line is not JSON: ${error.message}`);
  }
  if (request === null || typeof request !== "object" || Array.isArray(request)) {
    throw new Error("a request must be an object");
  }
  return request;
}

const isCase = (value) => Boolean(value && value.kind && value.symbol && value.spec && value.tensors);

// One request after the other, in their order; at the end of the input nothing is left to wait for.
tf.setBackend("cpu").then(async () => {
  for await (const line of readline.createInterface({input: process.stdin, crlfDelay: Infinity})) {
    const said = await reply(line);
    await new Promise((written) => process.stdout.write(JSON.stringify(said) + "\n", written));
    if (said.stopped) process.exit(0);
  }
});
