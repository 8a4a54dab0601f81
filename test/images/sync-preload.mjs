/**
 * Prints what a process does to the disk, a line for each step in the order in which it ends: `sync <name>` for a file or folder, `link <name>`,
 * `copy <name>`. With `NO_LINKS` in the environment hard links are refused, as some file systems do. Loaded with `node --import`.
 */
import now from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

const { fsync, linkSync, openSync } = now;
const { copyFile, open } = fs;
const names = new Map();

function record(step, path) {
  // The mark of the process differs from run to run.
  console.log(`${step} ${basename(String(path)).replace(/\.[0-9a-f-]+\.part$/, ".part")}`);
}

function keep(descriptor, path) {
  names.set(descriptor, path);
}

now.openSync = (path, ...rest) => {
  const descriptor = openSync(path, ...rest);
  keep(descriptor, path);
  return descriptor;
};
now.fsync = (descriptor, done) =>
  fsync(descriptor, (error) => {
    record("sync", names.get(descriptor));
    done(error);
  });
now.linkSync = (from, to) => {
  if (process.env.NO_LINKS) throw Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM" });
  linkSync(from, to);
  record("link", to);
};
fs.copyFile = async (from, to, mode) => {
  await copyFile(from, to, mode);
  record("copy", to);
};
fs.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  keep(handle.fd, path);
  const sync = handle.sync.bind(handle);
  handle.sync = async () => {
    await sync();
    record("sync", path);
  };
  return handle;
};
syncBuiltinESMExports();
