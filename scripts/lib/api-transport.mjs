import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { __toESM } from "./rolldown-runtime.mjs";
import { require_agent, require_api_connect, require_api_request, require_connect, require_dispatcher, require_env_http_proxy_agent, require_pool } from "./undici.mjs";
import { HiapiError } from "./core.mjs";
const { BlockList, isIP } = require("node:net");
const { lookup } = require("node:dns");

// src/api/private-address.ts
var import_api_connect = /* @__PURE__ */ __toESM(require_api_connect(), 1);
var import_api_request = /* @__PURE__ */ __toESM(require_api_request(), 1);
var import_connect = /* @__PURE__ */ __toESM(require_connect(), 1);
var import_dispatcher = /* @__PURE__ */ __toESM(require_dispatcher(), 1);
var import_pool = /* @__PURE__ */ __toESM(require_pool(), 1);
var import_agent = /* @__PURE__ */ __toESM(require_agent(), 1);
var import_env_http_proxy_agent = /* @__PURE__ */ __toESM(require_env_http_proxy_agent(), 1);
const loopback = blockList([
	"127.0.0.0/8",
	"0.0.0.0/8",
	"::1/128",
	"::/128"
]);
const linkLocal = blockList(["169.254.0.0/16", "fe80::/10"]);
const notPublic = blockList([
	"10.0.0.0/8",
	"100.64.0.0/10",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"224.0.0.0/4",
	"240.0.0.0/4",
	"fc00::/7",
	"fec0::/10",
	"ff00::/8",
	"64:ff9b::/96",
	"64:ff9b:1::/48",
	"2002::/16"
]);
function blockList(subnets) {
	const list = new BlockList();
	for (const subnet of subnets) {
		const [net = "", prefix] = subnet.split("/");
		list.addSubnet(net, Number(prefix), net.includes(":") ? "ipv6" : "ipv4");
	}
	return list;
}
/** The reach of an IP address, IPv4-mapped IPv6 included (IANA special-purpose registries, RFC 6890). */
function reachOf(address) {
	const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
	const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
	if (loopback.check(plain, family)) return "loopback";
	if (linkLocal.check(plain, family)) return "link-local";
	return notPublic.check(plain, family) ? "private" : "public";
}
/** The host of a URL as the resolver takes it: IPv6 without brackets. */
function hostOf(url) {
	return url.hostname.replace(/^\[|\]$/g, "");
}
/**
* Which reaches an output link may have when the API stands at `baseHost`: public always; what is local only
* beside a local API, and link-local (where clouds keep their credentials) only beside a link-local one.
*/
async function allowedReaches(baseHost) {
	const reaches = new Set((await addressesOf(baseHost).catch(() => [])).map(({ address }) => reachOf(address)));
	const allowed = /* @__PURE__ */ new Set(["public", ...reaches]);
	if (reaches.has("loopback")) allowed.add("private");
	return allowed;
}
function addressesOf(host) {
	return new Promise((resolve, reject) => {
		lookup(host, { all: true }, (error, addresses) => error ? reject(error) : resolve(addresses));
	});
}
/** A `lookup` for sockets that answers only addresses of an allowed reach, so that what was checked is what is connected to. */
function guardedLookup(baseHost) {
	return function lookupGuarded(host, options, callback) {
		lookup(host, {
			...options,
			all: true
		}, (error, addresses) => {
			if (error) return callback(error, []);
			keepAllowed(host, addresses, baseHost).then((kept) => {
				const [first] = kept;
				if (first && !options.all) callback(null, first.address, first.family);
				else callback(null, kept);
			}, (refused) => callback(refused, []));
		});
	};
}
async function keepAllowed(host, addresses, baseHost) {
	if (addresses.every(({ address }) => reachOf(address) === "public")) return addresses;
	const allowed = await allowedReaches(baseHost);
	const kept = addresses.filter(({ address }) => allowed.has(reachOf(address)));
	if (kept.length === 0) throw addressError(host, addresses[0]?.address ?? host);
	return kept;
}
/** Refuses a URL whose host is an address literal (or `localhost`) of a reach that is not allowed. Names go through `guardedLookup`. */
async function refuseLocalLiteral(url, baseHost) {
	const host = hostOf(url);
	const named = /(?:^|\.)localhost\.?$/i.test(host) ? "loopback" : "public";
	const reach = isIP(host) === 0 ? named : reachOf(host);
	if (reach !== "public" && !(await allowedReaches(baseHost)).has(reach)) throw addressError(host, host);
}
function addressError(host, address) {
	return new HiapiError("output", `output link refused: ${host} is at ${address}, a ${reachOf(address)} address`, { hint: "HiAPI's answer names an address inside a private network; report it, nothing was fetched" });
}

