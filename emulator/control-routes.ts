import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { ControlMistake, type Controls } from "./controls";
import { faultSchema } from "./fault-schema";
import { accountOptionsSchema, appId, type OptionsInput } from "./options";

const ruleSchema = z.strictObject({
  account: appId,
  prefix: z.string().min(1),
  appid: appId.optional(),
  path: z.string(),
  state: z.union([z.literal(1), z.literal(2)]),
  permitSubRule: z.union([z.literal(1), z.literal(2)]).optional(),
  openVersion: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  debugUrls: z.array(z.string()).optional(),
  damaged: z.boolean().optional(),
  shownAs: z.record(z.string(), z.json()).optional(),
});

const setupSchema = accountOptionsSchema.extend({
  account: appId,
  rules: z.array(ruleSchema.omit({ account: true })).exactOptional(),
});
const keySchema = z.strictObject({ account: appId, prefix: z.string() });
const quotaSchema = z.strictObject({ left: z.int().nonnegative(), account: appId.optional() });
const expirySchema = z.strictObject({
  errcode: z.union([z.literal(40001), z.literal(42001)]).optional(),
  account: appId.optional(),
});
const accountSchema = z.strictObject({ account: appId });
const revocationSchema = z.strictObject({
  account: appId,
  errcode: z.union([z.literal(40001), z.literal(61003)]).optional(),
});
/** The controls check options themselves, once they know what to merge them with. */
const anyOptions = z.record(z.string(), z.unknown()).transform((options) => options as OptionsInput);

/** The controls over HTTP, for tests that run the emulator as a separate process. */
export function addControlRoutes(app: FastifyInstance, controls: Controls): void {
  const post = <T>(name: string, schema: z.ZodType<T>, action: (body: T) => object | void): void => {
    app.post(`/__emulator/${name}`, (request, reply) =>
      answer(reply, () => action(schema.parse(JSON.parse(bodyText(request.body))))),
    );
  };
  app.get("/__emulator/state", () => controls.state());
  app.get("/__emulator/calls", () => controls.calls());
  app.get("/__emulator/codes", () => controls.parametricCodes());
  app.get("/__emulator/tokens", () => controls.tokens());
  app.get("/__emulator/faults", () => controls.faultsPlayed());
  post("reset", anyOptions, (options) => controls.reset(options));
  post("options", anyOptions, (options) => controls.setOptions(options));
  post("accounts", oneOrMany(setupSchema), (accounts) => controls.putAccounts(accounts));
  post("rules", oneOrMany(ruleSchema), (rules) => controls.putRules(rules));
  post("rules/delete", oneOrMany(keySchema), (keys) => ({ deleted: controls.deleteRules(keys) }));
  post("faults", oneOrMany(faultSchema), (faults) => controls.setFaults(faults));
  post("quota", quotaSchema, ({ left, account }) => controls.setQuotaLeft(left, account));
  post("authorizers/authorize", accountSchema, ({ account }) => controls.authorize(account));
  post("authorizers/revoke", revocationSchema, ({ account, errcode }) => controls.revoke(account, errcode));
  post("tokens/expire", expirySchema, ({ errcode, account }) => controls.expireTokens(errcode, account));
}

function oneOrMany<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  return z.preprocess((body) => [body].flat(), z.array(schema));
}

function bodyText(body: unknown): string {
  return typeof body === "string" && body.trim() !== "" ? body : "{}";
}

function answer(reply: FastifyReply, action: () => object | void): FastifyReply {
  try {
    return reply.send(action() ?? {});
  } catch (error) {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    if (error instanceof SyntaxError || error instanceof ControlMistake)
      return reply.code(400).send({ error: error.message });
    throw error;
  }
}
