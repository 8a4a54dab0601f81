import type { LookupAddress, LookupOptions } from "node:dns";
import { lookup } from "node:dns";
import { BlockList, isIP } from "node:net";
import { HiapiError } from "../errors.ts";

/** The range of an address. An output link must resolve to a public one, unless the base URL is itself in that range (docs/design.md, rule 9). */
export type Reach = "public" | "private" | "loopback" | "link-local";

const loopback = blockList(["127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128"]);
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
  "2002::/16",
]);

/** A list of subnets in CIDR notation. */
export function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix] = subnet.split("/");
    list.addSubnet(net, Number(prefix), net.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}

/** The reach of an IP address, IPv4-mapped IPv6 included (IANA special-purpose registries, RFC 6890). */
export function reachOf(address: string): Reach {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
  if (loopback.check(plain, family)) return "loopback";
  if (linkLocal.check(plain, family)) return "link-local";
  return notPublic.check(plain, family) ? "private" : "public";
}

/** The host of a URL as the resolver takes it: IPv6 without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/**
 * Which reaches an output link may have when the API stands at `baseHost`: public always; what is local only
 * beside a local API, and link-local (where clouds keep their credentials) only beside a link-local one.
 */
export async function allowedReaches(baseHost: string): Promise<ReadonlySet<Reach>> {
  const reaches = new Set((await addressesOf(baseHost).catch(() => [])).map(({ address }) => reachOf(address)));
  const allowed = new Set<Reach>(["public", ...reaches]);
  if (reaches.has("loopback")) allowed.add("private");
  return allowed;
}

function addressesOf(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A `lookup` for sockets that answers only addresses of an allowed reach, so that what was checked is what is connected to. */
export function guardedLookup(baseHost: string) {
  return function lookupGuarded(host: string, options: LookupOptions, callback: LookupCallback): void {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      keepAllowed(host, addresses, baseHost).then(
        (kept) => {
          const [first] = kept;
          if (first && !options.all) callback(null, first.address, first.family);
          else callback(null, kept);
        },
        (refused) => callback(refused, []),
      );
    });
  };
}

async function keepAllowed(host: string, addresses: LookupAddress[], baseHost: string): Promise<LookupAddress[]> {
  if (addresses.every(({ address }) => reachOf(address) === "public")) return addresses;
  const allowed = await allowedReaches(baseHost);
  const kept = addresses.filter(({ address }) => allowed.has(reachOf(address)));
  if (kept.length === 0) throw addressError(host, addresses[0]?.address ?? host);
  return kept;
}

/** Refuses a URL whose host is an address literal (or `localhost`) of a reach that is not allowed. Names go through `guardedLookup`. */
export async function refuseLocalLiteral(url: URL, baseHost: string): Promise<void> {
  const host = hostOf(url);
  const named = /(?:^|\.)localhost\.?$/i.test(host) ? "loopback" : "public";
  const reach = isIP(host) === 0 ? named : reachOf(host);
  if (reach !== "public" && !(await allowedReaches(baseHost)).has(reach)) throw addressError(host, host);
}

function addressError(host: string, address: string): HiapiError {
  return new HiapiError("output", `output link refused: ${host} is at ${address}, a ${reachOf(address)} address`, {
    hint: "HiAPI's answer names an address inside a private network; report it, nothing was fetched",
  });
}
