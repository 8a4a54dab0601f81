import { resolve } from "node:path";
import { elideData } from "../api/answer.ts";
import { HiapiError } from "../errors.ts";
import { modelFileSlug } from "../images/file-names.ts";
import { bodyHash } from "../journal/claim.ts";
import type { Entry } from "../journal/entry.ts";
import { resultLifeMs } from "../journal/entry.ts";
import { accountMark } from "../journal/journal.ts";
import { journalError } from "../journal/open.ts";
import { fieldsOf } from "../json.ts";
import { slashId } from "../request/catalogue.ts";
import { normalizeIdempotencyKey } from "../request/normalize.ts";
import type { Payload } from "../request/payload.ts";
import { buildImagePayload } from "../request/payload.ts";
import type { GenerateOptions, Prepared } from "./prepare.ts";
import { newKey } from "./prepare.ts";
import type { ImageDocument, PursueContext } from "./run.ts";
import { archiveIfSettled, defaultTimeoutMs, end, pursue } from "./run.ts";

export interface GenerateContext extends PursueContext {
  cwd: string;
  /** Settles whether a create is allowed: throws `update_required`. Asked for beside other work, awaited before the first byte. */
  allowed: Promise<void>;
  /** Asked once a request is claimed: whether another process has made its image since it was found to be missing. */
  isMade?(): boolean;
}

/** A document to print; once it was written whole, `settle` puts the request away (design rule 3). */
export interface Outcome {
  document: ImageDocument;
  settle(): Promise<void>;
}

/** Makes the image of a prepared request: join or begin, create, wait, save. Throws with key and id in the facts. */
export async function generateImageDocument(options: GenerateOptions, prepared: Prepared, context: GenerateContext): Promise<Outcome> {
  const begun = performance.now();
  const deadline = begun + (options.timeoutMs ?? defaultTimeoutMs);
  const key = normalizeIdempotencyKey(options.idempotencyKey);
  const shared = { options, prepared, begun, deadline, context };
  try {
    return await attempt({ ...shared, payload: prepared.payload, body: prepared.body, key });
  } catch (error) {
    const slash = slashId(prepared.payload.model);
    if (!(error instanceof HiapiError) || !isUnknownModel(error) || !slash) throw error;
    const instead = prepared.defaulted ? payloadUnder(slash, prepared.payload) : undefined;
    if (!instead)
      throw new HiapiError(error.kind, error.message, {
        ...error.facts,
        hint: `HiAPI does not know ${prepared.payload.model}: try --model ${slash}`,
      });
    context.words.warn(`HiAPI does not know ${prepared.payload.model}: asking once more as ${slash}, with a new key`);
    const wantedSha256 = bodyHash(prepared.body);
    return attempt({ ...shared, payload: instead, body: JSON.stringify(instead), key: undefined, wantedSha256 });
  }
}

interface Attempt {
  options: GenerateOptions;
  prepared: Prepared;
  payload: Payload;
  body: string;
  /** The user's own key, where there is one. */
  key: string | undefined;
  /** What was wanted, where this is sent in its place. */
  wantedSha256?: string;
  begun: number;
  deadline: number;
  context: GenerateContext;
}

async function attempt(attempted: Attempt): Promise<Outcome> {
  const { options, prepared, payload, body, begun, deadline, context } = attempted;
  const { journal, cwd } = context;
  const outputDir = resolve(cwd, options.outputDir ?? "outputs");
  const stem = prepared.stem ?? modelFileSlug(payload.model);
  const key = attempted.key ?? newKey();
  const found = await begin(attempted, { key, outputDir, stem });
  if (found && !found.joined && context.isMade?.()) {
    const error = new HiapiError("unavailable", "another process has made it meanwhile: nothing was sent");
    await end(found, context, error);
    throw error;
  }
  // What was begun before is only brought home: that needs no leave of the update policy.
  if (!found?.joined) await leaveToCreate(context, found?.entry);
  const { save = true, wait = true, pollIntervalMs } = options;
  const document = await pursue(
    {
      payload,
      body,
      key: found?.entry.begun.key ?? key,
      entry: found?.entry,
      isOld: found?.joined ?? false,
      begun,
      deadline,
      outputDir,
      save,
      wait,
      stem,
      pollIntervalMs,
    },
    context,
  );
  const settle = async () => {
    if (!journal || !found) return;
    const { entry } = found;
    await (wait ? settleEntry(journal, entry) : journal.record(entry, { type: "handed", at: Date.now() }).catch(() => undefined));
    context.shared?.taken.release(entry.begun.claim, entry.id);
  };
  return { document: found?.joined ? { ...document, joined: true } : document, settle };
}

