/** The kinds of credentials. A file of its own, because every command line needs the names and only `init` the rest. */
export const KINDS = ["appSecret", "accessToken", "accessTokenCommand", "accessTokenUrl", "authorizer"] as const;
export type Kind = (typeof KINDS)[number];
