/**
 * Numbers the effects of one run, in the order in which they happen, and kills the process at the one that `HIAPI_KILL_AT`
 * names: `before:accepted-append`, `after:…`, or `half:…` where half of it can be done. Loaded with `node --import`, so that
 * nothing of this is in the shipped bundle. `HIAPI_KILL_TRACE` names a file that takes the names, a line each.
 */
import now from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

// What is patched below, as it was: `now` acts at once, `fs` in turns of the thread pool.
const { linkSync, openSync, renameSync, unlinkSync, writeFileSync, writeSync } = now;
const original = { ...fs };

const target = process.env.HIAPI_KILL_AT;
const trace = process.env.HIAPI_KILL_TRACE ? openSync(process.env.HIAPI_KILL_TRACE, "a") : undefined;
const counts = new Map();

/** The name of an effect; its second occurrence is `name-2`. Undefined past `most`: how often such a one comes depends on the weather. */
function named(name, { most = 9, canHalve = false } = {}) {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  if (count > most) return undefined;
  const label = count === 1 ? name : `${name}-${count}`;
  // By its descriptor: an append by name would come by the patches below, and be an effect itself.
  if (trace !== undefined) writeSync(trace, `${label}${canHalve ? " half" : ""}\n`);
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
  const [, suffix] = /\.(draft|claim|leaving|part)$/.exec(name) ?? [];
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

// The journal's files, by their descriptors: what is written to an entry is named by its event.
const roles = new Map();

function nameOfWrite(role, data) {
  return role === "entry" ? (/"type":"(\w+)"/.exec(data)?.[1] ?? role) : role;
}

now.openSync = (path, flags, mode) => {
  const role = roleOf(path);
  const open = () => openSync(path, flags, mode);
  const fd = creates(flags) ? effectNow(`${role}-open`, open) : open();
  roles.set(fd, role);
  return fd;
};
now.writeFileSync = (file, data, options) => {
  const role = roles.get(file);
  const write = (part) => writeFileSync(file, part, options);
  if (role === undefined) return write(data);
  roles.set(file, nameOfWrite(role, data));
  const name = `${roles.get(file)}-${["entry", "history"].includes(role) ? "append" : "write"}`;
  return effectNow(name, () => write(data), { half: () => write(data.slice(0, data.length / 2)) });
};
now.linkSync = (from, to) => effectNow(`${roleOf(to)}-link`, () => linkSync(from, to));
now.renameSync = (from, to) => effectNow(`${roleOf(to)}-rename`, () => renameSync(from, to));
now.unlinkSync = (path) => effectNow(`${roleOf(path)}-unlink`, () => unlinkSync(path));
// Taken by `promisify` when the program is loaded, later than this.
for (const name of ["fsync", "fdatasync"]) {
  const sync = promisify(now[name]);
  now[name] = (fd, done) => void effect(`${roles.get(fd)}-sync`, () => sync(fd)).then(() => done(null), done);
}

syncBuiltinESMExports();

// Folders and pictures.
const opened = await original.open(process.execPath, "r");
const FileHandle = Object.getPrototypeOf(opened);
await opened.close();
const { write, sync } = FileHandle;

FileHandle.write = function (buffer, offset, length, position) {
  const half = () => write.call(this, buffer, offset, Math.ceil(length / 2), position);
  return effect(`${handles.get(this)}-write`, () => write.call(this, buffer, offset, length, position), { half, most: 2 });
};
FileHandle.sync = function () {
  return effect(`${handles.get(this)}-sync`, () => sync.call(this));
};

// Connections: what comes back is named by what was last asked on it.
const asked = new WeakMap();
const { connect, _writeGeneric, push } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  asked.set(this, "connection");
  return effectNow("connect", () => connect.apply(this, args));
};
Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
  if (this.fd === 1) {
    // The document, in a pipe.
    const half = () => _writeGeneric.call(this, false, Buffer.from(data, encoding).subarray(0, data.length / 2), "buffer", () => undefined);
    return effectNow("print", () => _writeGeneric.call(this, isMany, data, encoding, done), { half });
  }
  // Not connected yet: Node comes back with the same bytes.
  if (!asked.has(this) || this.connecting) return _writeGeneric.call(this, isMany, data, encoding, done);
  const bytes = isMany ? Buffer.concat(data.map((one) => Buffer.from(one.chunk, one.encoding))) : Buffer.from(data, encoding);
  const [, method, path] = /^(GET|POST) (\S+)/.exec(bytes.toString("latin1", 0, 200)) ?? [];
  const got = path?.startsWith("/files/") ? "link" : "poll";
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

process.on("exit", () => effectNow("exit", () => undefined));