/** Writes the request down, or finds the one it joins; undefined where no journal is kept. */
async function begin(
  { options, payload, body, key: given, wantedSha256, context }: Attempt,
  { key, outputDir, stem }: { key: string; outputDir: string; stem: string },
): Promise<{ entry: Entry; joined: boolean } | undefined> {
  const { journal, session, cwd, words } = context;
  if (!journal) return undefined;
  const { baseUrl: origin, apiKey } = session.api;
  const asked = {
    key,
    isKeyGiven: given !== undefined,
    origin,
    account: accountMark(apiKey),
    body,
    cwd,
    outputDir,
    save: options.save ?? true,
    stem,
    request: remembered(payload),
    wantedSha256,
  };
  // A batch goes on with its own images for as long as there is something to fetch.
  const several = context.shared && { taken: context.shared.taken, joinsForMs: resultLifeMs };
  const found = await journal.begin(asked, { isNew: options.isNew === true, ...several }).catch((error: unknown) => {
    throw journalError(error);
  });
  if (found.joined) {
    const age = Math.max(0, Math.round((Date.now() - found.entry.begun.at) / 1000));
    words.warn(`joining the same request, begun ${age} s ago and not finished: nothing more is paid (--new makes another)`);
  }
  return found;
}

/** The payload as it stays with its picture: image data elided, the prompt whole. */
function remembered({ input, ...rest }: Payload): unknown {
  const { prompt, ...fields } = input;
  return { ...rest, input: { prompt, ...fieldsOf(elideData(fields)) } };
}

/** Waits for the update policy; where it refuses, nothing was sent and nothing is owed. */
async function leaveToCreate({ allowed, journal }: GenerateContext, entry: Entry | undefined): Promise<void> {
  try {
    await allowed;
  } catch (error) {
    if (journal && entry) {
      await journal.record(entry, { type: "ended", at: Date.now(), kind: "update_required", message: "not sent" }).catch(() => undefined);
      await archiveIfSettled(journal, entry);
    }
    throw error;
  }
}

/** Marks a request as delivered and puts it away. That this cannot be written costs nothing but a join later. */
export async function settleEntry(journal: NonNullable<PursueContext["journal"]>, entry: Entry): Promise<void> {
  try {
    await journal.record(entry, { type: "settled", at: Date.now() });
    await archiveIfSettled(journal, entry);
  } catch {
    // The image is saved and printed; a command that repeats the request finds it so.
  }
}

function isUnknownModel({ kind, facts }: HiapiError): boolean {
  return kind === "usage" && ["model_not_found", "model_unavailable"].includes(facts.code?.toLowerCase() ?? "");
}

/** The same request under a slash id; undefined when that id refuses what was asked for. */
function payloadUnder(model: string, { input, callback, storage }: Payload): Payload | undefined {
  const { prompt, aspect_ratio, resolution, input_urls } = input;
  try {
    return buildImagePayload({
      model,
      prompt: String(prompt),
      aspectRatio: String(aspect_ratio),
      resolution: String(resolution),
      storage,
      callbackUrl: callback?.url,
      ...(Array.isArray(input_urls) ? { inputUrls: input_urls.map(String) } : {}),
    });
  } catch {
    return undefined;
  }
}
