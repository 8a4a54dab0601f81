import { elideData } from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import { modelFileSlug } from "../images/index.ts";
import { accountMark, bodyHash, resultLifeMs } from "../journal/index.ts";
import { fieldsOf } from "../json.ts";
import { slashId } from "../request/catalogue.ts";
import type { Payload } from "../request/index.ts";
import { buildImagePayload } from "../request/index.ts";
import { newKey } from "./prepare.ts";
import { endEntry } from "./record.ts";
import type { ImageRequest, Run } from "./request.ts";
import type { RunContext } from "./run-scope.ts";
import type { Submission } from "./start-task.ts";
import { startTask } from "./start-task.ts";

/**
 * Begins a request or joins the same unfinished one, and creates its task. A model that we chose and that HiAPI does not know is asked for once
 * more under its slash id, with a new key (docs/design.md, rule 2). Throws as `createUntilKnown` does, with the key among the facts.
 */
export async function submit(request: ImageRequest, context: RunContext): Promise<Submission> {
  try {
    return await begin(request, context);
  } catch (error) {
    const slash = slashId(request.payload.model);
    if (!(error instanceof HiapiError) || !isUnknownModel(error) || !slash) throw error;
    const payload = request.isModelDefaulted ? payloadUnder(slash, request.payload) : undefined;
    if (!payload)
      throw new HiapiError(error.kind, error.message, {
        ...error.facts,
        hint: `HiAPI does not know ${request.payload.model}: try --model ${slash}`,
      });
    context.log.warn(`HiAPI does not know ${request.payload.model}: asking once more as ${slash}, with a new key`);
    const wantedSha256 = bodyHash(request.body);
    const isNamed = request.target.prefix !== modelFileSlug(request.payload.model);
    const target = isNamed ? request.target : { ...request.target, prefix: modelFileSlug(slash) };
    return begin({ ...request, payload, body: JSON.stringify(payload), key: undefined, target, wantedSha256 }, context);
  }
}

async function begin(request: ImageRequest, context: RunContext): Promise<Submission> {
  const { payload, body, target, pollIntervalMs, startedAt, deadline } = request;
  const key = request.key ?? newKey();
  const found = await findOrBegin(request, key, context);
  const start = found?.joined ? "joined" : "new";
  const entry = found?.entry;
  const run: Run = { payload, target, start, key: entry?.begun.key ?? key, entry, startedAt, deadline, pollIntervalMs };
  if (start === "joined") return startTask(run, body, context);
  if (await request.isMade?.()) {
    const isMade = new HiapiError("unavailable", "another process made this image meanwhile: nothing was sent");
    await endEntry(run, context, isMade);
    throw isMade;
  }
  await awaitPermission(run, context);
  return startTask(run, body, context);
}

/** Records the request, or finds the one it joins; undefined where no journal is kept. Throws before anything is sent. */
async function findOrBegin(request: ImageRequest, key: string, context: RunContext) {
  const { journal, session, scope, log } = context;
  if (!journal) return undefined;
  const asked = {
    key,
    isKeyGiven: request.key !== undefined,
    origin: session.api.baseUrl,
    account: accountMark(session.api.apiKey),
    body: request.body,
    cwd: request.cwd,
    outputDir: request.target.outputDir,
    save: request.target.save,
    stem: request.target.prefix,
    request: rememberedRequest(request.payload),
    wantedSha256: request.wantedSha256,
  };
  // Several requests of one process may be alike; and a batch joins its own tasks for as long as HiAPI keeps their results.
  const several = scope.inFlight && { inFlight: scope.inFlight, joinsForMs: resultLifeMs };
  const found = await journal.begin(asked, { isNew: request.isNew, ...several }).catch((error: unknown) => {
    throw withResume(error, context);
  });
  if (found.joined) {
    const age = Math.max(0, Math.round((Date.now() - found.entry.begun.at) / 1000));
    log.warn(`joining the same request, begun ${age} s ago and not finished: nothing more is paid (--new makes another)`);
  }
  return found;
}

/** The failure of a damaged record whose task is known all the same. */
function withResume(error: unknown, { resumeLine }: RunContext): unknown {
  if (!(error instanceof HiapiError) || error.facts.taskId === undefined) return error;
  return error.with({ resume: resumeLine(error.facts.taskId) });
}

/** The payload as the journal and the gallery keep it: image data elided, the prompt whole, the order as it is sent. */
function rememberedRequest(payload: Payload): unknown {
  const { prompt, ...fields } = payload.input;
  return { ...payload, input: { prompt, ...fieldsOf(elideData(fields)) } };
}

/** Waits for the update policy. If it refuses, nothing was sent and nothing is owed. */
async function awaitPermission(run: Run, context: RunContext): Promise<void> {
  try {
    await context.session.permission;
  } catch (error) {
    await endEntry(run, context, new HiapiError("update_required", "not sent"));
    throw error;
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
