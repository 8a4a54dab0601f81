import { isIP } from "node:net";
import { parseUrl } from "../url.ts";
import { blockList, hostOf } from "./private-address.ts";

/**
 * Whether `NO_PROXY` exempts a URL, as curl reads it: entries between commas or spaces; a domain covers its subdomains, with or without a
 * leading dot or `*.`; an address or CIDR block covers addresses; an entry with a port covers that port; `*` covers everything.
 */
export function bypassesProxy(url: URL, noProxy: string): boolean {
  const host = hostOf(url).replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return noProxy.split(/[\s,]+/).some((entry) => covers(entry, host, port));
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  // IPv6 without brackets has no port.
  const isBareIpv6 = /^[^[]*:[^:]*:/.test(entry);
  const [, place = "", onlyPort = port] = isBareIpv6 ? [entry, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (onlyPort !== port) return false;
  const [name = "", prefix] = place.replace(/[[\]]/g, "").split("/");
  if (isIP(name) > 0) return coversAddress(name, prefix, host);
  const domain = asHost(name.replace(/^\*?\.?/, "").replace(/\.$/, ""));
  return domain !== "" && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)));
}

function coversAddress(net: string, prefix: string | undefined, host: string): boolean {
  const longest = isIP(net) === 4 ? 32 : 128;
  const length = Number(prefix ?? longest);
  if (isIP(host) === 0 || !Number.isInteger(length) || length > longest) return false;
  return blockList([`${net}/${length}`]).check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}

/** A domain as URLs have it: in lower case, in ASCII. */
function asHost(domain: string): string {
  return parseUrl(`http://${domain}`)?.hostname ?? domain.toLowerCase();
}
