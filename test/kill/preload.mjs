/**
 * Numbers the effects of one run, in the order in which they happen, and kills the process at the one that `HIAPI_KILL_AT`
 * names: `before:accepted-append`, `after:…`, or `half:…` where half of it can be done. Loaded with `node --import`, so that
 * nothing of this is in the shipped bundle. `HIAPI_KILL_TRACE` names a file that takes the names, a line each.
 */
import { appendFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { basename, dirname } from "node:path";

const target = process.env.HIAPI_KILL_AT;
const trace = process.env.HIAPI_KILL_TRACE;
const counts = new Map();

/** The name of an effect; its second occurrence is `name-2`. Undefined past `most`: how often such a one comes depends on the weather. */
function named(name, { most = 9, canHalve = false } = {}) {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  if (count > most) return undefined;
  const label = count === 1 ? name : `${name}-${count}`;
  if (trace) appendFileSync(trace, `${label}${canHalve ? " half" : ""}\n`);
  return label;
}

function at(moment, label) {
  if (label === undefined || target !== `${moment}:${label}`) return;
  process.kill(process.pid, "SIGKILL");
  // Nothing of the program may run between the call and the end.
  for (;;);
}

async function effect(name, act, { half, most } = {}) {
  const label = named(name, { most, canHalve: half !== undefined });
  at("before", label);
  if (half && target === `half:${label}`) {
    await half();
    at("half", label);
  }
  try {
    return await act();
  } finally {
    at("after", label);
  }
}

function effectNow(name, act, { half, most } = {}) {
  const label = named(name, { most, canHalve: half !== undefined });
  at("before", label);
  if (half && target === `half:${label}`) {
    half();
    at("half", label);
  }
  try {
    return act();
  } finally {
    at("after", label);
  }
}

/** What a path is to the program, in one word. */
function roleOf(path) {
  const [name, folder] = [basename(String(path)), basename(dirname(String(path)))];
  const [, suffix] = /\.(draft|token|claim|leaving|part)$/.exec(name) ?? [];
  if (suffix) return suffix;
  if (folder === "bodies") return "body";
  if (folder === "requests") return "entry";
  if (name === "outputs") return "folder";
  if (folder === "outputs") return "final";
  if (name === "history.jsonl") return "history";
  if (["requests", "bodies", ".probe", ".gitignore"].includes(name)) return name.replace(".", "");
  return "state";
}

// Files by name.
const original = { ...fs };
const creates = (flags) => (typeof flags === "number" ? (flags & fs.constants.O_CREAT) !== 0 : /[wa]/.test(flags ?? "r"));
const handles = new WeakMap();

fs.open = async (path, flags, mode) => {
  const role = roleOf(path);
  const open = () => original.open(path, flags, mode);
  const handle = creates(flags) ? await effect(`${role}-open`, open) : await open();
  handles.set(handle, role);
  return handle;
};
fs.writeFile = (path, data, options) => effect(`${roleOf(path)}-write`, () => original.writeFile(path, data, options));
fs.mkdir = (path, options) => effect(`${roleOf(path)}-mkdir`, () => original.mkdir(path, options));
fs.chmod = (path, mode) => effect(`${roleOf(path)}-chmod`, () => original.chmod(path, mode));
fs.unlink = (path) => effect(`${roleOf(path)}-unlink`, () => original.unlink(path));
fs.link = (from, to) => effect(`${roleOf(to)}-link`, () => original.link(from, to));
fs.rename = (from, to) => effect(`${roleOf(to)}-rename`, () => original.rename(from, to));
fs.copyFile = (from, to, mode) => effect(`${roleOf(to)}-copy`, () => original.copyFile(from, to, mode));
syncBuiltinESMExports();

// Open files: what is written to an entry is named by its event.
const opened = await original.open(process.execPath, "r");
const FileHandle = Object.getPrototypeOf(opened);
await opened.close();
const { write, writeFile, sync, datasync } = FileHandle;

FileHandle.writeFile = function (data, options) {
  const role = handles.get(this);
  if (role === "entry") handles.set(this, /"type":"(\w+)"/.exec(data)?.[1] ?? role);
  const name = `${handles.get(this)}-${["entry", "history"].includes(role) ? "append" : "write"}`;
  const half = () => writeFile.call(this, data.slice(0, data.length / 2), options);
  return effect(name, () => writeFile.call(this, data, options), { half });
};
FileHandle.write = function (buffer, offset, length, position) {
  const half = () => write.call(this, buffer, offset, Math.ceil(length / 2), position);
  return effect(`${handles.get(this)}-write`, () => write.call(this, buffer, offset, length, position), { half, most: 2 });
};
FileHandle.sync = function () {
  return effect(`${handles.get(this)}-sync`, () => sync.call(this));
};
FileHandle.datasync = function () {
  return effect(`${handles.get(this)}-sync`, () => datasync.call(this));
};

// Connections: what comes back is named by what was last asked on it.
const asked = new WeakMap();
const { connect, _writeGeneric, push } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  asked.set(this, "connection");
  return effectNow("connect", () => connect.apply(this, args));
};
Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
  // Not connected yet: Node comes back with the same bytes.
  if (!asked.has(this) || this.connecting) return _writeGeneric.call(this, isMany, data, encoding, done);
  const bytes = isMany ? Buffer.concat(data.map((one) => Buffer.from(one.chunk, one.encoding))) : Buffer.from(data, encoding);
  const [, method, path] = /^(GET|POST) (\S+)/.exec(bytes.toString("latin1", 0, 200)) ?? [];
  const got = path?.startsWith("/files/") ? "link" : "look";
  if (method) asked.set(this, method === "POST" ? "POST" : got);
  const half = () => _writeGeneric.call(this, false, bytes.subarray(0, bytes.length / 2), "buffer", () => undefined);
  return effectNow(`${asked.get(this)}-${method ? "sent" : "body-sent"}`, () => _writeGeneric.call(this, isMany, data, encoding, done), {
    half,
  });
};
Socket.prototype.push = function (chunk, encoding) {
  if (!asked.has(this) || chunk === null) return push.call(this, chunk, encoding);
  return effectNow(`${asked.get(this)}-answered`, () => push.call(this, chunk, encoding), { most: asked.get(this) === "link" ? 2 : 9 });
};

// The document, and the end.
const print = process.stdout.write;
process.stdout.write = function (text, ...rest) {
  const half = () => print.call(this, text.slice(0, text.length / 2));
  return effectNow("print", () => print.call(this, text, ...rest), { half });
};
process.on("exit", () => effectNow("exit", () => undefined));