// src/api/transport.ts
Object.assign(import_dispatcher.default.prototype, { connect: import_api_connect.default });
/** An attempt may take as long as this to connect; most end sooner, by their own limit. */
const connectTimeoutMs = 6e4;
/**
* Opens the connections of one run (undici 6, design rule 10). Timeouts are the caller's, through `signal`.
* @param baseUrl where the API stands: output links may be local only when it is
*/
function createTransport({ proxy = {}, baseUrl }) {
	const baseHost = hostOf(new URL(baseUrl));
	const open = [];
	const lazily = (make) => {
		let made;
		return () => {
			if (made) return made;
			made = make();
			open.push(made);
			return made;
		};
	};
	const connecting = /* @__PURE__ */ new Set();
	const limits = {
		headersTimeout: 0,
		bodyTimeout: 0,
		connections: 256
	};
	const api = lazily(() => dispatcherFor(proxy, {
		...limits,
		connect: connector({}, connecting)
	}));
	const links = lazily(() => dispatcherFor(proxy, {
		...limits,
		connect: connector({ lookup: guardedLookup(baseHost) }, connecting)
	}));
	return {
		fetch: (url, init) => send(api(), url, init),
		fetchLink: async (url, init) => {
			await refuseLocalLiteral(new URL(url), baseHost);
			return send(links(), url, init);
		},
		close: async () => {
			for (const socket of connecting) socket.destroy();
			await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
		}
	};
}
/** Connects as undici does, and keeps the sockets that are not connected yet: undici lets go of those only when they fail. */
function connector(options, connecting) {
	const connectSocket = (0, import_connect.default)({
		timeout: connectTimeoutMs,
		...options
	});
	return (target, callback) => {
		const socket = connectSocket(target, (...outcome) => {
			connecting.delete(socket);
			callback(...outcome);
		});
		connecting.add(socket);
	};
}
/** A plain agent, or one that asks the proxy settings for each URL. */
function dispatcherFor({ httpProxy, httpsProxy, noProxy }, options) {
	if (!httpProxy && !httpsProxy) return new import_agent.default(options);
	const { emitWarning } = process;
	process.emitWarning = () => void 0;
	try {
		const direct = new import_agent.default(options);
		const proxied = new import_env_http_proxy_agent.default({
			...options,
			factory: proxiedPool,
			httpProxy: httpProxy ?? "",
			httpsProxy: httpsProxy ?? "",
			noProxy: noProxy ?? ""
		});
		const dispatch = (request, handler) => {
			return ((String(request.origin).startsWith("https:") ? httpsProxy : httpProxy) ? proxied : direct).dispatch(request, handler);
		};
		const destroy = () => Promise.all([direct.destroy(), proxied.destroy()]);
		return {
			dispatch,
			destroy
		};
	} finally {
		process.emitWarning = emitWarning;
	}
}
/** A pool whose connections through a proxy fail once and plainly: undici takes a socket that closed for a reason to connect again at once. */
function proxiedPool(origin, options) {
	const { connect: open } = options;
	if (typeof open !== "function") return new import_pool.default(origin, options);
	const connectOnce = (target, callback) => open(target, (...[error, socket]) => {
		if (error) callback(Object.assign(/* @__PURE__ */ new Error(`proxy: ${error.message}`), {
			code: "PROXY_FAILED",
			cause: error
		}), null);
		else callback(null, socket);
	});
	return new import_pool.default(origin, {
		...options,
		connect: connectOnce
	});
}
async function send(sender, url, { method, headers, body, signal, onSend }) {
	const { origin, pathname, search } = new URL(url);
	const answer = await orAborted(import_api_request.default.call({ dispatch(options, handler) {
		const { onConnect } = handler;
		handler.onConnect = (abort) => {
			if (!signal.aborted) onSend?.();
			onConnect?.call(handler, abort);
		};
		return sender.dispatch(options, handler);
	} }, {
		origin,
		path: `${pathname}${search}`,
		method,
		headers,
		body: body ?? null,
		signal
	}), signal);
	answer.body.on("error", () => void 0);
	const first = (name) => {
		const value = answer.headers[name.toLowerCase()];
		return (Array.isArray(value) ? value[0] : value) ?? null;
	};
	return {
		status: answer.statusCode,
		headers: { get: first },
		body: answer.body
	};
}
/** undici looks at its signal only once it is connected; a connection that never comes about must not hold anybody. */
function orAborted(asked, signal) {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}

export { createTransport };
