import { t } from "../text/message";
import { servesAnyAccount } from "./any-account";
import { NoCredentialsError, SettingsError, valueReader, type Source } from "./source";
import type { SettingName } from "./table";

/** Where the access token comes from. Exactly one kind is used. */
export type Credentials =
  | { kind: "accessToken"; accessToken: string }
  | { kind: "accessTokenCommand"; command: string; appId?: string | undefined }
  | { kind: "accessTokenUrl"; url: string; appId?: string | undefined }
  | Authorizer
  | { kind: "appSecret"; appId: string; appSecret: string };

/** A third-party platform's credentials for one account that has authorized it. */
export interface Authorizer {
  kind: "authorizer";
  componentAppId: string;
  /** Where the platform's own token comes from. */
  component: { setting: (typeof COMPONENT_TOKEN)[number]; value: string };
  authorizerAppId: string;
  /** Where the account's refresh token comes from; undefined for WeChat's list of authorizers. */
  refresh: { setting: (typeof REFRESH_TOKEN)[number]; value: string } | undefined;
}

/** The kinds of credentials, each by the setting that provides it. If several are set, the first in this list is used. */
const CREDENTIAL_KEYS = [
  "accessToken",
  "accessTokenCommand",
  "accessTokenUrl",
  "authorizerRefreshToken",
  "authorizerRefreshTokens",
  "componentAccessTokenCommand",
  "componentAccessTokenUrl",
  "appSecret",
  "componentAccessToken",
] as const satisfies readonly SettingName[];

type CredentialKey = (typeof CREDENTIAL_KEYS)[number];

export const COMPONENT_TOKEN = [
  "componentAccessToken",
  "componentAccessTokenCommand",
  "componentAccessTokenUrl",
] as const;
export const REFRESH_TOKEN = ["authorizerRefreshToken", "authorizerRefreshTokens"] as const;

/** @throws SettingsError */
export function readCredentials(source: Source): Credentials {
  // A platform's token does not make a platform of an account that has its own secret in the other place.
  const kinds = CREDENTIAL_KEYS.slice(0, -1);
  const key =
    kinds.find((name) => source.isInEnvironment(name)) ?? CREDENTIAL_KEYS.find((name) => source.isWritten(name));
  return credentialsOf(source, key);
}

function credentialsOf(source: Source, key: CredentialKey | undefined): Credentials {
  const get = valueReader(source);
  const need = (name: CredentialKey | "appId" | "componentAppId" | "authorizerAppId"): string => {
    const value = get(name);
    if (value !== undefined) return value;
    throw new SettingsError(
      t`${source.keyOf(name)} is missing (${key} needs it); run "${source.setCommand(name, "VALUE")}" or set ${source.variableOf(name)}.`,
    );
  };
  const appIdFor = (template: string): string | undefined =>
    servesAnyAccount(template) ? need("appId") : get("appId");
  switch (key) {
    case "accessToken":
      return { kind: key, accessToken: need(key) };
    case "accessTokenCommand":
      return { kind: key, command: need(key), appId: appIdFor(need(key)) };
    case "accessTokenUrl":
      return { kind: key, url: need(key), appId: appIdFor(need(key)) };
    case "authorizerRefreshToken":
    case "authorizerRefreshTokens":
    case "componentAccessToken":
    case "componentAccessTokenCommand":
    case "componentAccessTokenUrl": {
      const component = theOneOf(COMPONENT_TOKEN, source);
      if (!component) throw noComponentToken(key, source);
      const refresh = theOneOf(REFRESH_TOKEN, source);
      return {
        kind: "authorizer",
        componentAppId: need("componentAppId"),
        component: { setting: component, value: need(component) },
        authorizerAppId: need("authorizerAppId"),
        refresh: refresh && { setting: refresh, value: need(refresh) },
      };
    }
    case "appSecret":
      return { kind: key, appId: need("appId"), appSecret: need(key) };
    case undefined:
      if (source.isOfAccount) {
        throw new NoCredentialsError(
          t`No WeChat credentials: run "${source.setCommand("appSecret", "SECRET")}" or set ${source.variableOf("appSecret")}.`,
        );
      }
      throw new NoCredentialsError(
        t`No WeChat credentials: run "${source.setCommand("appId", "APPID")}" and "${source.setCommand("appSecret", "SECRET")}",
          or set ${source.variableOf("appId")} and ${source.variableOf("appSecret")}.`,
      );
  }
}

/** The one of several settings that is written, in the first place that has any. @throws SettingsError if there are several there. */
function theOneOf<N extends SettingName>(names: readonly N[], source: Source): N | undefined {
  const places = [(name: N) => source.isInEnvironment(name), (name: N) => source.isWritten(name)];
  for (const isThere of places) {
    const [first, ...others] = names.filter(isThere);
    if (first && others.length === 0) return first;
    if (first) {
      const all = [first, ...others].map((name) => source.keyOf(name)).join(", ");
      throw new SettingsError(
        t`Of ${all} only one may be set, in the stack's config or in the environment; remove the others.`,
      );
    }
  }
  return undefined;
}

function noComponentToken(key: SettingName, source: Source): SettingsError {
  const names = COMPONENT_TOKEN.map((name) => source.keyOf(name)).join(", ");
  const name = "componentAccessTokenCommand";
  return new SettingsError(
    t`One of ${names} is missing (${key} needs it); run "${source.setCommand(name, "COMMAND")}" or set
      ${source.variableOf(name)}.`,
  );
}
